"""开普 UCAP: static pages with elements of their own.

The first list page is `list.shtml`, the second `list_2.shtml`: the pager counts from 1. Attachments are relative to
their article.
"""

from __future__ import annotations

import re
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
    list_page_at,
    listed,
    located,
    metas,
    page,
)

_LIST_PAGE = re.compile(r"list(?:_([1-9]\d*))?\.shtml")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/zhuya/c105797/202503/<32 hex>.shtml`."""
    return f"{column.folder}{article.published:%Y%m}/{site.identity(article, 32)}.shtml"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    folder, _, name = request.path.rpartition("/")
    if listing := list_page_at(view, request.path, _LIST_PAGE):
        return _list_page(view, *listing)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return attachment(view, name) if folder.endswith("/files") else None


def _list_page(view: View, column: Column, number: int) -> Reply | None:
    articles, pages = listed(view, column, number)
    if number > pages:
        return None
    total = len(view.articles(column))
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="gl_list">
{entries(view, column, articles)}
</ul>
<div id="page_div"></div><script>createPageHTML('page_div', {pages}, {number}, 'list', 'shtml', {total});</script>"""
    text = page(view.site, column.name, metas(view, column), main)
    return view.html(text, view.modified(*view.articles(column)))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    rows = "".join(
        f"<li><span>{label}：</span><em>{escape(value)}</em></li>"
        for label, value in information(column, article).items()
    )
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M}　来源：{article.publisher}"
    title = headline(body, article.title, byline).replace(
        escape(article.title), f"<UCAPTITLE>{escape(article.title)}</UCAPTITLE>"
    )
    files = "".join(f'<p><a href="files/{name}">{escape(text)}</a></p>' for name, text, _ in article.attachments)
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="xxgk_top">{rows}</ul>
{title}
<div class="tool">【字体：大 中 小】 <a onclick="print()">打印</a></div>
<div class="article" id="zoomcon"><UCAPCONTENT>
{body}{files}
</UCAPCONTENT></div>"""
    text = page(view.site, f"{article.title}-{view.site.name}", metas(view, column, article), main)
    return view.html(text, view.modified(article))
