"""The table of ranks: totals of the scoring that holds, what they could be, and where that puts a county."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fazhi.errors import FazhiError
from fazhi.program import command
from fazhi.scoring.assessment import ranks, total_of
from fazhi.warehouse.database import Connection


class NotScoredError(FazhiError):
    """The warehouse holds no score of this county and year; the message says what to run."""


@dataclass(frozen=True, slots=True)
class ScoreRun:
    """The scoring of a province and year that holds: a frozen one, else the latest. `marks` is the full mark."""

    score_run_id: int
    scheme_key: int
    name: str
    issuer: str
    version: int
    marks: Decimal
    digits: int
    state: str
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A county in the table of ranks; equal totals share the better rank.

    `low` and `high` are the total in the worst and the best case of what it did not publish or what is contradicted;
    `best_rank` and `worst_rank` follow where every county takes its best or its worst case. The group is its
    prefecture: `group` is empty and the rank among itself 1 where it has none. `unpublished` counts the items it
    published nothing for.
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


_RUN = """
SELECT run.score_run_id, scheme.scheme_key, scheme.name, scheme.issuer, scheme.version, scheme.full_mark,
       (scheme.definition -> 'rounding' ->> 'digits')::integer, run.state, run.as_of
FROM dw.dim_score_run AS run JOIN dw.dim_scheme AS scheme USING (scheme_key)
WHERE run.province_code = %s AND run.year = %s AND run.superseded_at IS NULL
ORDER BY run.state = 'frozen' DESC, run.score_run_id DESC LIMIT 1
"""

_POINTS = """
SELECT region.code, region.name, coalesce(region.prefecture_code, ''), fact.score, fact.score_low, fact.score_high,
       fact.full_mark, fact.reason_code
FROM dw.fact_score AS fact JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s
"""


def score_run(connection: Connection, province: str, year: int) -> ScoreRun:
    """The scoring of a province and year that holds.

    Raises:
        NotScoredError: there is none.
    """
    row = connection.execute(_RUN, (province, year)).fetchone()
    if row is None:
        raise NotScoredError(
            f"no score of province {province} and {year}; run `{command(f'score --year {year} --province {province}')}`"
        )
    return ScoreRun(*row)


def standings(connection: Connection, province: str, year: int) -> list[Standing]:
    """The table of ranks that the warehouse holds, best first, equal totals by code.

    Raises:
        NotScoredError: the province was not scored for that year.
    """
    return standings_of(connection, score_run(connection, province, year), year)


def standings_of(connection: Connection, run: ScoreRun, year: int) -> list[Standing]:
    """The table of ranks of one scoring, best first, equal totals by code."""
    counties: dict[str, tuple[str, str]] = {}
    points: dict[str, list[tuple[tuple[Decimal | None, ...], Decimal]]] = defaultdict(list)
    unpublished: dict[str, int] = defaultdict(int)
    for code, name, group, score, low, high, marks, reason in connection.execute(_POINTS, (year, run.score_run_id)):
        counties[code] = (name, group)
        points[code].append(((score, low, high), marks))
        unpublished[code] += reason == "unpublished"
    totals, lows, highs = (
        {
            code: total_of(((bounds[place], marks) for bounds, marks in items), run.marks, run.digits)
            for code, items in points.items()
        }
        for place in range(3)
    )
    overall, grouped = ranks(totals), _group_ranks(totals, counties)
    sorted_lows, sorted_highs = sorted(lows.values()), sorted(highs.values())
    table = [
        Standing(
            code=code,
            name=name,
            total=totals[code],
            low=lows[code],
            high=highs[code],
            rank=overall[code],
            of=len(totals),
            best_rank=1 + len(totals) - bisect_right(sorted_lows, highs[code]),
            worst_rank=1 + len(totals) - bisect_right(sorted_highs, lows[code]) - (highs[code] > lows[code]),
            group=group,
            group_rank=grouped[code][0],
            group_of=grouped[code][1],
            unpublished=unpublished[code],
        )
        for code, (name, group) in counties.items()
    ]
    return sorted(table, key=lambda row: (row.rank, row.code))


def _group_ranks(totals: Mapping[str, Decimal], counties: Mapping[str, tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """The rank of each county in its prefecture, and how many are ranked there."""
    groups: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for code, (_, group) in counties.items():
        groups[group or code][code] = totals[code]
    return {code: (rank, len(group)) for group in groups.values() for code, rank in ranks(group).items()}
