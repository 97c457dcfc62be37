"""Markup that is broken, mutated or built to hurt: a Document or a ParseError, at a cost that grows with the length."""

from __future__ import annotations

import contextlib
import random
import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.errors import FazhiError
from fazhi.parse import ParseError, parse_page, parse_text
from fazhi.parse.beginnings import Beginnings
from fazhi.parse.guard import harmless
from tests.counts import count, counted
from tests.parse.articles import URL, article, paragraphs
from tests.parse.recorded import pages
from tests.parse.test_pages import assert_positions

RECORDED = [page.read_bytes() for page in pages()]
FRAGMENTS = [
    b"<table>", b"</table>", b"<tr>", b"<td rowspan=3>", b"<td colspan=999999>", b"</td>", b"<p>", b"</p>", b"<br>",
    b"<div id=zoom>", b"</div>", b"<h1>", b"<a href='x.pdf'>", b"<!--", b"-->", b"<script>", b"</script>", b"<b>",
    b"<svg><style>", b"<select>", b"<UCAPCONTENT>", b"&nbsp;", b"&#x110000;", b"\x00", b"\xff\xfe", b"<" * 9,
    "索引号：".encode(), "发布日期：2024-02-30".encode(), "一、".encode(), "件".encode("gbk"), "　　".encode(),
]  # fmt: skip


def parse_or_refuse(content: bytes) -> None:
    try:
        document = parse_page(content, url=URL)
    except ParseError:
        return
    assert_positions(document)
    assert len(document.content_hash) == 64


@counted
@settings(max_examples=count(400, 40_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, len(RECORDED) - 1),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4)), min_size=1, max_size=30),
)
def test_flipped_bytes(number: int, changes: list[tuple[float, bytes]]) -> None:
    content = bytearray(RECORDED[number])
    for where, replacement in changes:
        position = int(where * (len(content) - 1))
        content[position : position + max(1, len(replacement))] = replacement
    parse_or_refuse(bytes(content))


@counted
@settings(max_examples=count(400, 40_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(RECORDED) - 1), st.lists(st.tuples(st.floats(0, 1), st.sampled_from(FRAGMENTS)), max_size=25))
def test_markup_put_anywhere(number: int, changes: list[tuple[float, bytes]]) -> None:
    content = bytearray(RECORDED[number])
    for where, fragment in changes:
        position = int(where * len(content))
        content[position:position] = fragment
    parse_or_refuse(bytes(content))


@counted
@settings(max_examples=count(200, 20_000), deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=60))
def test_markup_without_sense(parts: list[bytes]) -> None:
    parse_or_refuse(b"".join(parts))


@counted
@settings(max_examples=count(200, 20_000), deadline=None)
@given(st.text(max_size=400))
def test_any_text_file(text: str) -> None:
    try:
        document = parse_text(text, url=URL)
    except FazhiError:
        return
    assert_positions(document)


MEGABYTE = 1_000_000
HOSTILE = {
    "nested blocks": b"<div>",
    "nested lists": b"<ul><li>",
    "nested tables": b"<table><tr><td>",
    "open formatting": b"<p>" + b"".join(b"<font a=%d>" % n for n in range(20_000)) + b"<p>x" * 40_000,
    "a flood of attributes": b"<div " + b" ".join(b"a%d" % n for n in range(100_000)) + b">x</div>",
    "attributes that look like tags": b"<div " + b" ".join(b"<a%d" % n for n in range(100_000)) + b">x</div>",
    "tags that never end": b"<b ",
    "comments that never end": b"<!--",
    "markers that never end": b"<!--ZJEG_RSS.content.begin-->",
    "wide spans": b"<table>" + b"<tr><td colspan=1000 rowspan=65534>1" * 20_000,
    "spans over empty rows": b"<table><tr>" + b"<td rowspan=0>1" * 300 + b"<tr>" * 100_000,
    "line breaks": b"<div id=zoom>" + b"1<br>" * 200_000,
    "white space": b"<div id=zoom>" + b" " * MEGABYTE,
    "source line breaks": b"<div id=zoom>" + b"a\n" * 500_000,
    "text that looks like markup": b"<xmp>" + b'<a "' * 250_000,
    "styles in drawings": b"<svg>" + b"<style>a" * 100_000,
    "labels": "索引号：".encode() * 80_000,
    "charset without end": b"<meta charset=" + b" " * MEGABYTE,
    "zeros": b"\x00" * MEGABYTE,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_of_it_costs_seconds_and_not_minutes(name: str) -> None:
    """A quadratic step takes minutes at this size; what is allowed here is far above what any case needs."""
    unit = HOSTILE[name]
    content = unit if len(unit) > 1_000 else unit * (MEGABYTE // len(unit))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with contextlib.suppress(ParseError):
        parse_page(content, url=URL)
    assert time.process_time() - start < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_500_000  # KiB


def test_ten_megabytes_of_noise() -> None:
    parse_or_refuse(random.Random(7).randbytes(10 * MEGABYTE))


def test_deep_nesting_keeps_the_text() -> None:
    deep = "<div>" * 30_000 + "办结案件12件。" + "</div>" * 30_000
    assert paragraphs(article(f"<p>开头。</p>{deep}<p>结尾。</p>")) == ["开头。", "办结案件12件。", "结尾。"]


@pytest.mark.parametrize("depth", [299, 300, 301])
def test_a_page_of_many_tags_is_changed_only_where_it_is_nested_too_deep(depth: int) -> None:
    """Tags that nobody opened close nothing, and void elements open no level."""
    around = "</b></section><br>" * 10_000
    html = around + "<div>" * depth + "办结案件12件。</DIV>" + around
    begun = Beginnings(html)
    assert (harmless(html, begun) == html) == (depth <= 300)


def test_nested_tables_keep_the_text() -> None:
    deep = "<table><tr><td>" * 300 + "办结案件12件。" + "</td></tr></table>" * 300
    assert paragraphs(article(f"<p>开头。</p>{deep}<p>结尾。</p>")) == ["开头。", "办结案件12件。", "结尾。"]


def test_a_long_ordinary_page_is_passed_on_untouched() -> None:
    row = '<tr><td style="border:1px"><p><span lang="EN-US"><b>12</b></span></p></td><td>件</td></tr>'
    page = f"<html><body><div id='zoom'><table>{row * 5_000}</table></div></body></html>"
    assert harmless(page, Beginnings(page)) == page


def test_a_script_with_a_long_line_is_not_taken_for_a_tag() -> None:
    script = "<script>if (a <b) { " + "x = 1; " * 10_000 + "}</script>"
    assert paragraphs(article(f"<p>办结案件12件。</p>{script}<p>结尾。</p>")) == ["办结案件12件。", "结尾。"]


def test_a_title_in_the_style_of_a_drawing_is_not_the_page_s() -> None:
    drawing = "<svg><style>a<title>图标</title></style></svg><svg><style><title>图标</title></style></svg>"
    page = f"<title>某县2023年工作报告</title>{drawing}<div id=zoom>办结案件12件。</div>"
    assert parse_page(page.encode(), url=URL).title == "某县2023年工作报告"
