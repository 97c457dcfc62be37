"""The words of the catalogue and of the cues, found in one pass over a text.

An automaton of a library takes half as long for a text alone, but not between two sentences that are read: its tables
are as large as the processor's cache, and so are objects for each beginning of a word. Here all words together take
three hundred kilobytes, and where no word begins one place of a table tells so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fazhi.extract.anchors import Anchor, Match
from fazhi.extract.triggers import NONE, Bits

if TYPE_CHECKING:
    from mypy_extensions import i64  # compiled, the integer of the machine; else an int

_SIZE = 0x2000  # of a table of characters; those that differ by it share a place
_LAST = _SIZE - 1
_SPREAD = 31  # times the first of two numbers, so that few pairs share a place
_ROOM = 3  # places of a table of steps, at least, for each step
_NO_CHARACTER, _SEVERAL = 0, 1  # no word holds these characters
_WIDTH = 4  # characters of a node, and of a step
_GOES_ON, _NEXT, _WORD = 0, 1, 2  # of a node
_BEFORE, _CODE, _NODE = 0, 1, 2  # of a step
_ROOT, _NO_NODE = 0, 0  # the root stands before no node


class Vocabulary:
    """Words to look for: `anchors`, and those of `cues` with their bits.

    They are a tree by characters, of numbered nodes. Each node is four characters of `_nodes`, which stand for numbers,
    as a string is the only list of numbers from which compiled code reads one without making an object: the character
    with which the only longer words go on, the node that it leads to, the number of the word that ends here, nothing.
    """

    def __init__(self, anchors: Iterable[Anchor], cues: Mapping[str, Bits]) -> None:
        self.anchors = tuple(anchors)
        by_word = {anchor.word: anchor for anchor in self.anchors}
        words = ["", *by_word, *(word for word in cues if word not in by_word)]
        self._anchors = [by_word.get(word) for word in words]  # by the number of a word
        self._cues = [cues.get(word, NONE) for word in words]
        tree = _Tree()
        for number, word in enumerate(words[1:], start=1):
            tree.add(word, number)
        self._nodes = tree.nodes()
        self._first_two = _Steps(tree.first_two)
        self._others = _Steps(tree.others())
        self._is_word = _table(code for before, code in tree.steps if before == _ROOT)

    def read(self, text: str, start: int, end: int, found: list[Match]) -> Bits:
        """The bits of the cues that may match in `text[start:end]`; the anchors there are added to `found`, in order.

        Of anchors that begin together the longest counts, and none that lies inside of another: 出庭应诉率 in
        负责人出庭应诉率 does, which goes beyond 负责人出庭.
        """
        nodes, others = self._nodes, self._others
        is_word, begins_word, last = self._is_word, self._first_two.taken, self._first_two.last
        may_match = Bits()
        reached: i64 = -1
        position: i64 = start
        stop: i64 = end
        following: i64 = ord(text[position]) if position < stop else _NO_CHARACTER
        while position < stop:
            code = following
            after: i64 = position + 1
            following = ord(text[after]) if after < stop else _NO_CHARACTER
            anchor: Anchor | None = None
            ended: i64 = after
            if is_word[code & _LAST] and (node := others.after(_ROOT, code)):
                number: i64 = ord(nodes[node * _WIDTH + _WORD])
                anchor = self._anchors[number]
                _include(may_match, self._cues[number])
            node = _NO_NODE
            if begins_word[(code * _SPREAD ^ following) & last]:
                node = self._first_two.after(code, following)
            until = after
            while node:
                until += 1
                place: i64 = node * _WIDTH
                number = ord(nodes[place + _WORD])
                if number:
                    if self._anchors[number] is not None:
                        anchor, ended = self._anchors[number], until
                    _include(may_match, self._cues[number])
                goes_on: i64 = ord(nodes[place + _GOES_ON])
                if goes_on == _NO_CHARACTER or until >= stop:
                    break
                code = ord(text[until])
                if goes_on == _SEVERAL:
                    node = others.after(node, code)
                else:
                    node = ord(nodes[place + _NEXT]) if goes_on == code else _NO_NODE
            if anchor is not None and ended > reached:
                found.append(Match(position, ended, anchor))
                reached = ended
            position = after
        return may_match


def _include(bits: Bits, others: Bits) -> None:
    """Set those of `others`, too: most words are of the catalogue alone."""
    if others is not NONE:
        bits.first |= others.first
        bits.second |= others.second
        bits.third |= others.third
        bits.fourth |= others.fourth


class _Tree:
    """The words by their characters: which node each step leads to, and which words end in each node."""

    def __init__(self) -> None:
        self.steps: dict[tuple[int, int], int] = {}  # from a node, by a character
        self.first_two: dict[tuple[int, int], int] = {}  # by the first two characters
        self._words: dict[int, int] = {}
        self._number = _ROOT

    def add(self, word: str, number: int) -> None:
        """Add a word with its number."""
        codes = [ord(character) for character in word]
        if len(codes) == 1:
            node = self._step(self.steps, _ROOT, codes[0])
        else:
            node = self._step(self.first_two, codes[0], codes[1])
            for code in codes[2:]:
                node = self._step(self.steps, node, code)
        self._words[node] = number

    def nodes(self) -> str:
        """Four characters for each node."""
        numbers = [0] * _WIDTH * (self._number + 1)
        for (before, code), node in self.steps.items():
            place = before * _WIDTH
            numbers[place + _GOES_ON] = code if numbers[place + _GOES_ON] == _NO_CHARACTER else _SEVERAL
            numbers[place + _NEXT] = node
        for node, word in self._words.items():
            numbers[node * _WIDTH + _WORD] = word
        return "".join(map(chr, numbers))

    def others(self) -> dict[tuple[int, int], int]:
        """The steps from the root, and from nodes that several lead on from."""
        leading_on = Counter(before for before, _ in self.steps)
        return {step: node for step, node in self.steps.items() if step[0] == _ROOT or leading_on[step[0]] > 1}

    def _step(self, steps: dict[tuple[int, int], int], before: int, code: int) -> int:
        known = steps.get((before, code))
        if known is None:
            self._number += 1
            known = steps[before, code] = self._number
        return known


class _Steps:
    """Nodes by two numbers: a table that is searched from the place which the two give, as far as it is `taken`."""

    def __init__(self, steps: Mapping[tuple[int, int], int]) -> None:
        size = 1 << (_ROOM * len(steps)).bit_length()
        self.last: i64 = size - 1
        numbers = [0] * _WIDTH * size
        for (before, code), node in steps.items():
            place = (before * _SPREAD ^ code) & size - 1
            while numbers[place * _WIDTH + _NODE]:
                place = place + 1 & size - 1
            numbers[place * _WIDTH : place * _WIDTH + _NODE + 1] = before, code, node
        self._table = "".join(map(chr, numbers))
        self.taken = bytes(map(bool, numbers[_NODE::_WIDTH]))

    def after(self, before: i64, code: i64) -> i64:
        """The node that the step leads to, or _NO_NODE."""
        table, last, taken = self._table, self.last, self.taken
        place: i64 = (before * _SPREAD ^ code) & last
        while taken[place]:
            at: i64 = place * _WIDTH
            if ord(table[at + _CODE]) == code and ord(table[at + _BEFORE]) == before:
                return ord(table[at + _NODE])
            place = place + 1 & last
        return _NO_NODE


def _table(codes: Iterable[int]) -> bytes:
    """1 at each of these characters, by its number."""
    table = bytearray(_SIZE)
    for code in codes:
        table[code & _LAST] = 1
    return bytes(table)
