"""The form of a scheme: a workbook with a row for each figure that its rules may read, filled in by people."""

from __future__ import annotations

import io
from collections.abc import Iterator

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.worksheet.worksheet import Worksheet

from fazhi.catalogue import Catalogue
from fazhi.scoring.scheme import Scheme
from fazhi.submissions.columns import COLUMNS, REGION, SOURCE, VALUE
from fazhi.warehouse.export import undated

_WIDTHS = (18, 7, 13, 26, 40, 34, 26, 16, 10, 8, 12, 40)
_FILLED_IN = (REGION, VALUE, SOURCE)


def form(scheme: Scheme, year: int, catalogue: Catalogue, region: str = "") -> bytes:
    """The empty form of `scheme` for `year` as XLSX: the same scheme gives the same bytes.

    The first row holds COLUMNS; only county, value and source are to be filled in, the other cells are locked.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "填报表"
    sheet.append(COLUMNS)
    for row in _rows(scheme, year, catalogue, region):
        sheet.append(row)
    _dress(sheet)
    out = io.BytesIO()
    book.save(out)
    return undated(out.getvalue())


def _rows(scheme: Scheme, year: int, catalogue: Catalogue, region: str) -> Iterator[tuple[str | int, ...]]:
    """A row for each reported figure, whichever items read it, in the order of the scheme."""
    readers: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for item in scheme.scored:
        for asked in item.rule.inputs():
            if asked.kind == "actual":
                figure = (asked.indicator, asked.breakdown, asked.period(year))
                readers.setdefault(figure, []).append((item.id, item.title))
    for (code, breakdown, period), items in readers.items():
        indicator = catalogue.indicators[code]
        codes, titles = ("；".join(dict.fromkeys(texts)) for texts in zip(*items, strict=True))
        yield (
            *(scheme.code, year, region, codes, titles),
            *(
                code,
                indicator.name_zh,
                breakdown,
                int(period) if period.isdecimal() else period,
                indicator.unit,
                "",
                "",
            ),
        )


def _dress(sheet: Worksheet) -> None:
    for column, width in zip(sheet.iter_cols(), _WIDTHS, strict=True):
        sheet.column_dimensions[column[0].column_letter].width = width
        column[0].font = Font(bold=True)
        for cell in column[1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column[0].value in _FILLED_IN:
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", fgColor="FFF8DC")
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
