"""Scoring one partition: the scheme of a province and year applied to what the warehouse holds."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from fazhi.catalogue import load_catalogue
from fazhi.scoring.assessment import CountyScore, score_counties
from fazhi.scoring.decisions import Decision, decisions
from fazhi.scoring.inputs import CountyInputs
from fazhi.scoring.placing import Placing, place
from fazhi.scoring.reading import County, read_counties, read_inputs
from fazhi.scoring.scheme import Scheme, load_schemes, scheme_for
from fazhi.scoring.subjects import province_of
from fazhi.scoring.writing import Content, content_of, scheme_key, write_scores
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect

log = logging.getLogger(__name__)

# A load that was opened after this run and merged before it looks is seen whole.
_NOW = """
SELECT greatest(started_at, (SELECT max(merged_at) FROM etl.load WHERE province_code = %(province)s))
FROM etl.run WHERE run_id = %(run)s
"""
_LOCK_CLASS = 0x7363  # "sc": of the two-key advisory locks, those of scoring


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedCounty:
    """A county's total out of the scheme's marks, and its rank; equal totals share the better rank."""

    code: str
    total: Decimal
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSummary:
    """What a scoring did. `scheme` is the stored code of the scheme, empty where none assesses this province and year.

    `changed` is whether a new score run was written: identical inputs under the same scheme add no row.
    """

    province: str
    year: int
    scheme: str = ""
    score_run_id: int | None = None
    changed: bool = False
    items: int = 0
    unpublished: int = 0
    counties: tuple[RankedCounty, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For the run record: numbers of points as strings."""
        counties = [{**asdict(county), "total": str(county.total)} for county in self.counties]
        return {**asdict(self), "counties": counties}


def score_partition(settings: Settings, assessor: str, year: int, *, run_id: int) -> ScoreSummary:
    """Score every county of the province `assessor`, or every organ of that county, that exists at the end of `year`.

    A score that rests on a contradicted figure is widened to what it could be. Scores hold what the warehouse held at
    the start of the run `run_id`, or at that of a load that was merged since: rows take that as their time. Two
    scorings of one partition wait for each other.

    Raises:
        ConfigurationError: a scheme is wrong, or two assess the same province and year.
        ValueError: there is no such run.
        WarehouseUnavailableError: the warehouse does not answer.
    """
    catalogue = load_catalogue(settings.catalogue)
    scheme = scheme_for(load_schemes(settings.schemes, catalogue), assessor, year)
    if scheme is None:
        return ScoreSummary(province=assessor, year=year)
    with connect(settings.require("warehouse_dsn")) as connection, connection.transaction(), _collector_paused():
        lock_scores(connection, assessor, year)
        run = connection.execute(_NOW, {"run": run_id, "province": province_of(assessor)}).fetchone()
        if run is None:
            raise ValueError(f"etl.run has no run {run_id}")
        if not assessed(connection, scheme, assessor, year, as_of=run[0]):
            log.warning("%s assesses nobody in %s: organs.csv or divisions.csv lacks its units", assessor, year)
            return ScoreSummary(province=assessor, year=year)
        return _score(connection, scheme, assessor, year, run_id=run_id, recorded_at=run[0])


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for cycles: what a scoring makes has none, and looking through it took more than half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def lock_scores(connection: Connection, assessor: str, year: int) -> None:
    """Keep others from scoring or freezing the same units and year until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK_CLASS, int(assessor) * 100 + year % 100))


def assessed(connection: Connection, scheme: Scheme, assessor: str, year: int, *, as_of: datetime) -> list[County]:
    """The counties of a province, or the organs of a county, that a scheme assesses."""
    everyone = read_counties(connection, assessor, year, as_of=as_of)
    chosen = scheme.regions if scheme.subject == "region" else ()
    return [county for county in everyone if not chosen or county.code in chosen]


def read_partition(
    connection: Connection, scheme: Scheme, assessor: str, year: int, *, as_of: datetime
) -> tuple[list[County], dict[str, CountyInputs]]:
    """Whom a scheme assesses at the end of `year`, and what its rules may read of each at `as_of`.

    What people had decided by then is in it; facts are read as of the cut-off where that is before.
    """
    counties = assessed(connection, scheme, assessor, year, as_of=as_of)
    held = decisions(connection, assessor, year, as_of=as_of)
    cut_off = _cut_off(held)
    inputs = read_inputs(connection, assessor, year, counties, scheme, as_of=min(as_of, cut_off or as_of))
    for decision in held:
        own = inputs.get(decision.region_code)
        if own is not None:
            inputs[decision.region_code] = decision.put_into(own)
    return counties, inputs


def content_as_of(
    connection: Connection, scheme: Scheme, key: int, assessor: str, year: int, *, as_of: datetime
) -> tuple[Content, datetime | None, dict[str, CountyScore], dict[str, Placing]]:
    """What a scoring of what was held at `as_of` says, under the scheme version `key`; the cut-off; scores; places."""
    counties, inputs = read_partition(connection, scheme, assessor, year, as_of=as_of)
    scores = score_counties(scheme, inputs)
    placings = place(scheme, inputs, scores)
    content = content_of(
        connection, scheme=scheme, key=key, counties=counties, inputs=inputs, scores=scores, placings=placings
    )
    return content, _cut_off(decisions(connection, assessor, year, as_of=as_of)), scores, placings


def _cut_off(held: Sequence[Decision]) -> datetime | None:
    return next((decision.cut_off for decision in held if decision.cut_off), None)


def _score(
    connection: Connection, scheme: Scheme, assessor: str, year: int, *, run_id: int, recorded_at: datetime
) -> ScoreSummary:
    key = scheme_key(connection, scheme, year, recorded_at)
    content, cut_off, scores, placings = content_as_of(connection, scheme, key, assessor, year, as_of=recorded_at)
    score_run, changed = write_scores(
        connection,
        content,
        key=key,
        province=assessor,
        year=year,
        run_id=run_id,
        recorded_at=recorded_at,
        cut_off=cut_off,
    )
    ranked = sorted((placing.rank, code) for code, placing in placings.items())
    return ScoreSummary(
        province=assessor,
        year=year,
        scheme=scheme.code_in(year),
        score_run_id=score_run,
        changed=changed,
        items=sum(len(score.cells) for score in scores.values()),
        unpublished=sum(score.unpublished for score in scores.values()),
        counties=tuple(RankedCounty(code=code, total=scores[code].total, rank=rank) for rank, code in ranked),
    )
