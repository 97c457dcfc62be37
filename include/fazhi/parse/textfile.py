"""A plain-text copy of a page, as people save them, to a Document."""

from __future__ import annotations

import re

from fazhi.parse.assemble import BREADCRUMB, Item, build, items, strip_leading, strip_trailing
from fazhi.parse.document import Document
from fazhi.parse.errors import NoBodyError
from fazhi.parse.flow import RawParagraph
from fazhi.parse.headings import ends_sentence, heading_level
from fazhi.parse.lines import collapse
from fazhi.parse.metadata import Metadata, byline, is_bare_label

_TITLE = re.compile("报告|总结|思路|计划|要点|情况|年报|公报|公告|统计|工作")
_LONGEST_TITLE = 80


def parse_text(text: str, *, url: str, title: str = "") -> Document:
    """The document in `text`: a line is a paragraph; labels and values above the body are its metadata.

    Raises:
        NoBodyError: there is no line of text.
    """
    lines = [line for raw in text.replace("\x00", "").splitlines() if (line := collapse(raw)).text]
    found = items([RawParagraph([line]) for line in lines], drop_links=False)
    metadata = Metadata()
    title = title or _title(found)
    found = strip_trailing(strip_leading(found, title, metadata))
    if not found:
        raise NoBodyError(url, "the file holds no text")
    return build(found, metadata, url=url, title=title or metadata.text("title"), encoding="utf-8")


def _title(found: list[Item]) -> str:
    """The line above the body that reads as a title; empty where the copy begins with the body."""
    for item in found:
        text = item.line.text
        if BREADCRUMB.fullmatch(text):
            continue
        is_title = (
            len(text) <= _LONGEST_TITLE
            and bool(_TITLE.search(text))
            and not ends_sentence(text)
            and text[-1] not in "，,：:"
            and not heading_level(text)
            and not is_bare_label(text)
            and byline(text) is None
        )
        return text if is_title else ""
    return ""
