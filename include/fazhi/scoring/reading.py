"""What the warehouse holds of the counties that a scheme assesses, as the inputs of its rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Publication
from fazhi.warehouse.database import Connection

_COUNTIES = """
SELECT code, region_id, region_key FROM dw.dim_region
WHERE province_code = %(province)s AND level = 'county'
  AND valid_from <= %(last_day)s AND (valid_to IS NULL OR valid_to > %(last_day)s)
ORDER BY code
"""

# A figure that is stated several times is an operand in one place: its checks are those of all places.
_FIGURES = """
WITH checked AS (
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
SELECT fact.region_id, indicator.code, breakdown.code, fact.year, fact.value, fact.observation_key,
       coalesce(checked.contradicts, false),
       CASE WHEN observation.rule = 'correction' THEN 'verified'
            WHEN checked.contradicts IS NOT TRUE AND (checked.agrees OR fact.sources_agreeing > 1) THEN 'cross_checked'
            ELSE 'self_reported' END
FROM dw.fact_indicator AS fact
JOIN dw.fact_observation AS observation USING (year, observation_key)
JOIN dw.dim_indicator AS indicator ON indicator.indicator_id = fact.indicator_id AND indicator.is_current
JOIN dw.dim_period AS period ON period.period_key = fact.period_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = fact.breakdown_key
LEFT JOIN checked
  ON (checked.year, checked.region_id, checked.indicator_id, checked.period_key, checked.breakdown_key, checked.value)
   = (fact.year, fact.region_id, fact.indicator_id, fact.period_key, fact.breakdown_key, fact.value)
WHERE fact.recorded_at <= %(as_of)s AND (fact.superseded_at > %(as_of)s) IS NOT FALSE
  AND fact.year = ANY(%(years)s) AND period.granularity = 'year'
  AND indicator.code = ANY(%(indicators)s) AND fact.region_id = ANY(%(regions)s)
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


def read_counties(connection: Connection, province: str, year: int) -> list[County]:
    """The counties of a province that exist on the last day of `year`, by code."""
    rows = connection.execute(_COUNTIES, {"province": province, "last_day": date(year, 12, 31)})
    return [County(*row) for row in rows]


def read_inputs(
    connection: Connection,
    province: str,
    year: int,
    counties: Sequence[County],
    asked: Iterable[Input],
    *,
    as_of: datetime,
) -> dict[str, CountyInputs]:
    """What was known of each county at the moment `as_of`, by code: figures of whole years, documents about `year`.

    A county of which nothing is known is there too: that nothing was published is a finding.
    """
    wanted = set(asked)
    figures: dict[int, dict[Input, InputFigure]] = defaultdict(dict)
    parameters = {
        "years": [year - 1, year],
        "indicators": sorted({one.indicator for one in wanted}),
        "regions": [county.region_id for county in counties],
        "as_of": as_of,
    }
    for region_id, indicator, breakdown, of_year, *figure in connection.execute(_FIGURES, parameters):
        key = Input(indicator, breakdown, last_year=of_year < year)
        if key in wanted:
            figures[region_id][key] = InputFigure(*figure)
    publications: dict[str, dict[str, Publication]] = defaultdict(dict)
    for code, document_type, published_on, document_key in connection.execute(
        _DOCUMENTS, {"province": province, "year": year, "as_of": as_of}
    ):
        publications[code][document_type] = Publication(published_on, document_key)
    return {
        county.code: CountyInputs(year, figures.get(county.region_id, {}), publications.get(county.code, {}))
        for county in counties
    }
