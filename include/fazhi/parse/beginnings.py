"""What the tags of a page begin with, found in one pass over its markup.

Few pages hold all the elements that are looked for in every page: to walk the tree for each costs more than to know
that no tag begins as its would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fazhi.parse.elements import FORMATTING, LOOKED_FOR

_LENGTH = 2
_OF_FORMATTING = frozenset(name[:_LENGTH] for name in FORMATTING)


def _any_of(characters: Iterable[str]) -> str:
    """A class of these in both cases; of a name that ends before one, white space stands in its place."""
    return "[" + "".join(sorted({f"{one}{one.upper()}" if one else r"\s" for one in characters})) + "]"


_NAMES = FORMATTING | LOOKED_FOR
_BEGINNING = re.compile(f"<({_any_of(name[0] for name in _NAMES)}{_any_of(name[1:_LENGTH] for name in _NAMES)})")
"""Also of some other names; those of most tags (a, div, li, span, td) are passed over."""


class Beginnings:
    """How the tags in `html` begin. `formatting` are those that may be FORMATTING with attributes."""

    def __init__(self, html: str) -> None:
        found = [beginning.rstrip().lower() for beginning in _BEGINNING.findall(html)]
        self.formatting = sum(beginning in _OF_FORMATTING for beginning in found)
        self._kinds = frozenset(found)

    def may_be_of(self, name: str) -> bool:
        """Whether a tag of an element of LOOKED_FOR may stand there."""
        return name[:_LENGTH] in self._kinds
