"""What a bulletin rests on, read from the marts and the documents of one province: rows in, no judgement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import LiteralString, TypeVar

from psycopg.rows import class_row

from fazhi.bulletin.period import BulletinPeriod
from fazhi.warehouse.database import Connection

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An article that came out: `observations` counts its figures and those of its attachments.

    `seen_on` is the day of its first capture (Asia/Shanghai), which stands in for an unknown `published_on`.
    """

    region_code: str
    region_name: str
    document_type: str
    title: str
    url: str
    published_on: date | None
    seen_on: date
    observations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What the warehouse holds true of a county, indicator and year: totals of whole years only.

    `series_code` is the code that the county has today: that of two years is the same over a change of name.
    """

    region_code: str
    series_code: str
    region_name: str
    indicator_code: str
    year: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    bound: str
    approx: bool
    confidence: str
    check_status: str | None
    sources_agreeing: int
    sources_disagreeing: int
    url: str
    title: str
    published_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A value that is no longer held; `later_value` None: nothing took its place. `on` is the day of the change."""

    region_code: str
    region_name: str
    indicator_code: str
    breakdown: str
    period: str
    earlier_value: Decimal
    later_value: Decimal | None
    unit: str
    cause: str
    on: date
    earlier_url: str
    later_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A check that fails: `found` is printed, `expected` follows from the other `operands`."""

    region_code: str
    region_name: str
    period: str
    identity: str
    expected: Decimal
    found: Decimal
    operands: str | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A document that should be out: `published_on` is when the first one found came out."""

    region_code: str
    region_name: str
    year: int
    document_type: str
    due_date: date
    found: bool
    published_on: date | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The 参考分 of a county and year under one scheme."""

    region_code: str
    region_name: str
    scheme_name: str
    scheme_version: int
    state: str
    total: Decimal
    total_low: Decimal | None
    total_high: Decimal | None
    full_mark: Decimal
    rank: int
    items_unpublished: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All of it; `read_until` is the day of the newest capture that brought something, None where nothing is held."""

    province_code: str
    province_name: str
    period: BulletinPeriod
    read_until: date | None
    published: tuple[Published, ...]
    figures: tuple[Figure, ...]
    revisions: tuple[Revision, ...]
    contradictions: tuple[Contradiction, ...]
    due: tuple[Due, ...]
    scores: tuple[Scored, ...]
    silent: tuple[Silent, ...]
    sources: dict[str, Source]

    @cached_property
    def counties(self) -> dict[str, str]:
        """Code -> name of every county that should publish or does, by code."""
        documents: tuple[Published | Due, ...] = (*self.published, *self.due)
        named = {each.region_code: each.region_name for each in documents}
        return dict(sorted(named.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A county whose site is read and of which no document is held at all."""

    region_code: str
    region_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that is quoted."""

    url: str
    title: str
    region_name: str
    published_on: date | None


_PROVINCE: LiteralString = """
SELECT (SELECT name FROM dw.dim_region WHERE level = 'province' AND province_code = %(province)s
        ORDER BY valid_from DESC LIMIT 1),
       (SELECT (max(captured_at) AT TIME ZONE 'Asia/Shanghai')::date FROM dw.dim_document
        WHERE province_code = %(province)s)
"""

_PUBLISHED: LiteralString = """
WITH article AS (
    SELECT document.*, (SELECT (min(captured_at) AT TIME ZONE 'Asia/Shanghai')::date FROM dw.dim_document AS version
                        WHERE version.document_id = document.document_id) AS seen_on
    FROM dw.dim_document AS document
    WHERE superseded_at IS NULL AND province_code = %(province)s AND parent_document_id IS NULL
      AND length(source_code) = 6  -- what organs submit is between them and their county
)
SELECT source_code AS region_code, coalesce(region.name, source_code) AS region_name, document_type,
       dw.anonymised(title) AS title, url, published_on, seen_on,
       (SELECT count(*) FROM dw.fact_observation AS said
        WHERE said.superseded_at IS NULL AND said.document_id IN (
            SELECT document_id FROM dw.dim_document AS file
            WHERE file.superseded_at IS NULL
              AND article.document_id IN (file.document_id, file.parent_document_id))) AS observations
FROM article
LEFT JOIN LATERAL dw.region_at(source_code, coalesce(published_on, seen_on)) AS found ON true
LEFT JOIN dw.dim_region AS region ON region.region_key = found.region_key
WHERE CASE WHEN %(whole_year)s THEN coalesce(report_year, extract(year FROM coalesce(published_on, seen_on))) = %(year)s
           ELSE coalesce(published_on, seen_on) BETWEEN %(start)s AND %(end)s END
ORDER BY region_code, coalesce(published_on, seen_on), url COLLATE "C"
"""

_FIGURES: LiteralString = """
SELECT region_code, coalesce(current_region_code, region_code) AS series_code, region_name, indicator_code, year, value,
       value_max, unit, bound, approx, confidence, check_status, sources_agreeing,
       sources_disagreeing, document_url AS url, document_title AS title, published_on
FROM mart.indicator_timeseries
WHERE province_code = %(province)s AND year IN (%(year)s, %(year)s - 1) AND granularity = 'year'
  AND length(region_code) = 6
  AND breakdown_dimension = 'total'
ORDER BY region_code, indicator_code, year
"""

_REVISIONS: LiteralString = """
SELECT region_code, region_name, indicator_code,
       CASE WHEN breakdown_dimension <> 'total' THEN breakdown_dimension || '=' || breakdown_member ELSE ''
           END AS breakdown,
       period, earlier_value, later_value, unit, cause,
       (coalesce(revised_at, superseded_at) AT TIME ZONE 'Asia/Shanghai')::date AS "on",
       earlier_document_url AS earlier_url, later_document_url AS later_url
FROM mart.supersessions
WHERE province_code = %(province)s AND earlier_value IS DISTINCT FROM later_value AND length(region_code) = 6
  AND CASE WHEN %(whole_year)s THEN left(split_part(period, '-', 1), 4) = %(year)s::text
           ELSE (coalesce(revised_at, superseded_at) AT TIME ZONE 'Asia/Shanghai')::date BETWEEN %(start)s AND %(end)s
      END
ORDER BY region_code, indicator_code, breakdown, period, "on", earlier_value, later_value
"""

_CONTRADICTIONS: LiteralString = """
SELECT region_code, region_name, period, identity, expected, found, operands, document_url AS url
FROM mart.contradictions
WHERE province_code = %(province)s AND result = 'contradicts' AND length(region_code) = 6
  AND CASE WHEN %(whole_year)s THEN year = %(year)s ELSE document_url = ANY(%(urls)s) END
ORDER BY region_code, period, identity, found, expected, operands
"""

_DUE: LiteralString = """
SELECT region_code, region_name, year, document_type, due_date, found, published_on, document_url AS url
FROM mart.document_coverage
WHERE province_code = %(province)s AND expected
  AND CASE WHEN %(whole_year)s THEN year = %(year)s ELSE due_date <= %(end)s END
ORDER BY region_code, year, document_type
"""

_SCORES: LiteralString = """
SELECT region_code, region_name, scheme_name, scheme_version, state, total, total_low, total_high, full_mark, rank,
       items_unpublished
FROM mart.county_scorecard AS card
WHERE province_code = %(province)s AND year = %(year)s
  AND score_run_id = (SELECT score_run_id FROM mart.county_scorecard
                      WHERE province_code = %(province)s AND year = %(year)s
                      ORDER BY state = 'frozen' DESC, score_run_id DESC LIMIT 1)
ORDER BY rank, region_code
"""

_SILENT: LiteralString = """
SELECT source_code AS region_code, coalesce(region_name, source_code) AS region_name
FROM mart.site_health AS site
WHERE left(source_code, 2) = %(province)s
  AND NOT EXISTS (SELECT FROM dw.dim_document AS document WHERE document.source_code = site.source_code)
ORDER BY source_code
"""

_SOURCES: LiteralString = """
SELECT url, dw.anonymised(title) AS title, coalesce(region.name, source_code) AS region_name, published_on
FROM dw.dim_document AS document
LEFT JOIN LATERAL (SELECT name FROM dw.dim_region WHERE code = source_code ORDER BY valid_from DESC LIMIT 1) AS region
  ON true
WHERE superseded_at IS NULL AND url = ANY(%(urls)s)
"""


def read(connection: Connection, province: str, period: BulletinPeriod) -> Facts:
    """What the warehouse holds of the province (two digits) that a bulletin of the period tells."""
    given = {
        "province": province,
        "year": period.reported_year,
        "whole_year": period.whole_year,
        "start": period.start,
        "end": period.end,
    }
    name, read_until = connection.execute(_PROVINCE, given).fetchone() or (None, None)
    published = _rows(connection, Published, _PUBLISHED, given)
    given["urls"] = [each.url for each in published]
    figures = _rows(connection, Figure, _FIGURES, given)
    revisions = _rows(connection, Revision, _REVISIONS, given)
    contradictions = _rows(connection, Contradiction, _CONTRADICTIONS, given)
    due = _rows(connection, Due, _DUE, given)
    quoted = {each.url for each in published} | {each.url for each in figures} | {each.url for each in contradictions}
    quoted |= {url for each in revisions for url in (each.earlier_url, each.later_url) if url}
    quoted |= {each.url for each in due if each.url}
    return Facts(
        province_code=province,
        province_name=name or province,
        period=period,
        read_until=read_until,
        published=published,
        figures=figures,
        revisions=revisions,
        contradictions=contradictions,
        due=due,
        scores=_rows(connection, Scored, _SCORES, given),
        silent=_rows(connection, Silent, _SILENT, given),
        sources={each.url: each for each in _rows(connection, Source, _SOURCES, {"urls": sorted(quoted)})},
    )


def _rows(connection: Connection, row: type[Row], query: LiteralString, given: dict[str, object]) -> tuple[Row, ...]:
    with connection.cursor(row_factory=class_row(row)) as cursor:
        return tuple(cursor.execute(query, given).fetchall())
