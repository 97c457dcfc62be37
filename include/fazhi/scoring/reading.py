"""What the warehouse holds of the counties that a scheme assesses, as the inputs of its rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from fazhi.scoring.inputs import WHOLE_YEAR, CountyInputs, Input, InputFigure, Publication
from fazhi.scoring.scheme import Scheme
from fazhi.warehouse.database import Connection

Figures = dict[int, dict[Input, InputFigure]]

_COUNTIES = """
SELECT code, region_id, region_key, prefecture_code, kind FROM dw.dim_region
WHERE province_code = %(province)s AND level = 'county'
  AND valid_from <= %(last_day)s AND (valid_to IS NULL OR valid_to > %(last_day)s)
ORDER BY code
"""

_ASKED = """
asked AS (
    SELECT ordinal, asked.year, indicator_id, breakdown_key, months_asked, months_from
    FROM unnest(%(ordinals)s::integer[], %(indicators)s::text[], %(breakdowns)s::text[], %(years)s::smallint[],
                %(months)s::integer[], %(starts)s::date[])
         AS asked (ordinal, indicator_code, breakdown_code, year, months_asked, months_from)
    JOIN dw.dim_indicator AS indicator ON indicator.code = indicator_code AND indicator.is_current
    JOIN dw.dim_breakdown AS breakdown ON breakdown.code = breakdown_code
),
wanted AS (
    SELECT asked.*, period_key, extract(year FROM age(end_date + 1, start_date)) * 12
                                + extract(month FROM age(end_date + 1, start_date)) AS months
    FROM asked JOIN dw.dim_period AS period ON period.year = asked.year AND start_date = months_from
    WHERE extract(year FROM age(end_date + 1, start_date)) * 12
          + extract(month FROM age(end_date + 1, start_date)) BETWEEN months_asked AND 12
)
"""

# A figure that is stated several times is an operand in one place: its checks are those of all places.
_FIGURES = f"""
WITH {_ASKED},
checked AS (
    SELECT said.year, said.region_id, said.indicator_id, said.period_key, said.breakdown_key, said.value,
           bool_or(checked.result = 'contradicts') AS contradicts, bool_or(checked.result = 'agrees') AS agrees
    FROM dw.fact_observation AS said
    JOIN dw.bridge_check_observation AS operand
      ON (operand.observation_year, operand.observation_key) = (said.year, said.observation_key)
    JOIN dw.fact_check AS checked ON (checked.year, checked.check_key) = (operand.year, operand.check_key)
    WHERE said.year = ANY(%(years)s) AND said.region_id = ANY(%(regions)s) AND said.kind IN ('actual', 'previous')
      AND said.recorded_at <= %(as_of)s AND (said.superseded_at > %(as_of)s) IS NOT FALSE
      AND checked.recorded_at <= %(as_of)s AND (checked.superseded_at > %(as_of)s) IS NOT FALSE
    GROUP BY said.year, said.region_id, said.indicator_id, said.period_key, said.breakdown_key, said.value
)
SELECT ordinal, wanted.months::integer, fact.region_id, fact.value, fact.observation_key,
       coalesce(checked.contradicts, false),
       CASE WHEN observation.rule = 'correction' THEN 'verified'
            WHEN checked.contradicts IS NOT TRUE AND (checked.agrees OR fact.sources_agreeing > 1) THEN 'cross_checked'
            ELSE 'self_reported' END
FROM wanted
JOIN dw.fact_indicator AS fact USING (year, indicator_id, period_key, breakdown_key)
JOIN dw.fact_observation AS observation USING (year, observation_key)
LEFT JOIN checked
  ON (checked.year, checked.region_id, checked.indicator_id, checked.period_key, checked.breakdown_key, checked.value)
   = (fact.year, fact.region_id, fact.indicator_id, fact.period_key, fact.breakdown_key, fact.value)
WHERE fact.recorded_at <= %(as_of)s AND (fact.superseded_at > %(as_of)s) IS NOT FALSE
  AND fact.year = ANY(%(years)s) AND fact.region_id = ANY(%(regions)s)
"""

_TARGETS = f"""
WITH {_ASKED}
SELECT ordinal, wanted.months::integer, fact.region_id, fact.value, fact.observation_key, false, 'self_reported'
FROM wanted
JOIN dw.fact_target AS fact USING (year, indicator_id, period_key, breakdown_key)
WHERE fact.recorded_at <= %(as_of)s AND (fact.superseded_at > %(as_of)s) IS NOT FALSE AND fact.kind = 'target'
  AND fact.year = ANY(%(years)s) AND fact.region_id = ANY(%(regions)s)
"""

_DENOMINATORS = """
SELECT DISTINCT ON (region_id, denominator) region_id, denominator, value, unit, held.year, source
FROM dw.region_denominator AS held JOIN dw.dim_region AS region ON region.code = held.region_code
WHERE denominator = ANY(%(denominators)s) AND held.year <= %(year)s AND region_id = ANY(%(regions)s)
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
    """A county in the version valid on the last day of the assessed year."""

    code: str
    region_id: int
    region_key: int
    prefecture: str | None = None
    kind: str = ""


def read_counties(connection: Connection, province: str, year: int) -> list[County]:
    """The counties of a province that exist on the last day of `year`, by code."""
    rows = connection.execute(_COUNTIES, {"province": province, "last_day": date(year, 12, 31)})
    return [County(*row) for row in rows]


def read_inputs(
    connection: Connection,
    province: str,
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
    wanted = sorted({one for item in scheme.scored for one in item.rule.inputs()})
    of = {"province": province, "year": year, "as_of": as_of, "regions": [county.region_id for county in counties]}
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
    if not wanted:
        return
    years = [of["year"] - one.back for one in wanted]
    parameters = {
        **of,
        "ordinals": list(range(len(wanted))),
        "indicators": [one.indicator for one in wanted],
        "breakdowns": [one.breakdown for one in wanted],
        "years": years,
        "months": [one.months for one in wanted],
        "starts": [_first_day(one, year) for one, year in zip(wanted, years, strict=True)],
    }
    longest: dict[tuple[int, int], int] = {}
    for ordinal, months, region_id, value, observation, contradicted, verification in connection.execute(
        query, parameters
    ):
        asked = wanted[ordinal]
        note = "" if months == WHOLE_YEAR else f"first {months} months"
        if asked.months < WHOLE_YEAR:
            if longest.get((ordinal, region_id), 0) > months:
                continue
            longest[ordinal, region_id] = months
        figures[region_id][asked] = InputFigure(value, observation, contradicted, verification, note)


def _first_day(asked: Input, year: int) -> date:
    return date(year - 1, 12, 1) if asked.window == "december_november" else date(year, 1, 1)


def _read_denominators(
    connection: Connection, wanted: Mapping[str, Input], of: Mapping[str, Any], figures: Figures
) -> None:
    """Put in the reference data of the year, else of the last year before it that has some."""
    if wanted:
        rows = connection.execute(_DENOMINATORS, {**of, "denominators": list(wanted)})
        for region_id, name, value, unit, year, source in rows:
            figures[region_id][wanted[name]] = InputFigure(value, note=f"{unit}, {year}, {source}")
