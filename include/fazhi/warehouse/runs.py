"""Run records: `etl.run`, one row a run of a stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from fazhi import clock
from fazhi.warehouse.database import Connection, connect

STAGES = ("crawl", "load", "score", "backfill", "submit", "verify")
STATES = ("success", "failed", "skipped")


def start_run(
    connection: Connection,
    stage: str,
    *,
    partition_key: str | None = None,
    orchestrator_run_id: str | None = None,
    started_at: datetime | None = None,
) -> int:
    """Record that a stage begins and return its run id.

    Committed at once unless the caller has a transaction open. `started_at` defaults to `clock.now()`; the rows that
    the run writes take it as their `recorded_at`.
    """
    with connection.transaction():
        row = connection.execute(
            "INSERT INTO etl.run (stage, partition_key, orchestrator_run_id, started_at)"
            " VALUES (%s, %s, %s, %s) RETURNING run_id",
            (stage, partition_key, orchestrator_run_id, started_at or clock.now()),
        ).fetchone()
    assert row is not None
    return int(row[0])


def finish_run(
    connection: Connection,
    run_id: int,
    state: str,
    *,
    summary: Mapping[str, Any] | None = None,
    finished_at: datetime | None = None,
) -> None:
    """Record how a run ended: `state` is success, failed or skipped; `summary` is what to show of it (JSON).

    Committed at once unless the caller has a transaction open.

    Raises:
        ValueError: there is no such run.
    """
    with connection.transaction():
        done = connection.execute(
            "UPDATE etl.run SET state = %s, summary = %s, finished_at = %s WHERE run_id = %s",
            (state, Jsonb(dict(summary or {})), finished_at or clock.now(), run_id),
        )
    if not done.rowcount:
        raise ValueError(f"etl.run has no run {run_id}")


@contextmanager
def failing(dsn: str, run_id: int) -> Iterator[None]:
    """Record the run as failed, with the error as its summary, where the body raises; the error goes on.

    It asks for a connection of its own: the one on which the error happened may be gone or in a failed transaction.
    """
    try:
        yield
    except Exception as error:
        with connect(dsn) as connection:
            finish_run(connection, run_id, "failed", summary={"error": f"{type(error).__name__}: {error}"})
        raise
