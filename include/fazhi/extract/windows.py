"""The words of an automaton in a text that is read sentence by sentence.

To look for them anew in each sentence takes twice as long: between two sentences the automaton leaves the processor's
cache. They are looked for in a window of many sentences at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick
    from mypy_extensions import i64

_WINDOW = 8_000
"""Characters, so that neither a long text's words are held all at once nor a short one's looked for in vain."""

Word = tuple[int, int, int]
"""Its number in the automaton, its start and its end."""


class Windows:
    """The words of `automaton` in `text`, asked for span by span; spans in the order of the text cost the least."""

    def __init__(self, automaton: AhoCorasick, text: str, *, overlapping: bool = False) -> None:
        self.automaton, self.text, self.overlapping = automaton, text, overlapping
        self.words: list[Word] = []
        self.offset = self.searched = 0
        self.asked = self.next = 0

    def within(self, start: int, end: int) -> list[Word]:
        """The words that end in `text[start:end]`, in order of their ends; places count from `offset`."""
        if start < self.asked or end > self.searched:
            self._search(start, end)
        words = self.words
        last: i64 = len(words)
        begin, stop = start - self.offset, end - self.offset
        low: i64 = self.next
        while low < last and words[low][2] <= begin:
            low += 1
        high: i64 = low
        while high < last and words[high][2] <= stop:
            high += 1
        self.asked, self.next = start, low
        return words[low:high]

    def _search(self, start: int, end: int) -> None:
        """Look for the words of a window that begins with `text[start:end]`; tables, which hold tabs, end it."""
        text = self.text
        line = text.find("\n", max(end, start + _WINDOW))
        stop = line if line >= 0 else len(text)
        tab = text.find("\t", end, stop)
        if tab >= 0:
            stop = tab
        self.words = self.automaton.find_matches_as_indexes(text[start:stop], overlapping=self.overlapping)
        self.offset, self.searched, self.next = start, stop, 0
