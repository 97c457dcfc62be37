"""What people put in: corrections that outlive a rebuild and fail loudly, decisions carried over."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fazhi.commands import correction as correction_commands
from fazhi.commands import inputs as input_commands
from fazhi.warehouse import corrections, inputs, ledger
from fazhi.warehouse.corrections import Correction, CorrectionError
from fazhi.warehouse.database import Connection
from fazhi.warehouse.inputs import InputError
from tests.warehouse import pages
from tests.warehouse.pages import CATALOGUE, VERSIONS, Page, derive, night, page, said

REPORT = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"))


def _load(connection: Connection, read: Page, number: int) -> list[Correction]:
    """One night as `fazhi.derive` does it: corrections are applied to what was read; those that match nothing."""
    derived = derive(connection, read)
    made = corrections.corrections(connection, [read.url])
    extraction, unmatched = corrections.apply(derived.extraction, derived.capture.content_hash, made, CATALOGUE)
    pages.load_derived(connection, replace(derived, extraction=extraction), at=night(number))
    return unmatched


def _held(connection: Connection) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT indicator_code, value, period, confidence FROM mart.indicator_timeseries"
    ).fetchall()
    return {code: tuple(rest) for code, *rest in rows}


def _correct(connection: Connection, of: str, expected: str, /, **corrected: str) -> Correction:
    row = connection.execute(
        "SELECT year, observation_key FROM mart.indicator_timeseries WHERE indicator_code = %s", (of,)
    ).fetchone()
    assert row is not None
    return corrections.correct(
        connection,
        *row,
        expected=Decimal(expected),
        corrected=corrected,
        catalogue=CATALOGUE,
        reason="旁证",
        owner="王",
        made_at=night(1),
    )


def test_a_correction_takes_the_place_of_what_was_read_and_names_its_cause(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    assert ledger.pending_partitions(connection, VERSIONS) == ["99|2024"], "its document is derived again"

    assert _load(connection, REPORT, 2) == []

    assert _held(connection)["litigation.filed"] == (Decimal(112), "2024", "certain")
    assert connection.execute(
        "SELECT indicator_code, cause, earlier_value, later_value FROM mart.supersessions"
    ).fetchall() == [("litigation.filed", "correction", Decimal(111), Decimal(112))]
    rule = "SELECT rule, sentence FROM dw.fact_observation WHERE value = 112"
    assert connection.execute(rule).fetchall() == [("correction", "2024年litigation.filedactual111件。")]


def test_a_figure_can_be_of_another_indicator_period_or_of_none(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", indicator="litigation.concluded", period="2023")
    _correct(connection, "litigation.lost", "3")
    _load(connection, REPORT, 2)
    assert _held(connection) == {"litigation.concluded": (Decimal(111), "2023", "certain")}


def test_a_correction_holds_for_every_later_reading_until_it_is_withdrawn(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    less_sure = replace(REPORT, says=(said("litigation.filed", "111", confidence="likely"), REPORT.says[1]))
    assert _load(connection, less_sure, 2) == []
    assert _held(connection)["litigation.filed"][0] == 112

    corrections.withdraw(connection, made.correction_id, withdrawn_by="李", withdrawn_at=night(3))
    _load(connection, REPORT, 4)
    assert _held(connection)["litigation.filed"] == (Decimal(111), "2024", "certain")
    with pytest.raises(CorrectionError, match=r"no correction \d+ that holds"):
        corrections.withdraw(connection, made.correction_id, withdrawn_by="李", withdrawn_at=night(5))


def test_a_correction_of_what_is_read_otherwise_by_now_matches_nothing_and_is_told(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    revised = replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1]), captured_at=night(2))
    assert _load(connection, revised, 3) == [made]
    assert _held(connection)["litigation.filed"][0] == 115, "nothing is guessed"


@pytest.mark.parametrize(
    ("expected", "corrected", "message"),
    [
        ("112", {"value": "113"}, "is 111 by now, not 112"),
        ("111", {"value": "many"}, "'many' is not a number"),
        ("111", {"indicator": "litigation.nothing"}, "no indicator litigation.nothing"),
        ("111", {"period": "2024H3"}, "'2024H3' is not a period code"),
        ("111", {"kind": "guess"}, "kind guess is none of actual"),
        ("111", {"sentence": "x"}, "sentence can't be corrected; indicator, value"),
    ],
)
def test_what_cannot_be_corrected_so_is_refused(
    connection: Connection, expected: str, corrected: dict[str, str], message: str
) -> None:
    _load(connection, REPORT, 0)
    with pytest.raises(CorrectionError, match=message):
        _correct(connection, "litigation.filed", expected, **corrected)
    assert corrections.corrections(connection) == []


def test_inputs_are_applied_to_a_warehouse_that_is_rebuilt(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    early = page("early", said("litigation.filed", "1", "2004"))
    pages.load(connection, early, at=night(1))
    connection.execute(
        "UPDATE etl.rejected SET state = 'discarded', decided_at = %s, decided_by = '王', decision_reason = '旧'",
        (night(1),),
    )
    lines = list(inputs.export(connection))
    assert [json.loads(line)["input"] for line in lines] == ["correction", "decision"]

    connection.execute("TRUNCATE etl.correction, etl.rejected")  # as a new warehouse, built from the archive
    assert inputs.apply_lines(connection, lines) == inputs.Applied(2, 0)
    assert inputs.apply_lines(connection, lines) == inputs.Applied(0, 2)
    assert list(inputs.export(connection)) == lines
    _load(connection, REPORT, 2)
    assert _held(connection)["litigation.filed"][0] == 112


def test_a_decision_is_made_for_a_row_that_waits(connection: Connection) -> None:
    pages.load(connection, page("early", said("litigation.filed", "1", "2004")), at=night(1))
    decide = "UPDATE etl.rejected SET state = 'discarded', decided_at = %s, decided_by = '王', decision_reason = '旧'"
    connection.execute(decide, (night(1),))
    (line,) = inputs.export(connection)
    undo = "UPDATE etl.rejected SET state = 'pending', decided_at = NULL, decided_by = NULL, decision_reason = NULL"
    connection.execute(undo)
    assert inputs.apply_lines(connection, [line]) == inputs.Applied(1, 0)
    assert connection.execute("SELECT state, decided_by FROM etl.rejected").fetchall() == [("discarded", "王")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2 is no JSON"),
        ('{"input": "wish"}', "line 2: input is 'wish', not one of decision, correction"),
        ('{"input": "correction", "url": "x"}', "line 2: no content_hash, locator"),
        ("[]", "line 2: input is None"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(connection: Connection, line: str, message: str) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    (good,) = inputs.export(connection)
    connection.execute("TRUNCATE etl.correction")
    with pytest.raises(InputError, match=message):
        inputs.apply_lines(connection, [good, line])
    assert corrections.corrections(connection) == []


def test_by_the_command_line(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    monkeypatch.setenv("COLUMNS", "200")
    _load(connection, REPORT, 0)
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
    assert "is withdrawn" in run(correction_commands.app, "withdraw", "1", "--by", "李")
    assert run(correction_commands.app, "list") == "No corrections.\n"
    confirmed = run(correction_commands.app, "confirm", "--year", "2024", "--observation", str(key[0]), "--expect",
                    "111", "--reason", "与原文一致", "--owner", "王")  # fmt: skip
    assert "litigation.filed 2024 111 件 -> value 111" in confirmed
    assert _load(connection, REPORT, 2) == []
    assert _held(connection)["litigation.filed"] == (111, "2024", "certain")
    rules = "SELECT rule FROM dw.fact_observation WHERE value = 111 AND superseded_at IS NULL"
    assert connection.execute(rules).fetchall() == [("correction",)]
