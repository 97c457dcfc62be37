"""XLSX by openpyxl: values as shown, merged cells, nothing that is hidden."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl

from fazhi.parse.files import limits, sheets
from fazhi.parse.files.markup import Markup
from fazhi.parse.files.number_format import shown
from fazhi.parse.files.refusal import Refusal
from fazhi.parse.files.unpack import Package, refuse_entities


def read(body: bytes, markup: Markup) -> list[str]:
    """Write the visible sheets of a workbook to `markup`; gives what was left unread.

    Raises:
        Refusal: damaged or too_large.
    """
    package = Package(body)
    for member in package.members:  # unpacked here first: openpyxl knows no limits
        data = package.read(member.filename)
        if member.filename.endswith((".xml", ".rels", ".vml")):
            refuse_entities(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(BytesIO(body), data_only=True, keep_links=False, rich_text=False)
    sheets.write(markup, (_sheet(each) for each in workbook.worksheets if each.sheet_state == "visible"))
    return []


def _sheet(worksheet: Any) -> sheets.Sheet:
    hidden_columns = set(_hidden_columns(worksheet))
    hidden_rows = {row - 1 for row, size in worksheet.row_dimensions.items() if size.hidden}
    # iter_rows would make every cell up to the last one, and a stray format can stand in row 1,048,576.
    cells = worksheet._cells
    if len(cells) > limits.CELLS:
        raise Refusal("too_large", f"the sheet {worksheet.title} has more than {limits.CELLS:,} cells")
    texts = {
        (row - 1, column - 1): text
        for (row, column), cell in cells.items()
        if row - 1 not in hidden_rows and column - 1 not in hidden_columns
        if (text := shown(cell.value, cell.number_format or "").strip())
    }
    merges = tuple(
        sheets.Merge(each.min_row - 1, each.max_row - 1, each.min_col - 1, each.max_col - 1)
        for each in worksheet.merged_cells.ranges
    )
    return sheets.Sheet(worksheet.title, texts, merges)


def _hidden_columns(worksheet: Any) -> Iterator[int]:
    for size in worksheet.column_dimensions.values():
        if size.hidden:
            yield from range(size.min - 1, size.max)
