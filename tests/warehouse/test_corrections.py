"""What a correction makes of the figure that it names, in the load that applies it and in the marts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from psycopg.types.json import Jsonb

from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection
from tests.warehouse.correcting import REPORT, confirm_figure, correct_figure, held, load_night
from tests.warehouse.pages import VERSIONS, night, said


def test_a_correction_takes_the_place_of_what_was_read_and_names_its_cause(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
    assert ledger.pending_partitions(connection, VERSIONS) == ["99|2024"], "its document is derived again"

    assert load_night(connection, REPORT, 2) == []

    assert held(connection)["litigation.filed"] == (Decimal(112), "2024", "certain")
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
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", value="112", period="2023")
    load_night(connection, REPORT, 2)
    made = ("litigation.filed 2024 111 件", "王", night(1), "旁证")
    corrected = ("litigation.filed", "2023", Decimal(112), "corrected", *made)
    assert connection.execute(DECIDED_FIGURES).fetchall() == [corrected]

    confirm_figure(connection, "litigation.lost", "3")
    load_night(connection, REPORT, 3)
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
    load_night(connection, moved, 4)
    told = connection.execute(DECIDED_FIGURES).fetchall()
    assert told == [corrected, confirmed], "the sentence stands in another text"


def test_a_figure_can_be_of_another_indicator_period_or_of_none(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    correct_figure(connection, "litigation.filed", "111", indicator="litigation.concluded", period="2023")
    correct_figure(connection, "litigation.lost", "3")
    load_night(connection, REPORT, 2)
    assert held(connection) == {"litigation.concluded": (Decimal(111), "2023", "certain")}


def test_a_wrong_correction_that_is_there_is_passed_over_and_all_else_is_read(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    correct_figure(connection, "litigation.lost", "3", value="4")
    connection.execute("ALTER TABLE etl.correction DROP CONSTRAINT correction_can_be")  # as an older version left it
    for wrong in ({"value": "NaN"}, {"value": "many"}, {"value": "-4"}, {"indicator": "no.more"}, {"period": "1999"}):
        change = "UPDATE etl.correction SET corrected = %s WHERE correction_id = %s"
        connection.execute(change, (Jsonb(wrong), made.correction_id))
        (passed_over,) = load_night(connection, REPORT, 2)
        assert passed_over.correction_id == made.correction_id
        assert {code: value for code, (value, *_) in held(connection).items()} == {
            "litigation.filed": 111,
            "litigation.lost": 4,
        }
