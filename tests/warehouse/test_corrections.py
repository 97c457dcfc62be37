"""What people put in: corrections that outlive a rebuild and fail loudly, decisions carried over."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from psycopg.errors import CheckViolation
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.commands import correction as correction_commands
from fazhi.commands import inputs as input_commands
from fazhi.commands.files import read_lines, replace_whole
from fazhi.correcting import correct
from fazhi.errors import ConfigurationError
from fazhi.quality.trial import Trial
from fazhi.settings import Settings
from fazhi.warehouse import correction_states, corrections, inputs, ledger, runs
from fazhi.warehouse.corrections import Correction, CorrectionError
from fazhi.warehouse.database import Connection
from fazhi.warehouse.inputs import InputError
from tests.warehouse import pages
from tests.warehouse.pages import CATALOGUE, VERSIONS, Page, derive, night, page, said

REPORT = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"))


SETTINGS = Settings.from_environment({})


def _load(connection: Connection, read: Page, number: int) -> list[Correction]:
    """One night as `fazhi.derive` does it: corrections are applied to what was read; those that do not hold."""
    derived = derive(connection, read)
    extraction, tried = correct(
        derived.capture,
        derived.document,
        derived.extraction,
        corrections.corrections(connection, [read.url]),
        catalogue=CATALOGUE,
        objections=Trial(connection, SETTINGS).objections,
    )
    run_id = runs.start_run(connection, "load", started_at=night(number))
    found = [(each.correction.correction_id, each.state, each.why) for each in tried]
    correction_states.record(connection, run_id, found, at=night(number))
    pages.load_derived(connection, replace(derived, extraction=extraction), at=night(number))
    return [each.correction for each in tried if each.state != "holds"]


def _apply(connection: Connection, lines: list[str]) -> inputs.Applied:
    asked = Trial(connection, SETTINGS).objections
    return inputs.apply_lines(connection, lines, catalogue=CATALOGUE, objections=asked)


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
        objections=Trial(connection, SETTINGS).objections,
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


DECIDED_FIGURES = """
SELECT indicator_code, period, value, decision, decided_about, decided_by, decided_at, decision_reason
FROM mart.indicator_timeseries WHERE decision IS NOT NULL ORDER BY indicator_code
"""


def test_the_marts_tell_who_corrected_a_figure_when_why_and_what_was_read(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112", period="2023")
    _load(connection, REPORT, 2)
    made = ("litigation.filed 2024 111 件", "王", night(1), "旁证")
    corrected = ("litigation.filed", "2023", Decimal(112), "corrected", *made)
    assert connection.execute(DECIDED_FIGURES).fetchall() == [corrected]

    _confirm(connection, "litigation.lost", "3")
    _load(connection, REPORT, 3)
    confirmed = (
        "litigation.lost",
        "2024",
        Decimal(3),
        "confirmed",
        "litigation.lost 2024 3 件",
        "李",
        night(2),
        "无误",
    )
    assert connection.execute(DECIDED_FIGURES).fetchall() == [corrected, confirmed]

    moved = replace(REPORT, says=(said("notary.cases", "9"), *REPORT.says), captured_at=night(4))
    _load(connection, moved, 4)
    told = connection.execute(DECIDED_FIGURES).fetchall()
    assert told == [corrected, confirmed], "the sentence stands in another text"


def _confirm(connection: Connection, of: str, expected: str) -> None:
    row = connection.execute(
        "SELECT year, observation_key FROM mart.indicator_timeseries WHERE indicator_code = %s", (of,)
    ).fetchone()
    assert row is not None
    corrections.confirm(connection, *row, expected=Decimal(expected), reason="无误", owner="李", made_at=night(2))


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

    corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(3))
    _load(connection, REPORT, 4)
    assert _held(connection)["litigation.filed"] == (Decimal(111), "2024", "certain")
    with pytest.raises(CorrectionError, match=r"no correction \d+ that holds"):
        corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(5))


def test_a_correction_holds_where_its_sentence_stands_in_another_text(connection: Connection) -> None:
    first = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"), said("legal_aid.cases", "80"))
    _load(connection, first, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    lost = _correct(connection, "litigation.lost", "3")
    lapses = _correct(connection, "legal_aid.cases", "80", value="81")
    assert _load(connection, first, 2) == []

    added = said("litigation.concluded", "7")  # above: every paragraph after it has another number
    revised = replace(first, says=(added, *first.says[:2], said("legal_aid.cases", "85")), captured_at=night(3))
    assert _load(connection, revised, 4) == [lapses]
    assert {code: value for code, (value, *_) in _held(connection).items()} == {
        "litigation.concluded": 7,
        "litigation.filed": 112,
        "legal_aid.cases": 85,
    }
    causes = "SELECT cause FROM mart.supersessions WHERE indicator_code = 'litigation.filed'"
    assert connection.execute(causes).fetchall() == [("correction",)], "the revision said nothing of it"

    corrections.withdraw(connection, lost.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(5))
    assert ledger.pending_partitions(connection, VERSIONS) == ["99|2024"], "though it was made for the earlier text"
    _load(connection, revised, 6)
    assert _held(connection)["litigation.lost"][0] == 3


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

    _load(connection, REPORT, 0)
    holds = _correct(connection, "litigation.lost", "3", value="4")
    lapses = _correct(connection, "litigation.filed", "111", value="112")
    assert "waits" in run("correction", "list")
    _load(connection, REPORT, 2)
    assert "Corrections: 2 holds" in run("status")

    _load(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 3)
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
    assert _load(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 6) == []
    assert _held(connection)["litigation.filed"][0] == 112
    assert "Corrections: 2 holds" in run("status")


def test_what_was_confirmed_is_renewed_as_such_and_on_its_own_page(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    ((key,),) = connection.execute("SELECT observation_key FROM dw.fact_observation WHERE value = 111").fetchall()
    named = {"reason": "与原文一致", "owner": "王", "made_at": night(1)}
    made = corrections.confirm(connection, 2024, key, expected=Decimal(111), **named)
    _load(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 3)
    pages.load(connection, page("other", said("litigation.filed", "115", prose="另计")), at=night(3))
    query = "SELECT observation_key FROM dw.fact_observation WHERE value = 115 ORDER BY document_key"
    (key,), (elsewhere,) = connection.execute(query).fetchall()
    asked = {"catalogue": CATALOGUE, "objections": Trial(connection, SETTINGS).objections}
    with pytest.raises(CorrectionError, match=r"is of https://county.example/report, 2024/.* of .*/other"):
        corrections.renew(connection, made.correction_id, 2024, elsewhere, expected=Decimal(115), **named, **asked)
    again = corrections.renew(connection, made.correction_id, 2024, key, expected=Decimal(115), **named, **asked)
    assert again.corrected == {"value": "115"}
    assert [each.correction_id for each in corrections.corrections(connection)] == [again.correction_id]


def test_of_two_sentences_alike_none_is_taken_for_the_corrected_one(connection: Connection) -> None:
    twice = page("report", said("litigation.filed", "111"), said("litigation.filed", "111"))
    _load(connection, twice, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    assert _load(connection, twice, 2) == [], "its place tells which"
    again = said("litigation.filed", "111")
    moved = replace(twice, says=(said("litigation.lost", "3"), said("legal_aid.cases", "8"), again, again))
    assert _load(connection, replace(moved, captured_at=night(3)), 4) == [made]


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
        ("111", {"value": "NaN"}, "value NaN is not a finite number"),
        ("111", {"value": "-Infinity"}, "value -Infinity is not a finite number"),
        ("111", {"value": "1e400"}, "value 1e400 has more digits than a figure can have: 15 before the point"),
        (
            "111",
            {"value": "-4"},
            "keep it out: litigation.filed can't be -4 件: only a change may be negative",
        ),
        ("111", {"value": "1.5"}, "gate would keep it out: 1.5 件 is not a whole number"),
        ("111", {"value": "2000000000"}, "gate would keep it out: 2000000000 件 is more than any county could report"),
        ("111", {"period": "1999"}, "period 1999 does not end between 2005 and 20"),
        ("111", {"period": "2026"}, "Said to have happened in 2026, in a document published on 2025-03-01"),
        ("111", {"breakdown": "foo=bar"}, "litigation.filed has no breakdown foo=bar, none at all"),
        ("111", {"value": "111.0"}, "says that already: nothing would change. That a person found it right is said by"),
        ("111", {"period": "2024", "kind": "actual"}, "says that already: nothing would change"),
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

    # as a new warehouse, built from the archive
    connection.execute("TRUNCATE etl.correction, etl.rejected, etl.rejected_decision CASCADE")
    assert _apply(connection, lines) == inputs.Applied(2, 0)
    assert _apply(connection, lines) == inputs.Applied(0, 2)
    assert list(inputs.export(connection)) == lines
    _load(connection, REPORT, 2)
    assert _held(connection)["litigation.filed"][0] == 112


@pytest.mark.parametrize(
    ("corrected", "message"),
    [
        (
            {"value": "NaN"},
            r"line 1 \(correction\): corrected: value NaN is not a finite number; correct the line or take it out",
        ),
        ({"value": 112}, r"line 1 \(correction\): corrected: value is 112, which is no text"),
        (["value"], r"line 1 \(correction\): corrected: \['value'\] is no mapping"),
        ({"breakdown": "foo=bar"}, r"line 1 \(correction\): corrected: litigation.filed has no breakdown foo=bar"),
        ({"value": "-4"}, r"line 1 \(correction\): corrected: 2024/.* keep it out: litigation.filed can't be -4 件"),
    ],
)
def test_a_correction_that_cannot_be_is_not_taken_from_a_file(
    connection: Connection, corrected: object, message: str
) -> None:
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    (line,) = inputs.export(connection)
    connection.execute("TRUNCATE etl.correction CASCADE")
    with pytest.raises(InputError, match=message):
        _apply(connection, [json.dumps({**json.loads(line), "corrected": corrected})])
    assert corrections.corrections(connection) == []
    withdrawn = {"corrected": {"value": "NaN"}, "withdrawn_at": "2025-04-09T00:00:00+00:00", "withdrawn_by": "李"}
    assert _apply(connection, [json.dumps({**json.loads(line), **withdrawn})]).taken == 1, "what was is kept"


@pytest.mark.parametrize(
    "corrected",
    ['{"value": "NaN"}', '{"value": 4}', '{"sentence": "x"}', '["value"]', '{"kind": "x"}', '{"period": ""}'],
)
def test_a_correction_that_cannot_be_is_not_entered_by_sql(connection: Connection, corrected: str) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    change = "UPDATE etl.correction SET corrected = %s WHERE correction_id = %s"
    with pytest.raises(CheckViolation, match="correction_can_be"):
        connection.execute(change, (corrected, made.correction_id))


def test_a_wrong_correction_that_is_there_is_passed_over_and_all_else_is_read(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    _correct(connection, "litigation.lost", "3", value="4")
    connection.execute("ALTER TABLE etl.correction DROP CONSTRAINT correction_can_be")  # as an older version left it
    for wrong in ({"value": "NaN"}, {"value": "many"}, {"value": "-4"}, {"indicator": "no.more"}, {"period": "1999"}):
        change = "UPDATE etl.correction SET corrected = %s WHERE correction_id = %s"
        connection.execute(change, (Jsonb(wrong), made.correction_id))
        (passed_over,) = _load(connection, REPORT, 2)
        assert passed_over.correction_id == made.correction_id
        assert {code: value for code, (value, *_) in _held(connection).items()} == {
            "litigation.filed": 111,
            "litigation.lost": 4,
        }


def test_a_decision_is_made_for_a_row_that_waits(connection: Connection) -> None:
    pages.load(connection, page("early", said("litigation.filed", "1", "2004")), at=night(1))
    decide = "UPDATE etl.rejected SET state = 'discarded', decided_at = %s, decided_by = '王', decision_reason = '旧'"
    connection.execute(decide, (night(1),))
    (line,) = inputs.export(connection)
    undo = "UPDATE etl.rejected SET state = 'pending', decided_at = NULL, decided_by = NULL, decision_reason = NULL"
    connection.execute(undo)
    connection.execute("TRUNCATE etl.rejected_decision")  # as in a new warehouse, where it waits
    assert _apply(connection, [line]) == inputs.Applied(1, 0)
    assert connection.execute("SELECT state, decided_by FROM etl.rejected").fetchall() == [("discarded", "王")]


def _decided_thrice(connection: Connection) -> None:
    """A row that was released, discarded and released again, each by somebody else."""
    pages.load(connection, page("early", said("litigation.filed", "1", "2004")), at=night(1))
    for number, (state, who) in enumerate([("released", "李"), ("discarded", "王"), ("released", "张")], 2):
        connection.execute(
            "UPDATE etl.rejected SET state = %s, decided_at = %s, decided_by = %s, decision_reason = '核实'",
            (state, night(number), who),
        )


HELD = "SELECT state, decided_by, decided_at FROM etl.rejected"
DECIDED = "SELECT state, decided_by FROM etl.rejected_decision ORDER BY decided_at"


@pytest.mark.parametrize("turn", [1, -1])
def test_every_decision_about_a_row_is_exported_and_the_latest_holds_in_whatever_order_they_come_back(
    connection: Connection, turn: int
) -> None:
    _decided_thrice(connection)
    lines = list(inputs.export(connection))
    assert [json.loads(line)["decided_by"] for line in lines] == ["李", "王", "张"]

    connection.execute("TRUNCATE etl.rejected, etl.rejected_decision")
    assert _apply(connection, lines[::turn]) == inputs.Applied(3, 0)

    assert connection.execute(HELD).fetchall() == [("released", "张", night(4))]
    assert connection.execute(DECIDED).fetchall() == [("released", "李"), ("discarded", "王"), ("released", "张")]
    assert list(inputs.export(connection)) == lines
    assert _apply(connection, lines) == inputs.Applied(0, 3)


def test_an_earlier_decision_that_comes_later_is_kept_and_does_not_hold(connection: Connection) -> None:
    _decided_thrice(connection)
    (first, *_) = inputs.export(connection)
    connection.execute("DELETE FROM etl.rejected_decision WHERE decided_by = '李'")
    assert _apply(connection, [first]) == inputs.Applied(1, 0)
    assert connection.execute(HELD).fetchall() == [("released", "张", night(4))]
    assert len(connection.execute(DECIDED).fetchall()) == 3


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
    connection.execute("TRUNCATE etl.correction CASCADE")
    with pytest.raises(InputError, match=message):
        _apply(connection, [good, line])
    assert corrections.corrections(connection) == []


def test_who_withdraws_says_who_and_why_and_older_exports_are_read(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    for named in ({"reason": " ", "withdrawn_by": "李"}, {"reason": "复核", "withdrawn_by": ""}):
        with pytest.raises(CorrectionError, match="to withdraw a correction needs a reason and a name"):
            corrections.withdraw(connection, made.correction_id, withdrawn_at=night(3), **named)
    (line,) = inputs.export(connection)
    older = {name: value for name, value in json.loads(line).items() if name != "withdrawn_reason"}
    assert _apply(connection, [json.dumps(older)]) == inputs.Applied(0, 1)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("made_at", "2025-13-01", "made_at is '2025-13-01', not a moment such as 2025-04-02T10:00:00"),
        ("made_at", "2025-04-02T10:00:00", "made_at is '2025-04-02T10:00:00', not a moment"),
        ("url", 7, "url is 7, not a text"),
        ("sentence", "a\0b", "sentence is 'a.x00b', not a text"),
        ("value_digest", "x", "value_digest is 'x', not a digest such as"),
        ("owner", None, "owner is null and may not be"),
        ("reason", "", r"etl.correction asks for CHECK .*reason <> ''"),
        ("withdrawn_by", "李", "etl.correction asks for CHECK .*withdrawn_at IS NULL"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_file_line_and_key(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, key: str, value: object,
    message: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    _load(connection, REPORT, 0)
    _correct(connection, "litigation.filed", "111", value="112")
    _correct(connection, "litigation.lost", "3", value="4")
    lines = [json.loads(line) for line in inputs.export(connection)]
    connection.execute("TRUNCATE etl.correction CASCADE")
    connection.commit()
    file = tmp_path / "inputs.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (lines[0], {**lines[1], key: value})), encoding="utf-8")
    with pytest.raises(InputError, match=rf"{file}, line 2 \(correction\): {message}.* Nothing was taken over"):
        CliRunner().invoke(app, ["inputs", "apply", str(file)], catch_exceptions=False)
    assert corrections.corrections(connection) == []


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "gbk.jsonl"
    broken.write_bytes('{}\n{"reason": "旁证"}\n'.encode("gbk"))
    for file, message in (
        (broken, "gbk.jsonl, line 2 is not UTF-8"),
        (tmp_path, "can't be read: Is a directory"),
        (tmp_path / "none", "none can't be read: No such file"),
    ):
        with pytest.raises(ConfigurationError, match=message):
            read_lines(file)
    with pytest.raises(ConfigurationError, match="nonexistent/x can't be written: No such file or directory"):
        replace_whole(tmp_path / "nonexistent" / "x", b"")
    separated = tmp_path / "separated.jsonl"
    separated.write_bytes('\ufeff{"reason": "a\u2028b"}\n'.encode())
    assert read_lines(separated) == ['{"reason": "a\u2028b"}', ""], "JSON holds U+2028 as it is"


def test_an_export_that_was_edited_is_refused_and_what_was_withdrawn_since_is_taken(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    (line,) = inputs.export(connection)
    edited = json.dumps({**json.loads(line), "corrected": {"value": "113"}})
    with pytest.raises(
        InputError, match=r'line 1 \(correction\): corrected is {"value": "112"} here, and {"value": "113"} in'
    ):
        _apply(connection, [edited])
    later = json.dumps({**json.loads(line), "made_at": "2025-04-09T00:00:00+00:00"})
    with pytest.raises(InputError, match="another one of the same figure or score holds here; withdraw that first"):
        _apply(connection, [later])

    corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(3))
    (withdrawn,) = inputs.export(connection)
    assert _apply(connection, [line]) == inputs.Applied(0, 1), "an older export takes nothing back"
    connection.execute("TRUNCATE etl.correction CASCADE")
    assert _apply(connection, [line, withdrawn]) == inputs.Applied(2, 0)
    assert list(inputs.export(connection)) == [withdrawn]
    otherwise = json.dumps({**json.loads(withdrawn), "withdrawn_by": "赵"})
    with pytest.raises(InputError, match='withdrawn_by is 李 here, and "赵" in the line'):
        _apply(connection, [otherwise])


def test_a_second_correction_before_the_next_load_is_refused_and_names_the_first(connection: Connection) -> None:
    _load(connection, REPORT, 0)
    made = _correct(connection, "litigation.filed", "111", value="112")
    with pytest.raises(
        CorrectionError,
        match=rf"waits for the next load: correction {made.correction_id} by 王 \(value 112\);"
        rf" first fazhi correction withdraw {made.correction_id} --reason",
    ):
        _correct(connection, "litigation.filed", "111", value="113")
    assert [each.corrected for each in corrections.corrections(connection)] == [{"value": "112"}]


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
    assert "is withdrawn" in run(correction_commands.app, "withdraw", "1", "--by", "李", "--reason", "复核无误")
    assert run(correction_commands.app, "list") == "No corrections.\n"
    run(input_commands.app, "export", str(file))
    (line,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert (line["withdrawn_by"], line["withdrawn_reason"]) == ("李", "复核无误")
    confirmed = run(correction_commands.app, "confirm", "--year", "2024", "--observation", str(key[0]), "--expect",
                    "111", "--reason", "与原文一致", "--owner", "王")  # fmt: skip
    assert "litigation.filed 2024 111 件 -> value 111" in confirmed
    assert _load(connection, REPORT, 2) == []
    assert _held(connection)["litigation.filed"] == (111, "2024", "certain")
    rules = "SELECT rule FROM dw.fact_observation WHERE value = 111 AND superseded_at IS NULL"
    assert connection.execute(rules).fetchall() == [("correction",)]
