"""Corrections that are refused when they are made or withdrawn, whoever enters them."""

from __future__ import annotations

import json

import pytest
from psycopg.errors import CheckViolation

from fazhi.warehouse import corrections, inputs
from fazhi.warehouse.corrections import CorrectionError
from fazhi.warehouse.database import Connection
from tests.warehouse.correcting import REPORT, apply_lines, correct_figure, load_night
from tests.warehouse.pages import night


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
    load_night(connection, REPORT, 0)
    with pytest.raises(CorrectionError, match=message):
        correct_figure(connection, "litigation.filed", expected, **corrected)
    assert corrections.corrections(connection) == []


def test_a_second_correction_before_the_next_load_is_refused_and_names_the_first(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    with pytest.raises(
        CorrectionError,
        match=rf"waits for the next load: correction {made.correction_id} by 王 \(value 112\);"
        rf" first fazhi correction withdraw {made.correction_id} --reason",
    ):
        correct_figure(connection, "litigation.filed", "111", value="113")
    assert [each.corrected for each in corrections.corrections(connection)] == [{"value": "112"}]


@pytest.mark.parametrize(
    "corrected",
    ['{"value": "NaN"}', '{"value": 4}', '{"sentence": "x"}', '["value"]', '{"kind": "x"}', '{"period": ""}'],
)
def test_a_correction_that_cannot_be_is_not_entered_by_sql(connection: Connection, corrected: str) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    change = "UPDATE etl.correction SET corrected = %s WHERE correction_id = %s"
    with pytest.raises(CheckViolation, match="correction_can_be"):
        connection.execute(change, (corrected, made.correction_id))


def test_who_withdraws_says_who_and_why_and_older_exports_are_read(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    for named in ({"reason": " ", "withdrawn_by": "李"}, {"reason": "复核", "withdrawn_by": ""}):
        with pytest.raises(CorrectionError, match="to withdraw a correction needs a reason and a name"):
            corrections.withdraw(connection, made.correction_id, withdrawn_at=night(3), **named)
    (line,) = inputs.export(connection)
    older = {name: value for name, value in json.loads(line).items() if name != "withdrawn_reason"}
    assert apply_lines(connection, [json.dumps(older)]) == inputs.Applied(0, 1)
