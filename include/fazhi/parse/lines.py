"""Lines of text: white space as a browser shows it, and which <br> ends a paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fazhi.parse.dates import dates_in
from fazhi.parse.headings import ends_sentence, heading_level, starts_paragraph
from fazhi.parse.radicals import as_meant_on_a_page

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_INDENTED = re.compile("[ \t\r\n]*(?:[\u3000\u2003]{2}|[\u3000\u2003\u2002\u00a0]{4}|\u3000)")
_WIDE = re.compile("[\u2014\u2018-\u201d\u2026\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_WIDE_LAST = re.compile(_WIDE.pattern + r"\Z")
_CLOSING = "，,、（(《“‘—-"


@dataclass(slots=True)
class Line:
    """Text up to a <br> or a block boundary. `linked` is the share of its characters that stand in links."""

    text: str
    indented: bool = False
    emphasised: bool = False
    linked: float = 0.0


def clean(html: str) -> str:
    """The markup without zero-width characters, with no-break spaces as characters and characters for radicals."""
    for character in _ZERO_WIDTH:
        if character in html:
            html = html.replace(character, "")
    return as_meant_on_a_page(html).replace("&nbsp;", "\u00a0")


def unescape(text: str) -> str:
    """The four entities that the serialiser writes, as characters."""
    if "&" not in text:
        return text
    return text.replace("&nbsp;", "\u00a0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def collapse(raw: str, *, emphasised: bool = False, linked: float = 0.0) -> Line:
    """The line as shown: runs of white space are one space, a source line break beside a CJK character is nothing."""
    if "\n" in raw:
        raw = _unwrapped(raw)
    indented = raw[:1].isspace() and _INDENTED.match(raw) is not None
    return Line(" ".join(unescape(raw).split()), indented, emphasised, linked)


def _unwrapped(raw: str) -> str:
    first, *others = raw.split("\n")
    parts = [first]
    for part in others:
        stripped = part.lstrip(" \t\r")
        if not stripped:
            continue
        left = parts[-1] = parts[-1].rstrip(" \t\r")
        if left and not _WIDE_LAST.search(left[-1:]) and not _WIDE.match(stripped):
            parts.append(" ")
        parts.append(stripped)
    return "".join(parts)


def paragraphs(lines: Sequence[Line]) -> list[Line]:
    """The paragraphs that lines separated by <br> make.

    A <br> in the middle of a sentence joins with nothing (2<br>8000余份 is 28000余份); an empty line, an indented
    line, the end of a sentence, a heading or an enumeration mark starts a new paragraph.
    """
    if len(lines) == 1:
        return list(lines)
    found: list[Line] = []
    joined: list[Line] = []
    for line in lines:
        if joined and (not line.text or _breaks(joined, line)):
            found.append(_joined(joined))
            joined = []
        if line.text:
            joined.append(line)
    if joined:
        found.append(_joined(joined))
    return found


def _joined(lines: Sequence[Line]) -> Line:
    pieces = [lines[0].text]
    for line in lines[1:]:
        if _is_word(pieces[-1][-1]) and _is_word(line.text[0]):
            pieces.append(" ")
        pieces.append(line.text)
    return Line(
        "".join(pieces),
        lines[0].indented,
        all(line.emphasised for line in lines),
        min(line.linked for line in lines),
    )


def _breaks(before: Sequence[Line], after: Line) -> bool:
    """Whether `after` begins a paragraph behind the lines that already belong together."""
    left, right = before[-1].text, after.text
    if _inside_number(left[-1], right[0]):
        return False
    if after.indented or ends_sentence(left):
        return True
    if left[-1] in "：:" and not right[0].isdigit():
        return True
    if left[-1] in _CLOSING:
        return False
    if starts_paragraph(right) or _is_date(right):
        return True
    return len(before) == 1 and heading_level(left, emphasised=before[0].emphasised) > 0


def _inside_number(last: str, first: str) -> bool:
    digits = last.isdigit() + first.isdigit()
    return digits == 2 or (digits == 1 and (last in ".．,，" or first in ".．,，%％"))


def _is_word(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_date(text: str) -> bool:
    return any(start == 0 and end == len(text) for _, start, end in dates_in(text)) if len(text) <= 20 else False
