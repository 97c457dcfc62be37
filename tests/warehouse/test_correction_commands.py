"""Corrections by the command line: made, shown with what became of them, renewed, confirmed, withdrawn."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.commands import correction as correction_commands
from fazhi.commands import inputs as input_commands
from fazhi.warehouse.database import Connection
from tests.warehouse.correcting import REPORT, correct_figure, held, load_night
from tests.warehouse.pages import night, said


def test_what_became_of_a_correction_is_shown_with_what_mends_it(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    monkeypatch.setenv("FAZHI_NOW", night(5).isoformat())
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> str:
        connection.commit()
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    load_night(connection, REPORT, 0)
    holds = correct_figure(connection, "litigation.lost", "3", value="4")
    lapses = correct_figure(connection, "litigation.filed", "111", value="112")
    assert "waits" in run("correction", "list")
    load_night(connection, REPORT, 2)
    assert "Corrections: 2 holds" in run("status")

    load_night(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 3)
    told = run("correction", "list")
    assert run("status").count("\ncorrection ") == 1
    assert (
        f"correction {lapses.correction_id} by 王 of litigation.filed 2024 111 件 (p0 of https://county.example/report)"
        " lapsed: its figure stands in the text no more, or is read otherwise" in told
    )
    ((key,),) = connection.execute("SELECT observation_key FROM dw.fact_observation WHERE value = 115").fetchall()
    renew = f"correction renew {lapses.correction_id} --year 2024 --observation {key} --expect 115 --reason"
    assert renew in told
    assert f"correction withdraw {lapses.correction_id} --reason" in told
    assert f"correction withdraw {holds.correction_id}" not in told

    run(*renew.split(), "页面改了一处", "--owner", "李")
    assert "\ncorrection " not in run("correction", "list")
    assert load_night(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 6) == []
    assert held(connection)["litigation.filed"][0] == 112
    assert "Corrections: 2 holds" in run("status")


def test_by_the_command_line(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    monkeypatch.setenv("COLUMNS", "200")
    load_night(connection, REPORT, 0)
    key = connection.execute(
        "SELECT observation_key FROM mart.indicator_timeseries WHERE indicator_code = 'litigation.filed'"
    ).fetchone()
    connection.commit()
    assert key is not None

    def run(app: Any, *arguments: str) -> str:
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    made = run(correction_commands.app, "make", "--year", "2024", "--observation", str(key[0]), "--expect", "111",
               "--value", "112", "--reason", "旁证", "--owner", "王")  # fmt: skip
    assert "litigation.filed 2024 111 件 -> value 112" in made
    assert "旁证" in run(correction_commands.app, "list")
    file = tmp_path / "inputs.jsonl"
    assert "1 inputs written" in run(input_commands.app, "export", str(file))
    assert "0 inputs taken over, 1 known already" in run(input_commands.app, "apply", str(file))
    assert "is withdrawn" in run(correction_commands.app, "withdraw", "1", "--by", "李", "--reason", "复核无误")
    assert run(correction_commands.app, "list") == "No corrections.\n"
    run(input_commands.app, "export", str(file))
    (line,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert (line["withdrawn_by"], line["withdrawn_reason"]) == ("李", "复核无误")
    confirmed = run(correction_commands.app, "confirm", "--year", "2024", "--observation", str(key[0]), "--expect",
                    "111", "--reason", "与原文一致", "--owner", "王")  # fmt: skip
    assert "litigation.filed 2024 111 件 -> value 111" in confirmed
    assert load_night(connection, REPORT, 2) == []
    assert held(connection)["litigation.filed"] == (111, "2024", "certain")
    rules = "SELECT rule FROM dw.fact_observation WHERE value = 111 AND superseded_at IS NULL"
    assert connection.execute(rules).fetchall() == [("correction",)]
