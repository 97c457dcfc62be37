"""A table as a grid: merged cells spread out, every cell read once as a figure, a mark, a blank or a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fazhi.extract.tables.cells import Reading, as_label, read_cell
from fazhi.parse.document import Cell, Table

# Spans that would cover far more places than there are cells come from broken or hostile mark-up, not from a form.
PLACES_PER_CELL = 64
PLACES_ALWAYS_ALLOWED = 4096


@dataclass(eq=False)  # not frozen: a page has thousands of them, and frozen ones cost three times as much to make
class GridCell:
    """A cell with its text read, never changed. One object stands at every place that the cell covers."""

    row: int
    column: int
    row_span: int
    column_span: int
    start: int
    end: int
    header: bool
    text: str
    label: str
    """The text as a label: no white space, half-width digits, letters and brackets."""
    reading: Reading


class Grid:
    """`rows[r][c]` is the cell that covers this place, or None where the page has none; never changed."""

    def __init__(self, rows: tuple[tuple[GridCell | None, ...], ...], columns: int) -> None:
        self.rows, self.columns = rows, columns
        self._cells = [_each_once(row) for row in rows]
        self._own = [[cell for cell in cells if cell.row == row] for row, cells in enumerate(self._cells)]

    def row_cells(self, row: int) -> list[GridCell]:
        """The cells of a row from left to right, each once, those that reach down from rows above included."""
        return self._cells[row]

    def own_cells(self, row: int) -> list[GridCell]:
        """The cells that begin in this row."""
        return self._own[row]

    def line_span(self, row: int) -> tuple[int, int]:
        """Start and end of the row's line in the document's text."""
        own = self.own_cells(row)
        return min(cell.start for cell in own), max(cell.end for cell in own)


def _each_once(row: tuple[GridCell | None, ...]) -> list[GridCell]:
    found: list[GridCell] = []
    last: GridCell | None = None
    for cell in row:
        if cell is not None and cell is not last:
            found.append(cell)
        last = cell
    return found


def build_grid(text: str, table: Table) -> Grid:
    """Spread the cells of `table` (positions in `text`) over a grid; where spans overlap the first cell stays."""
    cells = [_grid_cell(text, cell) for cell in table.cells]
    covered = sum(cell.row_span * cell.column_span for cell in cells)
    if covered > max(PLACES_ALWAYS_ALLOWED, PLACES_PER_CELL * len(cells)):
        cells = list(_without_spans(cells))
    rows: list[list[GridCell | None]] = [[] for _ in range(max((cell.row for cell in cells), default=-1) + 1)]
    for cell in cells:
        _place(rows, cell)
    columns = max((len(row) for row in rows), default=0)
    # Ragged rows stay ragged where padding would cost more than the page: a reader asks for a place by column.
    return Grid(tuple(tuple(row) for row in rows), columns)


def _grid_cell(text: str, cell: Cell) -> GridCell:
    start, end, row_span, column_span = cell.start, cell.end, cell.row_span, cell.column_span
    printed = text[start:end]
    return GridCell(
        cell.row,
        cell.column,
        row_span if row_span > 1 else 1,
        column_span if column_span > 1 else 1,
        start,
        end,
        cell.header,
        printed,
        as_label(printed),
        read_cell(printed),
    )


def _without_spans(cells: list[GridCell]) -> Iterator[GridCell]:
    taken: dict[int, int] = defaultdict(int)
    for cell in cells:
        yield replace(cell, column=taken[cell.row], row_span=1, column_span=1)
        taken[cell.row] += 1


def _place(rows: list[list[GridCell | None]], cell: GridCell) -> None:
    last = cell.column + cell.column_span
    if cell.row_span == cell.column_span == 1 and len(rows[cell.row]) == cell.column:
        rows[cell.row].append(cell)  # as most are
        return
    for row in rows[cell.row : cell.row + cell.row_span]:
        if len(row) < last:
            row.extend([None] * (last - len(row)))
        for column in range(cell.column, last):
            if row[column] is not None:
                break
            row[column] = cell
