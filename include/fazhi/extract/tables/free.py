"""Tables that no form prescribes, and the enforcement forms: row labels by headings, looked up in the lexicon.

A figure is named by two sides, its row labels and its headings. What one side names (an indicator, a step of it) the
other qualifies: a year, a change, a part, or whose figure it is. Figures of single departments or townships are not
the county's, so where one side names who, only the row or column of the total is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Protocol

from fazhi.catalogue import Catalogue
from fazhi.extract.tables.context import TableContext
from fazhi.extract.tables.enforcement import EnforcementForm
from fazhi.extract.tables.grid import Grid, GridCell
from fazhi.extract.tables.labels import Facets, facets_of
from fazhi.extract.tables.layout import Place, places_of
from fazhi.extract.tables.meaning import Amount, Time, amount_of, change_of, time_of
from fazhi.extract.tables.taken import Figure, Found
from fazhi.extract.tables.units import matching, units_over_table

_COUNTY = re.compile(r".{2,}[县市区旗州]")
_ENTITY = re.compile(
    r".*(?:局|委|办|委员会|办公室|政府|镇|乡|街道|办事处|分局|支队|大队|中队|管委会|公司|单位|部门|机关|村|社区|中心|院|所|站|部|队)"
    r"(?:\(.*\))?"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a label was found to name."""

    indicator: str
    breakdown: str = ""
    subject: str = ""
    rule: str = "table.label"
    confidence: str = "certain"


class Binder(Protocol):
    """What the lexicon does for a label: the indicator that it names among `context`, the nearest text first."""

    def bind_label(self, label: str, unit: str, context: tuple[str, ...]) -> Bound | None: ...


@dataclass(frozen=True, slots=True)
class Named:
    """A place with its labels taken apart. `unit` is the printed one, empty where the table gives none."""

    place: Place
    row: tuple[Facets, ...]
    column: tuple[Facets, ...]
    unit: str
    time: Time

    @property
    def facets(self) -> tuple[Facets, ...]:
        return (*self.column, *self.row)

    @property
    def cell(self) -> GridCell:
        return self.place.cell


def read_free_table(grid: Grid, context: TableContext, catalogue: Catalogue, binder: Binder) -> Found:
    """Take what the labels of a table name; the rest is passed over with its reason."""
    named = [_named(place, context) for place in places_of(grid)]
    names = [facet.name for place in named for facet in place.facets if facet.name]
    form = EnforcementForm.recognise(set(names), _around_table(named, context))
    reader = _Reader(context, catalogue, binder, form)
    for _, row in groupby(named, key=lambda place: place.place.row):
        reader.read_row(list(row))
    return reader.found


def _around_table(named: list[Named], context: TableContext) -> tuple[str, ...]:
    return (*(named[0].place.section if named else ()), *context.around)


def _named(place: Place, context: TableContext) -> Named:
    row = tuple(facets_of(cell.label) for cell in place.row_labels)
    column = tuple(facets_of(cell.label) for cell in place.headings)
    over = (*place.section, *context.captions)
    time = time_of((*column, *row), over, context)
    return Named(place, row, column, _unit(place, row, column, time), time)


def _unit(place: Place, row: Iterable[Facets], column: Iterable[Facets], time: Time) -> str:
    """Nearest first. A change has a unit of its own: that of its figures says nothing about it."""
    printed = place.cell.reading.unit
    of_column = next((facet.unit for facet in reversed(tuple(column)) if facet.unit), "")
    if printed or time.kind == "change":
        return printed or of_column
    of_row = next((facet.unit for facet in reversed(tuple(row)) if facet.unit), "")
    return place.unit or of_row or of_column


class _Reader:
    def __init__(
        self, context: TableContext, catalogue: Catalogue, binder: Binder, form: EnforcementForm | None
    ) -> None:
        self.context = context
        self.catalogue = catalogue
        self.binder = binder
        self.form = form
        self.found = Found()
        self.known: dict[object, Bound | None] = {}
        self.section = ""
        self.whole = ""

    def read_row(self, row: list[Named]) -> None:
        if all(named.cell.reading.status == "blank" for named in row):
            # A row that has a label and nothing else opens a section (行政复议 | | ).
            self.section = next((facet.name for facet in row[0].row if facet.name), self.section)
            return
        bound = [self._bound(named) for named in row]
        for named, meaning in zip(row, bound, strict=True):
            if meaning is None:
                self.found.pass_over(named.cell, "no_indicator")
            elif named.cell.reading.status != "figure":
                self.found.pass_over(named.cell, "no_figure")
            else:
                self._take(named, meaning, _pair(named, meaning, row, bound))

    def _take(self, named: Named, meaning: Bound, pair: tuple[Decimal, Decimal] | None) -> None:
        indicator = self.catalogue.indicators[meaning.indicator]
        value = named.cell.reading.value or Decimal(0)
        unit = named.unit or matching(self._units_over(named.place), indicator.unit)
        if named.time.kind == "change" or named.cell.reading.change:
            falls = any(facet.falls for facet in named.facets) and value > 0
            relative = any(facet.relative for facet in named.facets)
            amount: Amount | None = change_of(-value if falls else value, named.unit, indicator, pair, relative)
        else:
            amount = amount_of(value, unit, indicator)
        if amount is None:
            self.found.pass_over(named.cell, "unit")
            return
        self.found.figures.append(
            Figure(
                cell=named.cell,
                indicator=meaning.indicator,
                value=amount.value,
                unit=amount.unit,
                unit_raw=unit,
                period=named.time.period,
                period_source=named.time.source,
                kind="change" if named.cell.reading.change else named.time.kind,
                breakdown=meaning.breakdown,
                subject=meaning.subject,
                rule=meaning.rule,
                confidence=meaning.confidence,
            )
        )

    def _bound(self, named: Named) -> Bound | None:
        if any(facet.role == "beside" for facet in named.facets):
            return None
        unit = "" if named.time.kind == "change" else named.unit
        key = (named.row, named.column, unit, named.place.section, self.section)
        if key not in self.known:
            self.known[key] = self._by_form(named) or self._by_lexicon(named)
        return self.known[key]

    def _by_form(self, named: Named) -> Bound | None:
        if self.form is None:
            return None
        for side, other in ((named.column, named.row), (named.row, named.column)):
            meaning = self.form.bind(side) if side else None
            if meaning is not None:
                code, breakdown, subject = meaning
                return Bound(code, breakdown, subject, "enforcement_form") if self._is_county(other) else None
        return None

    def _is_county(self, facets: tuple[Facets, ...]) -> bool:
        """Whether a side leaves the figure to the whole county: it names nothing, a total, or the county itself."""
        names = [facet.name for facet in facets if facet.name]
        own = all(_COUNTY.fullmatch(name) and name in self.context.title for name in names)
        return own and not any(facet.part for facet in facets)

    def _units_over(self, place: Place) -> tuple[str, ...]:
        if place.units:
            return place.units
        over = (*place.section, *self.context.captions)
        return next((units for text in over if (units := units_over_table(text))), ())

    def _by_lexicon(self, named: Named) -> Bound | None:
        around = (*((self.section,) if self.section else ()), *named.place.section, *self.context.around)
        row = tuple(facet.name for facet in named.row if facet.name)
        column = tuple(facet.name for facet in named.column if facet.name)
        unit = "" if named.time.kind == "change" else named.unit
        bound = self._sides(row, column, unit, around, named)
        if bound is not None and self.form is not None and not bound.indicator.startswith("enforcement."):
            return None
        return bound

    def _sides(
        self, row: tuple[str, ...], column: tuple[str, ...], unit: str, around: tuple[str, ...], named: Named
    ) -> Bound | None:
        if row and not column:
            return self._side(row, unit, around) if self._is_county(named.column) else None
        if column and not row:
            return self._side(column, unit, around) if self._is_county(named.row) else None
        if not row:
            return None
        return None

    def _side(self, names: tuple[str, ...], unit: str, around: tuple[str, ...]) -> Bound | None:
        return self.binder.bind_label(names[-1], unit, (*reversed(names[:-1]), *around))


def _pair(named: Named, meaning: Bound, row: list[Named], bound: list[Bound | None]) -> tuple[Decimal, Decimal] | None:
    """The figure of this year and of the year before beside a change, as printed."""
    if named.time.kind != "change":
        return None
    values: dict[str, Decimal] = {}
    for other, what in zip(row, bound, strict=True):
        value = other.cell.reading.value
        if what == meaning and value is not None and other.time.kind in ("actual", "previous"):
            values.setdefault(other.time.kind, value)
    return (values["actual"], values["previous"]) if len(values) == 2 else None
