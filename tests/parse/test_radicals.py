"""Radicals and compatible characters: what prints of pages say where ordinary characters are meant."""

from __future__ import annotations

import unicodedata

import pytest

from fazhi.parse import parse_page, parse_text
from fazhi.parse.radicals import as_meant
from tests.files import build
from tests.parse.test_files import read

PRINTED = "⼀、⾏政复议。全年⾏政复议机关受理复议申请⼆⼗三件，涉及⼟地的⻓期纠纷8件，⺠事纠纷5件。"
MEANT = "一、行政复议。全年行政复议机关受理复议申请二十三件，涉及土地的长期纠纷8件，民事纠纷5件。"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        (PRINTED, MEANT),
        ("⻋⻅⻔⻚⻛⻜⻢⻥⻦⻨⻩⻬⻮⻰", "车见门页风飞马鱼鸟麦黄齐齿龙"),
        ("\uf9ab\uf914\uf98a", "嶺樂力"),
        ("⿰", "⿰"),  # describes how a character is built
        ("ﬁ，１２件，㎡，⺌", "ﬁ，１２件，㎡，⺌"),  # no radical of one character
        (MEANT, MEANT),
    ],
)
def test_each_is_the_one_character_that_it_looks_like(given: str, meant: str) -> None:
    assert as_meant(given) == meant


def test_places_stay_what_they_are() -> None:
    every = "".join(map(chr, (*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA))))
    assert len(as_meant(every)) == len(every)
    left = [each for each in as_meant(every) if unicodedata.normalize("NFKC", each) != each]
    assert left == []


def test_a_page_a_text_and_a_word_file_that_were_copied_from_a_print_read_the_same() -> None:
    page = f'<html><body><div id="zoom"><p>{PRINTED}</p><p>全⽂完。</p></div></body></html>'
    documents = (
        parse_page(page.encode(), url="http://x.example/a.html"),
        parse_text(f"{PRINTED}\n全⽂完。", url="file:a.txt"),
        read(build.docx([PRINTED, "全⽂完。"])),
    )
    assert [document.text.split("\n") for document in documents] == [[MEANT, "全文完。"]] * 3


def test_the_title_of_a_page_is_as_meant() -> None:
    page = (
        f"<html><head><title>⻘⽥县2023年⼯作报告</title></head><body><div id=zoom><p>{MEANT}</p></div></body></html>"
    )
    assert parse_page(page.encode(), url="http://x.example/a.html").title == "青田县2023年工作报告"
