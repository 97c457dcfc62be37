"""Cues: patterns that are looked for only where one of the words stands without which they cannot match.

Hundreds of patterns are asked about every figure, and few of them can match in any one sentence. What a match must
hold is read off the pattern itself, so that a changed pattern needs no second list of words. All those words are
looked for in one pass, with those of the catalogue (vocabulary.py): it gives the bits of the cues that may match.

    _AVERTED = Cue(r"(?:避免|防止)[^，。]{0,16}$")
    ... if sentence.cues & _AVERTED.bit and _AVERTED.search(before)
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_extensions import i64

Strings = frozenset[str]

_MOST_STRINGS = 96  # that one cue is looked for by
_MOST_REPEATS = 2
_MOST_CHARACTERS = 32
_NOTHING: Strings = frozenset({""})
_FREQUENCY = 0.02  # of a character, roughly: which words are rarest
# The field's own words, and how often they are met: in every other sentence of its reports.
_OF_THE_FIELD = frozenset(
    {"律师", "调解员", "案件", "纠纷", "复议", "诉讼", "公证", "援助", "调解", "调委会", "调解组织", "调解委员会"}
)
_OFTEN = 0.1
_ASSERTIONS = frozenset({op.ASSERT, op.ASSERT_NOT, op.AT})
_REPEATS = frozenset({op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT})


@dataclass(slots=True, eq=False)
class Bits:
    """Some of the cues: those that a function asks about, or those that may match in a text.

    `may & asked` tells whether they share one, `first | second` are both together. Four integers of one machine word:
    one long integer would be made anew by each `&`, which are the commonest thing that the extractor does.
    """

    first: i64 = 0
    second: i64 = 0
    third: i64 = 0
    fourth: i64 = 0

    def __and__(self, other: Bits) -> bool:
        if self.first & other.first != 0 or self.second & other.second != 0:
            return True
        return self.third & other.third != 0 or self.fourth & other.fourth != 0

    def __or__(self, other: Bits) -> Bits:
        return Bits(
            self.first | other.first, self.second | other.second, self.third | other.third, self.fourth | other.fourth
        )


NONE = Bits()
ALL = Bits(-1, -1, -1, -1)
_INTEGERS, _BITS = 4, 63  # as many bits as fit a machine word with a sign


class Cue:
    """A compiled pattern with the `bit` that a `Vocabulary` sets for a text in which it may match.

    The bit tells nothing of what stands outside of that text: a match must lie within it.
    """

    __slots__ = ("bit", "finditer", "fullmatch", "match", "pattern", "search", "sub")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        compiled = re.compile(pattern, flags)
        self.pattern = compiled
        self.search, self.match, self.fullmatch = compiled.search, compiled.match, compiled.fullmatch
        self.finditer, self.sub = compiled.finditer, compiled.sub
        self.bit: Bits = _words.add(needed(pattern, flags))


class _Words:
    """The words of all cues; modules add theirs on import."""

    def __init__(self) -> None:
        self.cues = 0
        self.bits_of: defaultdict[str, Bits] = defaultdict(Bits)

    def add(self, words: Strings) -> Bits:
        """The bit of a new cue that needs one of `words`; shared where there are more cues than bits."""
        integer, place = divmod(self.cues % (_INTEGERS * _BITS), _BITS)
        bit = Bits(*(1 << place if number == integer else 0 for number in range(_INTEGERS)))
        self.cues += 1
        for word in words:
            self.bits_of[word] = self.bits_of[word] | bit
        return bit


_words = _Words()


def number_of_cues() -> int:
    """How many there are so far."""
    return _words.cues


def words_of_cues() -> Mapping[str, Bits]:
    """Each word that a cue needs, with the bits of the cues that it may be of."""
    return _words.bits_of


def needed(pattern: str, flags: int = 0) -> Strings:
    """Strings one of which stands in every match of `pattern`.

    Raises:
        ValueError: a match may do without any word.
    """
    found = _needed(parser.parse(pattern, flags))
    if found is None:
        raise ValueError(f"no word stands in every match of {pattern}: it is no cue")
    return found


def _needed(sequence: Iterable[Any]) -> Strings | None:
    candidates = [words for words in _candidates(sequence) if words and "" not in words]
    return min(candidates, key=_expected) if candidates else None


def _expected(words: Strings) -> float:
    """How often one of some words is met in a text."""
    return sum(_OFTEN if word in _OF_THE_FIELD else _FREQUENCY ** len(word) for word in words)


def _candidates(sequence: Iterable[Any]) -> Iterator[Strings]:
    """What every match of a sequence holds one of: of its fixed runs (全 followed by 省 or 市), and of its parts."""
    run = _NOTHING
    for node in sequence:
        fixed = _fixed(node)
        joined = _product(run, fixed) if fixed is not None else None
        if joined is not None:
            run = joined
            continue
        yield _shortest(run)
        run = _NOTHING if fixed is None else fixed
        if fixed is None and (inner := _of_a_part(node)) is not None:
            yield inner
    yield _shortest(run)


def _of_a_part(node: Any) -> Strings | None:
    """What every match of a part without a fixed wording holds."""
    kind, value = node
    if kind is op.SUBPATTERN:
        return _needed(value[-1])
    if kind is op.ATOMIC_GROUP:
        return _needed(value)
    if kind in _REPEATS:
        return _needed(value[2]) if value[0] else None
    if kind is op.BRANCH:
        found = [_needed(branch) for branch in value[1]]
        return frozenset().union(*found) if all(found) else None  # type: ignore[arg-type]
    return None


def _fixed(node: Any) -> Strings | None:
    """All that a node matches, where that is a few strings; None where it is more."""
    kind, value = node
    found: Strings | None = None
    if kind is op.LITERAL:
        found = frozenset({chr(value)})
    elif kind in _ASSERTIONS:
        found = _NOTHING
    elif kind is op.IN:
        found = _characters(value)
    elif kind is op.SUBPATTERN or kind is op.ATOMIC_GROUP:
        found = _all_of(value[-1] if kind is op.SUBPATTERN else value)
    elif kind is op.BRANCH:
        found = _union(_all_of(branch) for branch in value[1])
    elif kind in _REPEATS and value[1] is not op.MAXREPEAT and value[1] <= _MOST_REPEATS:
        found = _union(_all_of([*value[2]] * times) for times in range(value[0], value[1] + 1))
    return found


def _all_of(sequence: Iterable[Any]) -> Strings | None:
    found: Strings | None = _NOTHING
    for node in sequence:
        fixed = _fixed(node)
        found = None if fixed is None or found is None else _product(found, fixed)
        if found is None:
            return None
    return found


def _characters(members: Iterable[Any]) -> Strings | None:
    found: set[str] = set()
    for kind, value in members:
        if kind is op.LITERAL:
            found.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _MOST_CHARACTERS:
            found |= {chr(code) for code in range(value[0], value[1] + 1)}
        else:
            return None  # a category, or all but these
    return frozenset(found)


def _product(left: Strings, right: Strings) -> Strings | None:
    if len(left) * len(right) > _MOST_STRINGS:
        return None
    return frozenset(first + second for first, second in product(left, right))


def _union(parts: Iterable[Strings | None]) -> Strings | None:
    found: set[str] = set()
    for part in parts:
        if part is None or len(found) + len(part) > _MOST_STRINGS:
            return None
        found |= part
    return frozenset(found)


def _shortest(words: Strings) -> Strings:
    """Without the words that hold another: where 政府信息 stands, 政府 does too."""
    return frozenset(word for word in words if not any(other != word and other in word for other in words))
