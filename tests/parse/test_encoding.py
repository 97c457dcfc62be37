"""Bytes to text, whatever the page declares."""

from __future__ import annotations

import codecs

import pytest

from fazhi.parse import parse_page
from fazhi.parse.encoding import decode

SENTENCE = "全年办理法律援助案件487件，受援群众612人，镕瑄两镇实现全覆盖。"
PAGE = f"<html><head><title>报告</title></head><body><p>{SENTENCE}</p></body></html>"


def declared(charset: str) -> str:
    return PAGE.replace("<title>", f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>')


@pytest.mark.parametrize(
    "http", ["", "text/html", "text/html; charset=utf-8", "text/html;charset=GBK", "text/html; charset=ISO-8859-1"]
)
@pytest.mark.parametrize("meta", ["utf-8", "gb2312", "gbk", "no-such-charset"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
def test_the_real_encoding_wins_over_every_declaration(http: str, meta: str, real: str) -> None:
    text, encoding = decode(declared(meta).encode(real), http)
    assert encoding == real
    assert SENTENCE in text


@pytest.mark.parametrize(
    ("mark", "name"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_is_believed_and_removed(mark: bytes, name: str) -> None:
    assert decode(mark + PAGE.encode(name), "text/html; charset=gbk") == (PAGE, name)


def test_a_declared_big5_page_is_read_as_such() -> None:
    page = "<p>依法行政工作報告，審查規範性文件十五件。</p>"
    assert decode(page.encode("big5"), "text/html; charset=big5") == (page, "big5")


@pytest.mark.parametrize("real", ["utf-8", "gb18030"])
@pytest.mark.parametrize("damage", [b"\xff", b"\x80\x80", b"\xe5"])
def test_a_few_broken_bytes_do_not_change_the_reading_of_the_rest(real: str, damage: bytes) -> None:
    content = (PAGE * 20).encode(real)
    middle = content.index("<p>".encode(real), len(content) // 2)
    text, encoding = decode(content[:middle] + damage + content[middle:], "")
    assert encoding == real
    assert text.count(SENTENCE) >= 18


def test_a_page_cut_inside_a_character_keeps_its_encoding() -> None:
    text, encoding = decode((PAGE * 3).encode()[:-1].rstrip(b">lmth/<ydob") + "件".encode()[:2], "")
    assert encoding == "utf-8"
    assert SENTENCE in text


def test_nuls_are_dropped() -> None:
    assert decode(b"<p>\x00\xe4\xbb\xb6\x00</p>") == ("<p>件</p>", "utf-8")


def test_bytes_that_are_no_text_still_give_some() -> None:
    text, _ = decode(bytes(range(256)) * 4)
    assert text


def test_the_document_names_its_encoding() -> None:
    assert (
        parse_page(PAGE.encode("gbk"), url="http://x.example/", content_type="text/html; charset=utf-8").encoding
        == "gb18030"
    )


@pytest.mark.parametrize("received", [codecs.BOM_UTF8 + PAGE.encode(), PAGE.replace("法律", "法\x00律").encode()])
def test_marks_and_nuls_in_the_bytes_change_nothing_of_the_document(received: bytes) -> None:
    assert parse_page(received, url="http://x.example/") == parse_page(PAGE.encode(), url="http://x.example/")


def test_a_byte_that_is_no_text_is_shown_where_it_stands() -> None:
    broken = PAGE.encode().replace("法律".encode(), "法".encode() + b"\xff" + "律".encode())
    assert parse_page(broken, url="http://x.example/").text == SENTENCE.replace("法律", "法\ufffd律")
