"""A doubt that words before a figure raise about some fields or indicators: the form of the tables that list them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken
    from fazhi.extract.triggers import Cue


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """Words before a figure in its sentence, or only in its clause; the groups or codes they concern; the doubt."""

    cue: Cue
    of: frozenset[str]
    doubt: str
    in_clause: bool = False


def bits(rules: Iterable[DoubtRule]) -> int:
    """The bits of all cues: a sentence with none of them raises no doubt."""
    return reduce(or_, (rule.cue.bit for rule in rules))


def doubt_by(rules: Iterable[DoubtRule], item: Taken, text: str) -> str:
    """The name of the first doubt that fits the figure, "" where none does."""
    for rule in rules:
        if item.may & rule.cue.bit and (item.group in rule.of or item.code in rule.of):
            begin = item.low if rule.in_clause else item.sentence_start
            if rule.cue.search(text[begin : item.number.start]):
                return rule.doubt
    return ""
