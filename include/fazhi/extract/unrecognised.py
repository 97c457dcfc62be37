"""Figures near a word of the catalogue that no rule took: what the language of a new province still needs.

A number left out for want of an indicator, though a word that indicators count stands beside it, is worth a look: a
wording may be missing. What `unlisted.yml` knows for none of ours is not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fazhi.extract.anchors import Match
from fazhi.extract.lexicon import UNLISTED, Lexicon
from fazhi.extract.observation import Extraction, LeftOut
from fazhi.parse.document import Document

MOST_IN_A_DOCUMENT = 50
_WITHOUT_INDICATOR = "no_indicator"
_BEFORE, _AFTER = 30, 12
_LONGEST_SENTENCE = 300
_CLAUSE_END = re.compile(r"[，,。；;：:！？!?\n\t]")
_SENTENCE_END = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecognised:
    """A figure `text[start:end]` that nobody took, beside `word`, by which the indicators `codes` are worded."""

    start: int
    end: int
    word: str
    codes: tuple[str, ...]
    sentence_start: int
    sentence_end: int


def unrecognised(document: Document, extraction: Extraction, lexicon: Lexicon) -> list[Unrecognised]:
    """The figures of a document that no rule took, in text order, at most MOST_IN_A_DOCUMENT of them."""
    found: list[Unrecognised] = []
    for left, low, high in _left_out(document.text, extraction):
        word = _word_beside(document.text, left, low, high, lexicon)
        if word is None:
            continue
        sentence = _sentence(document.text, left)
        codes = _codes(word, document.text[sentence[0] : sentence[1]], lexicon)
        if codes:
            found.append(
                Unrecognised(
                    start=left.start,
                    end=left.end,
                    word=word.anchor.word,
                    codes=codes,
                    sentence_start=sentence[0],
                    sentence_end=sentence[1],
                )
            )
            if len(found) == MOST_IN_A_DOCUMENT:
                break
    return found


def _left_out(text: str, extraction: Extraction) -> Iterator[tuple[LeftOut, int, int]]:
    """Each number left out without an indicator, and where the words of its own begin and end."""
    starts = sorted(
        [item.evidence_start for item in extraction.observations] + [left.start for left in extraction.left_out]
    )
    ends = sorted([item.evidence_end for item in extraction.observations] + [left.end for left in extraction.left_out])
    for left in extraction.left_out:
        if left.reason != _WITHOUT_INDICATOR or left.end <= left.start:
            continue
        before = bisect_right(ends, left.start) - 1
        low = max(left.start - _BEFORE, ends[before] if before >= 0 else 0)
        for mark in _CLAUSE_END.finditer(text, low, left.start):
            low = mark.end()
        after = bisect_right(starts, left.start)
        high = min(left.end + _AFTER, starts[after] if after < len(starts) else len(text), len(text))
        closed = _CLAUSE_END.search(text, left.end, high)
        yield left, low, closed.start() if closed else high


def _word_beside(text: str, left: LeftOut, low: int, high: int, lexicon: Lexicon) -> Match | None:
    """The head nearest to the figure; None where there is none, or one that is known to be none of ours."""
    heads = [match for match in lexicon.anchors(text, low, high) if match.anchor.frames]
    if not heads:
        return None
    nearest = min(heads, key=lambda match: max(left.start - match.end, match.start - left.end))
    known = any(frame.code == UNLISTED for frame in nearest.anchor.frames)
    return None if known or len(nearest.anchor.word) < 2 else nearest


def _codes(word: Match, sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The indicators that the word may count in this sentence, which names their topic and what else they ask for."""
    topics = context = 0
    for match in lexicon.anchors(sentence):
        topics |= match.anchor.topics
        context |= match.anchor.context
    return tuple(
        dict.fromkeys(
            frame.code
            for frame in word.anchor.frames
            if (not frame.topics or frame.topics & topics) and not (frame.context | frame.near) & ~context
        )
    )


def _sentence(text: str, left: LeftOut) -> tuple[int, int]:
    """The sentence around a figure, cut to a length that can be shown."""
    start = max(left.start - _LONGEST_SENTENCE, 0)
    for mark in _SENTENCE_END.finditer(text, start, left.start):
        start = mark.end()
    closed = _SENTENCE_END.search(text, left.end, left.end + _LONGEST_SENTENCE)
    return start, closed.end() if closed else min(left.end + _LONGEST_SENTENCE, len(text))
