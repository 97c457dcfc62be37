"""Changes (同比增长12%): of the figure before, or of what is named first."""

from __future__ import annotations

import re

from fazhi.extract import cues
from fazhi.extract.bind import Claim
from fazhi.extract.figure import CHANGES, Place, Taken, part_or_whole
from fazhi.extract.lexicon import UNLISTED
from fazhi.extract.others import names_one_kind
from fazhi.extract.plausible import names_first
from fazhi.extract.taking import TakenFigures
from fazhi.extract.when import signed

_CLOSING = frozenset("）)")
_OF_CASES = re.compile(r"案件[数总]|件数|案件量|办件量")
_EVENTS = frozenset({"次", "场", "场次"})


class ChangedFigures(TakenFigures):
    """Takes the changes of one paragraph."""

    def _change_or_addition(self, place: Place, sign: int, marker: int) -> str:
        """同比增长12%: a change of the figure before, or of what is named first; 比上版多出54项: an addition."""
        if "年均" in place.before:
            return "change_of_nothing"  # of one year on the next, on average
        marker += place.low
        claim = self._claim(place, place.low, place.number.start)
        if claim is not None and not claim.after and claim.head.start >= marker and claim.frame.code != UNLISTED:
            return self._addition(place, sign, claim)
        claim = self._claim(place, place.low, marker, any_unit=True)
        own = claim if claim is not None and names_first(place.before) else None
        if own is None:
            source = self._antecedent(place, sign)
            if source is None or cues.names_another_thing(self.text[place.low : marker]):
                return "change_of_nothing"
            self._changed(place, sign, source)
            return ""
        if own.frame.code == UNLISTED or names_one_kind(own, self.text) or self._is_of_a_rate(place, own):
            self.sentence.broken = True
            return "no_indicator"
        signed(place.number, sign)
        breakdown = own.frame.part or self.lexicon.member_in(own.frame.code, place.before)
        when = self.timing.of_change(self.sentence, place)
        self._add(place, own.frame.code, when=when, breakdown=breakdown, rule="change_head", claim=own)
        return ""

    def _is_of_a_rate(self, place: Place, own: Claim) -> bool:
        """维持率提高2.8个百分点: of a rate that no indicator covers, where those upheld are counted."""
        return place.number.unit == "百分点" and self.lexicon.units[own.frame.code] != "%"

    def _addition(self, place: Place, sign: int, claim: Claim) -> str:
        """比上版多出54项 is counted by itself, 案卷3216卷，较上年多评查481卷 is a change of what was counted before."""
        source = self._antecedent(place, sign)
        if source is None or source.code != claim.frame.code:
            return self._take(place, claim, "head")
        self._changed(place, sign, source)
        return ""

    def _changed(self, place: Place, sign: int, source: Taken) -> None:
        signed(place.number, sign)
        when = self.timing.of_change(self.sentence, place)
        self._add(place, source.code, when=when, breakdown=source.breakdown, rule="change", claim=source.claim)

    def _antecedent(self, place: Place, sign: int) -> Taken | None:
        """The figure that a change belongs to: the last one of its sentence that can change so."""
        unit, sentence = place.number.unit, self.sentence
        for item in sentence.recent():
            if item.depth > place.depth or item.kind in CHANGES or self._is_closed_off(item, place):
                continue
            rate = self.lexicon.units[item.code] == "%"
            if unit == "%" and item.number.unit.endswith("元") and _OF_CASES.search(place.before):
                continue  # 作出处罚413件，罚没62万元，案件数同比下降14%
            if unit in {"%", "百分点"} and sentence.unread_share > item.number.end:
                return None
            if unit == "百分点" and not rate:
                continue
            if unit not in {"%", "百分点"} and (rate or not _is_alike(unit, item.number.unit)):
                continue
            return None if sentence.broken else part_or_whole(item, sentence.recent(), place.number, sign)
        return None

    def _is_closed_off(self, item: Taken, place: Place) -> bool:
        """受理142件（含移交4件），较2021年（118件）…: what stood in other parentheses carries on to none."""
        if not item.depth or not place.depth:
            return False
        return not _CLOSING.isdisjoint(self.text[item.number.end : place.number.start])


def _is_alike(unit: str, other: str) -> bool:
    """Whether a change can be one of a figure by their measure words: 536场次, 多61场."""
    return unit == other or (unit in _EVENTS and other in _EVENTS)
