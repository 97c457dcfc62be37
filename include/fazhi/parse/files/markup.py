"""What readers give: the visible content as simple HTML, so that a file is read on as a page is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from fazhi.parse.files import limits
from fazhi.parse.files.refusal import Refusal

_WIDEST = 256
"""Columns that `fazhi.parse.tables` respects."""


@dataclass(slots=True)
class Cell:
    """A table cell; rows and columns count from 0. `text` may hold line breaks."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Reading:
    """A file read: its markup, and what of it could not be read, for people."""

    html: str = ""
    unread: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Markup:
    """Paragraphs and tables, written down in order, as HTML that `fazhi.parse.flow.read_blocks` takes."""

    _parts: list[str] = field(default_factory=list)
    _characters: int = 0
    _cells: int = 0

    def paragraph(self, text: str, *, level: int = 0, bold: bool = False) -> None:
        """A paragraph; `level` is 1 to 4 for a heading, line breaks in `text` are kept."""
        if not text.strip():
            return
        written = _lines(text)
        if bold:
            written = f"<strong>{written}</strong>"
        tag = f"h{level}" if level else "p"
        self._write(f"<{tag}>{written}</{tag}>")

    def table(self, cells: Iterable[Cell]) -> None:
        """A table. Places that no cell covers are blank cells, so that columns keep their places."""
        rows: dict[int, list[Cell]] = {}
        for cell in cells:
            if cell.column < _WIDEST:
                rows.setdefault(cell.row, []).append(cell)
        if not rows:
            return
        width = min(_WIDEST, max(cell.column + cell.column_span for row in rows.values() for cell in row))
        self._cells += (max(rows) + 1) * width
        if self._cells > limits.CELLS:
            raise Refusal("too_large", f"its tables have more than {limits.CELLS:,} cells")
        self._write("<table>")
        covered: dict[int, int] = {}  # column -> first row below the cell that reaches down
        for number in range(max(rows) + 1):
            self._write(f"<tr>{_row(number, rows.get(number, []), covered, width)}</tr>")
        self._write("</table>")

    def append(self, html: str) -> None:
        """Markup of another file in this one."""
        self._write(html)

    @property
    def html(self) -> str:
        """All that was written."""
        return "".join(self._parts)

    def _write(self, html: str) -> None:
        self._characters += len(html)
        if self._characters > limits.MARKUP_CHARACTERS:
            raise Refusal("too_large", f"it holds more than {limits.MARKUP_CHARACTERS:,} characters")
        self._parts.append(html)


def _row(number: int, cells: Sequence[Cell], covered: dict[int, int], width: int) -> str:
    parts: list[str] = []
    column = 0
    for cell in sorted(cells, key=lambda each: each.column):
        parts.append(_blanks(number, column, cell.column, covered))
        spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
        parts.append(f"<td{spans}>{_lines(cell.text)}</td>")
        column = max(column, cell.column + cell.column_span)
        if cell.row_span > 1:
            for taken in range(cell.column, column):
                covered[taken] = number + cell.row_span
    parts.append(_blanks(number, column, width, covered))
    return "".join(parts)


def _blanks(row: int, start: int, end: int, covered: dict[int, int]) -> str:
    return "<td></td>" * sum(covered.get(column, 0) <= row for column in range(start, end))


def _lines(text: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in text.splitlines())
