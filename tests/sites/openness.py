"""openness (安徽): lists by `branch_id`, `column_code` and `page`, counted from 1; the metadata block stands twice.

The pager links the next page and the last; a page behind the last one is the last one again.
"""

from __future__ import annotations

from html import escape

from tests.sites.model import Article, Column, Site
from tests.sites.shell import (
    Reply,
    Request,
    View,
    attachment,
    breadcrumb,
    entries,
    headline,
    home,
    information,
    listed,
    located,
    page,
)


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/openness/detail/content/<24 hex>.html`."""
    return f"/openness/detail/content/{site.identity(article, 24)}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    if request.path.startswith("/UploadFile/"):
        return attachment(view, request.path.rpartition("/")[2])
    if request.path == "/opennessContent/":
        column = view.site.column_of_number(request.parameters.get("column_code"))
        return _list_page(view, column, int(request.parameters.get("page", "1"))) if column else None
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def _list_page(view: View, column: Column, number: int) -> Reply:
    _, pages = listed(view, column, 1)
    number = max(1, min(number, pages))
    articles, _ = listed(view, column, number)
    links = "".join(
        f'<a href="{escape(column.path)}&amp;page={other}">{text}</a> '
        for other, text in ((number + 1, "下一页"), (pages, "尾页"))
        if other <= pages
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="openness_list">
{entries(view, column, articles)}
</ul>
<div class="pages"><b>{number}</b> {links}</div>"""
    return view.html(page(view.site, column.name, [], main), view.modified(*view.articles(column)))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    block = information(column, article)
    desktop = " | ".join(f"{label}: | {escape(value)}" for label, value in block.items())
    mobile = "".join(f"<dt>{label}:</dt><dd>{escape(value)}</dd>" for label, value in block.items())
    files = "".join(
        f'<p><a href="../../../UploadFile/{name}">{escape(text)}</a></p>' for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="xxgk_pc">{desktop}</div>
<div class="xxgk_mobile"><dl>{mobile}</dl></div>
<div class="content_box">{headline(body, article.title, "阅读次数：17")}
<div class="txt_box">
{body}{files}
</div></div>"""
    return view.html(page(view.site, f"{article.title} - {view.site.name}", [], main), view.modified(article))
