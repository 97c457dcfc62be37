"""How good extraction is on the labelled documents: it may only get better. The floors stand in floors.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.extract.evaluation import GoldSet, gold_sets, judge, read_labels
from fazhi.settings import PROJECT

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
CATALOGUE = load_catalogue(PROJECT / "include/catalogue")


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_gold_set_is_read_as_well_as_before(name: str) -> None:
    gold = next((gold for gold in gold_sets(PROJECT) if gold.name == name), None)
    if gold is None:
        pytest.skip(f"the gold set {name} is not here: it stands in a directory shared beside the project")
    judgement = judge(gold, CATALOGUE)
    reached = {level: tally.f1 for level, tally in judgement.levels.items()}
    reached["certain_precision"] = judgement.bands["certain"].precision
    reached["certain_covers"] = judgement.bands["certain"].recall
    assert {key: value for key, value in reached.items() if value < FLOORS[name][key]} == {}


def gold_of(tmp_path: Path, text: str, labels: str) -> GoldSet:
    (tmp_path / "report.txt").write_text(text, encoding="utf-8")
    (tmp_path / "report.tsv").write_text(labels, encoding="utf-8")
    return GoldSet("own", tmp_path, tmp_path)


def test_hits_misses_and_wrong_claims_are_counted_at_each_level(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        "某县2023年法治政府建设报告\n\n全年办理公证120件，办理法律援助案件80件。",
        "notary.cases\t公证120件\t120\t件\t2022\tactual\t\t\t\n"
        "?\t法律援助案件80件\t80\t件\t2023\tactual\t\t\t\n"
        "offices.count\t司法所9个\t9\t个\t2023\tactual\t\t\t\n",
    )
    levels = judge(gold, CATALOGUE).levels
    assert (levels["indicator"].hits, levels["indicator"].missed, levels["indicator"].wrong) == (1, 1, 1)
    assert (levels["full"].hits, levels["full"].missed, levels["full"].wrong) == (0, 2, 2)


def test_period_left_open_in_the_labels_is_not_judged(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        "某县2023年法治政府建设报告\n\n全年办理公证120件。",
        "notary.cases\t公证120件\t120\t件\t\tactual\t\t\t\n",
    )
    assert judge(gold, CATALOGUE).levels["full"].f1 == 1


def test_figure_stated_twice_counts_once(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        "某县2023年法治政府建设报告\n\n全年办理公证120件。\n\n公证处全年办理公证120件。",
        "notary.cases\t公证120件\t120\t件\t2023\tactual\t\t\t\n",
    )
    tally = judge(gold, CATALOGUE).levels["full"]
    assert (tally.hits, tally.missed, tally.wrong) == (1, 0, 0)


def test_each_doubt_has_its_share_right(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        "某县2023年法治政府建设报告\n\n2022年，办理公证120件。县公安局受理行政复议案件3件。",
        "notary.cases\t公证120件\t120\t件\t2022\tprevious\t\t\t\n?\t行政复议案件3件\t3\t件\t2022\tactual\t\t\t\n",
    )
    found = {doubt: (tally.hits, tally.wrong) for doubt, tally in judge(gold, CATALOGUE).doubts.items()}
    assert found == {"earlier_period": (1, 0), "of_others": (0, 1)}


def test_labels_without_their_document_are_named(tmp_path: Path) -> None:
    (tmp_path / "lost.tsv").write_text("notary.cases\t公证1件\t1\t件\t2023\tactual\t\t\t\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"lost\.tsv: no lost\.html or \.txt"):
        judge(GoldSet("own", tmp_path, tmp_path), CATALOGUE)


def test_label_that_is_no_number_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("notary.cases\t公证若干件\t若干\t件\t2023\tactual\t\t\t\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"bad\.tsv, row 1"):
        read_labels(path)
