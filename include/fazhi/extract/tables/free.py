"""Tables that no form prescribes, and the enforcement forms: row labels by headings, looked up in the lexicon.

A figure is named by two sides, its row labels and its headings. What one side names (an indicator, a step of it) the
other qualifies: a year, a change, a part, or whose figure it is. Figures of single departments or townships are not
the county's, so where one side names who, only the row or column of the total is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from fazhi.catalogue import Catalogue
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.tables.context import TableContext
from fazhi.extract.tables.enforcement import EnforcementForm
from fazhi.extract.tables.grid import Grid, GridCell
from fazhi.extract.tables.labels import Facets, facets_of
from fazhi.extract.tables.layout import Place, places_of
from fazhi.extract.tables.meaning import Amount, Time, amount_of, change_of, time_of, year_in
from fazhi.extract.tables.names import Bound, LabelNamer
from fazhi.extract.tables.taken import Figure, Found, Passed
from fazhi.extract.tables.units import matching, units_over_table

_COUNTY = re.compile(r".{2,}[县市区旗州]")


# 申请事项 | 行政处罚 | 行政强制 in an analysis of reconsideration: acts that were disputed, not those that were done.
_DISPUTED = re.compile(r"复议|诉讼|应诉|争议|申请事项|案由")
_ACTS = frozenset({"enforcement.penalties", "enforcement.licences", "enforcement.compulsory_measures"})


def _told(named: Named) -> tuple[str, ...]:
    return tuple(facet.name for facet in named.facets)


def _is_own(name: str, context: TableContext) -> bool:
    return context.region.endswith(name) and _COUNTY.fullmatch(name) is not None


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


def read_free_table(grid: Grid, context: TableContext, catalogue: Catalogue, lexicon: Lexicon) -> Found:
    """Take what the labels of a table name; the rest is passed over with its reason."""
    found = Found()
    for _, segment in groupby(places_of(grid), key=lambda place: place.segment):
        places = list(segment)
        year_over = year_in((*places[0].section, *context.captions))
        named = [_named(place, year_over, context) for place in places]
        names = {facet.name for place in named for facet in place.facets if facet.name}
        forms = EnforcementForm.recognise(names, (*named[0].place.section, *context.around))
        reader = _Reader(context, catalogue, lexicon, forms, found)
        reader.own_rows = any(_is_own(facet.name, context) for place in named for facet in place.row)
        reader.own_columns = any(_is_own(facet.name, context) for place in named for facet in place.column)
        for _, row in groupby(named, key=lambda place: place.place.row):
            reader.read_row(list(row))
    return _once(found, catalogue)


def _once(found: Found, catalogue: Catalogue) -> Found:
    """A table gives a figure once. Where several labels claim the same indicator, the one that needs least help from
    the caption is it, then the one closest to the indicator's own name (持证执法人员 against 在编在岗执法人员). Equal
    claims on a part are parts of it (村级 and 社区 of the lowest level), each its own subject; others stay in doubt.
    """
    claims: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in found.figures:
        key = (figure.indicator, figure.breakdown, figure.period, figure.kind, figure.unit, figure.subject)
        claims[key].append(figure)
    kept: list[Figure] = []
    for same in claims.values():
        if len({figure.value for figure in same}) == 1:
            kept += same
            continue
        name = catalogue.indicators[same[0].indicator].name_zh
        ranked = [((figure.distance, -_likeness(figure.label, name)), figure) for figure in same]
        first = min(rank for rank, _ in ranked)
        best = [figure for rank, figure in ranked if rank == first]
        if len(best) > 1 and best[0].breakdown and len({figure.label for figure in best}) == len(best):
            kept += [replace(figure, subject=figure.label, confidence="likely") for figure in best]
        else:
            kept += [replace(figure, confidence="uncertain" if len(best) > 1 else "likely") for figure in best]
        found.passed += [Passed(figure.cell, "other_claim") for rank, figure in ranked if rank != first]
    return Found(kept, found.passed)


def _likeness(label: str, name: str) -> int:
    return sum(1 if character in name else -1 for character in set(label))


def _named(place: Place, year_over: str, context: TableContext) -> Named:
    row = tuple(facets_of(cell.label) for cell in place.row_labels)
    column = tuple(facets_of(cell.label) for cell in place.headings)
    time = time_of((*column, *row), year_over, context)
    return Named(place, row, column, _unit(place, row, column, time), time)


def _unit(place: Place, row: Iterable[Facets], column: Iterable[Facets], time: Time) -> str:
    """Nearest first. A change has a unit of its own: that of its figures says nothing about it."""
    printed = place.cell.reading.unit
    of_column = _unit_in(column)
    if printed or time.kind == "change":
        return printed or of_column
    return place.unit or _unit_in(row) or of_column


def _unit_in(side: Iterable[Facets]) -> str:
    return next((facet.unit for facet in reversed(tuple(side)) if facet.unit), "")


def _unit_of_figures(named: Named) -> str:
    return named.place.unit or _unit_in(named.row)


class _Reader:
    def __init__(
        self,
        context: TableContext,
        catalogue: Catalogue,
        lexicon: Lexicon,
        forms: tuple[EnforcementForm, ...],
        found: Found,
    ) -> None:
        self.context = context
        self.catalogue = catalogue
        self.lexicon = lexicon
        self.forms = forms
        self.found = found
        self.known: dict[object, Bound | None] = {}
        self.names: dict[tuple[object, ...], Bound | None] = {}
        self.own_rows = self.own_columns = False
        self.section = ""
        self.whole_row = ""

    def read_row(self, row: list[Named]) -> None:
        if all(named.cell.reading.status == "blank" for named in row):
            # A row that has a label and nothing else opens a section (行政复议 | | ).
            self.section = next((facet.name for facet in row[0].row if facet.name), self.section)
            return
        bound: list[Bound | None] = []
        whole_column = ""
        for named in row:
            meaning = self._bound(named, whole_column)
            if meaning is not None and not meaning.breakdown and not any(facet.part for facet in named.column):
                whole_column = "".join(facet.name for facet in named.column)
            bound.append(meaning)
        if any(meaning and not meaning.breakdown for meaning in bound) and not any(facet.part for facet in row[0].row):
            self.whole_row = next((facet.name for facet in reversed(row[0].row) if facet.name), "")
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
            amount: Amount | None = change_of(
                -value if falls else value,
                named.unit,
                indicator,
                pair=pair,
                relative=relative,
                figure_unit=_unit_of_figures(named) or unit,
            )
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
                distance=meaning.distance,
                label="".join(facet.name for facet in (*named.row, *named.column)),
            )
        )

    def _bound(self, named: Named, whole_column: str) -> Bound | None:
        if any(facet.role == "beside" for facet in named.facets):
            return None
        unit = "" if named.time.kind == "change" else named.unit
        key = (named.row, named.column, whole_column, self.whole_row, unit, named.place.section, self.section)
        if key not in self.known:
            self.known[key] = self._by_form(named) or self._by_lexicon(named, whole_column)
        return self.known[key]

    def _by_form(self, named: Named) -> Bound | None:
        for form in self.forms:
            row, column = (named.row, self.own_rows), (named.column, self.own_columns)
            for (side, _), other in ((column, row), (row, column)):
                meaning = form.bind(side) if side else None
                if meaning is not None:
                    code, breakdown, subject = meaning
                    own = self._is_county(*other)
                    return Bound(code, breakdown, subject, "enforcement_form") if own else None
        return None

    def _is_county(self, facets: tuple[Facets, ...], own_named: bool) -> bool:
        """Whether a side leaves the figure to the whole county: it names nothing, the county itself or a total. Beside
        a row of the county's own (`own_named`) a total is that of all counties, as 全市 is in the report of a county.
        """
        return not any(facet.part or facet.subtotal or not self._leaves_whole(facet, own_named) for facet in facets)

    def _leaves_whole(self, facet: Facets, own_named: bool) -> bool:
        if facet.name:
            return _is_own(facet.name, self.context)
        wider = bool(facet.region and self.context.region and not self.context.region.endswith(facet.region))
        return not (facet.total and (own_named or wider))

    def _units_over(self, place: Place) -> tuple[str, ...]:
        if place.units:
            return place.units
        over = (*place.section, *self.context.captions)
        return next((units for text in over if (units := units_over_table(text))), ())

    @staticmethod
    def _names(side: tuple[Facets, ...], whole: str) -> tuple[str, ...]:
        names = tuple(facet.name for facet in side if facet.name)
        return (whole, *names) if whole and names and any(facet.part for facet in side) else names

    def _by_lexicon(self, named: Named, whole_column: str) -> Bound | None:
        around = (*((self.section,) if self.section else ()), *named.place.section, *self.context.around)
        unit = "" if named.time.kind == "change" else named.unit
        namer = LabelNamer(self.lexicon, unit.removeprefix("万") if unit != "万元" else unit, around, self.names)
        row, column = self._names(named.row, self.whole_row), self._names(named.column, whole_column)
        own_row = self._is_county(named.row, self.own_rows)
        own_column = self._is_county(named.column, self.own_columns)
        if (not own_row and not row) or (not own_column and not column):
            return None
        row, column = () if own_row else row, () if own_column else column
        if row and column:
            bound = namer.crossed(row, column)
        else:
            bound = namer.named(row or column) or namer.part(row or column, self.whole_row if row else whole_column)
        if bound is None or (
            bound.indicator in _ACTS and any(_DISPUTED.search(told) for told in (*around, *_told(named)))
        ):
            return None
        return bound if all(form.allows(bound.indicator) for form in self.forms) else None


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
