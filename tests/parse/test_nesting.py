"""Depth told from tags: against the tree that is built of them, and in time that grows with the length."""

from __future__ import annotations

import contextlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from fazhi.parse import ParseError, parse_page
from fazhi.parse.nesting import flattened, is_shallow
from tests.counts import count, counted
from tests.parse.articles import URL

DEEPEST = 8
TIMES = 200
FAR_FROM_GROWING = 60
"""Levels: what grew with each fourth repetition would be as deep."""

ELEMENTS = [
    "div", "span", "p", "td", "th", "tr", "tbody", "table", "caption", "ul", "ol", "li", "dl", "dt", "dd", "x", "a",
    "b", "font", "h1", "h6", "form", "button", "object", "select", "option", "optgroup", "template", "svg", "math",
    "desc", "title", "foreignObject", "mi", "path", "input", "br", "hr", "img", "image", "script", "style",
    "textarea", "iframe", "noscript", "ruby", "rt", "frameset", "frame", "html", "head", "body", "article",
    "search", "nobr", "plaintext", "address", "blockquote", "marquee",
]  # fmt: skip
ODD = [
    "<!--", "-->", "--!>", "<!-->", "<!---->", "<!", "<?", "</", ">", "<", '"', "'", '="', "='", ' a="', "<path/>",
    "<![CDATA[", "]]>", '<div title="></div>">', "<div a='></div>'>", "<div a=b='>", '</div x=">">', "<DIV>", "</DIV>",
    "<div\x0c", "<div\xa0", "<x/>", "<math/>", "text",
]  # fmt: skip
TOKENS = st.one_of(
    st.sampled_from([f"<{name}>" for name in ELEMENTS]),
    st.sampled_from([f"</{name}>" for name in ELEMENTS]),
    st.sampled_from(ODD),
)
MARKUP = st.lists(TOKENS, max_size=12).map("".join)


def depth(html: str) -> int:
    """The levels of the tree that is built of `html`."""
    deepest, waiting = 0, [(LexborHTMLParser(html).root, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        child = node.child if node else None
        while child is not None:
            waiting.append((child, level + 1))
            child = child.next
    return deepest


@counted
@settings(max_examples=count(1_000, 40_000), deadline=None)
@given(MARKUP, MARKUP, st.sampled_from(["", "<!DOCTYPE html>"]))
def test_what_is_repeated_grows_no_deeper(before: str, repeated: str, doctype: str) -> None:
    html = doctype + before + repeated * TIMES
    assert depth(flattened(html, DEEPEST)) < FAR_FROM_GROWING
    if is_shallow(html, DEEPEST):
        assert depth(html) < FAR_FROM_GROWING


FAKE_ENDS = {
    "in a comment": "<div><!--</div>-->",
    "in an attribute": '<div><br title="></div>">',
    "in single quotes": "<div><br title='></div>'>",
    "in a style": "<div><style></div></style>",
    "in a script in a comment": "<div><script><!--<script></script></div></script>",
    "in a declaration": "<div><!x </div>",
    "kept apart by a table": "<div><table><tr><td></div>",
    "kept apart by a block": "<span><div></span></div>",
    "kept apart by what ends no form": "<form><div></form>",
    "of what only a drawing nests": "<svg><link></svg><svg>",
    "in a list to choose from": "<div><select></div></select>",
    "of another name": "<div\xa0></div>",
}


@pytest.mark.parametrize("name", FAKE_ENDS)
def test_end_tags_that_end_nothing_hide_no_depth(name: str) -> None:
    html = FAKE_ENDS[name] * TIMES
    assert not is_shallow(html, DEEPEST)
    assert depth(flattened(html, DEEPEST)) < FAR_FROM_GROWING


@pytest.mark.parametrize("name", FAKE_ENDS)
def test_pages_of_ends_that_end_nothing_costs_seconds(name: str) -> None:
    start = time.process_time()
    with contextlib.suppress(ParseError):  # where it is a script that never ends
        parse_page(f"<div id=zoom>{FAKE_ENDS[name] * 50_000}<p>办结案件12件。</p></div>".encode(), url=URL)
    assert time.process_time() - start < 20


def test_an_ordinary_page_is_told_to_be_shallow() -> None:
    row = "<tr><td class='a'><p><span>12<br></span></p></td><td><a href=\"a.pdf\">件</a><!-- a --></td></tr>"
    page = f"<!DOCTYPE html><html><head><style>a > b {{}}</style></head><body><table>{row * 50}</table></body></html>"
    assert is_shallow(page)


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<div><div>a<div>b<i>c</i></div>d</div>e</div>", "<div><div>abcd</div>e</div>"),
        ("<div><div><table><tr><td>1<td>2</table>a</div></div>", "<div><div>12a</div></div>"),
        ("<ul><li>a<li>b</ul><p>c<p>d", "<ul><li>a<li>b</ul><p>c<p>d"),
        ('<p title="a>b">c</p>', "<p>c</p>"),
        ("<!--<$[内容]>begin--><p>a</p>", "<!--<$[内容]>begin--><p>a</p>"),
        ("<script>if (a<b) c('</p>')</script><title>a<b</title>", "<script></script><title>a&lt;b</title>"),
        ("<b>a<p>b<i>c</p>d</b>", "<b>a</b><p>b<i>c</i></p>d</b>"),
        ("<p>a<table><tr><td>b</table>", "<p>a</p><table><tr><td>b</table>"),
        ('<svg><path d="m"/><path></svg>a', '<svg><path d="m" /><path></svg>a'),
        ("5 <<form>a</form>", "5 <<!---->a"),
    ],
)
def test_what_is_too_deep_goes_and_its_text_stays(html: str, written: str) -> None:
    assert flattened(html, 2) == written


@pytest.mark.parametrize("end", [' ="x>', " =x>", ">", ' a="', "</b>"])
def test_names_without_end_cost_no_more_than_their_length(end: str) -> None:
    html = "<b" * 200_000 + end
    start = time.process_time()
    is_shallow(html)
    flattened(html)
    assert time.process_time() - start < 10


def test_tags_that_never_end_cost_no_more_than_their_length() -> None:
    generator = random.Random(7)
    parts = ["<a ='", '<a ="', '=">"', "<!--", "<script ", "</", "<b", "'", '"']
    start = time.process_time()
    for _ in range(30):
        html = "".join(generator.choices(generator.sample(parts, 3), k=30_000)) + ">"
        is_shallow(html)
        flattened(html)
    assert time.process_time() - start < 30
