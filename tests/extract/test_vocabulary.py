"""One pass over a text finds what looking for each word by itself would find."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from fazhi.extract.anchors import Anchor, Match
from fazhi.extract.triggers import NONE, Bits
from fazhi.extract.vocabulary import Vocabulary

ANCHORS = ["案", "调解", "调解员", "人民调解", "解员证", "复议", "行政复议", "𠮷日", "日调"]
CUES = {
    "较": Bits(1),
    "调解": Bits(2),
    "员证": Bits(0, 1),
    "行政": Bits(0, 0, 1),
    "复议案": Bits(0, 0, 0, 1),
    "𠮷": Bits(4),
}
VOCABULARY = Vocabulary(map(Anchor, ANCHORS), CUES)
PARTS = [*ANCHORS, *CUES, "员", "证", "政", "12件", "，", "\0", "日"]
TEXTS = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
Found = list[tuple[int, int, str]]


def read(text: str, start: int, end: int) -> tuple[Found, tuple[int, ...]]:
    """The anchors with their places, and the bits."""
    found: list[Match] = []
    bits = VOCABULARY.read(text, start, end, found)
    return [(match.start, match.end, match.anchor.word) for match in found], numbers(bits)


def numbers(bits: Bits) -> tuple[int, ...]:
    return bits.first, bits.second, bits.third, bits.fourth


def one_by_one(text: str) -> tuple[Found, tuple[int, ...]]:
    """The longest word at each place, without those that lie inside of one before, and the bits of all cues."""
    found: Found = []
    for start in range(len(text)):
        word = max((word for word in ANCHORS if text.startswith(word, start)), key=len, default="")
        if word and (not found or start + len(word) > found[-1][1]):
            found.append((start, start + len(word), word))
    bits = NONE
    for word, bit in CUES.items():
        bits = bits | bit if word in text else bits
    return found, numbers(bits)


@given(TEXTS)
@example("行政复议案较多，人民调解员证")
def test_anchors_and_cues_are_those_of_a_search_for_each_word(text: str) -> None:
    assert read(text, 0, len(text)) == one_by_one(text)


@given(TEXTS, st.data())
def test_nothing_outside_of_the_part_asked_for_is_seen(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found, bits = read(text, start, end)
    assert ([(low - start, high - start, word) for low, high, word in found], bits) == one_by_one(text[start:end])
