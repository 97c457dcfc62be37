"""How sure a reading is, from how it was made. `fazhi evaluate` shows what the bands are worth.

certain: the head stands next to the figure, no other wording comes close, its topic is the one last named in the
sentence, and nothing in the words before the figure is left unread. likely: one of these is missing. uncertain: the
claim itself is weak.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fazhi.extract import cues

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken

_CLEAR_SCORE = 2.0
_CLEAR_MARGIN = 1.0
_WEAK_SCORE = 1.5
_UNREAD = 6  # characters: 驻村工作队 before a head may be anybody
_FAR = 6
_FAR_AFTER = 3
_SMALL_NUMERAL = 10
_OWN_RULES = frozenset({"head", "head_after", "list"})


def confidence_of(item: Taken, text: str) -> str:
    """certain, likely or uncertain. `text` is the document's, which the figure's spans index."""
    claim, number = item.claim, item.number
    if claim.score < _WEAK_SCORE:
        return "uncertain"
    clear = claim.score >= _CLEAR_SCORE and claim.score - claim.runner_up >= _CLEAR_MARGIN
    plain = number.unit and not (number.chinese and number.value < _SMALL_NUMERAL) and item.kind != "previous"
    on_topic = not claim.frame.topics or (claim.topic_rank == 0 and claim.topic_here)
    if not (clear and plain and on_topic and item.rule in _OWN_RULES):
        return "likely"
    return "certain" if _is_beside(item) and (claim.after or _unread(item, text) <= _UNREAD) else "likely"


def _is_beside(item: Taken) -> bool:
    claim, number = item.claim, item.number
    if claim.after:
        asked = claim.frame.context or claim.frame.near
        return bool(asked) or claim.head.start - number.end <= _FAR_AFTER
    return item.rule != "head" or number.start - claim.head.end <= _FAR


def _unread(item: Taken, text: str) -> int:
    """How many characters between the mark before the figure and its head no wording and no common word covers."""
    return len(cues.residue(text[item.low : item.claim.head.start])) - item.covered
