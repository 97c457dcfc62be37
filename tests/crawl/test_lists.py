"""The recorded list pages of the site families, each with the links and further pages that a reader finds in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.crawl.adapters import adapters
from tests.crawl.recorded import LISTS, dumps, expectation, read, recorded_lists


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def test_every_adapter_has_a_recorded_list() -> None:
    assert {page.parent.name for page in recorded_lists()} == set(adapters())


def test_every_list_has_its_expectation_and_every_expectation_its_list() -> None:
    missing = [name(page) for page in recorded_lists() if not expectation(page).exists()]
    assert not missing, f"run `python -m tests.crawl.recorded PAGE`, read what it prints and keep it: {missing}"
    assert not [name(path) for path in LISTS.glob("*/*.json") if not path.with_suffix("").exists()]


@pytest.mark.parametrize("page", recorded_lists(), ids=name)
def test_a_list_names_what_a_reader_finds(page: Path) -> None:
    expected = json.loads(expectation(page).read_text(encoding="utf-8"))

    assert dumps({"request": expected["request"]} | read(page, expected["request"])) == dumps(expected)
