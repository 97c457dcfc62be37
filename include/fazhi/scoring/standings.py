"""The table of ranks: totals of the scoring that holds, what they could be, and where that puts a county."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fazhi.errors import FazhiError
from fazhi.program import command
from fazhi.scoring.subjects import province_of
from fazhi.warehouse.database import Connection


class NotScoredError(FazhiError):
    """The warehouse holds no score of this county and year; the message says what to run."""


@dataclass(frozen=True, slots=True)
class ScoreRun:
    """The scoring of a province and year that holds: a frozen one, else the latest. `marks` is the full mark.

    Facts count as held at `as_of`, or at the `cut_off` where people set one; who signed a provisional run is None.
    """

    score_run_id: int
    scheme_key: int
    name: str
    issuer: str
    version: int
    marks: Decimal
    state: str
    as_of: datetime
    cut_off: datetime | None
    signed_by: str | None
    signed_at: datetime | None
    signed_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A county in the table of ranks; equal totals share the better rank.

    `low` and `high` are the total in the worst and the best case of what it did not publish or what is contradicted;
    `best_rank` and `worst_rank` follow where every county takes its best or its worst case. The group is the one
    that the scheme compares it with, else its prefecture: `group` is empty and the rank 1 of 1 where it has none.
    `unpublished` counts the items it published nothing for. `grade` is empty where the scheme has none; `lowered_by` is
    the veto that lowered it.
    """

    code: str
    name: str
    total: Decimal
    low: Decimal
    high: Decimal
    rank: int
    of: int
    best_rank: int
    worst_rank: int
    group: str
    group_rank: int
    group_of: int
    unpublished: int
    grade: str
    lowered_by: str


_RUN = """
SELECT run.score_run_id, scheme.scheme_key, scheme.name, scheme.issuer, scheme.version, scheme.full_mark,
       run.state, run.as_of, run.cut_off, run.signed_by, run.signed_at, run.signed_reason
FROM dw.dim_score_run AS run JOIN dw.dim_scheme AS scheme USING (scheme_key)
WHERE run.province_code = %(province)s AND run.year = %(year)s
  AND run.as_of <= coalesce(%(as_of)s::timestamptz, 'infinity')
  AND (run.superseded_at > coalesce(%(as_of)s::timestamptz, 'infinity')) IS NOT FALSE
ORDER BY run.signed_at <= coalesce(%(as_of)s::timestamptz, 'infinity') DESC NULLS LAST, run.score_run_id DESC LIMIT 1
"""

_TOTALS = """
SELECT region.code, region.name, total.total, total_low, total_high, total.rank,
       coalesce(nullif(peer_group, ''), region.prefecture_code, ''),
       CASE WHEN peer_group <> '' THEN group_rank ELSE rank() OVER (prefecture ORDER BY total.rank) END,
       CASE WHEN peer_group <> '' THEN group_size ELSE count(*) OVER prefecture END,
       (SELECT count(*) FROM dw.fact_score AS fact WHERE fact.year = total.year AND reason_code = 'unpublished'
        AND (fact.score_run_id, fact.region_id) = (total.score_run_id, total.region_id)),
       grade, lowered_by
FROM dw.fact_score_total AS total JOIN dw.dim_region AS region USING (region_key)
WHERE total.score_run_id = %s
WINDOW prefecture AS (PARTITION BY coalesce(region.prefecture_code, region.code))
ORDER BY total.rank, region.code
"""


def score_run(connection: Connection, province: str, year: int, *, as_of: datetime | None = None) -> ScoreRun:
    """The scoring of a province and year that holds, or that held at the moment `as_of`.

    Raises:
        NotScoredError: there is none, or was none then.
    """
    row = connection.execute(_RUN, {"province": province, "year": year, "as_of": as_of}).fetchone()
    if row is None and as_of is not None:
        raise NotScoredError(f"province {province} was not scored for {year} by {as_of:%Y-%m-%d %H:%M}")
    if row is None:
        again = command(f"score --year {year} --province {province_of(province)}")
        raise NotScoredError(f"no score of province {province} and {year}; run `{again}`")
    return ScoreRun(*row)


def standings(connection: Connection, province: str, year: int) -> list[Standing]:
    """The table of ranks that the warehouse holds, best first, equal totals by code.

    Raises:
        NotScoredError: the province was not scored for that year.
    """
    return standings_of(connection, score_run(connection, province, year), year)


def standings_of(connection: Connection, run: ScoreRun, year: int) -> list[Standing]:
    """The table of ranks of one scoring, best first, equal totals by code."""
    rows = connection.execute(_TOTALS, (run.score_run_id,)).fetchall()
    sorted_lows, sorted_highs = sorted(row[3] for row in rows), sorted(row[4] for row in rows)
    return [
        Standing(
            code=code,
            name=name,
            total=total,
            low=low,
            high=high,
            rank=rank,
            of=len(rows),
            best_rank=1 + len(rows) - bisect_right(sorted_lows, high),
            worst_rank=1 + len(rows) - bisect_right(sorted_highs, low) - (high > low),
            group=group,
            group_rank=group_rank,
            group_of=group_of,
            unpublished=unpublished,
            grade=grade,
            lowered_by=lowered_by,
        )
        for code, name, total, low, high, rank, group, group_rank, group_of, unpublished, grade, lowered_by in rows
    ]
