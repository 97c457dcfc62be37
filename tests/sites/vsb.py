"""博达 VSB: static pages, list pages numbered from the end.

The first page is `fzjs.htm`; of four pages the second is `fzjs/3.htm` and the last `fzjs/1.htm`. Bodies stand in
`vsb_content`, `vsb_content_2` or `vsb_content_502`. Old sites are in GBK whatever they declare.
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
    listed,
    located,
    metas,
    page,
)

_CONTAINERS = ("vsb_content", "vsb_content_2", "vsb_content_502")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/info/1023/7764710.htm`."""
    return f"/info/{column.number}/{article.id}.htm"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    if request.path == "/system/_content/download.jsp":
        return attachment(view, request.parameters.get("wbfileid", ""))
    for column in view.site.columns:
        if request.path == column.path:
            return _list_page(view, column, 1)
        own = re.fullmatch(re.escape(column.path.removesuffix(".htm")) + r"/([1-9]\d*)\.htm", request.path)
        if own:
            _, pages = listed(view, column, 1)
            return _list_page(view, column, pages - int(own[1]) + 1) if int(own[1]) < pages else None
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def _list_page(view: View, column: Column, number: int) -> Reply:
    articles, pages = listed(view, column, number)
    name = column.path.removesuffix(".htm").rpartition("/")[2]
    before = f"{name}/" if number == 1 else ""
    further = (
        f'<a href="{before}{pages - number}.htm">下页</a> <a href="{before}1.htm">尾页</a>'
        if number < pages
        else "下页 尾页"
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="winstyle">
{entries(view, column, articles, date="%Y/%m/%d")}
</ul>
<div id="fanye">共{len(view.articles(column))}条 {number}/{pages} {further}</div>"""
    text = page(view.site, column.name, metas(view, column), main)
    return view.html(text, view.modified(*view.articles(column)))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    rows = "".join(
        f"<tr><td>{label}</td><td>{escape(value)}</td></tr>" for label, value in information(column, article).items()
    )
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M}　来源：{article.publisher}"
    files = "".join(
        f'<p>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&amp;owner={view.site.web_id}'
        f'&amp;wbfileid={name}">{escape(text)}</a>】已下载<span>12</span>次</p>'
        for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<table class="xxgk"><tbody>{rows}</tbody></table>
<form name="_newscontent_fromname">{headline(body, article.title, byline)}
<div id="{_CONTAINERS[article.id % len(_CONTAINERS)]}"><div class="v_news_content">
{body}
</div></div>
{files}<p align="right">【<a href="javascript:window.close();">关闭窗口</a>】</p></form>"""
    text = page(view.site, f"{article.title}-{view.site.name}", metas(view, column, article), main)
    return view.html(text, view.modified(article))
