"""The synthetic country: the same each time, true to itself, and what its labels say is what its pages show."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.synthetic.__main__ import measured, write_labels
from benchmarks.synthetic.country import Country, write_deployment
from benchmarks.synthetic.documents import KINDS, of_year
from benchmarks.synthetic.server import CountrySites
from benchmarks.synthetic.truth import FIRST_YEAR, LAST_YEAR, figures
from fazhi.extract.evaluation import read_labels
from fazhi.scoring.scheme import load_schemes
from fazhi.settings import Settings
from fazhi.sources import load_valid_sources
from tests.counts import FULL
from tests.sites.client import get
from tests.sites.model import FAMILIES


def test_the_whole_country_is_as_large_as_it_says() -> None:
    country = Country()
    counties = [country.county(number) for number in range(country.counties)]
    assert len({county.code for county in counties}) == len({county.name for county in counties}) == 2900
    assert {country.family(number) for number in range(country.counties)} == set(FAMILIES)
    a_year = Counter(each.kind for each in of_year(counties[0], 2020, small=False))
    assert set(a_year) == set(KINDS)
    assert len(KINDS) == 15
    documents = a_year.total() * len(range(FIRST_YEAR, LAST_YEAR + 1)) * len(counties)
    assert documents == 1_499_300


def test_the_same_seed_gives_the_same_pages_and_another_one_others() -> None:
    def pages(country: Country) -> list[tuple[str, str, bytes | None]]:
        written = [(url, each.write()) for url, each in country.urls(7)]
        return [(url, each.body, each.sheet) for url, each in written]

    assert pages(Country(counties=8, years=(2023,))) == pages(Country(counties=2900, years=(2023,)))
    assert pages(Country(counties=8, years=(2023,))) != pages(Country(counties=8, years=(2023,), seed=1))


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_every_figure_stands_in_its_page_as_its_label_says(number: int) -> None:
    for _, source in Country(counties=4, years=(2022, 2023)).urls(number):
        written = source.write()
        for label in written.labels:
            assert label.quote in written.body, (source.title, label)
        if source.kind in ("notice", "news"):
            assert {label.indicator for label in written.labels} <= {"?"}
        else:
            assert [label for label in (*written.labels, *written.sheet_labels) if label.indicator != "?"]


@pytest.mark.parametrize("year", [FIRST_YEAR, 2020, LAST_YEAR])
def test_what_is_true_adds_up(year: int) -> None:
    now, before = (figures(1, "110121", each) for each in (year, year - 1))
    assert now["reconsideration.carried_in"] == before["reconsideration.pending"]
    name = "reconsideration."
    assert now[name + "accepted"] + now[name + "carried_in"] == now[name + "concluded"] + now[name + "pending"]
    admitted, released = now["corrections.admitted"], now["corrections.released"]
    assert now["corrections.current"] == before["corrections.current"] + admitted - released
    for whole in ("mediation.received", "legal_aid.cases", "enforcement.penalties", "disclosure.requests_answered"):
        assert now[whole] == sum(value for code, value in now.items() if code.startswith(f"{whole}|")), whole
    assert min(now.values()) >= Decimal(0)


def test_sites_of_every_family_answer_with_what_was_written(tmp_path: Path) -> None:
    country = Country(counties=40, years=(2024,))
    families = {country.family(number): number for number in range(country.counties)}
    assert len(families) == len(FAMILIES)
    with CountrySites(country) as sites:
        for number in families.values():
            url, source = next((url, each) for url, each in country.urls(number) if each.kind == "bulletin")
            answer = get(sites, url)
            assert answer.status_code == 200, url
            assert source.title in answer.text
        assert get(sites, "http://www.elsewhere.example/").status_code == 404
        assert sites.counts["requests"] == len(families) + 1
        assert sites.counts["bytes"] > 0


def test_a_site_changes_only_in_its_nights() -> None:
    country = Country(counties=300, years=(2024, 2025), nightly=True)
    changing = [number for number in range(300) if country.changes(number, 1)]
    assert 0 < len(changing) < 15, "about one of a hundred"
    for number in range(40):
        before, after = ({url for url, _ in country.urls(number, night)} for night in (0, 1))
        assert len(after - before) == (number in changing)
        assert before <= after


def test_every_fourth_change_of_a_site_is_a_silent_revision() -> None:
    country = Country(counties=1, years=(2024, 2025), nightly=True, changes_one_of=1)
    (before, after) = (dict(country.urls(0, night)) for night in (3, 4))
    assert list(before) == list(after)
    changed = [url for url in before if before[url].write().body != after[url].write().body]
    assert len(changed) == 1
    assert before[changed[0]].published == after[changed[0]].published


def test_its_files_are_those_of_a_deployment(tmp_path: Path) -> None:
    written = write_deployment(Country(counties=120), tmp_path, years=(2024, 2025))
    settings = Settings.from_environment(written)
    sources, invalid = load_valid_sources(settings.sources)
    assert not invalid
    assert len(sources) == 120
    assert {source.province_code for source in sources} == {"11", "12"}
    from fazhi.catalogue import load_catalogue

    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    assert {(scheme.province, scheme.first_year, scheme.last_year) for scheme in schemes} == {
        ("11", 2024, 2025),
        ("12", 2024, 2025),
    }


def test_label_files_are_those_of_the_evaluation(tmp_path: Path) -> None:
    country = Country(counties=2, years=(2024,))
    write_labels(country, tmp_path)
    files = {file.stem: read_labels(file) for file in tmp_path.glob("*.tsv")}
    urls = {url: source for number in range(2) for url, source in country.urls(number)}
    assert len(files) == len(urls) == 30
    for url, source in urls.items():
        written = source.write()
        name = urlsplit(url).netloc + urlsplit(url).path.replace("/", "_")
        assert len(files[name]) == len(written.labels) + len(written.sheet_labels)


@pytest.mark.skipif(not FULL, reason="loads a slice of the country: make test-full")
def test_what_is_true_arrives_in_the_warehouse() -> None:
    accuracy = measured(Country(counties=10, years=(2023, 2024)))
    assert not accuracy.not_loaded
    assert accuracy.documents == 300
    assert accuracy.levels["full"].precision >= 0.99
    assert accuracy.levels["full"].recall >= 0.95
    assert accuracy.facts.precision >= 0.99
    assert accuracy.by_kind["disclosure"].recall == accuracy.by_kind["enforcement"].recall == 1
