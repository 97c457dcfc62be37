"""What loads leave unrecognised: kept with the document version, shown word by word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from fazhi.commands import unrecognised as command
from fazhi.errors import ConfigurationError
from fazhi.warehouse.database import Connection
from fazhi.warehouse.fingerprint import fingerprint
from fazhi.warehouse.unrecognised import unrecognised_words
from tests.warehouse.pages import load, night, page, said

FIGURE = said("litigation.filed", "1")
ONE = replace(page("one", FIGURE), unread=(("法律援助", "41件次"), ("法律援助", "7件次"), ("公证", "3份")))
TWO = replace(page("two", FIGURE, county="990102"), unread=(("法律援助", "52件次"),))
EARLIER = replace(page("old", FIGURE, partition_year=2023), unread=(("律师", "9所"),))


def test_words_of_most_documents_come_first_with_examples_of_different_documents(connection: Connection) -> None:
    load(connection, ONE, TWO)
    words = unrecognised_words(connection)
    assert [(each.word, each.figures, each.documents, each.counties) for each in words] == [
        ("法律援助", 3, 2, 2),
        ("公证", 1, 1, 1),
    ]
    assert words[0].indicators == ["legal_aid.cases"]
    assert words[0].examples == [
        ("全县法律援助另计7件次。", "7件次", 8),
        ("全县法律援助另计52件次。", "52件次", 8),
    ]
    for sentence, figure, start in words[0].examples:
        assert sentence[start : start + len(figure)] == figure


def test_province_year_and_numbers_narrow_the_list(connection: Connection) -> None:
    load(connection, ONE, TWO)
    load(connection, EARLIER)
    assert [each.word for each in unrecognised_words(connection, year=2023)] == ["律师"]
    assert unrecognised_words(connection, province="11") == []
    (first,) = unrecognised_words(connection, province="99", year=2024, examples=1, limit=1)
    assert len(first.examples) == 1


def test_a_new_reading_takes_the_place_of_the_last_and_the_same_changes_no_row(connection: Connection) -> None:
    load(connection, ONE)
    before = connection.execute("SELECT ctid, xmin, * FROM etl.unrecognised ORDER BY position").fetchall()
    held = fingerprint(connection)
    load(connection, ONE, at=night(1))
    assert connection.execute("SELECT ctid, xmin, * FROM etl.unrecognised ORDER BY position").fetchall() == before
    assert fingerprint(connection) == held

    load(connection, replace(ONE, unread=ONE.unread[:1], captured_at=night(2)), at=night(2))

    assert [(each.word, each.figures) for each in unrecognised_words(connection)] == [("法律援助", 1)]
    versions = connection.execute("SELECT count(DISTINCT document_key) FROM etl.unrecognised").fetchone()
    assert versions == (2,), "the first version of the text keeps its own"


def test_the_command_shows_them(connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch) -> None:
    load(connection, ONE)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    monkeypatch.setenv("COLUMNS", "200")
    shown = CliRunner().invoke(command.app, ["list", "--province", "99", "--year", "2024"], catch_exceptions=False)
    assert shown.exit_code == 0
    assert "全县法律援助另计7件次。" in shown.output
    none = CliRunner().invoke(command.app, ["list", "--year", "2011"], catch_exceptions=False)
    assert "No figures are unrecognised." in none.output
    with pytest.raises(ConfigurationError, match="--province 990101"):
        CliRunner().invoke(command.app, ["list", "--province", "990101"], catch_exceptions=False)
