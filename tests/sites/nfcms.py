"""南方 NFCMS: static pages. The first list page is `index.html`, the second `index_2.html`; the pager links them."""

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
    list_page_at,
    listed,
    located,
    metas,
    page,
)

_LIST_PAGE = re.compile(r"index(?:_([1-9]\d*))?\.html")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/zwgk/fzzf/content/post_690267.html`."""
    return f"{column.folder}content/post_{article.id}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    folder, _, name = request.path.rpartition("/")
    if listing := list_page_at(view, request.path, _LIST_PAGE):
        return _list_page(view, *listing)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return attachment(view, name) if folder.endswith("/attachment") else None


def _list_page(view: View, column: Column, number: int) -> Reply | None:
    articles, pages = listed(view, column, number)
    if number > pages:
        return None
    links = "".join(
        f'<a href="http://{view.site.host}{column.folder}index_{other}.html">{text}</a> '
        for other, text in ((number + 1, "下一页"), (pages, "尾页"))
        if 1 < other <= pages
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="news_list">
{entries(view, column, articles)}
</ul>
<div class="page"><a class="cur">{number}</a> {links}</div>"""
    text = page(view.site, column.name, metas(view, column), main)
    return view.html(text, view.modified(*view.articles(column)))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    byline = f"来源：{article.publisher} 发布时间：{article.published:%Y-%m-%d %H:%M:%S} 字号：【大】【中】【小】"
    files = "".join(
        f'<p><a href="../attachment/{name}">{escape(text)}</a></p>' for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="article">{headline(body, article.title, byline)}
<div class="article-content">
{body}{files}
</div>
<div class="article-share"><div class="share-box">分享：<a>微信</a></div></div></div>"""
    text = page(view.site, f"{article.title} _ {view.site.name}", metas(view, column, article), main)
    return view.html(text, view.modified(article))
