"""What the scans take a character for."""

import re
import sys

import pytest

from fazhi.extract.characters import (
    CLAUSE_END,
    DIGIT,
    HINT,
    SENTENCE_END,
    TOKEN,
    end_of_digits,
    kinds_at,
    next_of,
    table,
)
from fazhi.extract.numbers import scan


def test_a_digit_is_what_a_pattern_takes_for_one_in_every_script() -> None:
    text = "".join(map(chr, range(sys.maxunicode + 1)))
    digits = {found.start() for found in re.finditer(r"\d", text)}
    basic = range(0x10000)
    assert {code for code in basic if kinds_at(text, code) & DIGIT} == digits & set(basic)
    assert all(kinds_at(text, code) & DIGIT for code in digits), "those beyond the basic plane, too"


@pytest.mark.parametrize("digits", ["98", "９８", "٩٨", "𝟗𝟖"])  # the last ones beyond the basic plane
def test_digits_of_every_script_are_read_as_one_number(digits: str) -> None:
    number = scan(f"共办理案件{digits}件，")[0]
    assert (number.value, number.unit, number.start, number.end) == (98, "件", 5, 8)


def test_the_next_character_of_a_kind_is_found_between_start_and_end() -> None:
    text = "甲，乙9。"
    assert next_of(text, DIGIT, 0, len(text)) == 3
    assert next_of(text, CLAUSE_END, 2, len(text)) == 4
    assert next_of(text, SENTENCE_END | TOKEN, 0, 3) == 3, "none before the end"
    assert next_of(text, HINT, len(text), len(text)) == len(text)


def test_digits_end_before_what_is_none_or_the_end() -> None:
    assert end_of_digits("受理1208件", 2, 7) == 6
    assert end_of_digits("受理1208件", 2, 4) == 4


def test_a_table_holds_the_bits_of_all_that_a_character_is_in() -> None:
    known = table({1: "甲乙", 2: "乙"})
    assert [known[ord(character)] for character in "甲乙丙"] == [1, 3, 0]
