"""A worksheet as a page shows it: titles and notes are paragraphs, the grid between them a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Cell, Markup
from fazhi.parse.files.refusal import Refusal

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.IGNORECASE)
_NEW_TABLE = re.compile(r"(?:附?表|附件)\s*[一二三四五六七八九十\d]|[一二三四五六七八九十]{1,2}、")
_NOTE = re.compile("注|备注|说明|填表|填报说明|审核|负责人|制表")
_LONG = 40


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one; all four bounds are inside it."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible worksheet: the texts of its filled cells by (row, column), hidden ones left out."""

    name: str
    texts: dict[tuple[int, int], str]
    merges: tuple[Merge, ...] = ()


def write(markup: Markup, sheets: Iterable[Sheet]) -> None:
    """Write the filled sheets down, each under its name where that says something."""
    filled = [sheet for sheet in sheets if sheet.texts]
    if len(filled) > limits.SHEETS:
        raise Refusal("too_large", f"it has {len(filled)} sheets; the limit is {limits.SHEETS}")
    for sheet in filled:
        if len(filled) > 1 and not _DEFAULT_NAME.fullmatch(sheet.name.strip()):
            markup.paragraph(sheet.name, level=1)
        _write_sheet(markup, sheet)


def _write_sheet(markup: Markup, sheet: Sheet) -> None:
    for rows in _tables(_cells(sheet)):
        titles, rest = _lone_rows(rows)
        notes, reversed_rows = _lone_rows(reversed(rest), only=_NOTE)
        for text in titles:
            markup.paragraph(text)
        body = list(reversed(reversed_rows))
        if body:
            top, left = body[0][0].row, min(cell.column for row in body for cell in row)
            bottom = body[-1][0].row
            markup.table(
                Cell(
                    cell.row - top,
                    cell.column - left,
                    cell.text,
                    min(cell.row_span, bottom - cell.row + 1),
                    cell.column_span,
                )
                for row in body
                for cell in row
            )
        for text in reversed(notes):
            markup.paragraph(text)


def _cells(sheet: Sheet) -> list[list[Cell]]:
    """The filled cells of the rows that have any, with their spans; rows and columns are those of the sheet.

    A merged cell keeps only the rows and columns that hold something, so that formats far below cost nothing.
    """
    merged = {(merge.first_row, merge.first_column): merge for merge in sheet.merges}
    last_row = max(row for row, _ in sheet.texts)
    last_column = max(column for _, column in sheet.texts)
    rows: dict[int, list[Cell]] = {}
    for (row, column), text in sorted(sheet.texts.items()):
        merge = merged.get((row, column))
        cell = Cell(row, column, text)
        if merge:
            cell.row_span = max(1, min(merge.last_row, last_row) - row + 1)
            cell.column_span = max(1, min(merge.last_column, max(last_column, column)) - column + 1)
        rows.setdefault(row, []).append(cell)
    return [rows[row] for row in sorted(rows)]


def _tables(rows: list[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """The rows cut where a blank row and a title, or a numbered title of full width, begin another table."""
    current: list[list[Cell]] = []
    width = max((cell.column + cell.column_span for row in rows for cell in row), default=0)
    for row in rows:
        if current and any(len(above) > 1 for above in current) and len(row) == 1:
            covered = max(cell.row + cell.row_span for above in current for cell in above)
            numbered = row[0].column_span * 2 > width and _NEW_TABLE.match(row[0].text.strip())
            if row[0].row > covered or numbered:
                yield current
                current = []
        current.append(row)
    if current:
        yield current


def _lone_rows(rows: Iterable[list[Cell]], only: re.Pattern[str] | None = None) -> tuple[list[str], list[list[Cell]]]:
    """The texts of the leading rows that hold one cell, and the other rows; of those `only` notes and long texts."""
    rest = list(rows)
    texts: list[str] = []
    while rest and len(rest[0]) == 1:
        text = rest[0][0].text.strip()
        if only and not only.match(text) and len(text) < _LONG:
            break
        texts.append(text)
        del rest[0]
    return texts, rest
