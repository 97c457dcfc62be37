"""The counties in `include/sources/`: real ones, honest about what nobody has checked."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from pathlib import Path

import pytest

from fazhi.sources import Source, load_sources
from fazhi.sources.families import guess_family

INCLUDE = Path(__file__).resolve().parents[2] / "include"
SOURCES = load_sources([INCLUDE / "sources"])


def divisions() -> list[dict[str, str]]:
    with (INCLUDE / "regions" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_counties_of_the_four_real_documents_are_among_them() -> None:
    names = {source.code: source.name for source in SOURCES}
    assert {code: names[code] for code in ("331022", "371525", "371082", "431226")} == {
        "331022": "三门县",
        "371525": "冠县",
        "371082": "荣成市",
        "431226": "麻阳苗族自治县",
    }
    assert len(SOURCES) >= 12


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_a_county_is_a_division_of_today_under_the_same_name(source: Source) -> None:
    today = [row for row in divisions() if row["code"] == source.code and not row["valid_to"]]
    assert [(row["name"], row["level"]) for row in today] == [(source.name, "county")]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_a_county_stands_in_the_directory_of_its_province_and_is_not_crawled_unseen(source: Source) -> None:
    assert [path.parent.name for path in (INCLUDE / "sources").rglob(f"{source.code}_*.yml")] == [source.province_code]
    assert source.status == "unverified"
    assert source.notes


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.code)
def test_no_address_of_a_county_speaks_for_another_family(source: Source) -> None:
    guesses = [guess_family(url) for url in (source.home, *(page.url for page in source.lists))]
    assert {guess[0] for guess in guesses if guess} <= {source.family}


def test_every_division_has_its_province_and_prefecture() -> None:
    rows = divisions()
    level = {row["code"]: row["level"] for row in rows}
    for row in rows:
        assert level[row["province_code"] + "0000"] == "province"
        assert row["code"].startswith(row["province_code"])
        if row["prefecture_code"]:
            assert level[row["prefecture_code"]] == "prefecture"
            assert row["code"][:4] == row["prefecture_code"][:4]


def test_the_versions_of_a_code_follow_each_other_without_overlap() -> None:
    versions = defaultdict(list)
    for row in divisions():
        versions[row["code"]].append((row["valid_from"], row["valid_to"]))
    for code, times in versions.items():
        assert times == sorted(times), code
        for (_, end), (start, _) in itertools.pairwise(times):
            assert end, code
            assert end <= start, code
    assert len(versions["420600"]) == 2
