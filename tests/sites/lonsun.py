"""龙讯 Lonsun: a list page with its first articles, and a label that renders the others.

`pageCount` and the label's parameters stand in a script; `/site/label/8888` gives an HTML fragment for `pageIndex`,
counted from 1, and 暂无相关信息 where a parameter is missing or wrong.
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
    metas,
    page,
)

LABEL = "/site/label/8888"
_FILE = "/c1/{}/publicInfoList_new2022"


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/public/2655/151.html`."""
    return f"/public/{column.unit}/{article.id}.html"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, label, article or attachment; None where there is nothing."""
    if request.path == "/":
        return home(view)
    if request.path == LABEL:
        return _label(view, request)
    if request.path.startswith("/group1/"):
        return attachment(view, request.path.rpartition("/")[2])
    for column in view.site.columns:
        if request.path == f"/public/column/{column.unit}" and request.parameters.get("catId") == str(column.number):
            return _list_page(view, column)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def _list_page(view: View, column: Column) -> Reply:
    articles, pages = listed(view, column, 1)
    main = f"""<div class="position">{breadcrumb(column)}</div>
<ul class="clearfix xxgk_nav_list">
{entries(view, column, articles)}
</ul>
<div id="page_public_info"></div><script>
Ls.pagination("#page_public_info", function (pageIndex) {{
  $.ajax({{type: "POST", dataType: "html", url: "{LABEL}?IsAjax=1&dataType=html", data: {{labelName: "publicInfoList",
    siteId: "{view.site.web_id}", pageSize: {column.per_page}, pageIndex: pageIndex, action: "list", isDate: "true",
    dateFormat: "yyyy-MM-dd", length: "50", organId: "{column.unit}", type: "4", catId: "{column.number}",
    result: "暂无相关信息", file: "{_FILE.format(view.site.web_id)}"}}}});
}}, {{currentPage: 1, pageCount:{pages}}});</script>"""
    text = page(view.site, column.name, ['<meta name="ls-language" content="zh"/>', *metas(view, column)], main)
    return view.html(text, view.modified(*view.articles(column)))


def _label(view: View, request: Request) -> Reply:
    asked = request.parameters
    site = {"labelName": "publicInfoList", "siteId": str(view.site.web_id), "file": _FILE.format(view.site.web_id)}
    column = view.site.column_of_number(asked.get("catId"))
    fragment, modified = "<div>暂无相关信息</div>", view.modified()
    if column and all(asked.get(name) == value for name, value in site.items()):
        articles, _ = listed(view, column, int(asked.get("pageIndex", "1")))
        fragment = f'<ul class="clearfix xxgk_nav_list">\n{entries(view, column, articles)}\n</ul>'
        modified = view.modified(*view.articles(column))
    return Reply(fragment.encode(), "text/html;charset=UTF-8", modified)


def _article_page(view: View, column: Column, article: Article) -> Reply:
    body = view.body(article)
    rows = "".join(
        f"<tr><th>{label}：</th><td>{escape(value) or '无'}</td></tr>"
        for label, value in information(column, article).items()
    )
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M} 信息来源：{article.publisher} 阅读次数：88"
    files = "".join(
        f'<p><a href="/group1/M00/{name}" class="j-file">{escape(text)}</a></p>'
        for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="xxgk-info"><table><tbody>{rows}</tbody></table></div>
{headline(body, article.title, byline)}
<div class="wzcon fontContent j-fontContent clearfix">
{body}{files}
</div>
<div class="wzfx"><p>扫一扫在手机打开当前页面</p></div>"""
    text = page(view.site, f"{article.title}_{view.site.name}", metas(view, column, article), main)
    return view.html(text, view.modified(article))
