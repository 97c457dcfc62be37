"""What is forgotten after its time, and what never is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fazhi import clock
from fazhi.cli import app
from fazhi.warehouse import outcomes, runs
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.retention import forget

NOW = datetime(2026, 11, 22, 12, tzinfo=clock.SHANGHAI)
OLD, NEW = NOW - timedelta(days=91), NOW - timedelta(days=89)


@pytest.fixture
def connection(warehouse: str) -> Iterator[Connection]:
    with connect(warehouse, autocommit=True) as connection:
        yield connection


def test_only_what_went_well_long_ago_is_forgotten(connection: Connection) -> None:
    run = runs.start_run(connection, "crawl", started_at=OLD)
    for kind, outcome, at in (
        ("page", "unchanged", OLD),
        ("list", "done", OLD),
        ("attachment", "skipped", OLD),
        ("page", "unchanged", NEW),
        ("page", "failed", OLD),
        ("page", "rejected", OLD),
        ("site", "unchanged", OLD),
        ("document", "done", OLD),
    ):
        outcomes.record(connection, run, kind, f"{kind} {outcome}", outcome, source_code="990221", recorded_at=at)
    assert forget(connection, now=NOW)["etl.outcome"] == 3
    kept = connection.execute("SELECT item_kind, outcome FROM etl.outcome ORDER BY outcome_id").fetchall()
    assert kept == [
        ("page", "unchanged"),
        ("page", "failed"),
        ("page", "rejected"),
        ("site", "unchanged"),
        ("document", "done"),
    ]
    assert forget(connection, now=NOW)["etl.outcome"] == 0, "the second time there is nothing left"


def test_the_latest_result_of_the_gate_stays_however_old_it_is(connection: Connection) -> None:
    run = runs.start_run(connection, "load", started_at=OLD)
    for load, (year, at) in enumerate(((2023, OLD), (2023, OLD), (2024, NEW)), 1):
        connection.execute(
            "INSERT INTO etl.load (run_id, province_code, partition_year, parser_version, extractor_version,"
            " catalogue_digest, expectations_digest, started_at) VALUES (%s, '99', %s, '', '', '', '', %s)",
            (run, year, at),
        )
        connection.execute(
            "INSERT INTO etl.quality_result (load_id, run_id, table_name, expectation, severity, success, checked_rows,"
            " failed_rows, recorded_at) VALUES (%s, %s, 'stg.document', 'x', 'warning', true, 1, 0, %s)",
            (load, run, at),
        )
    assert forget(connection, now=NOW)["etl.quality_result"] == 1
    assert connection.execute("SELECT load_id FROM etl.quality_result ORDER BY 1").fetchall() == [(2,), (3,)]


def test_the_command_says_how_much_and_takes_no_short_time(
    connection: Connection, warehouse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", warehouse)
    monkeypatch.setenv("FAZHI_NOW", NOW.isoformat())
    run = runs.start_run(connection, "crawl", started_at=OLD)
    outcomes.record(connection, run, "page", "a", "unchanged", recorded_at=OLD)
    assert CliRunner().invoke(app, ["retention", "--days", "7"]).exit_code == 2
    assert "etl.outcome: 1 row deleted" in CliRunner().invoke(app, ["retention"]).output


def test_old_logs_go_with_the_folders_that_they_leave_empty(tmp_path: Path) -> None:
    from fazhi_airflow.metadata import drop_logs

    for name, at in (("dag_id=a/run_id=1/attempt=1.log", OLD), ("dag_id=a/run_id=2/attempt=1.log", NEW)):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("x")
        os.utime(path, (at.timestamp(), at.timestamp()))
    (tmp_path / "dag_id=b" / "run_id=1").mkdir(parents=True)  # of a task that is about to write
    assert drop_logs(tmp_path, NOW - timedelta(days=90)) == 1
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "dag_id=a",
        "dag_id=a/run_id=2",
        "dag_id=a/run_id=2/attempt=1.log",
        "dag_id=b",
        "dag_id=b/run_id=1",
    ]
