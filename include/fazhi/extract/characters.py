"""Kinds of characters, for what looks at each character of a text: sentences, clauses and where a number may begin.

A search for one of some characters by a pattern costs several times as much for each character, and as much as two
hundred of them to begin with; a document is searched by the clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fazhi.extract.measure_words import CHINESE_UNITS

if TYPE_CHECKING:
    from mypy_extensions import i64  # compiled, the integer of the machine; else an int

DIGIT, TOKEN, HINT, SENTENCE_END = 1, 2, 4, 8
"""A digit; what may begin a token of `numbers.tokens`; what may begin a number or time; what ends a sentence."""

CLAUSE_END, GOES_ON, JOINS_DIGITS, _ASK = 16, 32, 64, 128
"""What may end a clause or begin a title; what may follow the first character of a number or time in words; what may
stand between two digits of one number; what is to be asked itself."""

_BASIC = 0x10000  # characters that a table knows
_NUMERALS = "一二两三四五六七八九十百千万"
_SPACES = "".join(map(chr, (0x20, 0xA0, *range(0x2002, 0x200B), 0x202F, 0x3000)))  # that stand inside of numbers
_SPANS = "-—–~～－至到"  # 元—6月


def table(kinds: Mapping[int, Iterable[str]], rest: bytes = bytes(_BASIC)) -> bytes:
    """The bits of each character below U+10000, by its number: those of `rest` and of the `kinds` that it is in."""
    bits = bytearray(rest)
    for bit, characters in kinds.items():
        for character in characters:
            bits[ord(character)] |= bit
    return bytes(bits)


def bits_at(known: bytes, text: str, position: int) -> int:
    """What a `table` says of the character at `position`; nothing of those beyond it."""
    code = ord(text[position])
    return known[code] if code < _BASIC else 0


def _unasked() -> bytes:
    """_ASK for all but the blocks of Latin, of Chinese and of its punctuation, whose digits are known."""
    bits = bytearray([_ASK]) * _BASIC
    for first, last in ((0, 0xFF), (0x2000, 0x206F), (0x3000, 0x303F), (0x4E00, 0x9FFF), (0xFF00, 0xFFEF)):
        bits[first : last + 1] = bytes(last + 1 - first)
    return bytes(bits)


_DIGITS = "0123456789０１２３４５６７８９"
_KINDS = table(
    {
        DIGIT: _DIGITS,
        TOKEN: _DIGITS + _NUMERALS + "元《（(）)前第上下",
        HINT: _DIGITS + _NUMERALS + "上下季元",
        SENTENCE_END: "。！？!?\n",
        CLAUSE_END: "，,：:；;。！？!?\n《",
        GOES_ON: _DIGITS
        + _NUMERALS
        + _SPANS
        + "〇○零OΟ亿余多分成季月半度"
        + "".join(unit[0] for unit in CHINESE_UNITS.split("|")),
        JOINS_DIGITS: ",，.．·•" + _SPACES,
    },
    _unasked(),
)


def kinds_at(text: str, position: int) -> int:
    """The kinds of the character at `position`, as bits."""
    code = ord(text[position])
    bits = _KINDS[code] if code < _BASIC else _ASK
    if bits & _ASK:
        return DIGIT | TOKEN | HINT | GOES_ON if text[position].isdecimal() else 0
    return bits


def next_of(text: str, kinds: int, start: int, end: int) -> int:
    """The first position in `text[start:end]` with a character of one of the `kinds`; `end` where none is."""
    known = _KINDS
    wanted: i64 = kinds | _ASK
    stop: i64 = end
    position: i64 = start
    while position < stop:
        code: i64 = ord(text[position])
        if (code >= _BASIC or known[code] & wanted) and kinds_at(text, position) & kinds:
            return position
        position += 1
    return end


def end_of_digits(text: str, start: int, end: int) -> int:
    """Where the digits that begin at `start` end."""
    position = start + 1
    while position < end and kinds_at(text, position) & DIGIT:
        position += 1
    return position
