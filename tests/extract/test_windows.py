"""Words looked for in a window of many sentences are those of each sentence by itself."""

from __future__ import annotations

import pytest
from ahocorasick_rs import AhoCorasick, MatchKind
from hypothesis import given
from hypothesis import strategies as st

from fazhi.extract import windows
from fazhi.extract.windows import Windows

WORDS = ["调解", "调解员", "人民调解", "复议", "行政复议"]


def _each_by_itself(text: str, spans: list[tuple[int, int]], *, overlapping: bool) -> list[list[tuple[int, int, int]]]:
    automaton = _automaton(overlapping=overlapping)
    found = [automaton.find_matches_as_indexes(text[start:end], overlapping=overlapping) for start, end in spans]
    return [[(n, s + start, e + start) for n, s, e in each] for each, (start, _) in zip(found, spans, strict=True)]


def _automaton(*, overlapping: bool) -> AhoCorasick:
    return AhoCorasick(WORDS, matchkind=MatchKind.Standard if overlapping else MatchKind.LeftmostLongest)


def _sentences(text: str) -> list[tuple[int, int]]:
    ends = [place + 1 for place, character in enumerate(text) if character in "。\n\t"] + [len(text)]
    return list(zip([0, *ends[:-1]], ends, strict=True))


@pytest.mark.parametrize("overlapping", [True, False])
@given(
    parts=st.lists(st.sampled_from([*WORDS, "人民", "员", "12件", "，", "。", "\n", "\t"]), max_size=60), data=st.data()
)
def test_a_window_holds_what_each_sentence_holds(overlapping: bool, parts: list[str], data: st.DataObject) -> None:
    text = "".join(parts)
    spans = [span for span in _sentences(text) if data.draw(st.booleans())]
    words = Windows(_automaton(overlapping=overlapping), text, overlapping=overlapping)
    found = [[(n, s + words.offset, e + words.offset) for n, s, e in words.within(*span)] for span in spans]
    assert found == _each_by_itself(text, spans, overlapping=overlapping)


def test_an_earlier_sentence_may_be_asked_for_again() -> None:
    text = "调解12件。复议3件。"
    words = Windows(_automaton(overlapping=False), text)
    assert [len(words.within(*span)) for span in ((6, 12), (0, 6), (6, 12))] == [1, 1, 1]


def test_long_texts_are_searched_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "_WINDOW", 10)
    text = "调解12件。\n" * 50
    words = Windows(_automaton(overlapping=False), text)
    found = []
    for start, end in _sentences(text):
        found += [start_of + words.offset for _, start_of, _ in words.within(start, end)]
        assert len(words.words) <= 3
    assert found == [place * 7 for place in range(50)]
