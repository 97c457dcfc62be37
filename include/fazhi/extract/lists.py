"""Lists: figures that share what was said before them (收到、审结120件、96件), and one figure of several things.

各1次 is the figure of each; 规范性文件、行政合同104件 is the sum of both.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from itertools import pairwise

from fazhi.extract import cues
from fazhi.extract.bind import Claim, Context, Window
from fazhi.extract.claims import FigureClaims
from fazhi.extract.figure import CHANGES, Place, Taken, fits
from fazhi.extract.lexicon import UNLISTED, Lexicon
from fazhi.extract.observation import LeftOut
from fazhi.extract.plausible import counts_nothing_after
from fazhi.extract.segment import Clause, SentenceSpan
from fazhi.extract.triggers import Cue
from fazhi.extract.when import Timing

GAP = 4  # characters between the figures of a bare list, at most
_POINTING = frozenset("前后")  # 后两项
_BARE = frozenset({"、", "和", "与", "及", "以及"})
_JOINING = frozenset("、和与及")
_FEWEST_NAMED = 2  # of the things of a list, to tell by its place which is none of ours
_SHORTEST_THING = 5  # characters of its name, with the joint
_SHORTEST_NAME = 3  # the same of what is nothing, or a rate
JOINTS = re.compile(r"[、和与及]")
# 比上年15.38%降低3.31个百分点: what it was, and no change
_CHANGES_NEXT = re.compile(r"[，,]?(?:上升|下降|降低|提高|提升|增加|减少|增长|回落|升高|低|高)了?\s*\d")
_EACH_ITS_OWN = Cue(r"(?:分别|依次)(?:为|是|达到?|有|共)?[^，。；,;]{0,8}$")
_JOINED_BEFORE = re.compile(r"(?<=[\u4e00-\u9fff）)])(?:、|(?<!参)[和与及])(?:各类|各项|行政|政府|其他|重大|重要)*$")
_JOINED_AFTER = re.compile(r"(?:草案)?[、和与及](?=[\u4e00-\u9fff]{2})")
_LEVELS = re.compile(r"[两二三四五]级|各")  # 县乡村三级, 各调解组织
_LEVELS_LISTED = Cue(
    r"((?:[县区旗]|[县区]（[市区县]）|[乡镇]|乡镇|镇街|乡镇（街道）|镇（街道）|村|村居|村（社区）|村（居）|社区)"
    r"(?:[、和](?:[县区旗]|[乡镇]|乡镇|镇街|乡镇（街道）|镇（街道）|村|村居|村（社区）|村（居）|社区)){1,2})[两三]级"
)
_ONE_LEVEL = re.compile(r"(?:^|(?<=[、和]))[县区旗乡镇村社]")
_LEVEL_OF = {
    **dict.fromkeys("县区旗", "level=county"),
    **dict.fromkeys("乡镇", "level=township"),
    **dict.fromkeys("村社", "level=village"),
}
# What the parts of one kind of work are called when they are counted as one sum.
_WHOLES = {
    "review.normative_documents": "review.documents",
    "review.contracts": "review.documents",
    "review.major_decisions": "review.documents",
}

_FIELDS = frozenset({"reconsideration", "litigation"})
_TWO_FIELDS = Cue(
    r"(?:复议|应诉|诉讼)(?:案件)?[、和与及](?:行政)?(?:复议|应诉|诉讼)(?:案件|事项|申请)?(?:共计|合计|总数|总计|共|总量)?(?:达|为|约|近)*$"
)
TWO_FIELDS = _TWO_FIELDS.bit


class ListedFigures(FigureClaims, ABC):
    """Deals out the figures of lists; what takes a figure is the reading's."""

    def __init__(self, lexicon: Lexicon, timing: Timing, context: Context, *, publisher: str) -> None:
        super().__init__(timing.text, context, publisher=publisher)
        self.lexicon, self.timing = lexicon, timing
        self.left: list[LeftOut] = []
        self.titled: SentenceSpan | None = None  # the last short sentence without numbers
        self.parts: list[Clause] = []

    @abstractmethod
    def _take(self, place: Place, claim: Claim, rule: str, breakdown: str | None = None) -> str:
        """Take the figure for a claim, or say why not."""

    @abstractmethod
    def _again(self, place: Place, last: Taken, rule: str, member: str | None = None) -> str:
        """Take the figure as another of the indicator of one before."""

    @abstractmethod
    def _last_like(self, place: Place, *, part: bool = False) -> Taken | None:
        """The last figure of the sentence that is counted as this one is."""

    @abstractmethod
    def _changed(self, place: Place, sign: int, source: Taken) -> None:
        """Take the figure as the change of one before."""

    def _length_of_list(self, clause: Clause, first: int) -> int:
        """How many figures stand in the bare list that begins with this one; 1 where none does."""
        numbers, last, text = clause.numbers, first, self.text
        while last + 1 < len(numbers) and numbers[last + 1].start - numbers[last].end <= GAP:
            if text[numbers[last].end : numbers[last + 1].start].strip() not in _BARE:
                break
            last += 1
        return last - first + 1

    def _list(self, clause: Clause, first: int, size: int, mask: int) -> bool:
        """Deal out a bare list (2个、15个、63个) over as many years, figures before, members or heads."""
        places = [self._place(clause, position, mask) for position in range(first, first + size)]
        head = places[0]
        low, start, before = head.low, head.number.start, head.before
        if self.sentence.may & self.above and self._of_another_region(start, before):
            return False
        change = cues.change_sign(before, head.number.is_rate, before) if self._may_change() else None
        if change is not None:
            return not cues.names_another_thing(before[: change[1]]) and self._list_of_changes(places, change[0])
        self._topics_up_to(start)
        for place in places:
            place.low, place.before, place.after = low, before, ""
        if "分别" in before:
            _share_bound(places)
        claim = self._claim(head, low, start)
        periods = self.timing.of_list(self.sentence, clause, low, start, size)
        if periods and self._list_of_years(places, claim, periods):
            return True
        if claim is not None and claim.frame.code != UNLISTED:
            members = self.lexicon.members_named(claim.frame.code, before)
            if len(members) != size and self.sentence.may & _LEVELS_LISTED.bit:
                members = self._levels_listed(claim.frame.code, before)
            if len(members) == size:
                for place, member in zip(places, members, strict=True):
                    self._take_or_leave(place, claim, member)
                return True
        if self._list_of_parts(places) or self._list_of_earlier(places):
            return True
        return self._list_of_heads(places) or self._list_of_names(places) or self._list_unread(places)

    def _take_or_leave(self, place: Place, claim: Claim, member: str | None = None) -> None:
        if reason := self._take(place, claim, "list", member):
            self._leave([place], reason)

    def _levels_listed(self, code: str, before: str) -> list[str]:
        """县、乡、村三级调解组织: the levels, where the indicator is broken down by all of them."""
        listed = _LEVELS_LISTED.search(before)
        members = [_LEVEL_OF[level] for level in _ONE_LEVEL.findall(listed[1])] if listed else []
        return members if all(self.lexicon.has_member(code, member) for member in members) else []

    def _list_of_years(self, places: list[Place], claim: Claim | None, periods: list[str]) -> bool:
        """2021年、2022年分别为431件、396件: a figure of each year, of what is named or was counted before."""
        if claim is not None and claim.frame.code != UNLISTED:
            if self._names_as_many(places, claim.frame.code):
                return False  # 2022-2023年，受理、审结案件120件、96件
            for place, period in zip(places, periods, strict=True):
                place.period = period
                self._take_or_leave(place, claim)
        else:
            last = self._counted_before(places[0]) if claim is None else None
            if last is None:
                return False
            for place, period in zip(places, periods, strict=True):
                place.period = period
                self._again(place, last, "carried")
        self.sentence.list_periods = periods
        return True

    def _counted_before(self, head: Place) -> Taken | None:
        """The figure that a list goes on from, where nothing but years stands between: 而2022年、2021年分别为."""
        between = head.before
        for start, end, raw in head.clause.times:
            if head.low <= start and end <= head.number.start:
                between = between.replace(raw, "")
        return None if cues.residue(between) else self._last_like(head)

    def _names_as_many(self, places: list[Place], code: str) -> bool:
        """Whether the words before a list, behind the years, name as many things or parts as there are figures."""
        head = places[0]
        low = max((end for start, end, _ in head.clause.times if start < head.number.start), default=head.low)
        named = self.text[low : head.number.start]
        if len(JOINTS.findall(named)) + 1 != len(places):
            return False
        if len(self.lexicon.members_named(code, named)) == len(places):
            return True
        return bool(self._heads_of_list(places, low) or self._names_of_list(places, low))

    def _change(self, place: Place) -> tuple[int, int] | None:
        """The sign of a change and the place of its word (`cues.change_sign`)."""
        number = place.number
        if number.chinese and number.unit == "个":
            return None  # 查纠整改、总结提升三个环节
        wider = self.text[max(place.clause.start, number.start - 40) : number.start]
        relative = (number.is_rate or number.value < 0) and _CHANGES_NEXT.match(self.text, number.end) is None
        return cues.change_sign(place.before, relative, wider)

    def _may_change(self) -> bool:
        may = self.sentence.may
        return bool(may & cues.CHANGE or (may & cues.COMPARED and may & cues.COMPARING))

    def _list_of_parts(self, places: list[Place]) -> bool:
        """受理271件，其中民事、刑事分别为148件、123件: as many members of a breakdown of the figure before."""
        sentence = self.sentence
        if sentence.broken or not sentence.taken:
            return False
        whole = next((item for item in reversed(sentence.taken) if item.kind not in CHANGES), sentence.taken[-1])
        if not (sentence.in_parts or "其中" in places[0].before or _add_up(places, whole)):
            return False
        members = self.lexicon.members_named(whole.code, places[0].before)
        if len(members) != len(places) or not all(_is_within(place, whole) for place in places):
            return False
        for place, member in zip(places, members, strict=True):
            self._again(place, whole, "part", member)
        return True

    def _list_of_earlier(self, places: list[Place]) -> bool:
        """接收36件、立案31件，上年同期分别为28件、25件: of the figures before, those of the year before."""
        if not self.sentence.may & cues.EARLIER or not cues.is_earlier(places[0].before):
            return False
        sources = self._figures_before(places)
        if len(sources) < len(places) or not all(sources):
            return False
        for place, source in zip(places, sources, strict=True):
            if source is not None:
                self._again(place, source, "carried")
        return True

    def _list_of_names(self, places: list[Place]) -> bool:
        """受理、办结法律援助案件分别为231件、168件: as many things named before as there are figures."""
        named = self._names_of_list(places, places[0].low)
        for place, claim in zip(places, named, strict=False):
            if reason := self._take(place, claim, "list", "") if claim is not None else "no_indicator":
                self._leave([place], reason)
        return bool(named)

    def _names_of_list(self, places: list[Place], low: int) -> list[Claim | None]:
        """The claims of the things named one by one before 分别; none where they are not as many as the figures.

        Of three or more, one may be none of ours: 执业律师、公职律师、基层法律服务工作者分别为61人、34人、18人.
        """
        head = places[0]
        apart = _EACH_ITS_OWN.search(head.before) if self.sentence.may & _EACH_ITS_OWN.bit else None
        if apart is None:
            return []
        high = head.low + apart.start()
        joints = [low, *(joint.end() for joint in JOINTS.finditer(self.text, low, high)), high]
        if len(joints) != len(places) + 1:
            return []
        pairs = zip(places, pairwise(joints), strict=True)
        claims = [self._claim(place, start, end) for place, (start, end) in pairs]
        ours = [claim if claim is not None and claim.frame.code != UNLISTED else None for claim in claims]
        codes = [claim.frame.code for claim in ours if claim is not None]
        enough = len(codes) >= max(len(places) - 1, _FEWEST_NAMED)
        return ours if enough and len(set(codes)) == len(codes) else []

    def _list_unread(self, places: list[Place]) -> bool:
        """甲镇、乙镇分别调解30件、20件, 三级组织分别调解9件、5件: no wording tells which is which."""
        before = places[0].before
        if not self.sentence.may & _EACH_ITS_OWN.bit:
            return False
        if _EACH_ITS_OWN.search(before) is None:
            return False
        if JOINTS.search(before) is None and _LEVELS.search(before) is None:
            return False
        self._leave(places, "list_unread")
        return True

    def _list_of_changes(self, places: list[Place], sign: int) -> bool:
        """The changes of as many figures before; of those that are none of ours, the change is left."""
        sources = self._figures_before(places)
        if len(sources) < len(places) or not any(sources):
            return False
        for place, source in zip(places, sources, strict=True):
            if source is not None:
                self._changed(place, sign, source)
            else:
                self._leave([place], "change_of_nothing")
        return True

    def _figures_before(self, places: list[Place]) -> list[Taken | None]:
        """The last figures of the sentence before a list, as many as it is long; None for one that was not taken."""
        start, depth = places[0].number.start, places[0].depth
        taken = {item.number.start: item for item in self.sentence.recent() if item.kind not in CHANGES}
        changes = {item.number.start for item in self.sentence.recent() if item.kind in CHANGES}
        numbers = [
            number.start
            for clause in self.parts
            for number, deep in zip(clause.numbers, clause.depths, strict=True)
            if number.start < start
            and deep <= depth
            and number.start not in changes
            and self.text[number.start - 1] not in _POINTING
        ]
        own = [taken.get(number) for number in numbers[-len(places) :]]
        if all(own):
            return own
        told = list(taken.values())[: len(places)]
        return own if any(own) or len(told) < len(places) else list(reversed(told))

    def _leave(self, places: list[Place], reason: str) -> None:
        self.sentence.broken = True
        self.left += [LeftOut(start=place.number.start, end=place.number.end, reason=reason) for place in places]

    def _list_of_heads(self, places: list[Place]) -> bool:
        """收到、审结行政复议申请120件、96件."""
        heads = self._heads_of_list(places, places[0].low)
        for place, claim in zip(places, heads, strict=False):
            self._take_or_leave(place, claim, "")
        return bool(heads)

    def _heads_of_list(self, places: list[Place], low: int) -> list[Claim]:
        """The heads before a list, as many as it has figures; none where they are more or fewer."""
        head = places[0]
        if not any(mark in head.before for mark in "、和与及"):
            return []
        heads: list[Claim] = []
        for match in self.context.between(low, head.number.start):
            unit = places[min(len(heads), len(places) - 1)].number.unit
            start = head.number.start
            claim = self.context.claim(Window([match], [], start, start, unit, head.mask, head.mask))
            if claim and claim.frame.code not in {other.frame.code for other in heads if other.frame.code}:
                heads.append(claim)
        ours = [claim for claim in heads if claim.frame.code != UNLISTED]
        if len(ours) == len(places):
            heads = ours  # else 调处率、成功率分别为97.2%和98.8%: one is none of ours
        return heads if ours and len(heads) == len(places) else []

    def _each_of_list(self, place: Place) -> bool:
        """委员会会议、办公室会议各1次: the figure is that of each thing listed. Tells whether any of them took it."""
        low, high = max(place.low, self.spent), place.number.start
        if not counts_nothing_after(place.after):
            return False
        joints = [low, *(joint.end() for joint in JOINTS.finditer(self.text, low, high)), high]
        shortest = _SHORTEST_THING if place.number.value and place.number.unit != "%" else _SHORTEST_NAME
        if any(end - start < shortest for start, end in pairwise(joints)):
            return False  # 执法、司法协调小组会议各1次: one thing of several kinds
        claims: dict[str, Claim] = {}
        for start, end in pairwise(joints):
            claim = self._claim(place, start, end)
            if claim is not None and claim.frame.code != UNLISTED and not claim.after:
                claims.setdefault(claim.frame.code, claim)
        before, place.before = place.before, place.before.rstrip().removesuffix("各")
        taken = [self._take(place, claim, "list") for claim in claims.values()]
        place.before = before
        return "" in taken

    def _sum_of_list(self, place: Place, claim: Claim) -> str:
        """审查规范性文件、行政合同104件: the indicator of the whole; "" where the figure counts one thing."""
        whole = _WHOLES.get(claim.frame.code, "")
        if not whole or claim.after:
            return ""
        head, text, number = claim.head, self.text, place.number
        other: tuple[int, int] | None = None
        if joint := _JOINED_BEFORE.search(text[place.low : head.start]):
            other = place.low, place.low + joint.start()
        elif joint := _JOINED_AFTER.match(text[head.end : number.start]):
            other = head.end + joint.end(), number.start
        if other is None:
            return ""
        field = claim.frame.group
        codes = [
            {frame.code for frame in match.anchor.frames if frame.group == field}
            for match in self.context.between(*other)
        ]
        alike = [claim.frame.code in named for named in codes if named]
        return "" if alike and all(alike) else whole  # 合同、协议22件 are one thing

    def _sum_of_two_fields(self, place: Place, claim: Claim) -> bool:
        """受理行政复议、行政应诉案件共86件: a sum over two fields is a figure of neither."""
        told = self.sentence.may & _TWO_FIELDS.bit and claim.frame.group in _FIELDS and place.number.value
        return bool(told) and _TWO_FIELDS.search(self.text[place.low : place.number.start]) is not None

    def _sum_of_members(self, place: Place, claim: Claim) -> bool:
        """予以公开及部分公开42件: two members of a breakdown as one figure."""
        frame, head, text = claim.frame, claim.head, self.text
        if not frame.part or claim.after or text[head.start - 1] not in _JOINING:
            return False
        others = self.context.between(place.low, head.start - 1)
        return any(other.code == frame.code and other.part for match in others for other in match.anchor.frames)


def _is_within(place: Place, whole: Taken) -> bool:
    """Whether a figure can be a part of another."""
    return fits(place.number.unit, whole, "") and place.number.value <= whole.value


def _add_up(places: list[Place], whole: Taken) -> bool:
    """办理案件246件，民事、刑事分别为142件、104件: together they are the figure before, so its parts."""
    return sum(place.number.value for place in places) == whole.value


def _share_bound(places: list[Place]) -> None:
    """分别控制在12%、8%以内: what bounds one figure of a list bounds all."""
    bounds = {place.number.bound for place in places if place.number.bound}
    if len(bounds) == 1:
        bound = bounds.pop()
        for place in places:
            place.number.bound = bound
