"""XLS by xlrd: values as shown, merged cells, nothing that is hidden."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlrd

from fazhi.parse.files import sheets
from fazhi.parse.files.markup import Markup
from fazhi.parse.files.number_format import shown
from fazhi.parse.files.refusal import Refusal

_VALUES = (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE, xlrd.XL_CELL_BOOLEAN)


def read(body: bytes, markup: Markup) -> list[str]:
    """Write the visible sheets of a workbook to `markup`; gives what was left unread.

    Raises:
        Refusal: encrypted or damaged.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as silence:
        try:
            book = xlrd.open_workbook(file_contents=body, formatting_info=True, logfile=silence)
        except xlrd.XLRDError as error:
            if "encrypted" in str(error):
                message = "it is a workbook under a password; ask the publisher for an open one"
                raise Refusal("encrypted", message) from error
            raise Refusal("damaged", f"the workbook is broken ({error})") from error
    sheets.write(markup, (_sheet(book, each) for each in book.sheets() if each.visibility == 0))
    return []


def _sheet(book: Any, sheet: Any) -> sheets.Sheet:
    merges = tuple(sheets.Merge(top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells)
    return sheets.Sheet(sheet.name, dict(_texts(book, sheet)), merges)


def _texts(book: Any, sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    hidden_columns = {number for number, column in sheet.colinfo_map.items() if column.hidden}
    for row in range(sheet.nrows):
        info = sheet.rowinfo_map.get(row)
        if info is not None and info.hidden:
            continue
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            if column in hidden_columns or cell.ctype not in _VALUES:
                continue
            text = shown(_value(book, cell), _format(book, cell)).strip()
            if text:
                yield (row, column), text


def _value(book: Any, cell: Any) -> object:
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return cell.value
    return cell.value


def _format(book: Any, cell: Any) -> str:
    try:
        return str(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    except (KeyError, IndexError, TypeError):
        return "General"
