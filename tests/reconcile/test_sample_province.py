"""The contradictions planted in the sample province are found from its labels, and nothing else is claimed."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse import parse_page
from fazhi.reconcile import Identity, check_across, check_document, load_identities
from tests.conftest import PROJECT
from tests.reconcile.gold import gold_directory, gold_observations

PLANTED = {
    ("990123_shuoping_2021_fzzf", "reconsideration.correction_rate", "2021"),
    ("990124_qingdun_2022_sfj", "reconsideration.mediated_of_concluded", "2022"),
    ("990124_qingdun_2023_zftj", "enforcement.penalties_by_type", "2023"),
    ("990126_gechuan_2024H1_sfj", "corrections.released_by_reason", "2024H1"),
    ("990224_jichuan_2024_annual", "legal_aid.cases_by_type", "2024"),
    ("990226_zhongping_2023_annual", "mediation.success_rate", "2023"),
}
FIRST_PUBLICATION = "990224_jichuan_2024_annual"  # replaced by _v2


@pytest.fixture(scope="module")
def identities() -> tuple[Identity, ...]:
    return load_identities(load_catalogue(PROJECT / "include" / "catalogue"))


def test_planted_contradictions_within_a_document_are_found_and_no_others(identities: tuple[Identity, ...]) -> None:
    claimed = {
        (path.stem, check.identity, check.period)
        for path in gold_directory().glob("*.tsv")
        for check in check_document(gold_observations(path), identities)
        if check.result == "contradicts"
    }
    assert claimed == PLANTED


def test_the_pages_give_what_the_labels_give(identities: tuple[Identity, ...]) -> None:
    catalogue = load_catalogue(PROJECT / "include" / "catalogue")
    claimed = set()
    for path in sorted((PROJECT / "examples" / "yunchuan" / "pages").glob("*.html")):
        document = parse_page(path.read_bytes(), url=f"http://www.county.example/{path.name}")
        observations = extract(document, catalogue).observations
        claimed |= {
            (path.stem, check.identity, check.period)
            for check in check_document(observations, identities)
            if check.result == "contradicts"
        }
    assert claimed >= PLANTED
    assert len(claimed - PLANTED) <= 3, claimed - PLANTED


def test_most_checks_of_the_sample_agree(identities: tuple[Identity, ...]) -> None:
    results = Counter(
        check.result
        for path in gold_directory().glob("*.tsv")
        for check in check_document(gold_observations(path), identities)
    )
    assert results["agrees"] > 500
    assert results["explainable"] < 40


def test_a_change_that_does_not_follow_from_last_years_report_is_found(identities: tuple[Identity, ...]) -> None:
    units = defaultdict(list)
    for path in sorted(gold_directory().glob("*.tsv")):
        if path.stem != FIRST_PUBLICATION:
            units[path.stem[:6]].append(path)
    claimed = {}
    for paths in units.values():
        labelled = [(number, label) for number, path in enumerate(paths) for label in gold_observations(path)]
        observations = [label for _, label in labelled]
        for check in check_across(observations, [number for number, _ in labelled], identities):
            if check.result == "contradicts":
                stem = paths[labelled[check.operands[0]][0]].stem
                claimed[stem, check.identity, check.period] = (check.expected, check.found)
    assert {key: tuple(map(str, values)) for key, values in claimed.items()} == {
        ("990221_zhenxi_2023_annual", "any.change", "2023"): ("28.57", "38.57")
    }
