"""Figures near a word of the catalogue that no rule took: which are worth a look, and which are known."""

from __future__ import annotations

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.unrecognised import MOST_IN_A_DOCUMENT, unrecognised
from fazhi.parse import parse_text
from fazhi.settings import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
TITLE = "某县2023年法治政府建设情况的报告"


def left_over(text: str) -> list[tuple[str, str]]:
    document = parse_text(text, url="file:///case.txt", title=TITLE)
    found = unrecognised(document, extract(document, CATALOGUE), Lexicon.of(CATALOGUE))
    for each in found:
        assert each.sentence_start <= each.start < each.end <= each.sentence_end <= len(document.text)
        assert set(each.codes) <= set(CATALOGUE.indicators)
    return [(each.word, document.text[each.start : each.end]) for each in found]


@pytest.mark.parametrize(
    ("text", "word", "figure"),
    [
        ("法律援助全年为民办实事3462件次。", "法律援助", "3462件次"),
        ("全年聘用人民调解员工作补贴21万元。", "人民调解员", "21万元"),
    ],
)
def test_a_figure_beside_a_word_of_the_catalogue_is_told_with_the_word(text: str, word: str, figure: str) -> None:
    assert left_over(text) == [(word, figure)]


@pytest.mark.parametrize(
    "text",
    [
        "全年办理公证120件。",  # taken
        "全年收到行政复议申请96件，驳回9件。",  # known to be none of ours
        "全县种植小麦30万亩，投入资金200万元。",  # no word of the catalogue
        "抽调12个部门的人员。",  # a word that counts only with others, which are not there
        "开展普法活动，种树5000棵。",  # the word stands in another clause
    ],
)
def test_a_figure_taken_or_known_or_of_another_world_is_not_told(text: str) -> None:
    assert left_over(text) == []


def test_a_document_tells_no_more_than_so_many() -> None:
    text = "\n\n".join(f"法律援助全年为民办实事{number}件次。" for number in range(100, 300))
    assert len(left_over(text)) == MOST_IN_A_DOCUMENT


def test_the_sentence_of_a_text_that_never_ends_is_cut() -> None:
    text = "普" * 5000 + "，法律援助全年为民办实事3462件次，" + "法" * 5000
    document = parse_text(text, url="file:///case.txt", title=TITLE)
    (each,) = unrecognised(document, extract(document, CATALOGUE), Lexicon.of(CATALOGUE))
    assert each.sentence_end - each.sentence_start < 700
