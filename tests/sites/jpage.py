"""大汉 jcms with jpage lists.

The first screen of a list is embedded in its page as XML in a script, three pages of records at once; further groups
come from `dataproxy.jsp` by GET or POST. `?uid=..&pageNum=..` in the address is an anchor for people and changes
nothing. Quirks: `post`, further groups are given to a form alone; `broken`, the records' CDATA ends in `]] >` and holds
bare ampersands.
"""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from tests.sites.model import Article, Column, Site
from tests.sites.shell import (
    Reply,
    Request,
    View,
    attachment,
    breadcrumb,
    headline,
    located,
    metadata,
    newest_articles,
    page,
    short,
)

PAGES_IN_A_GROUP = 3


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/art/2025/3/21/art_1229_4567.html`."""
    day = article.published
    return f"/art/{day.year}/{day.month}/{day.day}/art_{column.number}_{article.id}.{site.suffix}"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list, further groups, article or attachment; None where there is nothing."""
    site = view.site
    if request.path == "/":
        return _home(view)
    if request.path == site.proxy:
        return _further_records(view, request)
    if request.path == "/module/download/downfile.jsp":
        return attachment(view, request.parameters.get("filename", ""))
    column = site.column(request.path)
    if column is not None:
        return _list_page(view, column)
    if found := located(view, request.path):
        return _article_page(view, *found)
    return None


def cdata(text: str) -> str:
    """A CDATA section; a `]]>` in the text is split over two sections."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _home(view: View) -> Reply:
    columns = view.site.columns
    links = "\n".join(f'<li><a href="{column.path}">{escape(column.name)}</a></li>' for column in columns)
    newest, titles = newest_articles(view.site)
    main = f'<div class="main"><ul class="columns">\n{links}\n</ul><p>最新：{titles}</p></div>'
    return view.html(page(view.site, view.site.name, _metas(view), main), view.modified(*newest))


def _list_page(view: View, column: Column) -> Reply:
    articles = view.articles(column)
    group = column.per_page * PAGES_IN_A_GROUP
    store = _datastore(view, column, articles, 0, group, next_group=1)
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="main"><div class="left"><h2>{escape(column.name)}</h2></div>
<div class="default_pgContainer" id="{column.unit}"><script type="text/xml">{store}</script></div>
<script>
$("#{column.unit}").jpage({{
  totalRecord:{len(articles)}, perPage:{column.per_page}, groupSize:{PAGES_IN_A_GROUP}, barPosition:'bottom',
  proxyUrl:'{view.site.proxy}', openCookies:false, themeName:'default',
  proxyParam:{{columnid:'{column.number}', unitid:'{column.unit}', webid:'{view.site.web_id}'}}
}});
</script></div>"""
    text = page(view.site, f"{column.name}-{view.site.name}", _metas(view, column), main)
    return view.html(text, view.modified(*articles))


def _further_records(view: View, request: Request) -> Reply | None:
    asked = request.parameters
    if "post" in view.site.quirks and request.method != "POST":
        return None
    column = view.site.column_of_number(asked.get("columnid"))
    if column is None or str(column.unit) != asked.get("unitid"):
        return None
    articles = view.articles(column)
    group = column.per_page * PAGES_IN_A_GROUP
    if "startrecord" in asked:
        first, last = int(asked["startrecord"]) - 1, int(asked["endrecord"])
        following = last // group
    else:
        number = int(asked.get("page", "0"))
        first, last, following = number * group, (number + 1) * group, number + 1
    store = _datastore(view, column, articles, max(first, 0), last, next_group=following)
    text = f"<?xml version='1.0' encoding='utf-8'?>{store}"
    return Reply(text.encode(), "text/xml;charset=UTF-8", view.modified(*articles))


def _datastore(view: View, column: Column, articles: list[Article], first: int, last: int, *, next_group: int) -> str:
    """Records `first` to `last` (from 0, half open) and the address of the following group, if there is one."""
    total = len(articles)
    pages = -(-total // column.per_page)
    link = ""
    if last < total:
        query = {
            "page": next_group,
            "appid": 1,
            "webid": view.site.web_id,
            "path": "/",
            "columnid": column.number,
            "unitid": column.unit,
            "webname": view.site.name,
            "permissiontype": 0,
        }
        link = f'<nextgroup>{cdata(f"""<a href="{view.site.proxy}?{urlencode(query)}"></a>""")}</nextgroup>\n'
    records = "\n".join(f"<record>{_record(view, column, article)}</record>" for article in articles[first:last])
    return (
        f"<datastore>\n<totalrecord>{total}</totalrecord><totalpage>{pages}</totalpage>"
        f"<perpage>{column.per_page}</perpage>\n{link}<recordset>\n{records}\n</recordset></datastore>"
    )


def _record(view: View, column: Column, article: Article) -> str:
    if "broken" not in view.site.quirks:
        return cdata(_item(view, column, article))
    return f"<![CDATA[{_item(view, column, article).replace('</li>', '<i data-x=a&b=c&nbsp></i></li>')}]] >"


def _item(view: View, column: Column, article: Article) -> str:
    return (
        f'\n<li><a href="{view.site.article_path(column, article)}" title="{escape(article.title)}" target="_blank">'
        f"{short(article.title)}</a><span>[{article.published:%Y-%m-%d}]</span></li>\n"
    )


def _article_page(view: View, column: Column, article: Article) -> Reply:
    written = article.written_on or article.published.date()
    body = view.body(article)
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M} 信息来源：{article.publisher} 浏览次数：317"
    files = "".join(
        f'<p><a href="/module/download/downfile.jsp?classid=0&amp;filename={name}">{escape(text)}</a></p>'
        for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<table class="xxgk_head"><tbody>
<tr><td class="bt">索引号：</td><td>{article.index_number}</td><td class="bt">主题分类：</td><td>司法/其他</td></tr>
<tr><td class="bt">发布机构：</td><td><!--<$[信息来源]>begin-->{article.publisher}<!--<$[信息来源]>end--></td>
<td class="bt">发文日期：</td><td>{written:%Y-%m-%d}</td></tr>
<tr><td class="bt">名称：</td><td colspan="3">{escape(article.title)}</td></tr>
<tr><td class="bt">文号：</td><td>{article.document_number}</td><td class="bt">有效性：</td><td>有效</td></tr>
</tbody></table>
{headline(body, article.title, byline)}
<div class="share">字体：[大 中 小] 分享到：<a href="#">微信</a> <a href="#">微博</a>
<a href="javascript:window.print()">打印</a></div>
<div class="bt_content" id="zoom"><!--ZJEG_RSS.content.begin-->
{body}{files}
<!--ZJEG_RSS.content.end--></div>
<div class="pn"><a href="{column.path}">返回列表</a></div>"""
    text = page(view.site, f"{article.title}-{view.site.name}", _metas(view, column, article), main)
    return view.html(text, view.modified(article))


def _metas(view: View, column: Column | None = None, article: Article | None = None) -> list[str]:
    pairs = metadata(view, column, article)
    if article:
        pairs |= {"Maketime": f"{article.published:%Y-%m-%d %H:%M:%S}"}
    return [f'<meta name="{name}" content="{escape(value)}">' for name, value in pairs.items()]
