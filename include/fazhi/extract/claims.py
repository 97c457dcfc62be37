"""Which wording claims a figure of a paragraph: the anchors on both sides of it, and what stands between."""

from __future__ import annotations

import re
import sys

from fazhi.extract import counties, cues, regions
from fazhi.extract.anchors import Match
from fazhi.extract.bind import Claim, Context, Window
from fazhi.extract.figure import Place, Sentence
from fazhi.extract.lexicon import UNLISTED
from fazhi.extract.plausible import (
    BASE,
    PARENTHESES,
    counts_nothing_after,
    end_of_naming,
    is_a_place,
    is_count,
    outside_parentheses,
    outside_titles,
    without_bases,
)
from fazhi.extract.publisher import TOWNSHIP
from fazhi.extract.segment import Clause, SentenceSpan
from fazhi.extract.triggers import NONE, Cue

# 16名调解员（其中专职4名）, 二十一个司法所中改造五个: what follows speaks of a part.
_OPENED_AFTER = Cue(r"[（(](?:其中|含|包含|包括|不含|内)|(?<=[所人件家村员])中(?=[年已有，,、“\"\d]|[省市国][级家])")
_OF_WHAT_FOLLOWS = re.compile("(?:审结|办结|结案|受理|化解|答复|解除|废止|修改|修订|维持|成功)$")
_LISTED_BEFORE = re.compile(r"[、和及与]\s*$")
_AND = ("、", "和", "与", "及", "以及")
_BRANCHES = ("行业性、专业性", "专业性、行业性")
_MADE_UP = "组成"
_LEVELS = 5
_NEVER = sys.maxsize
_PEOPLE = frozenset({"人", "名", "位"})
_LEVEL = Cue("级").bit
_MEASURES_OF_KINDS = frozenset({"类", "种", "批次", "批"})
LEVEL = Cue(r"(?:国家|省|市|县|区|镇|乡|村)级")


def _holds_a_head(anchors: list[Match]) -> bool:
    """Whether one of the anchors can be what a figure counts."""
    for match in anchors:  # noqa: SIM110 - a loop, asked several times for every figure
        if match.anchor.frames:
            return True
    return False


_OF_SOME_PEOPLE = cues.NORM | cues.ONE_ROOM
_OF_ANYONE_ELSE = _OF_SOME_PEOPLE | regions.ONE_PLACE | counties.ANOTHER_COUNTY | regions.SCORED
_OF_OTHERS = {publisher: above | _OF_ANYONE_ELSE for publisher, above in regions.ABOVE.items()}


class FigureClaims:
    """The claims on the figures of one paragraph, whose sentences are read in order."""

    def __init__(self, text: str, context: Context, *, publisher: str) -> None:
        self.text, self.context, self.publisher = text, context, publisher
        self.above = regions.ABOVE.get(publisher, NONE)
        self.of_others = _OF_OTHERS.get(publisher, _OF_ANYONE_ELSE)
        self.next_topic = 0
        self.next_topic_at = context.topical[0].start if context.topical else _NEVER
        self.above_until = -1  # where the last sentence ends that told of a region above the publisher's
        self.spent = 0  # where the noun ends that the last figure counts: 8次专题学习、1期读书班
        self.own = ""  # words among which the document's own region stands
        self.sentence = Sentence(0, 0)

    def _topics_up_to(self, end: int) -> None:
        topical = self.context.topical
        while self.next_topic_at < end:
            self.context.note_topics(topical[self.next_topic].anchor.topics, self.next_topic_at)
            self.next_topic += 1
            self.next_topic_at = topical[self.next_topic].start if self.next_topic < len(topical) else _NEVER

    def _place(self, clause: Clause, position: int, mask: int) -> Place:
        number = clause.numbers[position]
        low = clause.numbers[position - 1].end if position else clause.start
        if position and low == number.start and clause.numbers[position - 1].unit in _MEASURES_OF_KINDS:
            low = clause.numbers[position - 2].end if position > 1 else clause.start  # 发放资料40余类15000余份
        stop = clause.numbers[position + 1].start if position + 1 < len(clause.numbers) else clause.end
        text = self.text
        return Place(
            number,
            clause,
            position,
            clause.depths[position],
            low,
            stop,
            text[low : number.start],
            text[number.end : stop],
            mask,
        )

    def _claim_beside(self, place: Place) -> Claim | None:
        """The claim on a figure of what stands next to it, if that can be what is counted."""
        claim = self._claim(place, place.low, place.number.start)
        if claim is None:
            if self.sentence.may & _LEVEL and "级" in place.after:
                claim = self._claim_shared(place)
            elif place.number.unit in _PEOPLE:
                claim = self._claim_of_people(place)
        if claim is None or (place.number.chinese and not is_count(place.number, claim, self.text)):
            return None
        return None if claim.after and is_a_place(place.before, claim) else claim

    def _claim(self, place: Place, low: int, high: int, *, carried: int = 0, any_unit: bool = False) -> Claim | None:
        """The strongest claim of a head in `[low, high)` or right after the figure.

        `carried` is the context of the clause before; `any_unit` looks for what changed, however it is counted.
        """
        context, number, clause = self.context, place.number, place.clause
        if low < self.spent <= high:
            low = self.spent
        before = self._named_before(low, high)
        headed = _holds_a_head(before)
        after: list[Match] = []
        if not any_unit and not counts_nothing_after(place.after):
            after = self._after(place, over_pauses=False)
            if not headed:
                if not _holds_a_head(after):
                    after = self._after(place, over_pauses=True)
                for match in after:
                    if match.anchor.topics:
                        context.note_topics(match.anchor.topics, match.start)
        if headed and after and _LISTED_BEFORE.search(place.before) and _holds_a_head(after):
            before = []  # 县公共法律服务中心、14个乡镇工作站: the head before is another item of the list
        if not headed and not after:
            return None
        alone = place.stop == clause.end  # no other figure follows in its clause
        mask = place.mask if alone else context.mask_of(clause.start, place.stop)
        if carried:
            mask |= carried
        if clause.opener in "，," and before and before[0].start - clause.start <= 1 and before[-1].end == high:
            mask |= self._mask_of_clause_before()  # 新增公职律师12人，执业律师7人: the verb carries on
        units = None if any_unit and number.unit in {"%", "百分点"} else number.unit
        whole = mask if alone else mask | place.mask
        window = Window(before, after, end_of_naming(self.text, low, high, before), number.end, units, mask, whole)
        claim = context.claim(window)
        if claim is None and after and "、" in place.after:
            window.before, window.after = [], self._after(place, over_pauses=True)
            claim = context.claim(window)
        if claim is None and any_unit:
            window.unit = None
            claim = context.claim(window)
        return claim

    def _mask_of_clause_before(self) -> int:
        last = self.sentence.last_clause
        return self.context.mask_of(last.start, last.end) if last is not None else 0

    def _named_before(self, low: int, high: int) -> list[Match]:
        """The anchors before a figure that can name it: none in parentheses, none that it is only a part of.

        Nor those of whom it is made up: 由执业律师、政法干警组成32人的讲师团.
        """
        text = self.text
        if text[high - len(_MADE_UP) : high] == _MADE_UP and high - low >= len(_MADE_UP):
            return []
        found = self.context.between(low, high)
        if not found:
            return found
        may = self.sentence.may
        if len(found) > 1 and may & PARENTHESES:
            found = outside_parentheses(found, text, low, high)
        if text.find("《", low, high) >= 0:
            found = outside_titles(found, text, low, high)
        based = may & BASE and len(found) > 1 and text.find("中", low, high) >= 0
        return without_bases(found, text, high) if based else found

    def _claim_shared(self, place: Place) -> Claim | None:
        """5个国家级、27个省级民主法治示范村: the noun after the last figure of a list serves all."""
        position, numbers = place.position, place.clause.numbers
        after = place.after
        while position + 1 < min(len(numbers), place.position + _LEVELS) and LEVEL.fullmatch(after.rstrip("、和与及")):
            position += 1
            other = self._place(place.clause, position, place.mask)
            after = other.after
            if other.number.unit != place.number.unit:
                return None
        if position == place.position or LEVEL.match(after) is None:
            return None
        claim = self._claim(other, other.low, other.number.start)
        return claim if claim is not None and claim.after and claim.frame.code != UNLISTED else None

    def _claim_of_people(self, place: Place) -> Claim | None:
        """14名市管干部以及128名区管干部参加法律知识考试: what all of them did."""
        numbers, position = place.clause.numbers, place.position + 1
        if position >= len(numbers) or not place.after.endswith(_AND):
            return None
        if numbers[position].unit not in _PEOPLE:
            return None
        other = self._place(place.clause, position, place.mask)
        claim = self._claim(other, other.low, other.number.start)
        return claim if claim is not None and claim.frame.side == "after" and claim.frame.code != UNLISTED else None

    def _after(self, place: Place, *, over_pauses: bool) -> list[Match]:
        """The anchors of what is counted after the figure: 16名行政复议应诉监督员."""
        start, stop = place.number.end, place.stop
        if self.sentence.may & _OPENED_AFTER.bit and (opened := _OPENED_AFTER.search(self.text, start, stop)):
            stop = opened.start()
        pause = -1 if over_pauses else self.text.find("、", start, stop)
        if pause >= 0 and self.text.startswith(_BRANCHES, pause - 3):
            pause = self.text.find("、", pause + 1, stop)  # 5个行业性、专业性人民调解委员会
        found = self.context.between(start, stop)
        if pause >= 0:  # 45件处罚、许可案件: a mark within a name is no pause
            found = [match for match in found if match.end <= pause or match.start < pause]
        beside = found and stop == place.stop and stop < place.clause.end and found[-1].end >= stop - 1
        if beside and _OF_WHAT_FOLLOWS.search(found[-1].anchor.word):
            return found[:-1]  # 1034件复议案件已审结962件: the verb is that of the next figure
        return found

    def _of_others(self, place: Place) -> str:
        """Why the figure is not the publisher's own, "" where it is."""
        sentence, position = self.sentence, place.number.start
        may = sentence.may
        if may & self.above and self._of_another_region(position, place.before):
            self.above_until = sentence.end
            return "other_region"
        if may & regions.SCORED:
            if sentence.scored is None:
                sentence.scored = regions.is_scored(self.text[sentence.start : sentence.end])
            if sentence.scored:
                return "norm"
        if may & counties.ANOTHER_COUNTY and self._of_another_county(position):
            return "other_region"
        if place.number.unit in _PEOPLE and may & _OF_SOME_PEOPLE and (reason := self._of_some_people(place)):
            return reason
        if may & regions.ONE_PLACE and self.publisher != TOWNSHIP:
            if sentence.told_from < 0:
                sentence.told_from = cues.after_marker(self.text, sentence.start)
            begin = min(sentence.told_from, position)
            return "one_place" if regions.of_one_place(self.text[begin:position], self.text, self.own, may) else ""
        return ""

    def _of_some_people(self, place: Place) -> str:
        may, position = self.sentence.may, place.number.start
        if may & cues.NORM and cues.is_norm(self.text[place.clause.start : position], place.after):
            return "norm"
        one = may & cues.ONE_ROOM and cues.of_one_room(self.text[self.sentence.start : position])
        return "one_place" if one else ""

    def _of_another_county(self, position: int) -> bool:
        sentence, text = self.sentence, self.text
        whole = text[sentence.start : sentence.end]
        if sentence.counties is None:
            sentence.counties = counties.counties_in(whole, self.publisher, sentence.may)
        told = sentence.counties
        return bool(told & counties.ANOTHER_COUNTY) and counties.of_another_county(
            whole, position - sentence.start, text, self.own, told
        )

    def _goes_on_above(self, span: SentenceSpan) -> bool:
        """Whether a sentence goes on after one about a region above and names no region of its own."""
        if self.above_until != span.start or regions.names_own(self.text[span.start : span.end]):
            return False
        self.above_until = span.end
        return True

    def _of_another_region(self, position: int, before: str) -> bool:
        if "民主" in before:
            return False
        told = self.text[max(self.sentence.start, position - 160) : position]
        return regions.of_another_region(told, self.publisher, self.own)
