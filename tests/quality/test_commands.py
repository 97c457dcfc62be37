"""What a person sees of the gate on the command line."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner, Result

from fazhi.commands.quality import quality
from fazhi.commands.rejected import app as rejected_app
from fazhi.quality.gate import validate
from fazhi.settings import Settings
from tests.quality.staged import Warehouse

quality_app = typer.Typer()
quality_app.command()(quality)


@pytest.fixture
def load_id(staged: Warehouse, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> int:
    """A validated load with one rejected row."""
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", staged.dsn)
    load_id, run_id = staged.load()
    document = staged.document(load_id)
    staged.observation(document)
    staged.observation(document, 1, value=-3, subject="[red]某局")
    validate(settings, load_id, run_id=run_id)
    return load_id


def run(app: typer.Typer, *arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def words(result: Result) -> str:
    """The output without line breaks and table borders."""
    return " ".join("".join(" " if mark in "│┃─━\n" else mark for mark in result.output).split())


@pytest.mark.usefixtures("load_id")
def test_rejected_rows_are_listed_with_their_reason(staged: Warehouse) -> None:
    result = run(rejected_app, "list", "--rows")

    assert result.exit_code == 0
    assert "value_negative" in words(result)
    assert "99|2024" in words(result)
    assert words(run(rejected_app, "list", "--partition", "99|2023")) == "No pending rows."


@pytest.mark.usefixtures("load_id")
def test_rejected_rows_are_counted_by_cause_with_an_example(staged: Warehouse) -> None:
    again = "url || '2', content_hash, locator, value_digest, table_name, expectation, 'the later reason', sentence"
    staged.connection.execute(
        "INSERT INTO etl.rejected (load_id, province_code, partition_year, url, content_hash, locator, value_digest,"
        " table_name, expectation, reason, sentence, row, recorded_at)"
        f" SELECT load_id, province_code, partition_year, {again}, row, recorded_at FROM etl.rejected"
    )

    shown = words(run(rejected_app, "list"))

    assert "2 2 value_negative the later reason" in shown
    assert shown.count("value_negative") == 1
    assert words(run(rejected_app, "list", "--state", "released")) == "No released rows."


@pytest.mark.usefixtures("load_id")
def test_a_rejected_row_is_shown_whole_and_hostile_text_as_it_is(staged: Warehouse) -> None:
    (row,) = staged.rows("SELECT rejected_id FROM etl.rejected")

    shown = words(run(rejected_app, "show", row["rejected_id"]))

    assert "can't be -3 件" in shown
    assert "76件" in shown
    assert "https://www.zhenxi.yunchuan.example/art/1.html" in shown
    assert "[red]某局" in shown


@pytest.mark.usefixtures("load_id")
def test_a_row_is_released_and_discarded_with_a_reason_and_says_what_to_type_next(staged: Warehouse) -> None:
    (row,) = staged.rows("SELECT rejected_id FROM etl.rejected")

    assert run(rejected_app, "release", row["rejected_id"]).exit_code != 0  # no --reason
    unnamed = run(rejected_app, "release", row["rejected_id"], "--reason", "核实", "--by", "")
    assert "a decision needs a reason and a name" in str(unnamed.exception), "not the name of this login"
    released = run(rejected_app, "release", row["rejected_id"], "--reason", "核实", "--by", "李")
    assert "is released" in words(released)
    assert "fazhi load --partition '99|2024'" in words(released)
    assert "released by 李" in words(run(rejected_app, "show", row["rejected_id"]))
    discarded = run(rejected_app, "discard", row["rejected_id"], "--reason", "误")
    assert "is discarded" in words(discarded)
    again = run(rejected_app, "release", row["rejected_id"], "--reason", "再核", "--by", "张")
    assert "is released" in words(again)
    shown = words(run(rejected_app, "show", row["rejected_id"]))
    told = [shown.index(each) for each in ("released by 李 on", ": 核实", ": 误", "released by 张 on", ": 再核")]
    assert told == sorted(told), "every decision, the one that holds last"


def test_a_state_or_row_that_is_none_is_named(load_id: int) -> None:
    assert "--state lost is none of pending, released" in str(run(rejected_app, "list", "--state", "lost").exception)
    assert "there is no rejected row 999" in str(run(rejected_app, "show", 999).exception)
    assert "no results of a load 999" in str(run(quality_app, 999).exception)


def test_quality_shows_what_failed_and_where_the_data_docs_are(load_id: int) -> None:
    shown = words(run(quality_app, load_id))

    assert "value_negative" in shown
    assert "unit_unexpected" not in shown
    assert "expectations hold" in shown
    assert "99-2024/index.html" in shown
    assert "unit_unexpected" in words(run(quality_app, load_id, "--all"))


def test_quality_finds_the_latest_load_of_each_partition_by_itself(
    load_id: int, staged: Warehouse, settings: Settings
) -> None:
    later, run_id = staged.load()
    staged.observation(staged.document(later), period="", granularity="unknown", period_start=None, period_end=None)
    validate(settings, later, run_id=run_id)
    staged.load()  # not validated yet

    for arguments in ((), ("--partition", "99|2024")):
        shown = words(run(quality_app, *arguments))
        assert f"99|2024 load {later}: " in shown
        assert f"load {load_id}: " not in shown
        assert "period_missing" in shown
    assert words(run(quality_app, "--partition", "99|2023")) == "No load of 99|2023 was validated yet."
    assert "not both" in str(run(quality_app, load_id, "--partition", "99|2024").exception)


def test_quality_tells_which_rows_a_warning_is_about(staged: Warehouse, settings: Settings, load_id: int) -> None:
    later, run_id = staged.load()
    for number in range(7):
        staged.document(later, number + 1, title="")
    validate(settings, later, run_id=run_id)

    told = staged.rows(
        "SELECT failed_rows, examples FROM etl.quality_result WHERE expectation = 'title_missing' AND load_id = %s",
        later,
    )

    assert told == [
        {
            "failed_rows": 7,
            "examples": [
                f"The page https://www.zhenxi.yunchuan.example/art/{number}.html has no title."
                for number in range(1, 6)
            ],
        }
    ]
    assert "has no title." in words(run(quality_app))
