"""Figures that tell of some of their kind only, or of a time left open, are not certain; what looks alike is."""

from __future__ import annotations

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse import parse_text
from fazhi.settings import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
TITLE = "某县2023年法治政府建设情况的报告"


def doubts(text: str, title: str = TITLE) -> list[str]:
    document = parse_text(text, url="file:///case.txt", title=title)
    return [item.doubt for item in extract(document, CATALOGUE).observations]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("全县涉及自然资源领域的行政诉讼案件12件。", "some_of_the_cases"),
        ("全县各级法院受理的行政诉讼案件12件。", ""),
        ("全县今年的行政诉讼案件12件。", ""),
        ("法律顾问全年共起草审查合同87份。", "drafted"),
        ("法律顾问全年共审查合同87份。", ""),
        ("委员会全年召开会议，4个协调小组分别召开会议2次。", "one_of_several_kinds"),
        ("过去三年，全县办理公证有序，调解成功率始终保持在98%以上。", "guessed_period"),
        ("全县调解成功率始终保持在98%以上。", ""),
    ],
)
def test_words_that_tell_of_some_or_of_an_open_time(text: str, doubt: str) -> None:
    assert doubts(text) == [doubt]
