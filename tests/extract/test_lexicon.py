"""The compiled wordings: which words a text holds, and what a label names."""

from __future__ import annotations

import shutil
from itertools import combinations
from pathlib import Path

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.extract.bind import Context
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.wording_check import faults
from fazhi.settings import PROJECT

CATALOGUE = PROJECT / "include/catalogue"
LEXICON = Lexicon.of(load_catalogue(CATALOGUE))


def words(text: str) -> list[str]:
    return [match.anchor.word for match in LEXICON.anchors(text)]


def test_longest_word_hides_the_shorter_ones_inside_it() -> None:
    assert "受理" not in words("不予受理6件")


def test_overlapping_words_are_both_found() -> None:
    found = words("行政机关负责人出庭应诉率")
    assert "负责人出庭应诉率" in found
    assert any(word.endswith("负责人出庭") for word in found)


def test_of_a_part_of_a_text_only_what_lies_in_it_is_found() -> None:
    text = "今年办结6件，办结率100%"
    (match, *_) = LEXICON.anchors(text, 2, 5)
    assert (match.start, match.end) == (2, 4)
    assert [match.start for match in LEXICON.anchors(text, 3)] == [7]


def test_words_of_a_part_are_those_of_the_whole_unless_one_goes_beyond_it() -> None:
    text = "全县行政机关负责人出庭应诉率达98%，不予受理行政复议申请6件，人民调解委员会调解矛盾纠纷成功率99%。"
    context = Context(LEXICON.anchors(text))
    compared = 0
    for start, end in combinations(range(len(text) + 1), 2):
        by_itself = [match.anchor.word for match in LEXICON.anchors(text[start:end])]
        of_the_whole = context.apart(start, end)
        if of_the_whole is not None:
            compared += 1
            assert [match.anchor.word for match in of_the_whole] == by_itself, text[start:end]
    assert len(text) < compared < len(text) * len(text) / 2


@pytest.mark.parametrize(
    ("label", "unit", "context", "bound"),
    [
        ("收到申请（件）", "", "表1 行政复议情况", ("reconsideration.received", "")),
        ("受理总数", "件", "法律援助案件办理情况", ("legal_aid.cases", "")),
        ("民事", "件", "法律援助案件办理情况", ("legal_aid.cases", "case_type=civil")),
        ("罚没金额", "万元", "行政执法情况", ("enforcement.penalty_amount", "")),
        ("纠错率", "%", "行政复议情况", ("reconsideration.correction_rate", "")),
        ("安置帮教在册", "人", "", ("resettlement.current", "")),
        ("驳回", "件", "行政复议情况", None),
        ("备注", "", "行政复议情况", None),
    ],
)
def test_label(label: str, unit: str, context: str, bound: tuple[str, str] | None) -> None:
    assert LEXICON.bind_label(label, unit, context) == bound


def test_catalogue_of_the_project_has_no_faults() -> None:
    assert faults(load_catalogue(CATALOGUE)) == []


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    directory = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, directory)
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return directory


def test_words_claimed_alike_are_named(tmp_path: Path) -> None:
    directory = changed(
        tmp_path,
        "indicators/offices.yml",
        "- code: offices.investment",
        '- code: offices.extra\n  name_zh: 又一个\n  unit: "个"\n  measure: stock\n  direction: "0"\n  tier: extended\n'
        '  wording:\n    - {head: [法律援助工作站], unit: [个, 家, 处, ""], weight: 3}\n- code: offices.investment',
    )
    (fault,) = faults(load_catalogue(directory))
    assert fault.startswith("法律援助工作站 is claimed alike by legal_aid.stations, offices.extra")


def test_a_statement_told_alike_by_two_kinds_is_named(tmp_path: Path) -> None:
    directory = changed(
        tmp_path,
        "statements.yml",
        "  - code: notary.no_complaints",
        "  - code: notary.praised\n    name_zh: 又一个\n    name_en: Another\n    wording:\n"
        "      - {say: [零投诉], near: [公证]}\n  - code: notary.no_complaints",
    )
    (fault,) = faults(load_catalogue(directory))
    assert fault.startswith("零投诉 tells notary.no_complaints, notary.praised alike")


@pytest.mark.parametrize(
    ("conditions", "both"),
    [
        ("near: [公证]", True),
        ("near: [公证], without: [协会]", True),  # told of every text without 协会
        ("with: [公证]", True),  # which is nearer than near asks for
        ("", True),
        ("near: [公证, 公证处]", True),
        ("near: [仲裁]", False),
        ("near: [仲裁], without: [公证]", False),
    ],
)
def test_a_statement_that_is_told_whenever_another_is_clashes_with_it(
    tmp_path: Path, conditions: str, both: bool
) -> None:
    comma = ", " if conditions else ""
    directory = changed(
        tmp_path,
        "statements.yml",
        "  - code: notary.no_complaints",
        "  - code: notary.praised\n    name_zh: 又一个\n    name_en: Another\n    wording:\n"
        f"      - {{say: [零投诉]{comma}{conditions}}}\n  - code: notary.no_complaints",
    )
    assert len(faults(load_catalogue(directory))) == both


@pytest.mark.parametrize(
    ("wording", "alike"),
    [
        ("{head: [人民调解员], unit: [人, 名], weight: 2}", True),
        ("{head: [人民调解员], unit: [名], side: after, weight: 2}", True),
        ("{head: [人民调解员], unit: [处], weight: 2}", False),
        ("{head: [人民调解员], unit: [人, 名], weight: 3}", False),
    ],
)
def test_one_measure_word_that_two_indicators_share_is_enough(tmp_path: Path, wording: str, alike: bool) -> None:
    kept = load_catalogue(CATALOGUE).indicators["mediation.mediators"].wording
    assert any("人民调解员" in one.head and one.weight == 2 for one in kept)
    directory = changed(
        tmp_path,
        "indicators/offices.yml",
        "- code: offices.investment",
        '- code: offices.extra\n  name_zh: 又一个\n  unit: "处"\n  measure: stock\n  direction: "0"\n  tier: extended\n'
        f"  wording:\n    - {wording}\n- code: offices.investment",
    )
    assert [fault.split(":")[0] for fault in faults(load_catalogue(directory))] == (
        ["人民调解员 is claimed alike by mediation.mediators, offices.extra"] if alike else []
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("indicators/notary.yml", "topic: notary", "topic: notaries", "the topic notaries is not in topics.yml"),
        (
            "indicators/mediation.yml",
            "share_of: mediation.received",
            "share_of: mediation.recieved",
            "share_of names no indicator: mediation.recieved",
        ),
        (
            "indicators/enforcement.yml",
            "part: scope=local",
            "part: scope=lokal",
            "scope=lokal is none of its breakdowns",
        ),
        ("breakdowns.yml", "corrections.current:", "corrections.curent:", "corrections.curent is no indicator"),
    ],
)
def test_broken_reference_is_an_error_that_names_it(
    tmp_path: Path, file: str, old: str, new: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_catalogue(changed(tmp_path, file, old, new))
