"""Whether an attachment says what its article says: then both are one source, however often it is counted."""

from __future__ import annotations

import re

_PIECE = 12
_ALIKE = 0.7
"""Share of the pieces: a letterhead and a signature around a short report are among the others."""
_COMPARED = 300_000
"""Characters: more of them would tell nothing new."""
_SPACE = re.compile(r"\s+")
_NUMBER = re.compile(r"\d[\d,.，]*")


def repeats(text: str, article: str) -> bool:
    """Whether nearly all of `text` stands in `article`, and every number of it does.

    A text of other figures is another statement, though every word between them is the same.
    """
    compact, whole = (_SPACE.sub("", each[:_COMPARED]) for each in (text, article))
    if len(compact) < _PIECE or not set(_NUMBER.findall(text[:_COMPARED])) <= set(_NUMBER.findall(article[:_COMPARED])):
        return False
    known = {whole[at : at + _PIECE] for at in range(len(whole) - _PIECE + 1)}
    pieces = [compact[at : at + _PIECE] for at in range(0, len(compact) - _PIECE + 1, _PIECE)]
    return sum(piece in known for piece in pieces) >= _ALIKE * len(pieces)
