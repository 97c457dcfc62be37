"""The words of the catalogue and of the cues, found in one pass over a text.

An automaton of a library takes half as long for a text alone, but not between two sentences that are read: its tables
are as large as the processor's cache. Here few places of a text are looked at twice: those where two characters stand
with which a word begins, told by one byte of a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fazhi.extract.anchors import Anchor, Match
from fazhi.extract.triggers import NONE, Bits

if TYPE_CHECKING:
    from mypy_extensions import i64  # compiled, the integer of the machine; else an int

_SIZE = 0x10000  # of a table
_LAST = _SIZE - 1
_SPREAD = 31  # times the first of two characters, so that few pairs share a place
_CHARACTER = 21  # bits that any character needs
_NO_CHARACTER, _SEVERAL = -1, -2


@dataclass(slots=True, eq=False)
class _Node:
    """What the characters so far are: an anchor, a word of cues, the beginning of longer ones, by their next.

    Nearly all go on with one character or with none: that one is `next_code`, else it is _NO_CHARACTER or _SEVERAL.
    """

    anchor: Anchor | None = None
    cues: Bits = NONE
    longer: dict[int, _Node] = field(default_factory=dict)
    next_code: i64 = _NO_CHARACTER
    next_node: _Node | None = None

    def child(self, code: int) -> _Node:
        """The node of one character more, made where there is none yet."""
        known = self.longer.get(code)
        if known is None:
            known = self.longer[code] = _Node()
            self.next_code = code if len(self.longer) == 1 else _SEVERAL
            self.next_node = known
        return known


class Vocabulary:
    """Words to look for: `anchors`, and those of `cues` with their bits."""

    def __init__(self, anchors: Iterable[Anchor], cues: Mapping[str, Bits]) -> None:
        self._single: dict[int, _Node] = {}
        self._by_two: dict[int, _Node] = {}  # by the first two characters
        self.anchors = tuple(anchors)
        for anchor in self.anchors:
            self._node(anchor.word).anchor = anchor
        for word, bits in cues.items():
            self._node(word).cues = bits
        self._is_word = _table(self._single)
        self._begins_word = _table((two >> _CHARACTER) * _SPREAD ^ two & (1 << _CHARACTER) - 1 for two in self._by_two)

    def _node(self, word: str) -> _Node:
        codes = [ord(character) for character in word]
        if len(codes) == 1:
            return self._single.setdefault(codes[0], _Node())
        node = self._by_two.setdefault(codes[0] << _CHARACTER | codes[1], _Node())
        for code in codes[2:]:
            node = node.child(code)
        return node

    def read(self, text: str, start: int, end: int, found: list[Match]) -> Bits:
        """The bits of the cues that may match in `text[start:end]`; the anchors there are added to `found`, in order.

        Of anchors that begin together the longest counts, and none that lies inside of another: 出庭应诉率 in
        负责人出庭应诉率 does, which goes beyond 负责人出庭.
        """
        is_word, begins_word = self._is_word, self._begins_word
        first: i64 = 0
        second: i64 = 0
        third: i64 = 0
        fourth: i64 = 0
        reached: i64 = -1
        position: i64 = start
        stop: i64 = end
        following: i64 = ord(text[position]) if position < stop else 0
        while position < stop:
            code = following
            after: i64 = position + 1
            following = ord(text[after]) if after < stop else 0
            anchor: Anchor | None = None
            ended: i64 = 0
            until = after
            node = self._single.get(code) if is_word[code & _LAST] else None
            if node is not None:
                anchor, ended = node.anchor, until
                first |= node.cues.first
                second |= node.cues.second
                third |= node.cues.third
                fourth |= node.cues.fourth
            if begins_word[(code * _SPREAD ^ following) & _LAST]:
                node = self._by_two.get(code << _CHARACTER | following) if after < stop else None
                while node is not None:
                    until += 1
                    if node.anchor is not None:
                        anchor, ended = node.anchor, until
                    if node.cues is not NONE:
                        first |= node.cues.first
                        second |= node.cues.second
                        third |= node.cues.third
                        fourth |= node.cues.fourth
                    code = ord(text[until]) if until < stop else _NO_CHARACTER
                    if node.next_code == _SEVERAL:
                        node = node.longer.get(code)
                    else:
                        node = node.next_node if until < stop and node.next_code == code else None
            if anchor is not None and ended > reached:
                found.append(Match(position, ended, anchor))
                reached = ended
            position = after
        return Bits(first, second, third, fourth)


def _table(places: Iterable[int]) -> bytes:
    """1 at each of these places, which others may share."""
    table = bytearray(_SIZE)
    for place in places:
        table[place & _LAST] = 1
    return bytes(table)
