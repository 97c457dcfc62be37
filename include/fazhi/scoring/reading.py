"""What the warehouse holds of the counties that a scheme assesses, as the inputs of its rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat
from typing import Any, LiteralString

from fazhi.scoring.inputs import WHOLE_YEAR, CountyInputs, Input, InputFigure, Publication, Verification, Window
from fazhi.scoring.scheme import Scheme
from fazhi.scoring.subjects import province_of
from fazhi.scoring.windows import Part, joined, months_between
from fazhi.warehouse.database import Connection

Figures = dict[int, dict[Input, InputFigure]]
Key = tuple[int, int, int]
"""Indicator, breakdown and period."""
Standing = tuple[bool, Verification]
"""Whether a check contradicts a figure, and how far it is verified."""
_UNCHECKED = (False, False)
_VERIFICATIONS: tuple[Verification, ...] = ("self_reported", "cross_checked", "verified")
_UNVERIFIED = _VERIFICATIONS[0]
_ALONE: Standing = (False, _UNVERIFIED)
_CONFIRMED: Standing = (False, "cross_checked")
_OVER_YEARS: Window = "december_november"
_PARTIAL = re.compile(r"first (\d+) months")

_COUNTIES = """
SELECT code, region_id, region_key, held.prefecture_code, held.kind
FROM (
    SELECT region_key, level, province_code, prefecture_code, kind, valid_from, valid_to, recorded_at,
           NULL AS superseded_at
    FROM dw.dim_region
    UNION ALL
    SELECT region_key, level, province_code, prefecture_code, kind, valid_from, valid_to, recorded_at, superseded_at
    FROM dw.region_revision
) AS held JOIN dw.dim_region AS region USING (region_key)
WHERE held.province_code = left(%(assessor)s, 2)
  AND CASE WHEN %(assessor)s = held.province_code THEN held.level = 'county'
           ELSE held.level = 'organ' AND left(code, 6) = %(assessor)s END
  AND held.valid_from <= %(last_day)s AND (held.valid_to > %(last_day)s) IS NOT FALSE
  AND held.recorded_at <= %(as_of)s AND (held.superseded_at > %(as_of)s) IS NOT FALSE
ORDER BY code
"""

_KEYS = """
SELECT 'indicator', code, indicator_id, NULL::date, NULL::date FROM dw.dim_indicator
WHERE is_current AND code = ANY(%(indicators)s)
UNION ALL SELECT 'breakdown', code, breakdown_key, NULL, NULL FROM dw.dim_breakdown WHERE code = ANY(%(breakdowns)s)
UNION ALL SELECT 'period', code, period_key, start_date, end_date FROM dw.dim_period
WHERE start_date = ANY(%(starts)s) AND end_date < start_date + interval '1 year'
"""

# A row is all counties' figures of one indicator, breakdown and period: an array is read in half the time of its rows.
# The planner cannot know how few facts are superseded: what a fact is joined with is looked up here, by key.
_FIGURES = """
SELECT indicator_id, breakdown_key, period_key,
       array_agg(region_id), array_agg(value), array_agg(observation_key), array_agg(sources_agreeing > 1)
FROM dw.fact_indicator
WHERE recorded_at <= %(as_of)s AND (superseded_at > %(as_of)s) IS NOT FALSE AND year = %(of_year)s
  AND indicator_id = ANY(%(ids)s) AND period_key = ANY(%(periods)s) AND region_id = ANY(%(regions)s)
GROUP BY indicator_id, period_key, breakdown_key
ORDER BY indicator_id, period_key, breakdown_key
"""

# Of what is counted over time: a rate or a stock of a month is no part of one of the year.
_PARTS = """
SELECT fact.indicator_id, breakdown_key, period_key, region_id, value, observation_key, sources_agreeing > 1,
       period.code, start_date, end_date
FROM dw.fact_indicator AS fact
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
WHERE recorded_at <= %(as_of)s AND (superseded_at > %(as_of)s) IS NOT FALSE AND fact.year = %(of_year)s
  AND fact.indicator_id = ANY(%(ids)s) AND region_id = ANY(%(regions)s) AND start_date >= %(first)s
  AND end_date <= %(last)s AND indicator.measure = 'flow' AND value IS NOT NULL AND fact.bound = ''
"""

_TARGETS = """
SELECT indicator_id, breakdown_key, period_key,
       array_agg(region_id), array_agg(value), array_agg(observation_key), array_agg(false)
FROM dw.fact_target
WHERE recorded_at <= %(as_of)s AND (superseded_at > %(as_of)s) IS NOT FALSE AND kind = 'target' AND year = %(of_year)s
  AND indicator_id = ANY(%(ids)s) AND period_key = ANY(%(periods)s) AND region_id = ANY(%(regions)s)
GROUP BY indicator_id, period_key, breakdown_key
ORDER BY indicator_id, period_key, breakdown_key
"""

# A figure that is stated several times is an operand in one place: its checks are those of all places.
_CHECKED = """
SELECT said.indicator_id, said.breakdown_key, said.period_key, said.region_id, said.value,
       bool_or(checked.result = 'contradicts'), bool_or(checked.result = 'agrees')
FROM dw.fact_observation AS said
JOIN dw.bridge_check_observation AS operand
  ON (operand.observation_year, operand.observation_key) = (said.year, said.observation_key)
JOIN dw.fact_check AS checked ON (checked.year, checked.check_key) = (operand.year, operand.check_key)
WHERE said.year = %(of_year)s AND said.region_id = ANY(%(regions)s) AND said.indicator_id = ANY(%(ids)s)
  AND said.kind IN ('actual', 'previous')
  AND said.recorded_at <= %(as_of)s AND (said.superseded_at > %(as_of)s) IS NOT FALSE
  AND checked.recorded_at <= %(as_of)s AND (checked.superseded_at > %(as_of)s) IS NOT FALSE
GROUP BY said.indicator_id, said.breakdown_key, said.period_key, said.region_id, said.value
"""

_CORRECTED = """
SELECT observation_key FROM dw.fact_observation
WHERE year = %(of_year)s AND rule = 'correction' AND indicator_id = ANY(%(ids)s)
"""

_DENOMINATORS = """
SELECT DISTINCT ON (region_id, denominator) region_id, denominator, value, unit, held.year, source
FROM dw.region_denominator AS held JOIN dw.dim_region AS region ON region.code = held.region_code
WHERE denominator = ANY(%(denominators)s) AND held.year <= %(year)s AND region_id = ANY(%(regions)s)
  AND held.recorded_at <= %(as_of)s AND (held.superseded_at > %(as_of)s) IS NOT FALSE
ORDER BY region_id, denominator, held.year DESC
"""

_DOCUMENTS = """
SELECT DISTINCT ON (source_code, document_type) source_code, document_type, published_on, document_key
FROM dw.dim_document
WHERE recorded_at <= %(as_of)s AND (superseded_at > %(as_of)s) IS NOT FALSE
  AND province_code = %(province)s AND report_year = %(year)s
ORDER BY source_code, document_type, published_on NULLS LAST, document_key
"""


@dataclass(frozen=True, slots=True)
class County:
    """A county, or an organ of one, in the version valid on the last day of the assessed year."""

    code: str
    region_id: int
    region_key: int
    prefecture: str | None = None
    kind: str = ""


def read_counties(connection: Connection, assessor: str, year: int, *, as_of: datetime) -> list[County]:
    """The counties of a province, or the organs of a county, on the last day of `year`, by code.

    They are those that the warehouse knew at `as_of`.
    """
    rows = connection.execute(_COUNTIES, {"assessor": assessor, "last_day": date(year, 12, 31), "as_of": as_of})
    return [County(*row) for row in rows]


def read_inputs(
    connection: Connection,
    assessor: str,
    year: int,
    counties: Sequence[County],
    scheme: Scheme,
    *,
    as_of: datetime,
) -> dict[str, CountyInputs]:
    """What was known of each county at the moment `as_of`, by code: figures of the months that a rule asks for,
    documents about `year`, reference data.

    A county of which nothing is known is there too: that nothing was published is a finding.
    """
    wanted = scheme.inputs
    of = {
        "province": province_of(assessor),
        "year": year,
        "as_of": as_of,
        "regions": [county.region_id for county in counties],
    }
    figures: Figures = defaultdict(dict)
    _read_figures(connection, _FIGURES, [one for one in wanted if one.kind == "actual"], of, figures)
    _read_figures(connection, _TARGETS, [one for one in wanted if one.kind == "target"], of, figures)
    _read_denominators(connection, {one.indicator: one for one in wanted if one.kind == "reference"}, of, figures)
    publications: dict[str, dict[str, Publication]] = defaultdict(dict)
    for code, document_type, published_on, document_key in connection.execute(_DOCUMENTS, of):
        publications[code][document_type] = Publication(published_on, document_key)
    return {
        county.code: CountyInputs(
            year,
            figures.get(county.region_id, {}),
            publications.get(county.code, {}),
            scheme.peer_groups.group(county.code, county.prefecture, county.kind),
        )
        for county in counties
    }


def _read_figures(
    connection: Connection, query: LiteralString, wanted: Sequence[Input], of: Mapping[str, Any], figures: Figures
) -> None:
    """Put in the figures that are wanted: of several periods that would do, the longest."""
    for back in sorted({one.back for one in wanted}):
        of_year = of["year"] - back
        asked = [one for one in wanted if one.back == back]
        keys, periods = _keys(connection, asked, of_year)
        given = {
            **of,
            "of_year": of_year,
            "ids": sorted({indicator for indicator, _ in keys}),
            "periods": [period for periods_of in periods.values() for period in periods_of],
        }
        standing = _Standing(connection, given) if query is _FIGURES else None
        for indicator, breakdown, period, *columns in connection.execute(query, given):
            for one in keys.get((indicator, breakdown), ()):
                months = periods[one.window].get(period, 0)
                if months >= one.months:
                    standings = standing.of((indicator, breakdown, period), *columns) if standing else repeat(_ALONE)
                    _put(figures, one, months, columns, standings)
        if query is _FIGURES:
            over_years = {key: [one for one in ones if one.window == _OVER_YEARS] for key, ones in keys.items()}
            _put_together(connection, {key: ones for key, ones in over_years.items() if ones}, given, figures)


def _put(
    figures: Figures, asked: Input, months: int, columns: Sequence[Sequence[Any]], standings: Iterable[Standing]
) -> None:
    """Put in the figures of one period where none of a longer one is held; columns are those of `_FIGURES`."""
    note = "" if months == WHOLE_YEAR else f"first {months} months"
    regions, values, observations, _ = columns
    for region, value, observation, standing in zip(regions, values, observations, standings, strict=False):
        own = figures[region]
        held = own.get(asked)
        if held is None or months > _months_of(held):
            own[asked] = InputFigure(value, observation, *standing, note)


class _Standing:
    """What checks and people say of the figures of one year."""

    def __init__(self, connection: Connection, given: Mapping[str, Any]) -> None:
        self._checks: dict[Key, dict[tuple[int, Decimal | None], tuple[bool, bool]]] = defaultdict(dict)
        for *key, region, value, contradicts, agrees in connection.execute(_CHECKED, given).fetchall():
            self._checks[(*key,)][region, value] = contradicts, agrees
        self._corrected = {row[0] for row in connection.execute(_CORRECTED, given)}

    def of(
        self,
        key: Key,
        regions: Sequence[int],
        values: Sequence[Decimal | None],
        said: Sequence[int],
        agreeing: Sequence[bool],
    ) -> list[Standing]:
        """Of each figure whether a check contradicts, and how far it is verified; `said` are the observations."""
        checks = self._checks.get(key)
        if not checks and self._corrected.isdisjoint(said):
            return [_CONFIRMED if one else _ALONE for one in agreeing]
        looked_up = (checks or {}).get
        return [
            self._judged(*looked_up((region, value), _UNCHECKED), one, by_others)
            for region, value, one, by_others in zip(regions, values, said, agreeing, strict=True)
        ]

    def _judged(self, contradicts: bool, agrees: bool, said: int, agreeing: bool) -> Standing:
        if said in self._corrected:
            return contradicts, "verified"
        return contradicts, "cross_checked" if (agrees or agreeing) and not contradicts else _UNVERIFIED


def _put_together(
    connection: Connection, keys: Mapping[tuple[int, int], Sequence[Input]], of: Mapping[str, Any], figures: Figures
) -> None:
    """Put in figures from December to November where their parts were published and reach further than what is held."""
    if not keys:
        return
    first, last = date(of["of_year"] - 1, 12, 1), date(of["of_year"], 11, 30)
    given = {**of, "ids": sorted({indicator for indicator, _ in keys}), "first": first, "last": last}
    found: dict[tuple[int, int, int], list[Part]] = defaultdict(list)
    doubts: dict[tuple[int, int], Standing] = {}
    for year in (first.year, last.year):
        standing = _Standing(connection, {**given, "of_year": year})
        for *row, period, start, end in connection.execute(_PARTS, {**given, "of_year": year}):
            *key, region, value, observation, agreeing = row
            indicator, breakdown, _ = key
            found[indicator, breakdown, region].append(Part(period, start, end, value, (year, observation)))
            (doubts[year, observation],) = standing.of((*key,), [region], [value], [observation], [agreeing])
    for (indicator, breakdown, region), parts in found.items():
        way = joined(parts, first)
        months = months_between(first, way[-1].end) if way else 0
        for one in keys.get((indicator, breakdown), ()):
            held = figures[region].get(one)
            if months >= one.months and (held is None or months > _months_of(held)):
                figures[region][one] = _sum(way, months, [doubts[part.said] for part in way])


def _sum(way: Sequence[Part], months: int, doubts: Sequence[Standing]) -> InputFigure:
    """The figure of parts: as doubtful as the most doubtful of them."""
    said = " + ".join(part.period for part in way)
    return InputFigure(
        sum((part.value for part in way), Decimal(0)),
        contradicted=any(contradicts for contradicts, _ in doubts),
        verification=min((standing for _, standing in doubts), key=_VERIFICATIONS.index),
        note=said if months == WHOLE_YEAR else f"first {months} months: {said}",
        parts=tuple(part.said for part in way),
    )


def _months_of(figure: InputFigure) -> int:
    partial = _PARTIAL.match(figure.note)
    return int(partial[1]) if partial else WHOLE_YEAR


def _keys(
    connection: Connection, asked: Sequence[Input], year: int
) -> tuple[dict[tuple[int, int], list[Input]], dict[Window, dict[int, int]]]:
    """What is asked for by (indicator, breakdown), and for each window the months of the periods that begin with it."""
    starts = {one.window: _first_day(one, year) for one in asked}
    given = {
        "indicators": [one.indicator for one in asked],
        "breakdowns": [one.breakdown for one in asked],
        "starts": list(starts.values()),
    }
    found: dict[str, dict[str, int]] = {"indicator": {}, "breakdown": {}}
    periods: dict[Window, dict[int, int]] = {window: {} for window in starts}
    for kind, code, key, start, end in connection.execute(_KEYS, given):
        if kind != "period":
            found[kind][code] = key
            continue
        months = months_between(start, end)
        for window, first in starts.items():
            if first == start and end.year == year:
                periods[window][key] = months
    keys: dict[tuple[int, int], list[Input]] = defaultdict(list)
    for one in asked:
        if one.indicator in found["indicator"] and one.breakdown in found["breakdown"]:
            keys[found["indicator"][one.indicator], found["breakdown"][one.breakdown]].append(one)
    return keys, periods


def _first_day(asked: Input, year: int) -> date:
    return date(year - 1, 12, 1) if asked.window == _OVER_YEARS else date(year, 1, 1)


def _read_denominators(
    connection: Connection, wanted: Mapping[str, Input], of: Mapping[str, Any], figures: Figures
) -> None:
    """Put in the reference data of the year, else of the last year before it that has some."""
    if wanted:
        rows = connection.execute(_DENOMINATORS, {**of, "denominators": list(wanted)})
        for region_id, name, value, unit, year, source in rows:
            figures[region_id][wanted[name]] = InputFigure(value, note=f"{unit}, {year}, {source}")
