"""The gate between staging and the star schema: what one load must hold before it may be merged, and after it.

Great Expectations says which expectations of `expectations/*.yml` hold. Rows that fail one of their own go to
`etl.rejected` and the rest loads; a critical failure of the whole batch stops the partition and moves nothing. After
the merge the suites of the star are tried on what the load touched; nothing is moved there, a critical failure fails
the load. Whoever calls both from one process pays once for the seconds that Great Expectations takes to import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from fazhi.catalogue import load_catalogue
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.program import command
from fazhi.quality.batch import Batch, examples, prepare_batch, prepare_catalogue
from fazhi.quality.engine import Engine, Verdict
from fazhi.quality.failing import failing_rows
from fazhi.quality.quarantine import Load, quarantine
from fazhi.quality.suites import Suite, load_suites
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect, unavailable

_GATE_LOCK = 0x67617465  # "gate"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """What the gate found. `success` says whether the load may be merged; of a `merged` one, whether it may be scored.

    `critical_failed` stopped it; `warnings` failed without consequence. `rejected_rows` counts staged rows that were
    moved to `etl.rejected`, `checked_rows` all that were looked at. `data_docs` is the page to open.
    """

    load_id: int
    merged: bool
    critical_failed: tuple[Verdict, ...]
    warnings: tuple[Verdict, ...]
    results: tuple[Verdict, ...]
    checked_rows: int
    rejected_rows: int
    data_docs: Path

    @property
    def success(self) -> bool:
        return not self.critical_failed

    def __str__(self) -> str:
        """What a person should know: what was found, or one line for each cause of the stop."""
        if self.success:
            moment = "after the merge" if self.merged else f"{self.rejected_rows} rejected"
            rows, warnings = counted(self.checked_rows, "row"), counted(len(self.warnings), "warning")
            more = f"{command(f'quality {self.load_id}')} and {self.data_docs}"
            return f"load {self.load_id}: {rows} checked, {moment}, {warnings}; see {more}"
        causes = (
            f"  {verdict.suite.where(verdict.expectation)}: {verdict.expectation.meta.reason}"
            for verdict in self.critical_failed
        )
        stopped = (
            "is merged and the warehouse holds what it must not; it is not scored until that is corrected"
            if self.merged
            else "is stopped, nothing of it was merged or moved"
        )
        return "\n".join((f"load {self.load_id} {stopped}; see {self.data_docs}", *causes))


def validate(settings: Settings, load_id: int, *, run_id: int) -> GateResult:
    """Try every suite on the rows staged under `load_id`, quarantine the rows that fail, record the results.

    `run_id` is the run that loads; the start of the load is the `recorded_at` of all that is written. Doing it again
    changes nothing but the recorded results.

    Raises:
        ConfigurationError: a suite is wrong (names file and entry), or there is no such load.
        WarehouseUnavailableError: the server does not answer.
    """
    return _gate(settings, load_id, run_id, merged=False)


def validate_star(settings: Settings, load_id: int, *, run_id: int) -> GateResult:
    """Try the suites of the star schema on what the merged load touched and record the results; nothing is moved.

    Raises as `validate` does.
    """
    return _gate(settings, load_id, run_id, merged=True)


def _gate(settings: Settings, load_id: int, run_id: int, *, merged: bool) -> GateResult:
    suites = [suite for suite in load_suites(settings.expectations) if suite.of_staging is not merged]
    dsn = settings.require("warehouse_dsn")
    try:
        with connect(dsn, autocommit=True) as connection:
            load = _load(connection, load_id, run_id)
            if not merged:
                _keep_rules(connection, suites)
                prepare_catalogue(connection, load_catalogue(settings.catalogue))
            batches = [prepare_batch(connection, suite, load_id) for suite in suites]
            try:
                return _validate(connection, load, batches, settings.data_docs, merged=merged)
            except ConfigurationError as error:
                if connection.closed:  # to Great Expectations a lost connection is an expectation it can't evaluate
                    raise unavailable(dsn, error) from error
                raise
    except psycopg.OperationalError as error:
        raise unavailable(dsn, error) from error


def _validate(
    connection: Connection, load: Load, batches: Sequence[Batch], data_docs: Path, *, merged: bool
) -> GateResult:
    partition = f"{load.province_code}-{load.partition_year}" + ("-merged" if merged else "")
    engine = Engine(connection, run_name=f"{partition} load {load.load_id}", run_time=load.recorded_at)
    verdicts = [engine.validate(batch.suite, batch.name) for batch in batches]
    for batch, found in zip(batches, verdicts, strict=True):
        _refuse_disagreement(connection, batch, found)
    failed = [verdict for found in verdicts for verdict in found if not verdict.success]
    stopping = tuple(
        verdict
        for verdict in failed
        if verdict.expectation.stops or (merged and verdict.expectation.severity == "critical")
    )
    rejected = 0
    with connection.transaction():
        # two loads of one partition may reject the same rows, each in its own order
        lock = int(load.province_code) * 10_000 + load.partition_year
        connection.execute("SELECT pg_advisory_xact_lock(%s::integer, %s::integer)", (_GATE_LOCK, lock))
        _record(connection, load, batches, verdicts)
        if not stopping and not merged:
            rejected = sum(
                quarantine(connection, load, batch, found) for batch, found in zip(batches, verdicts, strict=True)
            )
    return GateResult(
        load_id=load.load_id,
        merged=merged,
        critical_failed=stopping,
        warnings=tuple(verdict for verdict in failed if verdict.expectation.severity == "warning"),
        results=tuple(verdict for found in verdicts for verdict in found),
        checked_rows=sum(batch.rows for batch in batches),
        rejected_rows=rejected,
        data_docs=engine.build_data_docs(data_docs / partition),
    )


def _keep_rules(connection: Connection, suites: Sequence[Suite]) -> None:
    """Bring `etl.expectation` up to the suites: where people decide, the suites can't be read."""
    wanted = {
        entry.meta.id: entry.meta.releasable for suite in suites for entry in suite.expectations if entry.quarantines
    }
    if dict(connection.execute("SELECT expectation, releasable FROM etl.expectation").fetchall()) == wanted:
        return
    with connection.transaction():
        connection.execute("LOCK TABLE etl.expectation IN SHARE ROW EXCLUSIVE MODE")
        connection.execute("DELETE FROM etl.expectation WHERE expectation <> ALL(%s)", (list(wanted),))
        connection.execute(
            "INSERT INTO etl.expectation SELECT * FROM unnest(%s::text[], %s::boolean[])"
            " ON CONFLICT (expectation) DO UPDATE SET releasable = excluded.releasable",
            (list(wanted), list(wanted.values())),
        )


def _load(connection: Connection, load_id: int, run_id: int) -> Load:
    row = connection.execute(
        "SELECT province_code, partition_year, started_at FROM etl.load WHERE load_id = %s", (load_id,)
    ).fetchone()
    if row is None:
        raise ConfigurationError(f"there is no load {load_id}; see etl.load")
    return Load(load_id=load_id, run_id=run_id, province_code=row[0], partition_year=row[1], recorded_at=row[2])


def _refuse_disagreement(connection: Connection, batch: Batch, verdicts: Sequence[Verdict]) -> None:
    """Stop where our key query and Great Expectations don't count the same rows: a bad row would load."""
    for verdict in verdicts:
        if verdict.expectation.meta.scope != "row":
            continue
        query = failing_rows(batch.suite, verdict.expectation, batch.name)
        counted = connection.execute(sql.SQL("SELECT count(*) FROM ({}) AS failing").format(query)).fetchone()
        if counted is None or counted[0] != verdict.failing:
            raise ConfigurationError(
                f"{batch.suite.where(verdict.expectation)}: Great Expectations counts {verdict.failing} failing rows, "
                f"our query finds {counted and counted[0]}; nothing was moved"
            )


def _record(
    connection: Connection, load: Load, batches: Sequence[Batch], verdicts: Sequence[Sequence[Verdict]]
) -> None:
    tables = [batch.suite.table for batch in batches]
    connection.execute(
        "DELETE FROM etl.quality_result WHERE load_id = %s AND table_name = ANY(%s)", (load.load_id, tables)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO etl.quality_result (load_id, run_id, table_name, expectation, severity, success, checked_rows,"
            " failed_rows, observed, examples, recorded_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    load.load_id,
                    load.run_id,
                    batch.suite.table,
                    verdict.expectation.meta.id,
                    verdict.expectation.severity,
                    verdict.success,
                    batch.rows,
                    verdict.failing,
                    verdict.observed,
                    _examples(connection, batch, verdict),
                    load.recorded_at,
                )
                for batch, found in zip(batches, verdicts, strict=True)
                for verdict in found
            ],
        )


def _examples(connection: Connection, batch: Batch, verdict: Verdict) -> list[str]:
    if verdict.success or verdict.expectation.meta.scope != "row":
        return []
    return examples(connection, batch, verdict.expectation)
