"""A county read without the words that only its own documents hold, as one that nobody has seen is read."""

from __future__ import annotations

from pathlib import Path

from fazhi.catalogue import load_catalogue
from fazhi.extract.evaluation import GoldSet, judge
from fazhi.extract.leave_out import leave_one_county_out, without, words_of
from fazhi.settings import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
NOTARY = ("某县2023年法治政府建设报告\n\n全年办理公证{count}件。", "notary.cases\t公证{count}件\t{count}\t件\t2023\n")
AID = (
    "某县2023年法治政府建设报告\n\n全年办理法律援助案件{count}件。",
    "legal_aid.cases\t{count}件\t{count}\t件\t2023\n",
)


def gold_of(folder: Path, **reports: tuple[str, str]) -> GoldSet:
    """Labelled documents by stem; each report and its labels are filled in with a count of their own."""
    folder.mkdir(exist_ok=True)
    for count, (stem, (text, labels)) in enumerate(reports.items(), start=120):
        (folder / f"{stem}.txt").write_text(text.format(count=count), encoding="utf-8")
        (folder / f"{stem}.tsv").write_text(labels.format(count=count), encoding="utf-8")
    return GoldSet(folder.name, folder, folder)


def found(gold: GoldSet, *beside: GoldSet, counties: tuple[str, ...] = ()) -> tuple[int, int]:
    judgement = leave_one_county_out([gold, *beside], CATALOGUE, counties=counties)[0]
    return judgement.levels["full"].hits, judgement.levels["full"].missed


def test_what_only_one_county_words_so_is_missed_there(tmp_path: Path) -> None:
    gold = gold_of(tmp_path / "own", east_2022=NOTARY, east_2023=NOTARY, west_2023=AID)
    assert judge(gold, CATALOGUE).levels["full"].hits == 3
    assert found(gold) == (0, 3)


def test_words_that_another_county_holds_stay(tmp_path: Path) -> None:
    gold = gold_of(tmp_path / "own", east_2023=NOTARY, north_2023=NOTARY, west_2023=AID)
    assert found(gold) == (2, 1)
    assert found(gold, counties=("east", "north")) == (2, 0)


def test_words_of_another_gold_set_stay(tmp_path: Path) -> None:
    gold = gold_of(tmp_path / "own", east_2023=NOTARY)
    assert found(gold) == (0, 1)
    assert found(gold, gold_of(tmp_path / "other", west_2023=NOTARY)) == (1, 0)


def test_wording_without_a_word_for_a_condition_is_gone() -> None:
    wording = next(
        wording
        for indicator in CATALOGUE.indicators.values()
        for wording in indicator.wording
        if wording.with_ and all(isinstance(word, str) for word in wording.with_)
    )
    code = next(code for code, indicator in CATALOGUE.indicators.items() if wording in indicator.wording)
    condition = {word for word in wording.with_ if isinstance(word, str)}
    assert wording not in without(CATALOGUE, condition).indicators[code].wording
    kept = without(CATALOGUE, set(sorted(condition)[1:])).indicators[code].wording
    assert (sorted(condition)[0],) in [other.with_ for other in kept]


def test_words_are_dropped_wherever_they_stand() -> None:
    words = words_of(CATALOGUE)
    assert len(words) > 1000
    assert words_of(without(CATALOGUE, words)) == set()


def test_nothing_else_of_the_catalogue_changes() -> None:
    assert without(CATALOGUE, set()) == CATALOGUE
