"""Bytes to text. What a page declares is a hint: many old sites say UTF-8 over GBK, or the reverse."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

import charset_normalizer

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""charset\s*+=\s*+["']?\s*+([a-zA-Z0-9_:.-]{2,40})""")
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([a-zA-Z0-9_:.-]{2,40})""")
_HEAD = 8192
"""Bytes in which a <meta> may declare the charset; browsers read 1,024, real pages need more."""

_TRUSTED = frozenset({"gb18030", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "euc_jp", "shift_jis"})
"""Declarations worth a strict trial. A single-byte charset decodes anything, so declaring one proves nothing."""

_COMMON = re.compile("[的一是在和有年月为不政府法治工作县市区，。、：]")
_SAMPLE = 65536
_TOLERATED = 0.005
"""Share of damaged characters up to which a page in UTF-8 or GB 18030 counts as that."""


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text of `body` without byte order mark and NULs, and the name of the encoding used.

    Strict trials come first (UTF-8, then the declarations of HTTP and <meta>, then GB 18030); a page that fails them
    all has broken bytes and takes the reading with the most everyday characters. Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, "replace")), name
    for name in _likely(body, content_type):
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        # Looked for in the bytes: every Latin letter of a text with Chinese in it holds a zero byte.
        return (_clean(text) if b"\x00" in body else text), name
    return _least_damaged(body)


def _likely(body: bytes, content_type: str) -> Iterator[str]:
    """The encodings that deserve a strict trial; what is declared is not looked for where the first one fits."""
    yield "utf-8"
    yield from _declarations(body, content_type)
    yield "gb18030"


def _declarations(body: bytes, content_type: str) -> list[str]:
    head = body[:_HEAD]
    declared = [
        match.group(1).decode("ascii")
        for match in (
            _DECLARED.search(content_type.encode("ascii", "ignore")),
            _XML_DECLARED.search(head),
            _DECLARED.search(head),
        )
        if match
    ]
    return [name for name in map(_python_name, declared) if name in _TRUSTED]


def _python_name(declared: str) -> str:
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return ""
    return "gb18030" if name in ("gb2312", "gbk", "hz") else name


def _least_damaged(body: bytes) -> tuple[str, str]:
    readings = [(body.decode(name, "replace"), name) for name in ("utf-8", "gb18030")]
    text, name = max(readings, key=lambda reading: _everyday(reading[0]))
    if text.count("\ufffd") > _TOLERATED * len(text):
        guess = charset_normalizer.from_bytes(body[:_SAMPLE]).best()
        if guess is not None:
            other = body.decode(guess.encoding, "replace")
            if _everyday(other) > _everyday(text):
                text, name = other, guess.encoding.replace("_", "-")
    return _clean(text), name


def _everyday(text: str) -> int:
    sample = text[:_SAMPLE]
    return len(_COMMON.findall(sample)) - sample.count("\ufffd")


def _clean(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
