"""TRS WCM: static pages only.

The first list page is `index.html`, the second `index_1.html`: the pager counts from 0. Links of a list and of an
article's attachments are relative to the page they stand on. Quirk `variables`: the pager is told by script variables.
"""

from __future__ import annotations

import re
from html import escape

from tests.sites.model import Article, Column, Site
from tests.sites.shell import Reply, Request, View, breadcrumb, headline, listed, metadata, newest_articles, page, short

_LIST_PAGE = re.compile(r"index(?:_([1-9]\d*))?\.s?html?")


def article_path(site: Site, column: Column, article: Article) -> str:
    """`/zwgk/fzzf/202503/t20250321_4567.html`."""
    day = article.published
    return f"{column.folder}{day:%Y%m}/t{day:%Y%m%d}_{article.id}.{site.suffix}"


def respond(view: View, request: Request) -> Reply | None:
    """Home, list page, article or attachment; None where there is nothing."""
    site = view.site
    if request.path == "/":
        return _home(view)
    folder, _, name = request.path.rpartition("/")
    column = next((column for column in site.columns if column.folder == f"{folder}/"), None)
    if column is not None and (match := _LIST_PAGE.fullmatch(name or "index.html")):
        return _list_page(view, column, int(match[1] or 0))
    for path, home_column, article in site.articles():
        if path == request.path:
            return _article_page(view, home_column, article)
        for file_name, _, content in article.attachments:
            if request.path == f"{path.rpartition('/')[0]}/{file_name}":
                return Reply(content, "application/octet-stream", view.modified(article))
    return None


def _home(view: View) -> Reply:
    links = "\n".join(f'<li><a href=".{column.folder}">{escape(column.name)}</a></li>' for column in view.site.columns)
    newest, titles = newest_articles(view.site)
    main = f'<div class="main"><ul>\n{links}\n</ul><p>最新：{titles}</p></div><!--TRS_PreAppend-->'
    return view.html(page(view.site, view.site.name, _metas(view), main), view.modified(*newest))


def _list_page(view: View, column: Column, number: int) -> Reply | None:
    articles = view.articles(column)
    shown, pages = listed(view, column, number + 1)
    if number >= pages:
        return None
    items = "\n".join(_item(view, column, article) for article in shown)
    newest = "\n".join(
        f'<li><a href="{view.site.article_path(column, article)}">{short(article.title, 12)}</a></li>'
        for article in articles[:2]
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="main"><div class="side"><h3>最新公开</h3><ul>
{newest}
</ul></div>
<ul class="list">
{items}
</ul>
<div class="page"><script>
{_pager(view, pages, number)}
</script></div></div>"""
    text = page(view.site, f"{column.name}-{view.site.name}", _metas(view, column), main)
    return view.html(text, view.modified(*articles))


def _pager(view: View, pages: int, number: int) -> str:
    suffix = view.site.suffix
    if "variables" in view.site.quirks:
        return f"var currentPage = {number};\nvar countPage = {pages};\nvar pageExt = '{suffix}';"
    return f'createPageHTML({pages}, {number}, "index", "{suffix}");'


def _item(view: View, column: Column, article: Article) -> str:
    relative = view.site.article_path(column, article).removeprefix(column.folder)
    return (
        f'<li><span class="date">{article.published:%Y-%m-%d}</span>'
        f'<a href="./{relative}" target="_blank" title="{escape(article.title)}">{short(article.title)}</a></li>'
    )


def _article_page(view: View, column: Column, article: Article) -> Reply:
    written = article.written_on or article.published.date()
    body = view.body(article)
    byline = f"发布时间：{article.published:%Y-%m-%d %H:%M}　来源：{article.publisher}"
    files = "".join(
        f'<p class="insertfileTag"><a href="./{name}" download="{escape(text)}">{escape(text)}</a></p>'
        for name, text, _ in article.attachments
    )
    main = f"""<div class="position">{breadcrumb(column)}</div>
<div class="xxgk-head"><ul>
<li><b>索 引 号：</b><span>{article.index_number}</span></li>
<li><b>信息分类：</b><span>{escape(column.name)}</span></li>
<li><b>发布机构：</b><span>{article.publisher}</span></li>
<li><b>发文日期：</b><span>{written.year}年{written.month}月{written.day}日</span></li>
<li><b>名　　称：</b><span>{escape(article.title)}</span></li>
<li><b>文　　号：</b><span>{article.document_number}</span></li>
</ul></div>
{headline(body, article.title, byline)}
<div class="share">【字体：大 中 小】<a href="#">分享到微信</a> <a href="#">打印</a> <a href="#">关闭</a></div>
<div class="TRS_Editor"><div class="view TRS_UEDITOR trs_paper_default trs_web">
{body}{files}
</div></div>
<div class="related"><a href="{column.path}">返回</a></div>"""
    text = page(view.site, f"{article.title}_{view.site.name}", _metas(view, column, article), main)
    return view.html(text, view.modified(article))


def _metas(view: View, column: Column | None = None, article: Article | None = None) -> list[str]:
    """As TRS templates write them: content before name, self-closing."""
    pairs = metadata(view, column, article)
    if column:
        pairs |= {"ColumnKeywords": column.name, "ColumnType": "工作动态"}
    if article:
        pairs |= {"PubDate": f"{article.published:%Y-%m-%d %H:%M:%S}"}
    return [f'<meta content="{escape(value)}" name="{name}"/>' for name, value in pairs.items()]
