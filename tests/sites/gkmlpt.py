"""gkmlpt (广东): articles listed as JSON, and shipped as JSON inside their page.

`/gkmlpt/index` is a script with the site's number. `/gkmlpt/api/all/<column>?page=&sid=` counts pages from 1 and gives
page 1 for page 0. Quirk `single`: 404 from page 2 on, whatever `post_count` says.
"""

from __future__ import annotations

import json
import re

from tests.sites.model import SHANGHAI, Article, Column, Site
from tests.sites.shell import Reply, Request, View, attachment, home, listed, located, page

_API = re.compile(r"/gkmlpt/api/all/(\d+)")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/gkmlpt/content/5/5012/post_5012345.html`."""
    return f"/gkmlpt/content/{article.id // 1_000_000}/{article.id // 1000}/post_{article.id}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, the page for people, JSON, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    if request.path == "/gkmlpt/index":
        return _index(view)
    if request.path.startswith("/attachment/"):
        return attachment(view, request.path.rpartition("/")[2])
    if match := _API.fullmatch(request.path):
        column = view.site.column_of_number(match[1])
        return _articles(view, column, request) if column else None
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def _index(view: View) -> Reply:
    tree = json.dumps([{"id": column.number, "name": column.name} for column in view.site.columns], ensure_ascii=False)
    config = f"window._CONFIG = {{SID: '{view.site.web_id}', TREE: {tree}}};"
    main = f'<div id="app"></div><script>{config}</script>'
    return view.html(page(view.site, "政府信息公开目录", [], main), view.modified())


def _articles(view: View, column: Column, request: Request) -> Reply | None:
    number = max(1, int(request.parameters.get("page", "1")))
    if request.parameters.get("sid") != str(view.site.web_id) or ("single" in view.site.quirks and number > 1):
        return None
    articles, _ = listed(view, column, number)
    answer = {
        "classify": {"id": column.number, "name": column.name, "post_count": len(view.articles(column))},
        "articles": [_entry(view, column, article) for article in articles],
    }
    text = json.dumps(answer, ensure_ascii=False)
    return Reply(text.encode(), "application/json", view.modified(*view.articles(column)))


def _entry(view: View, column: Column, article: Article) -> dict[str, object]:
    url = f"http://{view.site.host}{article_path(view.site, column, article)}"
    return {
        "id": article.id,
        "title": article.title,
        "document_number": article.document_number,
        "publisher": article.publisher,
        "date": int(article.published.replace(tzinfo=SHANGHAI).timestamp()),
        "created_at": f"{article.published:%Y-%m-%d %H:%M:%S}",
        "identifier": article.index_number,
        "classify_main_name": column.name,
        "url": url,
        "post_url": "",
        "is_expired": 0,
        "is_abolished": 0,
    }


def _article_page(view: View, column: Column, article: Article) -> Reply:
    files = [
        {"id": number, "name": text, "size": len(content), "url": f"/attachment/1/1658/{name}"}
        for number, (name, text, content) in enumerate(article.attachments)
    ]
    detail = {
        **_entry(view, column, article),
        "content": view.body(article),
        "attachment": files,
    }
    config = json.dumps({"SID": str(view.site.web_id), "DETAIL": detail}, ensure_ascii=False).replace("</", "<\\/")
    main = (
        f'<script>window._CONFIG = {config};</script><div id="app"></div><noscript>请启用JavaScript后访问。</noscript>'
    )
    return view.html(page(view.site, f"{article.title}-{view.site.name}", [], main), view.modified(article))
