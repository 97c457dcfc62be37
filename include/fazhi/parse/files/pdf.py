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
from fazhi.parse.files.pdf_page import Line, PageContent, RuledTable, content_of
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
    if isinstance(error, MemoryError):
        return Refusal("too_large", "the PDF takes more memory than reading may take")
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
    table: RuledTable | None = None
    lines: list[Line] = []
    for page in pages:
        for number, part in enumerate(page.parts):
            if part.line is not None:
                _write_table(table, markup)
                table = None
                lines.append(part.line)
                continue
            _write_lines(lines, markup)
            lines = []
            assert part.table is not None
            joined = _joined(table, part.table) if table and number == 0 else None
            if joined is None:
                _write_table(table, markup)
            table = joined or part.table
    _write_table(table, markup)
    _write_lines(lines, markup)


def _write_lines(lines: list[Line], markup: Markup) -> None:
    for paragraph in paragraphs_of(lines):
        markup.paragraph(paragraph)


def _write_table(table: RuledTable | None, markup: Markup) -> None:
    if table is not None:
        markup.table(table.cells)


def _joined(above: RuledTable, below: RuledTable) -> RuledTable | None:
    """Both as one table, without the rows of headings that the page repeats; None where the columns differ.

    One part may lack edges of the other: those of columns that are merged in all its rows.
    """
    wide, narrow = sorted((above, below), key=lambda table: len(table.edges), reverse=True)
    if not all(_nearest(wide.edges, edge) is not None for edge in narrow.edges):
        return None
    if abs(above.edges[0] - below.edges[0]) > _SAME_EDGE or abs(above.edges[-1] - below.edges[-1]) > _SAME_EDGE:
        return None
    upper, lower = (_in_columns(table, wide.edges) for table in (above, below))
    height = 1 + max((cell.row for cell in upper), default=-1)
    repeated = 0
    while repeated < height and _row_of(lower, repeated) == _row_of(upper, repeated) != []:
        repeated += 1
    for cell in lower:
        if cell.row >= repeated:
            cell.row += height - repeated
            upper.append(cell)
    return RuledTable(upper, wide.edges, above.top)


def _in_columns(table: RuledTable, edges: tuple[float, ...]) -> list[Cell]:
    """The cells of `table` in the columns that `edges` bound."""
    places = [_nearest(edges, edge) or 0 for edge in table.edges]
    for cell in table.cells:
        end = places[min(cell.column + cell.column_span, len(places) - 1)]
        cell.column = places[cell.column]
        cell.column_span = max(1, end - cell.column)
    return table.cells


def _nearest(edges: tuple[float, ...], edge: float) -> int | None:
    return next((number for number, other in enumerate(edges) if abs(other - edge) <= _SAME_EDGE), None)


def _row_of(cells: list[Cell], row: int) -> list[tuple[int, str]]:
    return [(cell.column, cell.text) for cell in cells if cell.row == row]
