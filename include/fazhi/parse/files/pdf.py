"""PDF with a text layer, by pdfplumber: ruled tables as tables, the lines between them as paragraphs."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Cell, Markup
from fazhi.parse.files.pdf_page import PageContent, content_of
from fazhi.parse.files.pdf_text import paragraphs_of, without_running_lines
from fazhi.parse.files.refusal import Refusal

_END = b"%%EOF"
_END_WITHIN = 2048
_FEW_CHARACTERS = 12
"""Characters of a page from which it has a text layer: a page number and a stamp are fewer."""
_UNMAPPED = re.compile(r"\(cid:\d+\)|�|[\ue000-\uf8ff]")
_MOST_UNMAPPED = 0.3
_SAME_EDGE = 3.0
"""Points by which the columns of a table may shift from page to page."""


def read(body: bytes, markup: Markup) -> list[str]:
    """Write the paragraphs and tables of a PDF to `markup`; gives the pages that are pictures.

    Raises:
        Refusal: encrypted, damaged, needs_ocr or too_large.
    """
    if _END not in body.rstrip(b"\0 \t\r\n")[-_END_WITHIN:]:
        raise Refusal("damaged", "the PDF is cut off: it has no end")
    try:
        pages = _pages(body)
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        raise _refusal(cause) from error
    except PDFException as error:
        raise _refusal(error) from error
    _refuse_scan(pages)
    without_running_lines(pages)
    _write(pages, markup)
    return [f"page {page.number} is a picture: it needs OCR" for page in pages if page.is_picture]


def _pages(body: bytes) -> list[PageContent]:
    with pdfplumber.open(BytesIO(body)) as document:
        count = len(document.pages)
        if not count:
            raise Refusal("damaged", "the PDF has no page")
        if count > limits.PAGES:
            raise Refusal("too_large", f"the PDF has {count} pages; the limit is {limits.PAGES}")
        pages = []
        for page in document.pages:
            pages.append(content_of(page))
            page.close()  # pdfplumber keeps every object of every page otherwise
        return pages


def _refusal(error: Any) -> Refusal:
    if isinstance(error, PDFPasswordIncorrect | PDFEncryptionError):
        return Refusal("encrypted", "the PDF is under a password; ask the publisher for an open one")
    return Refusal("damaged", f"the PDF is broken ({type(error).__name__}: {error})")


def _refuse_scan(pages: list[PageContent]) -> None:
    text = "".join("".join(page.text.split()) for page in pages)
    pictures = sum(page.pictures > 0 for page in pages)
    if len(text) < _FEW_CHARACTERS * len(pages):
        if pictures:
            raise Refusal("needs_ocr", f"{pictures} of its {len(pages)} pages are pictures without text: a scan")
        if not text:
            raise Refusal("no_text", "nothing is written on its pages")
    unmapped = sum(len(match.group()) for match in _UNMAPPED.finditer(text))
    if unmapped > _MOST_UNMAPPED * len(text):
        raise Refusal("needs_ocr", "its fonts do not say which characters their glyphs are")


def _write(pages: list[PageContent], markup: Markup) -> None:
    """In reading order; a table at the foot of a page goes on in one of the same columns at the next head."""
    table: list[Cell] = []
    edges: tuple[float, ...] = ()
    lines: list[Any] = []
    for page in pages:
        for number, part in enumerate(page.parts):
            if part.line is not None:
                if table:
                    markup.table(table)
                    table = []
                lines.append(part.line)
                continue
            _write_lines(lines, markup)
            lines = []
            assert part.table is not None
            if table and (number > 0 or not _same_columns(edges, part.table.edges)):
                markup.table(table)
                table = []
            _continue(table, part.table.cells)
            edges = part.table.edges
    if table:
        markup.table(table)
    _write_lines(lines, markup)


def _write_lines(lines: list[Any], markup: Markup) -> None:
    for paragraph in paragraphs_of(lines):
        markup.paragraph(paragraph)


def _same_columns(above: tuple[float, ...], below: tuple[float, ...]) -> bool:
    return len(above) == len(below) and all(
        abs(one - other) <= _SAME_EDGE for one, other in zip(above, below, strict=True)
    )


def _continue(table: list[Cell], cells: list[Cell]) -> None:
    """Put `cells` below `table`, without the rows of headings that the page repeats."""
    below = 1 + max((cell.row for cell in table), default=-1)
    repeated = 0
    while below and repeated < below and _row_of(cells, repeated) == _row_of(table, repeated) != []:
        repeated += 1
    for cell in cells:
        if cell.row >= repeated:
            cell.row += below - repeated
            table.append(cell)


def _row_of(cells: list[Cell], row: int) -> list[tuple[int, str]]:
    return [(cell.column, cell.text) for cell in cells if cell.row == row]
