"""A filled-in form read like any other file: a Document with spans, and the figures of its value column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from fazhi.catalogue import Catalogue, Indicator
from fazhi.extract.observation import Extraction, LeftOut, Observation
from fazhi.parse.document import Cell, Document, Table
from fazhi.parse.files import parse_file
from fazhi.submissions import columns
from fazhi.warehouse.periods import parse_period

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
_OF = re.compile(r"\d{4}|\d{4}M12-\d{4}M11", re.ASCII)
RULE = "submission"
DOCUMENT_TYPE = "submission"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell (`K7`), for the person who filed the columns."""

    cell: str
    what: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.cell}: {self.what}"


@dataclass(frozen=True, slots=True)
class Filed:
    """What a form says: its counties, years and schemes (one each where it is right), its figures, what is wrong."""

    regions: frozenset[str]
    years: frozenset[str]
    schemes: frozenset[str]
    observations: tuple[Observation, ...]
    problems: tuple[Problem, ...]


def read_document(
    body: bytes, *, url: str, title: str, year: int | None = None, published_on: date | None = None
) -> Document:
    """The workbook as a document of type submission about `year`, filed on `published_on`.

    Raises:
        FileRefusedError: it is not read; see `fazhi.parse.files`.
    """
    document = parse_file(body, url=url, name=title, published_on=published_on)
    return replace(
        document, title=title, document_type=DOCUMENT_TYPE, report_year=year, partition_year=year, publisher=""
    )


def extract(document: Document, catalogue: Catalogue) -> Extraction:
    """The figures of a submission; a row that does not read any more (an indicator that is gone) is left out."""
    filed = read_form(document, catalogue)
    left_out = (LeftOut(start=each.start, end=each.end, reason=RULE) for each in filed.problems)
    return Extraction(filed.observations, tuple(sorted(left_out, key=lambda each: each.start)))


def read_form(document: Document, catalogue: Catalogue) -> Filed:
    """Every row with a value; each figure's evidence is its cell, its sentence the row."""
    table = document.blocks[0] if document.blocks else None
    if not isinstance(table, Table) or len(document.blocks) > 1:
        return _unread("the form is one sheet with one table, and begins with its heading row")
    rows: dict[int, dict[int, Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    heading = tuple(_text(document, rows[0].get(column)) for column in range(len(columns.COLUMNS)))
    if heading != columns.COLUMNS:
        return _unread(f"the heading row is {'、'.join(heading)}, not {'、'.join(columns.COLUMNS)}")
    filled = [
        _Row(document, row, cells)
        for row, cells in sorted(rows.items())
        if row and _text(document, cells.get(columns.COLUMNS.index(columns.VALUE)))
    ]
    problems: list[Problem] = []
    observations: list[Observation] = []
    seen: dict[tuple[str, str, str], str] = {}
    for row in filled:
        wrong = list(_wrong(row, catalogue))
        key = (row[columns.INDICATOR], row[columns.BREAKDOWN], row[columns.OF_YEAR])
        if key in seen:
            wrong.append(row.problem(columns.VALUE, f"{seen[key]} gives the same figure"))
        seen.setdefault(key, row.address(columns.VALUE))
        problems += wrong
        if not wrong:
            observations.append(_observation(row, catalogue.indicators[row[columns.INDICATOR]]))
    return Filed(
        frozenset(row[columns.REGION] for row in filled),
        frozenset(row[columns.YEAR] for row in filled),
        frozenset(row[columns.SCHEME] for row in filled),
        tuple(observations),
        tuple(problems),
    )


def _unread(what: str) -> Filed:
    nothing: frozenset[str] = frozenset()
    return Filed(nothing, nothing, nothing, (), (Problem("A1", what, 0, 0),))


@dataclass(frozen=True, slots=True)
class _Row:
    document: Document
    number: int
    cells: Mapping[int, Cell]

    def __getitem__(self, column: str) -> str:
        return _text(self.document, self.cells.get(columns.COLUMNS.index(column)))

    def address(self, column: str) -> str:
        """As the spreadsheet calls the cell: the table begins in A1."""
        return f"{chr(ord('A') + columns.COLUMNS.index(column))}{self.number + 1}"

    def problem(self, column: str, what: str) -> Problem:
        cell = self.cells[columns.COLUMNS.index(columns.VALUE)]
        return Problem(self.address(column), what, cell.start, cell.end)


def _text(document: Document, cell: Cell | None) -> str:
    return document.text[cell.start : cell.end].strip() if cell else ""


def _wrong(row: _Row, catalogue: Catalogue) -> Iterator[Problem]:
    indicator = catalogue.indicators.get(row[columns.INDICATOR])
    if indicator is None:
        yield row.problem(columns.INDICATOR, f"the catalogue has no indicator {row[columns.INDICATOR]!r}")
        return
    if not indicator.has_breakdown(row[columns.BREAKDOWN]):
        yield row.problem(columns.BREAKDOWN, f"{indicator.code} has no breakdown {row[columns.BREAKDOWN]!r}")
    if row[columns.UNIT] != indicator.unit:
        yield row.problem(columns.UNIT, f"{indicator.code} is in {indicator.unit}, not in {row[columns.UNIT]!r}")
    if not _OF.fullmatch(row[columns.OF_YEAR]) or parse_period(row[columns.OF_YEAR]) is None:
        yield row.problem(
            columns.OF_YEAR, f"{row[columns.OF_YEAR]!r} is not a year, nor months such as 2023M12-2024M11"
        )
    if not row[columns.SOURCE]:
        yield row.problem(columns.SOURCE, f"say what {row[columns.VALUE]} in {row.address(columns.VALUE)} rests on")
    if row[columns.VALUE] != columns.NOT_APPLICABLE:
        value = _number(row[columns.VALUE], indicator)
        if value is None:
            yield row.problem(
                columns.VALUE,
                f"{row[columns.VALUE]!r} is neither a number in {indicator.unit} nor {columns.NOT_APPLICABLE}",
            )
        elif value < 0:
            yield row.problem(columns.VALUE, f"{row[columns.VALUE]} is below zero")


def _number(text: str, indicator: Indicator) -> Decimal | None:
    """The number as the spreadsheet shows it: 1,234 and, of a percentage, 98.04%."""
    bare = text.replace(",", "").replace("，", "")
    if indicator.unit == "%":
        bare = bare.removesuffix("%")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def _observation(row: _Row, indicator: Indicator) -> Observation:
    cell = row.cells[columns.COLUMNS.index(columns.VALUE)]
    text = row[columns.VALUE]
    start = row.document.text.index(text, cell.start)
    value = None if text == columns.NOT_APPLICABLE else _number(text, indicator)
    return Observation(
        indicator=indicator.code,
        value=value,
        value_status="not_applicable" if value is None else "reported" if value else "zero",
        unit=indicator.unit,
        unit_raw=indicator.unit,
        period=row[columns.OF_YEAR],
        period_source="stated",
        kind="actual",
        breakdown=row[columns.BREAKDOWN],
        evidence_start=start,
        evidence_end=start + len(text),
        sentence_start=min(each.start for each in row.cells.values()),
        sentence_end=max(each.end for each in row.cells.values()),
        locator=row.document.locator(cell.start),
        rule=RULE,
        confidence="certain",
    )
