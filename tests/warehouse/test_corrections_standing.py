"""How long a correction holds: through later readings and other texts, until it lapses, is withdrawn or renewed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fazhi.quality.trial import Trial
from fazhi.warehouse import corrections, ledger
from fazhi.warehouse.corrections import CorrectionError
from fazhi.warehouse.database import Connection
from tests.warehouse import pages
from tests.warehouse.correcting import REPORT, SETTINGS, correct_figure, held, load_night
from tests.warehouse.pages import CATALOGUE, VERSIONS, night, page, said


def test_a_correction_holds_for_every_later_reading_until_it_is_withdrawn(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    less_sure = replace(REPORT, says=(said("litigation.filed", "111", confidence="likely"), REPORT.says[1]))
    assert load_night(connection, less_sure, 2) == []
    assert held(connection)["litigation.filed"][0] == 112

    corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(3))
    load_night(connection, REPORT, 4)
    assert held(connection)["litigation.filed"] == (Decimal(111), "2024", "certain")
    with pytest.raises(CorrectionError, match=r"no correction \d+ that holds"):
        corrections.withdraw(connection, made.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(5))


def test_a_correction_holds_where_its_sentence_stands_in_another_text(connection: Connection) -> None:
    first = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"), said("legal_aid.cases", "80"))
    load_night(connection, first, 0)
    correct_figure(connection, "litigation.filed", "111", value="112")
    lost = correct_figure(connection, "litigation.lost", "3")
    lapses = correct_figure(connection, "legal_aid.cases", "80", value="81")
    assert load_night(connection, first, 2) == []

    added = said("litigation.concluded", "7")  # above: every paragraph after it has another number
    revised = replace(first, says=(added, *first.says[:2], said("legal_aid.cases", "85")), captured_at=night(3))
    assert load_night(connection, revised, 4) == [lapses]
    assert {code: value for code, (value, *_) in held(connection).items()} == {
        "litigation.concluded": 7,
        "litigation.filed": 112,
        "legal_aid.cases": 85,
    }
    causes = "SELECT cause FROM mart.supersessions WHERE indicator_code = 'litigation.filed'"
    assert connection.execute(causes).fetchall() == [("correction",)], "the revision said nothing of it"

    corrections.withdraw(connection, lost.correction_id, reason="复核", withdrawn_by="李", withdrawn_at=night(5))
    assert ledger.pending_partitions(connection, VERSIONS) == ["99|2024"], "though it was made for the earlier text"
    load_night(connection, revised, 6)
    assert held(connection)["litigation.lost"][0] == 3


def test_of_two_sentences_alike_none_is_taken_for_the_corrected_one(connection: Connection) -> None:
    twice = page("report", said("litigation.filed", "111"), said("litigation.filed", "111"))
    load_night(connection, twice, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    assert load_night(connection, twice, 2) == [], "its place tells which"
    again = said("litigation.filed", "111")
    moved = replace(twice, says=(said("litigation.lost", "3"), said("legal_aid.cases", "8"), again, again))
    assert load_night(connection, replace(moved, captured_at=night(3)), 4) == [made]


def test_a_correction_of_what_is_read_otherwise_by_now_matches_nothing_and_is_told(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    made = correct_figure(connection, "litigation.filed", "111", value="112")
    revised = replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1]), captured_at=night(2))
    assert load_night(connection, revised, 3) == [made]
    assert held(connection)["litigation.filed"][0] == 115, "nothing is guessed"


def test_what_was_confirmed_is_renewed_as_such_and_on_its_own_page(connection: Connection) -> None:
    load_night(connection, REPORT, 0)
    ((key,),) = connection.execute("SELECT observation_key FROM dw.fact_observation WHERE value = 111").fetchall()
    named = {"reason": "与原文一致", "owner": "王", "made_at": night(1)}
    made = corrections.confirm(connection, 2024, key, expected=Decimal(111), **named)
    load_night(connection, replace(REPORT, says=(said("litigation.filed", "115"), REPORT.says[1])), 3)
    pages.load(connection, page("other", said("litigation.filed", "115", prose="另计")), at=night(3))
    query = "SELECT observation_key FROM dw.fact_observation WHERE value = 115 ORDER BY document_key"
    (key,), (elsewhere,) = connection.execute(query).fetchall()
    asked = {"catalogue": CATALOGUE, "objections": Trial(connection, SETTINGS).objections}
    with pytest.raises(CorrectionError, match=r"is of https://county.example/report, 2024/.* of .*/other"):
        corrections.renew(connection, made.correction_id, 2024, elsewhere, expected=Decimal(115), **named, **asked)
    again = corrections.renew(connection, made.correction_id, 2024, key, expected=Decimal(115), **named, **asked)
    assert again.corrected == {"value": "115"}
    assert [each.correction_id for each in corrections.corrections(connection)] == [again.correction_id]
