"""Cues: no text that a pattern matches is without one of the words by which it is looked for."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fazhi.extract
from fazhi.extract.triggers import Bits, Cue, needed, number_of_cues, words_of_cues
from fazhi.extract.vocabulary import Vocabulary


@cache
def vocabulary(cues: int) -> Vocabulary:
    """The words of so many cues: tests add some."""
    assert cues == number_of_cues()
    return Vocabulary([], words_of_cues())


def bits(text: str, start: int, end: int) -> Bits:
    return vocabulary(number_of_cues()).read(text, start, end, [])


def cues() -> list[tuple[str, Cue]]:
    modules = (
        importlib.import_module(f"fazhi.extract.{entry.name}") for entry in pkgutil.iter_modules(fazhi.extract.__path__)
    )
    found = {
        id(cue): (f"{module.__name__.rpartition('.')[2]}.{name}", cue)
        for module in modules
        for name, value in vars(module).items()
        for cue in (value.values() if isinstance(value, dict) else (value,))
        if isinstance(cue, Cue)
    }
    return list(found.values())


CUES = cues()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("其中|按", {"其中", "按"}),
        ("(?:抽取|抽查)[^，。]{0,20}$", {"抽取", "抽查"}),
        ("全(?:县|市)(?!级)", {"全县", "全市"}),
        ("年(?:底|末)?前", {"年前", "年底前", "年末前"}),
        (r"\d+月[一二]", {"月一", "月二"}),
        ("(?:累计)+数?", {"累计"}),
        ("(?:甲|乙.*丙丁)戊", {"戊"}),
        ("[^，]*(?<=共)有", {"有"}),
    ],
)
def test_words_are_read_off_a_pattern(pattern: str, words: set[str]) -> None:
    assert needed(pattern) == words


@pytest.mark.parametrize("pattern", [r"\d+", "(?:其中)?", "其中|[^，]", "(?=其中).", "[^其]"])
def test_pattern_that_may_match_without_any_word_is_no_cue(pattern: str) -> None:
    with pytest.raises(ValueError, match="no cue"):
        needed(pattern)


@pytest.mark.parametrize("cue", [cue for _, cue in CUES], ids=[name for name, _ in CUES])
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_what_a_cue_matches_has_its_bit(cue: Cue, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(cue.pattern))
    match = cue.search(text)
    assert match is not None
    assert bits(text, *match.span()) & cue.bit


def test_more_cues_than_bits_share_them() -> None:
    cues = [Cue(f"枕溪{chr(0x4E00 + number)}") for number in range(200)]
    for number in (0, 100, 199):
        assert bits(f"枕溪{chr(0x4E00 + number)}", 0, 3) & cues[number].bit
    assert not bits(f"枕溪{chr(0x4E00 + 60)}", 0, 3) & (cues[0].bit | cues[1].bit)


def test_bits_are_those_of_the_stretch_asked_for() -> None:
    cue = Cue("氍毹")  # of characters that no other cue is looked for by, with which it might share its bit
    text = "在氍毹氍"
    assert bits(text, 1, 3) & cue.bit
    assert not bits(text, 2, 4) & cue.bit
