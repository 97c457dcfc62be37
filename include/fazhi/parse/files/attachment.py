"""A file that an article links, as a Document of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from fazhi.parse.assemble import build, items, strip_leading, title_line
from fazhi.parse.document import Document
from fazhi.parse.document_type import document_type
from fazhi.parse.files.refusal import FileRefusedError, Refusal
from fazhi.parse.files.sandbox import read_apart
from fazhi.parse.flow import read_blocks
from fazhi.parse.metadata import Metadata
from fazhi.parse.partition import report_year

_EXTENSION = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|wps|et)$", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:附\s*件?\s*[一二三四五六七八九十\d]{0,2}\s*[:：、.．\-—]?|\d{1,2}\s*[.．、])\s*")
_ORDER = re.compile(r"点击(?:此处|这里)?|下载|查看|打开|全文|附件|正文|原文|文档|pdf|word|excel|版", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LEAST_CHINESE = 4


def name_in_link(name: str) -> str:
    """What a link's text names: without 附件1：, the extension and 点击下载; empty where it names nothing."""
    bare = _EXTENSION.sub("", _LABEL.sub("", _EXTENSION.sub("", name.strip()))).strip(" 《》“”\"'")
    return bare if len(_CHINESE.findall(_ORDER.sub("", bare))) >= _LEAST_CHINESE else ""


def parse_file(
    body: bytes,
    *,
    url: str,
    name: str = "",
    article_title: str = "",
    published_on: date | None = None,
    publisher: str = "",
) -> Document:
    """The document in a file that an article links.

    Args:
        body: the file as received; what it is, its bytes tell.
        url: where it was fetched.
        name: the text of the link.
        article_title, published_on, publisher: those of the article. The title is the one printed in the file, else
            what the link names, else the article's; where it names no year and the article's does, the article's
            stands behind it in brackets. The day and the publisher are the article's.

    Raises:
        FileRefusedError: it is not read; `reason` is needs_ocr, encrypted, damaged, wrong_format, unsupported_format,
            too_large, timeout or no_text.
    """
    try:
        reading = read_apart(body)
        blocks = items(read_blocks(reading.html), drop_links=False)
        if not blocks:
            raise Refusal("no_text", "nothing is written in it")
    except Refusal as refusal:
        raise FileRefusedError(url, refusal) from refusal
    own = title_line(blocks)
    title = ("" if own.startswith("附件") else own) or name_in_link(name) or article_title or name
    metadata = Metadata()
    found = strip_leading(blocks, title, metadata) or blocks
    document = build(found, metadata, url=url, title=title, encoding="utf-8")
    publisher = publisher or document.publisher
    published_on = published_on or document.published_on
    year = report_year(title, published_on)
    if year is None and (year := report_year(article_title, published_on)):
        document = replace(document, title=f"{title}（{article_title}）" if title != article_title else title)
    return replace(
        document,
        publisher=publisher,
        published_on=published_on,
        document_type=document_type(title, document.text, publisher),
        report_year=year,
        unread=tuple(reading.unread),
    )
