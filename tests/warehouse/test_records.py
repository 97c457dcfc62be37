"""Runs and outcomes."""

from __future__ import annotations

from datetime import datetime

import pytest

from fazhi.clock import SHANGHAI
from fazhi.warehouse import outcomes, runs
from fazhi.warehouse.database import connect


def test_a_run_and_its_outcomes_are_kept_even_when_later_work_fails(
    warehouse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_NOW", "2025-04-02T02:00:00+08:00")
    with pytest.raises(ZeroDivisionError), connect(warehouse) as connection:
        run_id = runs.start_run(connection, "load", partition_key="99|2024")
        outcomes.record(
            connection, run_id, "document", "https://a.example/1", "failed", reason="no_body", detail="空页"
        )
        connection.execute("UPDATE etl.run SET state = %s", ("success",))
        raise ZeroDivisionError

    with connect(warehouse) as connection:
        assert connection.execute("SELECT state, started_at FROM etl.run").fetchall() == [
            ("running", datetime(2025, 4, 2, 2, tzinfo=SHANGHAI))
        ]
        assert connection.execute("SELECT item, reason, detail FROM etl.outcome").fetchall() == [
            ("https://a.example/1", "no_body", "空页")
        ]
        runs.finish_run(connection, run_id, "failed", summary={"documents": 0})
        assert connection.execute("SELECT state, summary FROM etl.run").fetchall() == [("failed", {"documents": 0})]


def test_finishing_a_run_that_never_was_is_an_error(warehouse: str) -> None:
    with connect(warehouse) as connection, pytest.raises(ValueError, match="no run 7"):
        runs.finish_run(connection, 7, "success")
