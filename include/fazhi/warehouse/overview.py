"""What a person asks first: what is there, what waits, how the last runs ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fazhi.settings import Settings
from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection

_RUNS_SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A row of etl.run; `not_done` counts its items that were rejected or failed."""

    run_id: int
    stage: str
    partition_key: str | None
    started_at: datetime
    state: str
    not_done: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`holdings` counts current rows by what they are; `to_load` and `to_score` are partition keys."""

    holdings: Mapping[str, int]
    to_load: list[str]
    to_score: list[str]
    runs: list[Run]


def overview(connection: Connection, settings: Settings) -> Overview:
    """The state of the warehouse at this moment, for the versions of this program and its catalogue."""
    from fazhi.derive import current_versions, unscored_partitions  # noqa: PLC0415  (brings the parser and the extractor)

    return Overview(
        holdings=_holdings(connection),
        to_load=ledger.pending_partitions(connection, current_versions(settings)),
        to_score=unscored_partitions(settings),
        runs=_runs(connection),
    )


def _holdings(connection: Connection) -> dict[str, int]:
    row = connection.execute(
        "SELECT (SELECT count(*) FROM dw.dim_document WHERE superseded_at IS NULL),"
        " (SELECT count(*) FROM dw.fact_observation WHERE superseded_at IS NULL),"
        " (SELECT count(*) FROM dw.fact_indicator WHERE superseded_at IS NULL),"
        " (SELECT count(*) FROM dw.fact_target WHERE superseded_at IS NULL),"
        " (SELECT count(*) FROM dw.fact_check WHERE superseded_at IS NULL AND result = 'contradicts'),"
        " (SELECT count(*) FROM etl.rejected WHERE state = 'pending'),"
        " (SELECT count(*) FROM etl.capture WHERE record_type = 'response')"
    ).fetchone()
    assert row is not None
    names = ("documents", "observations", "facts", "targets", "contradictions", "rejected rows", "archived bodies")
    return dict(zip(names, row, strict=True))


def _runs(connection: Connection) -> list[Run]:
    rows = connection.execute(
        "SELECT run_id, stage, partition_key, started_at, state,"
        " coalesce((SELECT jsonb_object_agg(outcome, items) FROM ("
        "     SELECT outcome, count(*) AS items FROM etl.outcome WHERE outcome.run_id = run.run_id"
        "     AND outcome IN ('rejected', 'failed') GROUP BY outcome) AS counted), '{}')"
        " FROM etl.run ORDER BY run_id DESC LIMIT %s",
        (_RUNS_SHOWN,),
    ).fetchall()
    names = ("run_id", "stage", "partition_key", "started_at", "state", "not_done")
    return [Run(**dict(zip(names, row, strict=True))) for row in rows]
