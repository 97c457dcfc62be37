"""Decisions about rejected rows, applied to a warehouse that is rebuilt: all are kept, and the latest holds."""

from __future__ import annotations

import json

import pytest

from fazhi.warehouse import inputs
from fazhi.warehouse.database import Connection
from tests.warehouse import pages
from tests.warehouse.correcting import apply_lines
from tests.warehouse.pages import night, page, said


def test_a_decision_is_made_for_a_row_that_waits(connection: Connection) -> None:
    pages.load(connection, page("early", said("litigation.filed", "1", "2004")), at=night(1))
    decide = "UPDATE etl.rejected SET state = 'discarded', decided_at = %s, decided_by = '王', decision_reason = '旧'"
    connection.execute(decide, (night(1),))
    (line,) = inputs.export(connection)
    undo = "UPDATE etl.rejected SET state = 'pending', decided_at = NULL, decided_by = NULL, decision_reason = NULL"
    connection.execute(undo)
    connection.execute("TRUNCATE etl.rejected_decision")  # as in a new warehouse, where it waits
    assert apply_lines(connection, [line]) == inputs.Applied(1, 0)
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
    assert apply_lines(connection, lines[::turn]) == inputs.Applied(3, 0)

    assert connection.execute(HELD).fetchall() == [("released", "张", night(4))]
    assert connection.execute(DECIDED).fetchall() == [("released", "李"), ("discarded", "王"), ("released", "张")]
    assert list(inputs.export(connection)) == lines
    assert apply_lines(connection, lines) == inputs.Applied(0, 3)


def test_an_earlier_decision_that_comes_later_is_kept_and_does_not_hold(connection: Connection) -> None:
    _decided_thrice(connection)
    (first, *_) = inputs.export(connection)
    connection.execute("DELETE FROM etl.rejected_decision WHERE decided_by = '李'")
    assert apply_lines(connection, [first]) == inputs.Applied(1, 0)
    assert connection.execute(HELD).fetchall() == [("released", "张", night(4))]
    assert len(connection.execute(DECIDED).fetchall()) == 3
