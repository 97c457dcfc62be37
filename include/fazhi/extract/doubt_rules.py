"""A doubt that words before a figure raise about some fields or indicators: the form of the tables that list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi.extract.triggers import NONE, Cue

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """Words before a figure in its sentence, or only in its clause; the groups or codes they concern; the doubt."""

    cue: Cue
    of: frozenset[str]
    doubt: str
    in_clause: bool = False


class DoubtRules:
    """Rules in the order in which they are asked. A sentence with none of `bits` raises no doubt."""

    def __init__(self, *rules: DoubtRule) -> None:
        self.rules = rules
        self.bits = NONE
        for rule in rules:
            self.bits = self.bits | rule.cue.bit
        self._of: dict[str, list[DoubtRule]] = {}  # by code

    def doubt_about(self, item: Taken, text: str) -> str:
        """The name of the first doubt that fits the figure, "" where none does."""
        rules = self._of.get(item.code)
        if rules is None:
            rules = [rule for rule in self.rules if item.group in rule.of or item.code in rule.of]
            self._of[item.code] = rules
        for rule in rules:
            if item.may & rule.cue.bit:
                begin = item.low if rule.in_clause else item.sentence_start
                if rule.cue.search(text[begin : item.number.start]):
                    return rule.doubt
        return ""
