"""What people put in, exported and applied to a warehouse that is rebuilt; a line that cannot be is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.commands.files import read_lines, replace_whole
from fazhi.errors import ConfigurationError
from fazhi.warehouse import corrections, inputs
from fazhi.warehouse.database import Connection
from fazhi.warehouse.inputs import InputError
from tests.warehouse import pages
from tests.warehouse.correcting import REPORT, apply_lines, correct_figure, held, load_night
from tests.warehouse.pages import night, page, said


def test_inputs_are_applied_to_a_warehouse_that_is_rebuilt(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
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
    assert apply_lines(connection, lines) == inputs.Applied(2, 0)
    assert apply_lines(connection, lines) == inputs.Applied(0, 2)
    assert list(inputs.export(connection)) == lines
    load_night(connection, REPORT, 2)
    assert held(connection)["litigation.filed"][0] == 112


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
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
    (line,) = inputs.export(connection)
    connection.execute("TRUNCATE etl.correction CASCADE")
    with pytest.raises(InputError, match=message):
        apply_lines(connection, [json.dumps({**json.loads(line), "corrected": corrected})])
    assert corrections.corrections(connection) == []
    withdrawn = {"corrected": {"value": "NaN"}, "withdrawn_at": "2025-04-09T00:00:00+00:00", "withdrawn_by": "李"}
    assert apply_lines(connection, [json.dumps({**json.loads(line), **withdrawn})]).taken == 1, "what was is kept"


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
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
    (good,) = inputs.export(connection)
    connection.execute("TRUNCATE etl.correction CASCADE")
    with pytest.raises(InputError, match=message):
        apply_lines(connection, [good, line])
    assert corrections.corrections(connection) == []


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
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
    correct_figure(connection, "litigation.lost", "3", value="4")
    lines = [json.loads(line) for line in inputs.export(connection)]
    connection.execute("TRUNCATE etl.correction CASCADE")
    connection.commit()
    file = tmp_path / "inputs.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in (lines[0], {**lines[1], key: value})), encoding="utf-8")
    with pytest.raises(InputError, match=rf"{file}, line 2 \(correction\): {message}.* Nothing was taken over"):
        CliRunner().invoke(app, ["inputs", "apply", str(file)], catch_exceptions=False)
    assert corrections.corrections(connection) == []


def test_an_export_that_was_edited_is_refused_and_what_was_withdrawn_since_is_taken(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    (line,) = inputs.export(connection)
    edited = json.dumps({**json.loads(line), "corrected": {"value": "113"}})
    with pytest.raises(
        InputError, match=r'line 1 \(correction\): corrected is {"value": "112"} here, and {"value": "113"} in'
    ):
        apply_lines(connection, [edited])
    later = json.dumps({**json.loads(line), "made_at": "2025-04-09T00:00:00+00:00"})
    with pytest.raises(InputError, match="another one of the same figure or score holds here; withdraw that first"):
        apply_lines(connection, [later])

    corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(3))
    (withdrawn,) = inputs.export(connection)
    assert apply_lines(connection, [line]) == inputs.Applied(0, 1), "an older export takes nothing back"
    connection.execute("TRUNCATE etl.correction CASCADE")
    assert apply_lines(connection, [line, withdrawn]) == inputs.Applied(2, 0)
    assert list(inputs.export(connection)) == [withdrawn]
    otherwise = json.dumps({**json.loads(withdrawn), "withdrawn_by": "赵"})
    with pytest.raises(InputError, match='withdrawn_by is 李 here, and "赵" in the line'):
        apply_lines(connection, [otherwise])


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
