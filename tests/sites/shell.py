"""What stands round the content on any family's page: head and meta tags, navigation, share bar, footer.

The footer and the navigation hold numbers and years on purpose, as real ones do: none of them is a figure of a report.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Protocol, cast

from tests.sites.model import Article, Column, Site


@dataclass(frozen=True, slots=True)
class Request:
    """A request as a family sees it: `parameters` are those of the query and of a posted form."""

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Reply:
    """A 200 in the making."""

    body: bytes
    content_type: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class View:
    """A site under the condition of the moment."""

    site: Site
    revised: bool = False
    fault: str = ""

    def articles(self, column: Column) -> list[Article]:
        """The column's articles, newest first."""
        return [] if self.fault == "empty_list" else column.sorted_articles()

    def body(self, article: Article) -> str:
        """What stands in the body container, attachments aside."""
        if self.fault == "no_body":
            return ""
        return article.revised_body if self.revised and article.revised_body is not None else article.body

    def modified(self, *articles: Article) -> datetime:
        """When the newest of `articles` was last written."""
        moments = [
            article.revised_at if self.revised and article.revised_at else article.published for article in articles
        ]
        return max(moments, default=datetime(2019, 1, 1))

    def html(self, text: str, modified: datetime) -> Reply:
        """A page in the site's encoding. GB18030 is served without a charset in the header and declared as gb2312."""
        if self.site.encoding != "utf-8":
            return Reply(text.encode(self.site.encoding), "text/html", modified)
        encoding = "gb18030" if self.fault == "gbk_as_utf8" else "utf-8"
        return Reply(text.encode(encoding), "text/html; charset=utf-8", modified)


class Family(Protocol):
    """What the server asks of a family module; None means 404."""

    def article_path(self, site: Site, column: Column, article: Article) -> str: ...

    def respond(self, view: View, request: Request) -> Reply | None: ...


def family(name: str) -> Family:
    """The simulator of a family."""
    return cast("Family", importlib.import_module(f"tests.sites.{name}"))


def page(site: Site, title: str, metas: Sequence[str], main: str) -> str:
    """A whole HTML document with `main` between header and footer."""
    charset = "utf-8" if site.encoding == "utf-8" else "gb2312"
    return f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{escape(title)}</title>
{chr(10).join(metas)}
<link rel="stylesheet" href="/images/style.css">
<script src="/script/jquery.min.js"></script>
</head>
<body>
<div class="top"><div class="w1200"><a href="/">{escape(site.name)}</a><span id="weather">今天 多云 12℃~21℃</span>
<a href="/wza/">无障碍浏览</a> <a href="/mobile/">手机版</a></div></div>
<div class="header"><ul class="nav">
<li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/zwfw/">政务服务</a></li>
<li><a href="/hdjl/">互动交流</a></li><li><a href="/zt/2024/">2024年政务公开专题</a></li></ul>
<form action="/search/"><input name="q" value="请输入关键字"><button>搜索</button></form></div>
{main}
<div class="footer">
<p>主办：{escape(site.name)}　承办：政务服务和大数据中心　网站标识码：{site.identifier}</p>
<p>云ICP备20990012号-1　云公网安备 99010002000123号　联系电话：0000-12345　最佳分辨率：1920×1080</p>
<p>您是第 1863204 位访问者</p></div>
</body>
</html>
"""


def breadcrumb(column: Column) -> str:
    """The way from the home page to the column."""
    steps = {"/": "首页", "/zwgk/": "政务公开", column.path: column.name}
    return "当前位置：" + " &gt; ".join(f'<a href="{path}">{escape(name)}</a>' for path, name in steps.items())


def headline(body: str, title: str, byline: str) -> str:
    """Title and byline above the container, unless the body brings its own."""
    return "" if "<h1" in body else f'<h1 class="title">{escape(title)}</h1>\n<div class="info">{escape(byline)}</div>'


def short(title: str, length: int = 22) -> str:
    """A title as lists show it: cut off, the whole one stands in the `title` attribute."""
    return escape(title if len(title) <= length else title[:length] + "...")


def newest_articles(site: Site) -> tuple[list[Article], str]:
    """What a home page shows as news: the three newest articles and their titles."""
    newest = sorted((article for _, _, article in site.articles()), key=lambda article: article.published)[-3:]
    return newest, "、".join(short(article.title) for article in newest)


def home(view: View) -> Reply:
    """A home page: the columns, and the newest articles linked."""
    site = view.site
    columns = "".join(
        f'<li><a href="{escape(column.path)}">{escape(column.name)}</a></li>\n' for column in site.columns
    )
    newest, _ = newest_articles(site)
    links = {article.id: path for path, _, article in site.articles()}
    news = "".join(f'<li><a href="{links[article.id]}">{short(article.title)}</a></li>\n' for article in newest)
    main = f'<div class="main"><ul class="columns">\n{columns}</ul><ul class="news">\n{news}</ul></div>'
    return view.html(page(site, site.name, metas(view), main), view.modified(*newest))


def located(view: View, path: str) -> tuple[Column, Article] | None:
    """The article at `path` and its column."""
    return next(((column, article) for address, column, article in view.site.articles() if address == path), None)


def listed(view: View, column: Column, number: int) -> tuple[list[Article], int]:
    """The articles of page `number` (from 1) of a column, and how many pages it has."""
    articles = view.articles(column)
    pages = max(1, -(-len(articles) // column.per_page))
    return articles[(number - 1) * column.per_page : number * column.per_page], pages


def list_page_at(view: View, path: str, pattern: re.Pattern[str]) -> tuple[Column, int] | None:
    """The column and page number whose list page stands at `path`, below the column's folder.

    The first group of `pattern` is the number in the name. The first page's name has none, and none ends in 1.
    """
    folder, _, name = path.rpartition("/")
    column = next((column for column in view.site.columns if column.folder == f"{folder}/"), None)
    match = pattern.fullmatch(name)
    return (column, int(match[1] or 1)) if column and match and match[1] != "1" else None


def entries(view: View, column: Column, articles: Sequence[Article], *, date: str = "%Y-%m-%d") -> str:
    """List entries as most families write them: the title cut off, the whole one in the attribute, a date behind."""
    return "\n".join(
        f'<li><a href="{view.site.article_path(column, article)}" title="{escape(article.title)}" target="_blank">'
        f'{short(article.title)}</a><span class="date">{article.published.strftime(date)}</span></li>'
        for article in articles
    )


def metadata(view: View, column: Column | None = None, article: Article | None = None) -> dict[str, str]:
    """Names and contents of the tags of the 政府网站发展指引."""
    pairs = {"SiteName": view.site.name, "SiteDomain": view.site.host, "SiteIDCode": view.site.identifier}
    if column:
        pairs |= {"ColumnName": column.name, "ColumnType": "政府信息公开"}
    if article:
        pairs |= {
            "ArticleTitle": article.title,
            "PubDate": f"{article.published:%Y-%m-%d %H:%M}",
            "ContentSource": article.publisher,
        }
    return pairs


def metas(view: View, column: Column | None = None, article: Article | None = None) -> list[str]:
    """The tags themselves, as most families write them."""
    pairs = metadata(view, column, article)
    return [f'<meta name="{name}" content="{escape(value)}"/>' for name, value in pairs.items()]


def information(column: Column, article: Article) -> dict[str, str]:
    """The 索引号 block: labels and values."""
    return {
        "索引号": article.index_number,
        "组配分类": column.name,
        "发布机构": article.publisher,
        "名称": article.title,
        "文号": article.document_number,
        "成文日期": f"{article.written_on or article.published.date():%Y-%m-%d}",
        "发布日期": f"{article.published:%Y-%m-%d}",
    }


def attachment(view: View, name: str) -> Reply | None:
    """The file `name` of whichever article has it."""
    for _, _, article in view.site.articles():
        for file_name, _, content in article.attachments:
            if file_name == name:
                return Reply(content, "application/octet-stream", view.modified(article))
    return None
