"""Bytes of a file to markup, whatever the format; everything that goes wrong is a Refusal."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePosixPath

from fazhi.parse.files import limits
from fazhi.parse.files.kinds import Kind, kind_of
from fazhi.parse.files.markup import Markup, Reading
from fazhi.parse.files.refusal import Refusal
from fazhi.parse.files.unpack import Package

FORMATS = {
    kind: f"fazhi.parse.files.{module}"
    for kind, module in (("pdf", "pdf"), ("docx", "word"), ("xlsx", "xlsx"), ("xls", "xls"))
}
"""The module that reads each."""
_UTF8_NAME = 0x800
_JUNK = re.compile(r"^__MACOSX/|(?:^|/)(?:\._[^/]*|\.DS_Store|Thumbs\.db)$")
"""What file managers add."""


def read_file(body: bytes) -> Reading:
    """The content of a PDF, DOCX, XLSX, XLS or a ZIP of those.

    Hostile bytes may make the libraries behind this slow or greedy: `fazhi.parse.files.sandbox` bounds that.

    Raises:
        Refusal: it is not read; the reason says why.
    """
    if len(body) > limits.FILE_BYTES:
        raise Refusal("too_large", f"it has {len(body):,} bytes; the limit is {limits.FILE_BYTES:,}")
    kind = kind_of(body)
    reading = _read_zip(body) if kind == "zip" else _read_one(kind, body)
    if not reading.html:
        raise Refusal("no_text", "nothing is written in it")
    return reading


def _read_one(kind: Kind, body: bytes) -> Reading:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    markup = Markup()
    try:
        unread = _reader(kind)(body, markup)
    except Refusal:
        raise
    except MemoryError as error:
        raise Refusal("too_large", "it takes more memory than reading may take") from error
    except RecursionError as error:
        raise Refusal("damaged", "its parts are nested without end") from error
    except Exception as error:  # the libraries raise anything on broken files
        raise Refusal("damaged", f"it is broken ({type(error).__name__}: {str(error)[:200]})") from error
    return Reading(markup.html, unread)


def _reader(kind: Kind) -> Callable[[bytes, Markup], list[str]]:
    """The reader of a format, imported when the first such file comes: PDF alone loads half a second of libraries."""
    read: Callable[[bytes, Markup], list[str]] = import_module(FORMATS[kind]).read
    return read


def _read_zip(body: bytes) -> Reading:
    """Every document in a ZIP under its name; one that cannot be read does not hide the others."""
    package = Package(body)
    members = [member for member in package.members if not _JUNK.search(member.filename)]
    if len(members) > limits.DOCUMENTS_IN_ZIP:
        raise Refusal("too_large", f"it packs {len(members)} files; the limit is {limits.DOCUMENTS_IN_ZIP}")
    if not members:
        raise Refusal("no_text", "the ZIP is empty")
    markup, unread = Markup(), []
    first: Refusal | None = None
    for member in members:
        name = _member_name(member.filename, utf8=bool(member.flag_bits & _UTF8_NAME))
        try:
            inner = package.read(member.filename)
            kind = kind_of(inner)
            if kind == "zip":
                raise Refusal("unsupported_format", "a ZIP in a ZIP is not opened")
            reading = _read_one(kind, inner)
        except Refusal as refusal:
            first = first or refusal
            unread.append(f"{name}: {refusal}")
            continue
        markup.paragraph(PurePosixPath(name).stem, level=1)
        markup.append(reading.html)
        unread += [f"{name}: {what}" for what in reading.unread]
    if not markup.html and first:
        raise Refusal(first.reason, "; ".join(unread)[:500])
    return Reading(markup.html, unread)


def _member_name(name: str, *, utf8: bool) -> str:
    """The last part of a member's name. Windows packs Chinese names as GBK, which zipfile takes for CP437."""
    if not utf8:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    shown = "".join(character for character in name if character.isprintable())
    return PurePosixPath(shown.replace("\\", "/")).name[:120]
