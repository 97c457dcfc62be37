"""Taking a figure that a wording claims: what makes it another's after all, its breakdown, time and total."""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi.extract import cues, parts
from fazhi.extract.bind import Claim, Context
from fazhi.extract.bounds import bound_behind
from fazhi.extract.by_others import BY_OTHERS, is_done_by_others
from fazhi.extract.denial import DENIED, is_denied
from fazhi.extract.figure import Place, Taken
from fazhi.extract.kinds_of_cases import are_some_of_the_cases
from fazhi.extract.lexicon import UNLISTED, Lexicon
from fazhi.extract.lists import TWO_FIELDS, ListedFigures
from fazhi.extract.others import names_one_kind, tells_of_others
from fazhi.extract.plausible import counts_each, is_of_its_kind
from fazhi.extract.segment import PLAN
from fazhi.extract.targets import When
from fazhi.extract.time import is_part_of_year
from fazhi.extract.triggers import Cue
from fazhi.extract.when import Timing

_FEW = 3
_ADDED = "_added"
_FILES = "enforcement.case_files_reviewed"
_FILES_OF_EACH = f"{_FILES}_per_unit"
_JOINTS = frozenset("及和与、")
_PLACES = frozenset({"个", "家", "所"})
_PEOPLE, _MANY_PEOPLE = frozenset({"人", "名", "位"}), 10
_SET_UP_AT = frozenset({"mediation.committees", "services.centres"})
_SET_UP = re.compile(r"(?:建立|建成|建|设立|成立|组建|设|有)(?:了|起)?$")
_OF_VILLAGES = re.compile("[村居]|社区")
# 对28个执法单位开展专项监督2次: how many did it or had it done, where what is done is counted otherwise.
_PLACE_NEXT = re.compile(
    r"[^，。；、,;\d]{0,8}?(?:部门|单位|机关|机构|主体|乡镇|街道|村|社区|组织|调委会|委员会|司法所|企业|学校|站|点)[）)]?"
)
_DONE_OFTEN = frozenset({"次", "场次", "期", "件", "条", "人次"})
# 仍有17个村的法治阵地陈旧, 我局送评的5份案卷: some of them, of which more is told.
_SOME_OF_THEM = re.compile(r"(?:(?:仍|还|尚)(?:然)?有|(?:送评|参评|选送|报送|被抽|推选|推荐)的)(?:约|近)?$")
_OPEN = ("未", "在", "正在")
_OF_ONE_CASE = ("losses_recovered", "beneficiaries")
_KIND = Cue("类").bit
_FOLLOW_WHAT_STANDS_BEFORE = frozenset({"enterprise.amount", "governance.training_participants"})
_ACTS = ("enforcement.licences", "enforcement.penalties", "enforcement.compulsory_measures")
_NO_CASES, _NEVER_FOR_EACH = frozenset({"份", "%"}), frozenset({"学时", "%"})
_OUTCOMES = frozenset(
    {
        "办结",
        "办结率",
        "结案率",
        "审结率",
        "已办结",
        "审结",
        "结案",
        "答复",
        "已答复",
        "办理",
        "回复",
        "全部办结",
        "调解",
        "按时办结",
    }
)
# All that is asked in `_is_so_many_for_each` and in `_told_of_some`, which are else not called.
_FOR_EACH = cues.ALL_HAVE | cues.DISTRIBUTIVE
_OF_SOME = cues.SET_ABOVE | cues.ONE_CASE | cues.LEGISLATION | TWO_FIELDS


# 其中2024年受理78件; not 其中2023年结转12件.
_OF_THE_YEAR = Cue(r"其中[，,：:]?(?:仅|在)?(?:(?:19|20)\d{2}年|今年|本年度?|当年|年内)(?!.{0,2}结转)[^，,。；;]*$")
_NEAR = 40  # characters


class TakenFigures(ListedFigures):
    """Takes the figures of one paragraph. `taken` are those found so far, in text order.

    `publisher` tells whose figures are the document's own (publisher.py). `totals` are the greatest figures of an
    indicator, kind and period that the document has given so far; the reading adds its own.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        timing: Timing,
        context: Context,
        *,
        publisher: str,
        totals: dict[tuple[str, str, str], Decimal] | None = None,
    ) -> None:
        super().__init__(lexicon, timing, context, publisher=publisher)
        self.totals = {} if totals is None else totals
        self.taken: list[Taken] = []
        self.told_by_kind = False  # under a title such as 申请事项情况

    def _take(self, place: Place, claim: Claim, rule: str, breakdown: str | None = None) -> str:
        number, frame, sentence = place.number, claim.frame, self.sentence
        may = sentence.may
        if frame.code == UNLISTED and number.unit not in _NO_CASES and not _is_of_a_field(claim):
            sentence.foreign = number.end  # 民商事案件310件; not 裁判文书88份, 结案率99%
        if frame.code == UNLISTED or self._counts_another_thing(place, claim, apart=breakdown is not None):
            sentence.broken = True
            if sentence.in_parts and frame.code == UNLISTED:
                sentence.unread_depth = place.depth
            return "no_indicator"
        if number.unit not in _NEVER_FOR_EACH and self._is_for_each(place, claim) and not counts_each(claim):
            sentence.broken, sentence.each_until, sentence.for_each = True, number.end, claim
            return "distributive"
        code = self._code_of(place, claim)
        some = may & _OF_SOME or frame.part or code != frame.code
        if some and (reason := self._told_of_some(place, code, claim, apart=breakdown is not None)):
            return reason
        if breakdown is None:
            named = "" if self._is_last_of_several(place, claim) else self._member_named(place, claim)
            breakdown = self._part_told(place, claim) or named or self._of_same_rooms(place, claim)
            if place.before.endswith("等") and not claim.after:
                breakdown = ""  # 期满解除等103人: of this one and others
        when = self._of_its_measure(code, self.timing.of(sentence, place))
        if may & _OF_THE_YEAR.bit and sentence.in_parts and self._is_of_the_year_alone(place, code):
            self._told_since(code, when)
        if not breakdown and sentence.in_parts and not frame.yields and self._is_unnamed_part(claim, code, when):
            sentence.broken, sentence.unread_depth = True, place.depth
            return "part"
        total = None if breakdown else self.totals.get((code, when[0], when[1]))
        if total is not None and self._is_part_of_total(place, claim, total):
            sentence.broken = sentence.of_some = True
            return "part"
        sentence.of_some = False
        self._add(place, code, when=when, breakdown=breakdown, rule=rule, claim=claim)
        return ""

    def _code_of(self, place: Place, claim: Claim) -> str:
        """The indicator of a figure, mostly the wording's: of two in a list, of all they make up, of what there is."""
        code = claim.frame.code
        if claim.frame.group == "review":
            return self._sum_of_list(place, claim) or code
        if code == _FILES_OF_EACH and "共" in place.before:
            return _FILES  # 每个单位抽取5卷，共评查120卷
        if self.sentence.may & cues.FROM and code.endswith(_ADDED) and self._has_grown(place):
            return code.removesuffix(_ADDED)
        return code

    def _of_its_measure(self, code: str, when: When) -> When:
        """1-9月，接收87人；截至9月底，在册211人: what there is then is what the report on the year tells of it."""
        kind, period, _ = when
        time = self.timing.time
        part_of_it = kind == "actual" and is_part_of_year(period) and period[:4] == time.report[:4]
        return (kind, time.report, time.source) if part_of_it and self.lexicon.measures[code] == "stock" else when

    def _has_grown(self, place: Place) -> bool:
        """清单事项由526项增加到611项: how many there were and are, none of them what was added."""
        before = self.text[place.clause.start : place.number.start]
        return cues.is_from(before, place.after) or (cues.reaches(place.before) and cues.starts_from(before))

    def _is_of_the_year_alone(self, place: Place, code: str) -> bool:
        """累计受理320件，其中今年受理78件: the part of a total is what came in this year."""
        if self.lexicon.measures[code] != "flow":
            return False  # of what there is, those that came in one year are a part
        start = max(place.clause.start, place.number.start - _NEAR)
        return _OF_THE_YEAR.search(self.text, start, place.number.start) is not None

    def _told_since(self, code: str, when: When) -> None:
        """Leave the totals of which one year is a part without a period: since when they were counted, nothing says."""
        for item in self.sentence.before_parts():
            if (item.code, item.kind, item.period) == (code, when[0], when[1]) and not item.breakdown:
                item.period = item.period_source = ""
                self.totals.pop((code, when[0], when[1]), None)

    def _counts_another_thing(self, place: Place, claim: Claim, *, apart: bool) -> bool:
        """行政处罚类案件24件, one of several kinds, of another body; the kinds of a list are told `apart`."""
        number, text, may = place.number, self.text, self.sentence.may
        if may & _KIND and text.startswith(("类", "等类"), claim.head.end):
            return True
        if may & DENIED and is_denied(claim, place, text):
            return True
        if claim.after and number.unit in _PLACES and self._counts_places(place, claim):
            return True
        sent_in = claim.frame.group == "review" and "送" in place.before  # 对部门报送的34件文件进行审查
        if claim.after and not sent_in and _SOME_OF_THEM.search(place.before):
            return not claim.head.anchor.word.startswith(_OPEN)  # 尚有8件未审结
        if not apart and not is_of_its_kind(number, claim, text, place.clause.start, may):
            return True
        return self._is_of_others(place, claim)

    def _counts_places(self, place: Place, claim: Claim) -> bool:
        """Whether a figure counts places, by the noun next to it, and its head something else that they do."""
        if self.lexicon.units[claim.frame.code] not in _DONE_OFTEN:
            return False
        return _PLACE_NEXT.match(self.text, place.number.end, claim.head.start) is not None

    def _is_for_each(self, place: Place, claim: Claim) -> bool:
        number, sentence = place.number, self.sentence
        few = number.bound == ">=" and number.value < _MANY_PEOPLE and number.unit in _PEOPLE
        if few and cues.is_least_of_places(self.text[place.clause.start : number.start]):
            return True
        asked = sentence.may & _FOR_EACH or sentence.each_until == place.low
        return bool(asked) and self._is_so_many_for_each(place, claim)

    def _is_so_many_for_each(self, place: Place, claim: Claim) -> bool:
        """每个村配备3名…; 和1名… goes on with it. 各小组会议5次 are those of all."""
        if claim.head.anchor.word.startswith("各"):
            return False
        may, before = self.sentence.may, place.before
        if self.sentence.each_until == place.low and before.rstrip().endswith(("和", "与", "及", "、")):
            return True
        if may & cues.ALL_HAVE and place.number.value <= _FEW and cues.all_have(before):
            return True
        return bool(may & cues.DISTRIBUTIVE) and cues.is_distributive(before, place.number.value)

    def _member_named(self, place: Place, claim: Claim) -> str:
        """The member that the words on its head's side name.

        Of offices also what they were set up in: 企业建成14个调委会, and, in two, 在乡镇和村建立87个公共法律服务站.
        """
        code = claim.frame.code
        named = self.lexicon.member_in(code, place.after if claim.after else place.before)
        if not claim.after or code not in _SET_UP_AT or _SET_UP.search(place.before) is None:
            return named
        at = self.lexicon.member_in(code, place.before)
        if at and place.position and place.number.value > place.clause.numbers[place.position - 1].value:
            return ""  # 在12个乡镇、86个村建立了98个: in both
        if not named or at:
            return at or named
        return "" if _OF_VILLAGES.search(place.before) else named

    def _is_last_of_several(self, place: Place, claim: Claim) -> bool:
        """街道调委会及11个社区调委会共受理236件: of both, not of the last that is named."""
        if claim.after or not place.position or "共" not in place.before:
            return False
        other = place.clause.numbers[place.position - 1]
        joined = self.text[max(place.clause.start, other.start - 1) : other.start] in _JOINTS
        return joined and other.unit in _PLACES and other.end == place.low

    def _part_told(self, place: Place, claim: Claim) -> str:
        """The part that the wording itself tells of, but where more were settled than that part had received.

        受理7412件，其中派出所调解室2036件，化解成功7334件: settled by all.
        """
        part = claim.frame.part
        if not part.startswith("scope=") or self.lexicon.member_in(claim.frame.code, place.before):
            return part
        last = self.sentence.taken[-1] if self.sentence.taken else None
        return "" if last is not None and last.breakdown == part and last.value < place.number.value else part

    def _of_same_rooms(self, place: Place, claim: Claim) -> str:
        """驻所调解室调解纠纷56件，成功55件: the rooms carry on where no other is named."""
        last = self.sentence.taken[-1] if self.sentence.taken else None
        if last is None or not last.breakdown.startswith("scope=") or claim.after or self.sentence.broken:
            return ""
        if last.value < place.number.value:
            return ""
        same = last.group == claim.frame.group
        named = cues.residue(self.text[place.low : claim.head.start])
        return (
            last.breakdown if same and not named and self.lexicon.has_member(claim.frame.code, last.breakdown) else ""
        )

    def _told_of_some(self, place: Place, code: str, claim: Claim, *, apart: bool) -> str:
        """What was won in a single case, laws, or two parts of a whole as one: 其中规范性文件、合同60件.

        The kinds of a list are told `apart`.
        """
        text, start, may, frame = self.text, self.sentence.start, self.sentence.may, claim.frame
        if self.sentence.may & cues.SET_ABOVE and cues.is_set_above(place.before):
            return "norm"
        if may & cues.ONE_CASE and code.endswith(_OF_ONE_CASE) and cues.is_single_case(text[start : place.clause.end]):
            return "single_case"
        legislation = may & cues.LEGISLATION and frame.group == "normative"
        if legislation and cues.counts_legislation(text[start : place.number.start]):
            return "legislation"
        if code != frame.code and self.sentence.in_parts:
            return "part"
        several = frame.part and not apart and self._sum_of_members(place, claim)
        return "part" if several or self._sum_of_two_fields(place, claim) else ""

    def _is_of_others(self, place: Place, claim: Claim) -> bool:
        """The second instance, kinds of case that are named like acts, participants of another training."""
        code, sentence, start = claim.frame.code, self.sentence, place.number.start
        outcome = sentence.foreign and claim.head.anchor.word in _OUTCOMES
        if outcome and not self.context.topic_since(claim.frame.topics, sentence.foreign):
            return True  # 受理网民留言30条，办结28条
        if self.told_by_kind and code.startswith(_ACTS):
            return True  # 申请事项情况。行政处罚88件
        of_cases = self._last_topic() & self.lexicon.topics_of_cases != 0
        if are_some_of_the_cases(claim, place, self.text, sentence, topic_of_cases=of_cases):
            return True
        told = self.text[sentence.start : start]
        by_others = sentence.may & BY_OTHERS and is_done_by_others(code, told, sentence.may)
        if by_others or names_one_kind(claim, self.text) or tells_of_others(claim, told, sentence):
            return True
        if not sentence.broken or code not in _FOLLOW_WHAT_STANDS_BEFORE:
            return False  # 办理执法案件4600件，涉及金额120万元
        return not (claim.topic_here if code == "enterprise.amount" else claim.frame.near & place.mask)

    def _last_topic(self) -> int:
        """The bits of the topic last named, but for 政府信息公开, which may be what a case is about, if another stands
        before it.
        """
        recent = self.context.recent_topics
        if not recent:
            return 0
        of_disclosure = len(recent) > 1 and recent[0][0] == self.lexicon.topic_bits["disclosure"]
        return recent[1][0] if of_disclosure else recent[0][0]

    def _is_part_of_total(self, place: Place, claim: Claim, total: Decimal) -> bool:
        """Whether a figure is of one organ, kind or group of the cases of which all had the `total` told before."""
        if place.number.value >= total or place.number.unit == "%":
            return False
        sentence, code = self.sentence, claim.frame.code
        told = self.text[sentence.start : place.number.start]
        cases = code.startswith(parts.CASES) and self.timing.section != PLAN
        named = "" if claim.after else self.text[place.low : claim.head.start]
        if sentence.may & cues.OWN_ORGAN and cues.of_own_organ(told):
            return True
        if cases and sentence.of_some and not named.strip("，,、 "):
            return True  # 市政府收到11件，受理6件
        if not cases or parts.is_told_by_aspect(told) or parts.names_organs(named):
            return cases
        wholes = [item for item in self.taken if item.code == code and item.value == total]
        unnamed = any(not parts.names_some(self.text[item.low : item.claim.head.start]) for item in wholes)
        return unnamed and parts.names_some(named)

    def _is_unnamed_part(self, claim: Claim, code: str, when: When) -> bool:
        """受理86件，其中农民工32件, and 成功率95.6%，其中草场纠纷37件: a part that no member of a breakdown names."""
        return (claim.frame.weight < 0 and code == "mediation.received") or self._stands_as_total(code, when)

    def _stands_as_total(self, code: str, when: When) -> bool:
        return any(
            item.code == code
            and item.kind == when[0]
            and item.period == when[1]
            and not item.breakdown
            and not item.claim.frame.yields
            for item in self.sentence.before_parts()
        )

    def _add(self, place: Place, code: str, *, when: When, breakdown: str, rule: str, claim: Claim) -> None:
        sentence, number = self.sentence, place.number
        sentence.broken = False
        if not number.bound and "以" in place.after:
            number.bound = bound_behind(place.after)
        group = claim.frame.group if code == claim.frame.code else code.partition(".")[0]
        self.context.last_group = group
        kind, period, source = when
        item = Taken(
            number, code, group, kind, period, source, breakdown, rule, place.depth, number.value, claim, place.low
        )
        item.held = period == sentence.held
        item.sentence_start, item.sentence_end, item.may = sentence.start, sentence.end, sentence.may
        item.after_above = sentence.after_above
        sentence.taken.append(item)
        sentence.groups.add(group)
        self.taken.append(item)
        if not breakdown:
            key = code, kind, period
            told = self.totals.get(key)
            if told is None or told < number.value:
                self.totals[key] = number.value


def _is_of_a_field(claim: Claim) -> bool:
    """受理前调解5件: what no indicator counts, but a field of ours all the same."""
    return any(frame.code == UNLISTED and frame.topics for frame in claim.head.anchor.frames)
