"""Changes (同比增长12%): of the figure before, or of what is named first; several in turn (分别增长6%、下降9%)."""

from __future__ import annotations

import re
from itertools import pairwise

from fazhi.extract import cues
from fazhi.extract.bind import Claim
from fazhi.extract.figure import CHANGES, Place, Taken, kin, part_or_whole
from fazhi.extract.lexicon import UNLISTED, unit_words
from fazhi.extract.lists import JOINTS
from fazhi.extract.others import names_one_kind
from fazhi.extract.plausible import names_first
from fazhi.extract.segment import Clause
from fazhi.extract.taking import TakenFigures
from fazhi.extract.triggers import Cue
from fazhi.extract.when import signed

_CLOSING = frozenset("）)")
_OF_CASES = re.compile(r"案件[数总]|件数|案件量|办件量")
_EVENTS = frozenset({"次", "场", "场次"})
_IN_TURN = Cue(r"(?:分别|依次)[^，。；,;\d]{0,14}$")
IN_TURN = _IN_TURN.bit
_PAIR = 2


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
        if not self._is_of_ours(place, own):
            self.sentence.broken = True
            return "no_indicator"
        self._changed_by_name(place, sign, own, place.before)
        return ""

    def _changed_by_name(self, place: Place, sign: int, own: Claim, named: str, member: str | None = None) -> None:
        """Take the figure as the change of what the words `named` name."""
        signed(place.number, sign)
        found = own.frame.part or self.lexicon.member_in(own.frame.code, named)
        breakdown = found if member is None else member
        when = self.timing.of_change(self.sentence, place)
        self._add(place, own.frame.code, when=when, breakdown=breakdown, rule="change_head", claim=own)

    def _is_of_ours(self, place: Place, own: Claim) -> bool:
        """Whether what is named as changed is one of the catalogue's, and not a kind or a rate of it."""
        known = own.frame.code != UNLISTED and not names_one_kind(own, self.text)
        return known and not self._is_of_a_rate(place, own)

    def _is_of_a_rate(self, place: Place, own: Claim) -> bool:
        """维持率提高2.8个百分点, 答复率下降3%: of a rate that no indicator covers, where those upheld are counted."""
        told = place.number.unit == "百分点" or self.text[own.head.end : own.head.end + 1] == "率"
        return told and self.lexicon.units[own.frame.code] != "%"

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
        return self._changed_before(place)

    def _changed_before(self, place: Place) -> Taken | None:
        """受理数比上年增加62件，同比上升3.5%: another change of what was named as changed, where no level is told."""
        taken = self.sentence.taken
        last = taken[-1] if taken and not self.sentence.broken else None
        if last is None or last.kind not in CHANGES or last.depth > place.depth:
            return None
        if any(item.claim is last.claim and item.kind not in CHANGES for item in taken):
            return None
        unit, counted = place.number.unit, self.lexicon.units[last.code]
        if unit == "百分点":
            return last if counted == "%" else None
        return last if unit == "%" or (counted != "%" and unit in unit_words(counted)) else None

    def _is_closed_off(self, item: Taken, place: Place) -> bool:
        """受理142件（含移交4件），较2021年（118件）…: what stood in other parentheses carries on to none."""
        if not item.depth or not place.depth:
            return False
        return not _CLOSING.isdisjoint(self.text[item.number.end : place.number.start])

    # -- several in turn ---------------------------------------------------------------------------------------

    def _changes_in_turn(self, clause: Clause, first: int, mask: int) -> int:
        """同比分别提高2.3个百分点、下降1.6个百分点: one change for each thing, with its own sign.

        Gives how many changes stand there, 0 where the figure begins no such list. What cannot be dealt out is left.
        """
        head = self._place(clause, first, mask)
        told = _IN_TURN.search(head.before)
        change = self._change(head) if told else None
        signs = self._signs(clause, first, change[0]) if change else []
        if told is None or change is None or len(signs) < 2:
            return 0
        places = [self._place(clause, first + number, mask) for number in range(len(signs))]
        years = _names_years(head)
        if years and len(self._figures_before(places)) == 1:
            return 0  # 受理86件，较2022年、2021年分别增长12%、38%: the first is its change
        _share_unit(places)
        self._topics_up_to(head.number.start)
        apart = head.low + min(told.start(), change[1])
        reason = self._of_others(head) if self.sentence.may & self.of_others else ""
        if reason or years or not self._dealt_out(places, signs, apart):
            self._leave(places, reason or "list_unread")
        return len(signs)

    def _signs(self, clause: Clause, first: int, sign: int) -> list[int]:
        """The signs of the changes that stand side by side from the first on."""
        signs = [sign]
        for number, following in pairwise(clause.numbers[first:]):
            sign = cues.next_sign(self.text[number.end : following.start], sign)
            if not sign:
                break
            signs.append(sign)
        return signs

    def _dealt_out(self, places: list[Place], signs: list[int], apart: int) -> bool:
        """Deal out changes to as many things named up to `apart`, where 分别 or 增幅 stands, or to as many figures."""
        head = places[0]
        if cues.names_another_thing(self.text[head.low : apart]):
            return self._by_names(places, signs, head.low, apart)
        if any(number.start < head.number.start for clause in self.parts for number in clause.numbers):
            return self._by_figures(places, signs)
        before = self.sentence.last_clause  # 纠错率和败诉率“双下降”，分别下降…
        return before is not None and self._by_names(places, signs, before.start, before.end)

    def _by_figures(self, places: list[Place], signs: list[int]) -> bool:
        """出庭应诉率、败诉率分别为98.5%、4.1%，同比分别…: the changes of as many figures before."""
        sources = self._figures_before(places)
        if len(sources) < len(places) or not any(sources) or self._is_among_more(places, sources):
            return False
        pairs = list(zip(places, signs, sources, strict=True))
        if not all(source is None or self._may_change_so(place, source) for place, _, source in pairs):
            return False
        for place, sign, source in pairs:
            if source is None:
                self._leave([place], "change_of_nothing")
            else:
                self._changed(place, sign, source)
        return True

    def _is_among_more(self, places: list[Place], sources: list[Taken | None]) -> bool:
        """受理86件，审结80件，纠错6件，同比分别增长12%、15%: of more counted alike, nothing says which changed."""
        start = places[0].number.start
        units = {source.number.unit for source in sources if source is not None}
        alike = frozenset().union(units, *map(kin, units))
        changes = [item.number.start for item in self.sentence.recent() if item.kind in CHANGES]
        since = max(changes, default=-1)
        if _is_penalty_and_fine(sources):
            return False
        told = [
            (clause.start, number.start)
            for clause in self.parts
            for number, depth in zip(clause.numbers, clause.depths, strict=True)
            if since < number.start < start and number.unit in alike and depth <= places[0].depth
        ]
        return len(told) > len(places) and len({clause for clause, _ in told[-len(places) :]}) > 1

    def _may_change_so(self, place: Place, source: Taken) -> bool:
        """Whether a figure can change by so much: a rate by points, a count by what it is counted with."""
        unit, rate = place.number.unit, self.lexicon.units[source.code] == "%"
        if unit == "%":
            return True
        return rate if unit == "百分点" else not rate and _is_alike(unit, source.number.unit)

    def _by_names(self, places: list[Place], signs: list[int], low: int, high: int) -> bool:
        """公证、法律援助办理量分别较去年增长6%、9%: the changes of as many things, or parts of one, as are named."""
        parted = self._claim(places[-1], low, high, any_unit=True)
        if parted is not None and parted.frame.code != UNLISTED:
            members = self.lexicon.members_named(parted.frame.code, self.text[low:high])
            if len(members) == len(places):
                for place, sign, member in zip(places, signs, members, strict=True):
                    self._changed_by_name(place, sign, parted, "", member)
                return True
        joints = [low, *(joint.end() for joint in JOINTS.finditer(self.text, low, high)), high]
        if len(joints) != len(places) + 1:
            return False
        named = list(pairwise(joints))
        claims = [self._claim(place, *span, any_unit=True) for place, span in zip(places, named, strict=True)]
        codes = [claim.frame.code for claim in claims if claim is not None and claim.frame.code != UNLISTED]
        if not codes or len(set(codes)) < len(codes):
            return False
        for place, sign, span, claim in zip(places, signs, named, claims, strict=True):
            if claim is not None and self._is_of_ours(place, claim):
                self._changed_by_name(place, sign, claim, self.text[slice(*span)])
            else:
                self._leave([place], "no_indicator")
        return True


def _is_penalty_and_fine(sources: list[Taken | None]) -> bool:
    """立案41起，处罚39件，罚款116万元，同比分别上升14%和8%: an amount goes with what was counted right before it."""
    pair = [source for source in sources if source is not None]
    if len(pair) != _PAIR or len(sources) != _PAIR:
        return False
    amount = pair[1].number.unit.endswith("元") and not pair[0].number.unit.endswith("元")
    return amount and pair[0].group == pair[1].group


def _is_alike(unit: str, other: str) -> bool:
    """Whether a change can be one of a figure by their measure words: 536场次, 多61场."""
    return unit == other or (unit in _EVENTS and other in _EVENTS)


def _share_unit(places: list[Place]) -> None:
    """分别提高3.2和6.5个百分点: the unit of the last is that of all."""
    unit = places[-1].number.unit
    for place in places:
        place.number.unit = place.number.unit or unit


def _names_years(head: Place) -> bool:
    """较2022年、2021年分别增长12%、38%: what is dealt out over the years that it is compared with."""
    return sum(head.low <= start < head.number.start for start, _, _ in head.clause.times) > 1
