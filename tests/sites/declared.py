"""A site of no known family, whose county declares how it reads: no <meta>, names that nobody else uses.

The first list page is the folder, the second `index_2.html`, found by the link to the next page or by counting up to a
404.
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
    home,
    list_page_at,
    listed,
    located,
    page,
    short,
)

_LIST_PAGE = re.compile(r"(?:index_([1-9]\d*)\.html)?")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/site_hx/channel_5405/doc_<24 hex>.html`."""
    return f"{column.folder}doc_{site.identity(article, 24)}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    folder, _, name = request.path.rpartition("/")
    if listing := list_page_at(view, request.path, _LIST_PAGE):
        return _list_page(view, *listing)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return attachment(view, name) if folder == "/files" else None


def _list_page(view: View, column: Column, number: int) -> Reply | None:
    articles, pages = listed(view, column, number)
    if number > pages:
        return None
    items = "\n".join(
        f'<dd><a href="{view.site.article_path(column, article).rpartition("/")[2]}" title="{escape(article.title)}">'
        f"{short(article.title)}</a><em>{article.published:%Y-%m-%d}</em></dd>"
        for article in articles
    )
    following = f'<a class="xia" href="index_{number + 1}.html">下一页</a>' if number < pages else ""
    main = f"""<div class="weizhi">{breadcrumb(column)}</div>
<div class="redian"><a href="/zt/doc_{"0" * 24}.html">专题热点</a></div>
<dl class="lb">
{items}
</dl>
<div class="ye">{number} {following}</div>"""
    return view.html(page(view.site, column.name, [], main), view.modified(*view.articles(column)))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    files = "".join(f'<p><a href="/files/{name}">{escape(text)}</a></p>' for name, text, _ in article.attachments)
    main = f"""<div class="weizhi">{breadcrumb(column)}</div>
<div class="bt">{escape(article.title)}</div>
<ul class="xx"><li class="sj">{article.published:%Y-%m-%d %H:%M}</li><li class="ly">{article.publisher}</li>
<li class="sy">{article.index_number}</li><li class="wh">{article.document_number}</li></ul>
<div class="nr">
{view.body(article)}{files}
</div>"""
    return view.html(page(view.site, view.site.name, [], main), view.modified(article))
