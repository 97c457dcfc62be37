"""`fazhi extract`, `explain-text`, `evaluate` and `catalogue check`, as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from fazhi.commands import catalogue, evaluate, extract
from fazhi.errors import ConfigurationError

TEXT = "某县2023年法治政府建设情况的报告\n\n全年收到行政复议申请96件，受理84件，驳回9件。\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(command: object, *arguments: str) -> str:
    app = typer.Typer()
    app.command()(command)  # type: ignore[type-var]
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_json_lines_hold_the_figure_and_its_evidence(report: Path) -> None:
    rows = [json.loads(line) for line in run(extract.extract, str(report), "--format", "jsonl").splitlines()]
    assert [(row["document"], row["indicator"], row["value"], row["evidence"]) for row in rows] == [
        ("report", "reconsideration.received", 96, "96件"),
        ("report", "reconsideration.accepted", 84, "84件"),
    ]
    assert rows[0]["sentence"] == "全年收到行政复议申请96件，受理84件，驳回9件。"


def test_table_counts_what_was_taken_and_left(report: Path) -> None:
    assert "2 figures, 1 number left" in run(extract.extract, str(report))


def test_explanation_says_what_was_taken_as_what_and_left_why(report: Path) -> None:
    output = run(extract.explain_text, str(report)).replace("\n", "")
    assert "84件[reconsideration.accepted 2023 actual]" in output
    assert "9件[no_indicator]" in output


def test_explanation_tells_a_figure_near_a_word_of_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "unread.txt"
    path.write_text("某县2023年法治政府建设情况的报告\n\n法律援助全年为民办实事3462件次。\n", encoding="utf-8")
    output = run(extract.explain_text, str(path)).replace("\n", "")
    assert "3462件次[unrecognised, near 法律援助]" in output


@pytest.fixture
def telling(tmp_path: Path) -> Path:
    path = tmp_path / "telling.txt"
    path.write_text("某县2023年法治政府建设情况的报告\n\n全年行政诉讼案件零败诉。\n", encoding="utf-8")
    return path


def test_explanation_shows_what_is_told_without_a_number(telling: Path) -> None:
    assert "零败诉[litigation.none_lost 2023 actual]" in run(extract.explain_text, str(telling)).replace("\n", "")


def test_statements_are_printed_when_asked_for(telling: Path) -> None:
    (row,) = map(json.loads, run(extract.extract, str(telling), "--statements", "--format", "jsonl").splitlines())
    assert (row["statement"], row["evidence"], row["sentence"]) == (
        "litigation.none_lost",
        "零败诉",
        "全年行政诉讼案件零败诉。",
    )
    assert "1 statement" in run(extract.extract, str(telling), "--statements")


def test_missing_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.txt"):
        run(extract.extract, str(tmp_path / "absent.txt"))


def test_evaluation_prints_levels_and_calibration() -> None:
    output = run(evaluate.evaluate, "--county", "990126")
    assert "indicator" in output
    assert "certain" in output
    assert "bare_number" in run(evaluate.evaluate, "--county", "990126", "--doubts")
    assert "each county without its own words: 2 documents" in run(
        evaluate.evaluate, "--county", "990126", "--leave-county-out"
    )


def test_catalogue_check_counts_faults() -> None:
    result = CliRunner().invoke(catalogue.app, ["check"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "0 faults" in result.output
