"""大汉 jpaas: list pages without articles, and a unit that renders them.

`/api-gateway/../build/unit` gives HTML in JSON for the `pageId` and `tagId` of a unit and the `pageNo` in `paramJson`;
behind the last page it gives an empty list. Quirk `uncounted`: the rendered pager does not say how many articles there
are.
"""

from __future__ import annotations

import json
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
    located,
    metas,
    page,
)

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
_LIST_TAG = "信息列表"


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/art/2025/art_<32 hex>.html`."""
    return f"/art/{article.published.year}/art_{site.identity(article, 32)}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, unit, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    if request.path == UNIT:
        return _unit(view, request)
    if request.path == "/cms_files/download":
        return attachment(view, request.parameters.get("name", ""))
    if column := view.site.column(request.path):
        return _list_page(view, column)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def _list_page(view: View, column: Column) -> Reply:
    units = "\n".join(
        f'<div class="unit"><script src="/script/unitbuild.js" url="{UNIT}" queryData="{{\'parseType\':\'bulidstatic\','
        f"'webId':'{view.site.web_id}','tplSetId':'{view.site.web_id}f','pageType':'column','tagId':'{tag}',"
        f"'editType':'null','pageId':'{column.number}'}}\"></script></div>"
        for tag in ("导航", _LIST_TAG)
    )
    main = f'<div class="position">{breadcrumb(column)}</div>\n{units}'
    return view.html(page(view.site, column.name, metas(view, column), main), view.modified())


def _unit(view: View, request: Request) -> Reply | None:
    asked = request.parameters
    column = view.site.column_of_number(asked.get("pageId"))
    if column is None or asked.get("webId") != str(view.site.web_id) or asked.get("tagId") != _LIST_TAG:
        return None
    window = json.loads(asked.get("paramJson", "{}"))
    number, size = int(window.get("pageNo", 1)), int(window.get("pageSize", 15))
    articles = view.articles(column)
    count = "" if "uncounted" in view.site.quirks else f"count: {len(articles)}, "
    rendered = (
        f'<div class="page-content"><ul>\n{entries(view, column, articles[(number - 1) * size : number * size])}\n'
        f"</ul></div><script>$('#page').pagination({{{count}limit: {size}, curr: {number}}});</script>"
    )
    answer = {"success": True, "code": "200", "message": None, "data": {"html": rendered}}
    return Reply(json.dumps(answer).encode(), "application/json;charset=UTF-8", view.modified(*articles))


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    rows = "".join(f"<li><b>{label}：</b>{escape(value)}</li>" for label, value in information(column, article).items())
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M} 来源：{article.publisher}"
    files = "".join(
        f'<p><a href="/cms_files/download?name={name}">{escape(text)}</a></p>' for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="xxgk-info">{rows}</ul>
{headline(body, article.title, byline)}
<div class="article-con" id="zoom">
{body}{files}
</div>"""
    return view.html(page(view.site, article.title, metas(view, column, article), main), view.modified(article))
