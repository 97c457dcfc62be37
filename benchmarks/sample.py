"""The pages of the sample province as the benchmarks read them: bare, or inside the frame of a county's site.

Frames are generated, always the same: navigation of hundreds of links, side lists of news with dates and numbers,
scripts, a footer. No page of a real site is in here, but each of its parts is as large and as noisy as there.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.environments import PROJECT

PAGES = PROJECT / "examples" / "yunchuan" / "pages"
_TOPICS = (
    *("法治政府建设", "行政执法公示", "双随机一公开", "重大行政决策", "规范性文件", "政府信息公开", "财政预决算"),
    *("乡村振兴", "义务教育", "社会救助", "食品药品监管", "生态环境", "安全生产", "公共资源配置", "营商环境"),
)


@cache
def bodies() -> tuple[tuple[str, str], ...]:
    """Name and HTML fragment of every page of the sample province, in order of name."""
    return tuple((file.stem, file.read_text(encoding="utf-8")) for file in sorted(PAGES.glob("*.html")))


def framed(name: str, body: str, *, times: int = 1) -> str:
    """A page of 40 to 60 KB around `body`; with `times`, a page so many times as long in every part."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{name}_枕溪区人民政府门户网站</title>
<meta name="SiteName" content="枕溪区人民政府门户网站"><meta name="SiteDomain" content="www.zhenxi.yunchuan.example">
<meta name="ColumnName" content="法治政府建设"><meta name="ArticleTitle" content="{name}">
<meta name="PubDate" content="2025-03-21 09:40"><meta name="ContentSource" content="枕溪区人民政府办公室">
<link rel="stylesheet" href="/images/style.css">{_styles() * times}{_scripts() * times}
</head><body>
<div class="top"><a href="/">枕溪区人民政府</a><span id="weather">今天 多云 12℃~21℃</span></div>
<div class="header"><ul class="nav">{_navigation() * times}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 法治政府建设</div>
<div class="main"><div class="side">{_news() * times}</div>
<div class="article"><div class="info">发布时间：2025-03-21 09:40　来源：枕溪区人民政府办公室　浏览次数：1863</div>
<div class="TRS_Editor">{body * times}</div></div>
<div class="related"><h3>相关阅读</h3><ul>{_related() * times}</ul></div></div>
<div class="footer">{_links() * times}<p>主办：枕溪区人民政府办公室　网站标识码：9902210001　云ICP备20990012号-1</p>
<p>云公网安备 99010002000123号　联系电话：0000-12345　您是第 1863204 位访问者</p></div>
</body></html>
"""


def framed_pages() -> list[tuple[str, str]]:
    """Address and HTML of every page of the sample province in its frame."""
    return [(f"http://www.zhenxi.yunchuan.example/zwgk/{name}.html", framed(name, body)) for name, body in bodies()]


def write_pages(folder: Path) -> None:
    """Write every framed page to `folder`, where the peer reads it too."""
    for number, (_, page) in enumerate(framed_pages()):
        (folder / f"{number:03}.html").write_text(page, encoding="utf-8")


@cache
def _navigation() -> str:
    return "\n".join(
        f'<li class="item"><a href="/zwgk/{menu}/" target="_blank" title="{topic}">{topic}</a><ul class="drop">'
        + "".join(
            f'<li><a href="/zwgk/{menu}/{entry}/index.html" target="_blank">{other}{entry + 1}</a></li>'
            for entry, other in enumerate(_TOPICS[:10])
        )
        + "</ul></li>"
        for menu, topic in enumerate(_TOPICS)
    )


@cache
def _news() -> str:
    return "\n".join(
        f'<li><a href="/xwdt/2025{month:02}/t2025{month:02}15_{month * 97}{entry}.html" title="{topic}工作推进会召开">'
        f"{topic}工作推进会召开，{entry * 7 + 12}家单位参加</a><span>2025-{month:02}-15</span></li>"
        for month in range(1, 5)
        for entry, topic in enumerate(_TOPICS)
    )


@cache
def _related() -> str:
    return "\n".join(
        f'<li><a href="/zwgk/fzzf/{year}/index.html">枕溪区{year}年{topic}情况</a> {year}-03-28</li>'
        for year in (2021, 2022, 2023, 2024)
        for topic in _TOPICS[:5]
    )


@cache
def _links() -> str:
    return (
        "<select>" + "".join(f'<option value="/link/{n}">{t}网站</option>' for n, t in enumerate(_TOPICS)) + "</select>"
    )


@cache
def _scripts() -> str:
    calls = "".join(
        f"function menu{n}(e){{var i=e.getAttribute('data-i')||{n};if(i<{n * 3}&&i>0){{show('#drop'+i,{n}00);}}}}\n"
        for n in range(90)
    )
    return f"<script>\nvar siteId=9902210001,columns=[{','.join(map(str, range(300)))}];\n{calls}</script>"


@cache
def _styles() -> str:
    return "<style>" + "".join(f".nav .item{n}:hover{{width:{n}px;color:#1{n:02}}}\n" for n in range(100)) + "</style>"
