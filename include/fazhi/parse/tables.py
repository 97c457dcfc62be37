"""Grid positions of table cells, with spans."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPAN = re.compile(r'\s(row|col)span="\s*(\d{1,6})')
_WIDEST_SPAN = 100
_WIDEST_ROW = 256
"""Columns up to which spans from above are respected; wider rows are hostile or broken."""


@dataclass(slots=True)
class Cell:
    """Where a cell stands; `row_span` 0 means to the last row until the grid is closed."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool


@dataclass(slots=True)
class Grid:
    """The cells of one table in page order."""

    cells: list[Cell] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    _taken_until: dict[int, int] = field(default_factory=dict)
    _column: int = 0

    def start_row(self) -> None:
        """Begin the next row."""
        self.rows += 1
        self._column = 0

    def add(self, attributes: str, *, header: bool) -> None:
        """Place a cell with the attributes of its tag in the next free column of the current row."""
        if not self.rows:
            self.start_row()
        row_span = column_span = 1
        if "span=" in attributes:
            spans = {kind: int(number) for kind, number in _SPAN.findall(attributes)}
            row_span, column_span = spans.get("row", 1), min(max(spans.get("col", 1), 1), _WIDEST_SPAN)
        row, column = self.rows - 1, self._column
        if self._taken_until:
            while column < _WIDEST_ROW and self._taken_until.get(column, 0) > row:
                column += 1
        if row_span != 1:
            until = row + (row_span or 1_000_000)
            for taken in range(column, min(column + column_span, _WIDEST_ROW)):
                self._taken_until[taken] = until
        self._column = column + column_span
        self.columns = max(self.columns, self._column)
        self.cells.append(Cell(row, column, row_span, column_span, header))

    def closed(self) -> Grid:
        """The grid with row spans cut to the rows that exist."""
        for cell in self.cells:
            available = self.rows - cell.row
            cell.row_span = min(cell.row_span or available, available)
        return self
