"""What a wrong entry of identities.yml says, and what the catalogue's own holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.reconcile import load_identities
from tests.conftest import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include" / "catalogue")


def test_the_catalogue_holds_relations_of_every_kind() -> None:
    identities = load_identities(CATALOGUE)
    assert len(identities) >= 60
    assert {identity.kind for identity in identities} == {"sum", "rate", "order", "members", "change", "restatement"}


def test_a_figure_may_be_compared_with_its_parts_and_with_the_year_before(tmp_path: Path) -> None:
    path = tmp_path / "identities.yml"
    path.write_text(
        "- {id: a.of_parts, rests_on: form, kind: rate, rate: litigation.loss_rate, numerator: litigation.lost, "
        "definition: [litigation.lost + litigation.won]}\n"
        "- {id: a.of_last_year, rests_on: form, kind: order, lesser: last(corrections.current), "
        "greater: corrections.current}\n"
        "- {id: a.of_members, rests_on: form, kind: order, lesser: 'corrections.current[type=parole]', "
        "greater: corrections.current}\n",
        encoding="utf-8",
    )
    assert len(load_identities(replace(CATALOGUE, directory=tmp_path))) == 3


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("kind: order, lesser: litigation.lost, greater: litigation.gone", "no indicator litigation.gone"),
        ("kind: order, lesser: litigation.lost, greater: litigation.lost * 2", "neither"),
        ("kind: order, lesser: litigation.lost, greater: litigation.lost +", "not a sum"),
        ("kind: order, lesser: last(litigation.lost, greater: litigation.lost", "not an indicator"),
        ("kind: order, lesser: litigation.lost, greater: 3", "not a sum of indicators"),
        ("kind: order, lesser: litigation.lost", "greater"),
        ("kind: order, lesser: litigation.lost, greater: litigation.filed, unless: luck", "unless"),
        (
            "kind: rate, rate: litigation.lost, numerator: litigation.lost, definition: [litigation.filed]",
            "measure rate",
        ),
        ("kind: rate, rate: litigation.loss_rate, numerator: litigation.lost, definition: []", "definition"),
        ("kind: members, indicator: litigation.lost, dimension: type", "no dimension type"),
        ("kind: members, indicator: litigation.gone, dimension: type", "no indicator"),
        ("kind: sum, whole: 'corrections.current[type=luck]', parts: corrections.admitted", "no breakdown type=luck"),
        ("kind: guess", "kind|guess"),
        ("lesser: litigation.lost", "test.wrong: the key 'kind' is missing"),
        ("kind: order, lesser: notary.cases, greater: notary.cases", "notary.cases stands on both sides"),
        (
            "kind: sum, whole: litigation.filed, parts: litigation.lost + litigation.filed",
            "litigation.filed stands on both",
        ),
        (
            "kind: rate, rate: litigation.loss_rate, numerator: litigation.lost, definition: [litigation.lost]",
            "litigation.lost stands on both sides",
        ),
    ],
)
def test_a_wrong_identity_is_refused_with_file_and_name(tmp_path: Path, entry: str, message: str) -> None:
    path = tmp_path / "identities.yml"
    path.write_text(f"- {{id: test.wrong, rests_on: nothing at all, {entry}}}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message) as raised:
        load_identities(replace(CATALOGUE, directory=tmp_path))
    assert str(path) in str(raised.value)
    assert "test.wrong" in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "not YAML"),
        ("a: 1", "expected a list"),
        ("- just words", "entry 1"),
        (
            "- {id: a.b, rests_on: form, kind: change}\n- {id: a.b, rests_on: form, kind: change}",
            "a.b is declared twice",
        ),
    ],
)
def test_a_file_that_is_no_list_of_identities_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "identities.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_identities(replace(CATALOGUE, directory=tmp_path))


def test_a_missing_file_says_how_to_have_no_identities(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="empty list"):
        load_identities(replace(CATALOGUE, directory=tmp_path))
