"""Where the article stands in a page: known containers of the site families, else the densest element."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from fazhi.parse.beginnings import Beginnings
from fazhi.parse.elements import FRAMES, UNSEEN, VOID
from fazhi.parse.flow import TAG

_KNOWN = (
    "ucapcontent",
    "#UCAP-CONTENT",
    ".UCAP-CONTENT",
    ".TRS_Editor",
    ".TRS_UEDITOR",
    ".trs_editor_view",
    ".trs_paper_default",
    "[id^=vsb_content]",
    ".v_news_content",
    "#zoom",
    "#Zoom",
    "#zoomcon",
    ".zoom",
    ".j-fontContent",
    ".wzcon",
    ".contentxxgk",
    ".ls-article-info",
    ".newscontnet",
    ".wenzhang_main",
    ".gzk-article",
    "#J_content",
    ".article-content",
    "#article-content",
    ".article_content",
    "#article_content",
    ".articleContent",
    "#articleContent",
    "#ivs_content",
    ".bt_content",
    ".pages_content",
    ".xxgk_content",
    "#xxgk_content",
    ".xxgk-content",
    ".xxgkcont",
    ".news_content",
    "#news_content",
    ".newscontent",
    ".NewsContent",
    "#NewsContent",
    ".article-con",
    ".article-body",
    ".conTxt",
    "#conTxt",
    ".content_txt",
    ".detail-content",
    ".detail_content",
    "#infoContent",
    ".infoContent",
)
"""Selectors of the article in the templates of the site families, the surest first."""
_SELECTORS = tuple((selector, selector.strip("#.[]").removeprefix("id^=")) for selector in _KNOWN)
"""With the id, class or element that each asks for."""

_SUREST = (("U", "UCAP-CONTENT"), ("T", "TRS_Editor"))
"""With the element, the first of them: looked for before all names of the page are gathered, which takes longer. Each
with its rarest letter, which is found in a tenth of the time."""

_NAMING = (' class="', ' id="')
_ANY_NUMBER = "vsb_content"
"""The id of the one family that numbers its containers."""
_ELEMENT = "ucapcontent"
_BEGIN, _END = "<!--ZJEG_RSS.content.begin-->", "<!--ZJEG_RSS.content.end-->"
_RARE_IN_BEGIN = "Z"
"""Looked for first, in a tenth of the time that all of it takes."""
_ENOUGH = 50
"""Characters from which a known container is believed to hold the article."""
_BEGINNING_OF_TEXT = 400
"""Characters that mostly hold enough."""
_FAR_MORE = 5
_AN_ARTICLE = 150
"""How much more than nearly empty containers the densest element must hold to be preferred: 5 times and 150."""

_PUNCTUATED = re.compile("[，。；、,;]|\\d")
_OF_THE_SITE = re.compile("主办|承办|版权所有|技术支持|备案|标识码|Copyright|地址[:：]|电话[:：]")
_DESCEND = 0.7
_BEGINNING = 60


@dataclass(frozen=True, slots=True)
class Span:
    """`page[start:end]` is the container; `certain` unless it was chosen by density."""

    start: int
    end: int
    certain: bool


def locate(tree: LexborHTMLParser, page: str, begun: Beginnings, containers: Sequence[str]) -> Span | None:
    """The container of the article in `page`, which is `tree` serialised and of which the tags begin as `begun`.

    `containers` are CSS selectors of the site, tried first. None: no element holds text.
    """
    nearly_empty: list[LexborNode] = []
    for node in _nodes(tree, containers):
        if _has_content(node):
            return _span(node, page)
        nearly_empty.append(node)
    begin = page.find(_BEGIN) if _RARE_IN_BEGIN in page else -1
    end = page.find(_END, begin)
    if 0 <= begin < end and _weight(page[begin:end]):
        return Span(begin + len(_BEGIN), end, certain=True)
    for node in _nodes(tree, _known_in(page, begun)):
        if _has_content(node):
            return _span(node, page)
        nearly_empty.append(node)
    return _rather_than(nearly_empty, page)


def _known_in(page: str, begun: Beginnings) -> Iterator[str]:
    """The known selectors that may find something in the page, in their order."""
    surest = [name for rarest, name in _SUREST if rarest in page and name in page]
    if begun.may_be_of(_ELEMENT):
        surest.append(_ELEMENT)
    for selector, name in _SELECTORS:
        if name in surest:
            yield selector
    present = _names_in(page)
    for selector, name in _SELECTORS:
        if name in present and name not in surest:
            yield selector


def _nodes(tree: LexborHTMLParser, selectors: Iterable[str]) -> Iterator[LexborNode]:
    """For each selector that finds something the longest element that it finds; none is run before it is needed.

    Written as loops, here and in `_known_in`: compiled, an expression that generates is a list.
    """
    for selector in selectors:
        node = _longest(tree.css(selector))
        if node is not None:
            yield node


def _rather_than(nodes: list[LexborNode], page: str) -> Span | None:
    """The densest element where it holds far more than the known containers, which are nearly empty."""
    dense = densest(page)
    if not nodes:
        return dense
    longest = max(nodes, key=_length)
    if dense and _weight(page[dense.start : dense.end]) > _FAR_MORE * _length(longest) + _AN_ARTICLE:
        return dense
    return _span(longest, page)


def _names_in(page: str) -> set[str]:
    """The ids and classes of the page, so that only selectors that can match are run."""
    values: set[str] = set()
    for naming in _NAMING:
        start = page.find(naming)
        while start >= 0:
            start += len(naming)
            end = page.find('"', start)
            values.add(page[start:end])
            start = page.find(naming, end)
    present = set(" ".join(values).split())
    if any(name.startswith(_ANY_NUMBER) for name in present):
        present.add(_ANY_NUMBER)
    return present


def densest(page: str) -> Span | None:
    """The smallest element that holds nearly all of the text that is punctuated and stands in no link."""
    frames = _frames(page)
    if not frames or not frames[0].weight:
        return None
    children: dict[int, list[_Frame]] = {}
    for frame in frames[1:]:
        children.setdefault(frame.parent, []).append(frame)
    number = 0
    while True:
        heaviest = max(children.get(number, ()), key=lambda frame: frame.weight, default=None)
        if heaviest is None or heaviest.weight < _DESCEND * frames[number].weight:
            return Span(frames[number].start, frames[number].end, certain=False)
        number = heaviest.number


@dataclass(slots=True)
class _Frame:
    number: int
    parent: int
    name: str
    start: int
    end: int = 0
    weight: float = 0.0


def _frames(page: str) -> list[_Frame]:
    """The FRAMES with the weight of all text inside it, in page order."""
    frames = [_Frame(0, 0, "", 0, len(page))]
    open_frames = [frames[0]]
    link = 0
    skipped, depth = "", 0
    position = 0
    for match in TAG.finditer(page):
        closing, name, _ = match.groups()
        start, end = match.span()
        if skipped:
            if name == skipped:
                depth += -1 if closing else 1
                skipped = skipped if depth else ""
            position = end
            continue
        if start > position and not link:
            open_frames[-1].weight += _text_weight(page[position:start])
        position = end
        if name in UNSEEN and not closing and name not in VOID:
            skipped, depth = name, 1
        elif name == "a":
            link = max(0, link + (-1 if closing else 1))
        elif name in FRAMES and not closing:
            frame = _Frame(len(frames), open_frames[-1].number, name, start)
            frames.append(frame)
            open_frames.append(frame)
        elif name in FRAMES and open_frames[-1].name == name:
            frame = open_frames.pop()
            frame.end = end
            frames[frame.parent].weight += frame.weight
    return frames


def _text_weight(text: str) -> float:
    length = len(text.strip())
    running = length >= 12 and _PUNCTUATED.search(text) and not (length < 200 and _OF_THE_SITE.search(text))
    return length if running else 0.1 * length


def _longest(nodes: list[LexborNode]) -> LexborNode | None:
    if len(nodes) <= 1:
        return nodes[0] if nodes else None
    return max(nodes, key=lambda node: len(node.text(deep=True)))


def _length(node: LexborNode) -> int:
    return len("".join(node.text(deep=True).split()))


def _has_content(node: LexborNode) -> bool:
    text = node.text_lexbor()
    if len("".join(text[:_BEGINNING_OF_TEXT].split())) >= _ENOUGH:
        return True
    length = len("".join(text.split()))
    return length >= _ENOUGH or (length > 0 and node.css_first("a[href], table, p") is not None)


def _weight(html: str) -> int:
    return len("".join(TAG.sub("", html).split()))


def _span(node: LexborNode, page: str) -> Span:
    """Where `node` stands in `page`; looked for by its beginning, since a search for all of it is slow."""
    html = node.html or ""
    beginning = html[:_BEGINNING]
    start = page.find(beginning)
    while start >= 0 and not page.startswith(html, start):
        start = page.find(beginning, start + 1)
    return Span(start, start + len(html), certain=True) if start >= 0 else Span(0, len(page), certain=False)
