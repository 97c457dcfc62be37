"""What foreign keys would say of the star schema, asked in bulk."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from fazhi.commands import warehouse as commands
from fazhi.warehouse.database import Connection
from fazhi.warehouse.integrity import faults
from tests.warehouse.pages import load, night, page, said

REPORT = page("a", said("litigation.filed", "111"), said("publicity.events", "500", "2025", kind="target", unit="场次"))


def test_a_warehouse_that_was_loaded_and_revised_has_no_fault(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, page("a", said("litigation.filed", "112"), captured_at=night(1)), at=night(2))
    assert faults(connection) == []


def test_a_load_that_was_opened_first_and_merged_last_ends_no_fact_before_it_began(connection: Connection) -> None:
    load(connection, page("a", said("litigation.filed", "111"), document_type="other"), at=night(2))
    load(connection, page("b", said("litigation.filed", "112")), at=night(1))
    held = connection.execute(
        "SELECT value, recorded_at, superseded_at FROM dw.fact_indicator ORDER BY fact_key"
    ).fetchall()
    assert held == [(111, night(2), night(2)), (112, night(2), None)]
    assert faults(connection) == []


@pytest.mark.parametrize(
    ("damage", "table", "rule"),
    [
        (
            "UPDATE dw.fact_observation SET superseded_at = '2000-01-01', superseded_cause = 'extractor'",
            "dw.fact_observation",
            "it was superseded before it was recorded",
        ),
        (
            "INSERT INTO dw.bridge_check_observation VALUES (2024, 1, 0, 2021, 1)",
            "dw.bridge_check_observation",
            "an operand is neither of the year of its check nor of the one before",
        ),
        ("DELETE FROM dw.dim_document", "dw.fact_observation", "document_key leads to no row of dw.dim_document"),
        (
            "UPDATE dw.fact_indicator SET region_key = -1",
            "dw.fact_indicator",
            "region_key leads to no row of dw.dim_reg",
        ),
        (
            "UPDATE dw.fact_target SET indicator_id = -1",
            "dw.fact_target",
            "indicator_id leads to no row of dw.dim_indicator",
        ),
        (
            "DELETE FROM dw.fact_observation",
            "dw.fact_indicator",
            "observation_key leads to no row of dw.fact_observation",
        ),
        (
            "UPDATE dw.fact_indicator SET region_id = (SELECT max(region_id) FROM dw.dim_region WHERE code = '990102')",
            "dw.fact_indicator",
            "region_key and region_id name different members",
        ),
        (
            "UPDATE dw.fact_indicator SET period_key = (SELECT period_key FROM dw.dim_period WHERE code = '2025')",
            "dw.fact_indicator",
            "year is not the last year of the period",
        ),
    ],
)
def test_what_leads_nowhere_is_named_with_its_rows(connection: Connection, damage: str, table: str, rule: str) -> None:
    load(connection, REPORT)
    connection.execute(damage)  # type: ignore[arg-type]
    found = {(fault.table, fault.rule[: len(rule)]): fault.rows for fault in faults(connection)}
    assert found[table, rule] >= 1


def test_a_fact_that_holds_twice_is_found(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, page("a", said("litigation.filed", "112"), captured_at=night(1)), at=night(2))
    connection.execute(
        "UPDATE dw.fact_indicator SET superseded_at = %s WHERE superseded_at IS NOT NULL", (night(3),)
    )  # the new one began in night 2
    assert [(fault.table, fault.rows, fault.rule) for fault in faults(connection)] == [
        ("dw.fact_indicator", 1, "two rows of one fact hold at the same moment")
    ]


def test_the_command_fails_where_something_is_wrong(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()
    app.command()(commands.verify)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    load(connection, REPORT)
    whole = CliRunner().invoke(app, [], catch_exceptions=False)
    assert (whole.exit_code, whole.output) == (0, "Every reference leads somewhere; no fact holds twice.\n")
    connection.execute("DELETE FROM dw.dim_period WHERE code = '2025'")
    connection.commit()
    broken = CliRunner().invoke(app, [], catch_exceptions=False)
    assert broken.exit_code == 1
    assert "dw.fact_target: 1 row: period_key leads to no row of dw.dim_period" in broken.output
