"""Reading a paragraph: each number is claimed by a wording next to it, or belongs to a figure before it."""

from __future__ import annotations

import re
from itertools import takewhile

from fazhi.extract import cues, regions
from fazhi.extract.bind import Claim
from fazhi.extract.changes import IN_TURN
from fazhi.extract.claims import LEVEL
from fazhi.extract.figure import CHANGES, Place, Sentence, Taken, fits, kin
from fazhi.extract.intended import INTENDED, is_intended, is_reached
from fazhi.extract.lexicon import UNLISTED
from fazhi.extract.lists import GAP
from fazhi.extract.members_ahead import MembersBeforeHead
from fazhi.extract.numbers import Number
from fazhi.extract.observation import LeftOut
from fazhi.extract.others import titles_kinds_of_cases
from fazhi.extract.plausible import counts_nothing_after, is_count
from fazhi.extract.segment import REPORT, SHORTCOMINGS, Clause, SentenceSpan, clauses
from fazhi.extract.shares import SHARE
from fazhi.extract.time import is_part_of_year
from fazhi.extract.triggers import Bits

_LONGEST_RUN_IN_TITLE = 30
_LONGEST_BEFORE_A_HEAD = 4  # 全县行政诉讼败诉率
_TITLE_NUMBER = "0123456789.、．（）()①②③④⑤⑥⑦⑧⑨一二三四五六七八九十是“” \u3000\u00a0"
_JOINED = frozenset("、和与及以并")
# 126所学校均配备法治副校长，共139名: of those that the places have.
_GIVEN = re.compile(r"(?:配备|配齐|配有|聘请|选聘|聘任|选派)")
_NAMED = 2  # characters
_OF_ALL = re.compile(
    r"\s*(?:全[县市区旗州]|[我本][县市区旗州])(?:年内|今年|现|已)?(?:总数|总量|总计|合计|共计|共|培养|培育|配备)*(?:达到?|为|有)?"
)
_FAINT = 1.5
_SUM = re.compile(r"[，,、]?(?:总?共计?|合计|总计)")
_ALL_OF_THEM = re.compile(r"[，,、；;]?(?:总[数量]|总人数|累计|合计)(?:已|共)?(?:达到?|为|有)?")
_THIS_YEAR_ALONE = re.compile(r"今年|本年")
_TOTAL = re.compile(r"总[数量人]|累计|共有|共计")
_WHOLE_YEAR = re.compile("全年|一年|年度(?!计划|目标|任务)")
_OF_ADMINISTRATION = "case_type=administrative"
_ADMINISTRATIVE = frozenset({"行政", "行政诉讼", "行政案件", "行政诉讼案件", "行政类"})
# Parts by form, which are taken apart by kind in parentheses: 诉讼案件246件（民事案件16件…）.
_FORMS = frozenset({"诉讼", "诉讼类", "非诉讼"})


class ParagraphReading(MembersBeforeHead):
    """Reads the sentences of one paragraph in order. `taken` and `left` are what it finds, in text order."""

    def title(self, span: SentenceSpan) -> None:
        """A sentence without numbers: 一是畅通复议渠道。 is the title of what follows, a long one only its context."""
        self._goes_on_above(span)
        context = self.context
        context.previous_near, context.sentence_near = context.sentence_near, context.mask_of(span.start, span.end)
        self._topics_up_to(span.end)
        if span.end - span.start <= _LONGEST_RUN_IN_TITLE:
            self.titled = span
            name = self.text[span.start : span.end].strip("。\n").strip(_TITLE_NUMBER)
            self.told_by_kind = titles_kinds_of_cases(name)
            bits = self.lexicon.heading_topics.get(name, 0)
            if bits:
                context.note_topics(bits, span.start)
            kept = context.base_near if cues.opens_item(self.text, span.start) else context.heading_near
            context.heading_near = kept | context.sentence_near

    def sentence_with_numbers(self, span: SentenceSpan, may: Bits) -> None:
        """Bind the numbers of a sentence, in which the cues of `may` may match."""
        context = self.context
        context.open_sentence(span.start, span.end)
        self.sentence = Sentence(span.start, span.end, may)
        self.timing.open_sentence(self.sentence)
        self.sentence.after_above = self._goes_on_above(span)
        self._carry_whole(span)
        self.parts = clauses(self.text, span)
        for clause in self.parts:
            if clause.numbers:
                break
        else:
            self.left += [_passed(other) for clause in self.parts for other in clause.others]
            self.title(span)
            return
        for index, clause in enumerate(self.parts):
            if clause.opener in "；;":
                self.timing.after_semicolon(self.sentence, clause)
                self.sentence.of_some = False
                self.sentence.in_parts = self.sentence.in_parts and self._is_by_body(clause)
            self._clause(index, clause)

    def _is_by_body(self, clause: Clause) -> bool:
        told, sentence = self.text[self.sentence.start : clause.start], self.sentence
        return bool(sentence.may & cues.PARTS_BY_BODY) and cues.goes_on_by_body(
            told, self.text[clause.start : clause.end]
        )

    def _carry_whole(self, span: SentenceSpan) -> None:
        """在矫人员中，缓刑80人…: the parts of the figures of the sentence before."""
        if not self.taken or not self.sentence.may & cues.PARTS_OF_BEFORE:
            return
        opening = self.text[span.start : span.start + 16]
        if cues.takes_apart(opening):
            before = takewhile(lambda item: item.sentence_end == span.start, reversed(self.taken))
            wholes = [item for item in before if item.kind not in CHANGES and not item.breakdown]
            # 处罚86件，比上年的91件减少5件。按种类分，…: not the parts of what it is compared with.
            wholes = [item for item in wholes if item.kind != "previous"] or wholes
            if cues.takes_cases_apart(opening) and not any(self._is_of_cases(item) for item in wholes):
                wholes = [item for item in reversed(self.taken) if self._is_of_cases(item)][:1]
            self.sentence.taken += reversed(wholes)
            self.sentence.groups |= {item.group for item in wholes}
            if wholes:
                self.sentence.open_parts()

    def _is_of_cases(self, item: Taken) -> bool:
        """Whether a figure is a total of cases that are taken apart by their type."""
        return item.kind == "actual" and not item.breakdown and self.lexicon.has_dimension(item.code, "case_type")

    def _clause(self, index: int, clause: Clause) -> None:
        sentence, text = self.sentence, self.text
        sentence.clause_period = sentence.period
        mask = self.context.mask_of(clause.start, clause.end) if clause.numbers else 0
        if clause.others:
            self.left += [_passed(other) for other in clause.others]
        if clause.numbers:
            self._numbers(index, clause, mask)
        else:
            if sentence.may & cues.PARTS and cues.opens_parts(text[clause.start : clause.end]):
                sentence.open_parts()
            self.timing.pass_over(sentence, clause)
        if self.next_topic_at < clause.end:
            self._topics_up_to(clause.end)
        if not clause.numbers and text[clause.end : clause.end + 1] in (":", "："):
            name = text[clause.start : clause.end].strip(_TITLE_NUMBER)
            if bits := self.lexicon.heading_topics.get(name, 0):
                self.context.note_topics(bits, clause.end)
        sentence.last_clause = clause

    def _numbers(self, index: int, clause: Clause, mask: int) -> None:
        """Bind the numbers of a clause, those of a bare list together."""
        position = tried_to = 0
        last = len(clause.numbers) - 1
        may_turn = bool(self.sentence.may & IN_TURN) and self._may_change()
        while position <= last:
            if may_turn and position < last and (size := self._changes_in_turn(clause, position, mask)):
                position += size
                continue
            if position < last and (size := self._members_ahead(clause, position, mask)):
                position += size
                continue
            size = 1
            if tried_to <= position < last and clause.numbers[position + 1].start - clause.numbers[position].end <= GAP:
                size = self._length_of_list(clause, position)
            if size > 1 and (
                self._shares_in_turn(clause, position, size, mask) or self._list(clause, position, size, mask)
            ):
                position += size
            else:
                if size > 1:
                    tried_to = position + size
                self._number(index, clause, position, mask)
                position += 1

    def _number(self, index: int, clause: Clause, position: int, mask: int) -> None:
        place, sentence = self._place(clause, position, mask), self.sentence
        number, may = place.number, sentence.may
        if clause.times:
            since = clause.numbers[position - 1].start if position else clause.start
            place.period = self.timing.take(sentence, clause, since, number.start)
        if (
            may & cues.NOW
            and sentence.clause_period
            and not _is_timed(place)
            and self.timing.falls_back(sentence, place.before)
        ):
            self.timing.forget(sentence)
        if may & cues.PARTS and "其中" in place.before:
            sentence.open_parts()
        if self.next_topic_at < number.start:
            self._topics_up_to(number.start)
        if sentence.broken and place.depth < sentence.break_depth:
            sentence.broken = False  # 缓刑309人（宣告禁止令12人），监外执行1人: the list goes on
        unbroken = not sentence.broken
        if may & self.of_others and (reason := self._of_others(place)):
            sentence.broken = True
            if reason == "other_region":
                sentence.above = self._claim_beside(place) or sentence.above
        elif (may & cues.SHARED or not number.value) and self._is_shared(place):
            reason = ""
        else:
            reason = self._bind(index, place)
        if reason:
            self.left.append(LeftOut(start=number.start, end=number.end, reason=reason))
        if sentence.broken:
            sentence.break_depth = place.depth if unbroken else min(place.depth, sentence.break_depth)

    def _is_shared(self, place: Place) -> bool:
        return cues.is_shared(place.before, place.number.value) and self._each_of_list(place)

    def _bind(self, index: int, place: Place) -> str:
        """Take the number, or say why not."""
        number, sentence, before = place.number, self.sentence, place.before
        unit = number.unit
        if unit == "倍":
            return "multiple"
        change = self._change(place) if self._may_change() else None
        if change is None and unit == "百分点":
            change = (1, len(before))
        if change is not None:
            return self._change_or_addition(place, change[0], change[1])
        base = self._share_base(place) if unit == "%" and sentence.may & SHARE else None
        shared = self._share(place, base) if base is not None else None
        if shared is not None:
            return shared
        claim = self._claim_beside(place)
        if claim is None and sentence.above and unit in sentence.above.frame.units and regions.is_own_alone(before):
            claim = sentence.above  # 全市为96.1%，我县为98.4%
        if claim is not None and claim.score < _FAINT and _ALL_OF_THEM.fullmatch(before) and self._last_like(place):
            claim = None  # 新增公职律师6名，总数达29名；执业律师43名
        parted = sentence.in_parts and (claim is None or claim.frame.weight < 0 or claim.names_any_case)
        if parted or (claim is not None and sentence.has_taken_beside(claim.frame.group)):
            last = self._last_like(place, part=True)
            member = self.lexicon.member_in(last.code, before) if last is not None else ""
            goes_on = parted or (last is not None and _goes_on_with_parts(last, member, claim, place.before))
            if last is not None and member and goes_on:
                return self._again(place, last, "part", member)
        if claim is None:
            claim = sentence.for_each if self._is_sum_of_each(place) else self._claim_of_title(place)
        if claim is None:
            unread = base is not None and not sentence.broken
            return self._unread_share(place) if unread else self._without_head(index, place)
        rule = "carried" if claim is sentence.above else "head_after" if claim.after else "head"
        reason = self._take(place, claim, rule)
        if claim.after and self._is_spent(place, claim, taken=not reason):
            self.spent = claim.head.end
        return reason

    def _is_sum_of_each(self, place: Place) -> bool:
        """每村不少于5名，全县总数达591名: of all, what was told for each before."""
        each = self.sentence.for_each
        alike = each is not None and place.number.unit in each.frame.units
        return alike and self.sentence.broken and _OF_ALL.fullmatch(place.before) is not None

    def _is_spent(self, place: Place, claim: Claim, *, taken: bool) -> bool:
        """8次专题学习、1期读书班, 8个领域147个事项: a noun between two figures is that of the first."""
        end = claim.head.end
        known = taken or claim.frame.code == UNLISTED
        return self.text[end : end + 1] in _JOINED or (known and place.stop == end)

    # -- figures that belong to one before ---------------------------------------------------------------------

    def _without_head(self, index: int, place: Place) -> str:
        """No head next to the figure: a part, another year of the same, or the head of the clause before."""
        number, clause, sentence = place.number, place.clause, self.sentence
        plain, timed = place.before, place.period is not None
        for start, end, raw in clause.times:
            if place.low <= start and end <= number.start:
                plain, timed = plain.replace(raw, ""), True
        last = self._compared(place) or self._last_like(place)
        whole = last or self._last_like(place, part=True)
        counts_nothing = self.timing.section != SHORTCOMINGS and counts_nothing_after(place.after)
        if whole is None and not counts_nothing:
            sentence.broken = True
            return "no_indicator"
        left_over = cues.residue(plain)
        if whole is not None:
            member = self.lexicon.member_in(whole.code, place.before)
            if member and len(left_over) <= 8:
                return self._again(place, whole, "part", member)
        if last is not None and (told := self._after_another(place, last, plain, left_over, timed=timed)) is not None:
            return told
        if counts_nothing and len(left_over) <= 8:
            claim = self._claim_from_before(index, place)
            member = self.lexicon.member_in(claim.frame.code, place.before) if claim else ""
            read = len(left_over) <= (0 if place.position and "、" in place.before else 2)
            if claim is not None and (member or read) and is_count(number, claim, self.text):
                return self._take(place, claim, "clause_before", member or None)
        if left_over or not last:
            sentence.broken = True
        if sentence.in_parts and whole is not None:
            sentence.unread_depth = place.depth + (left_over in _FORMS)
        return "no_indicator"

    def _after_another(self, place: Place, last: Taken, plain: str, left_over: str, *, timed: bool) -> str | None:
        """Take the figure as another of the one before, or say why not; None where it is none of that indicator.

        `plain` are the words before it without the times, `left_over` what is left of them.
        """
        sentence, may = self.sentence, self.sentence.may
        aimed = bool(may & cues.TARGET) and cues.is_target(place.before, place.after)
        aimed = aimed or (bool(may & INTENDED) and is_intended(may, place.before, place.after))
        if aimed and plain.endswith(("差", "缺", "少")):
            return "shortfall"
        timed = timed or (sentence.in_parts and sentence.period not in {None, last.period})
        timed = timed or self._is_all_there_is(place, last) or self._is_all_of_the_year(place, last)
        timed = timed or self._is_their_sum(place, last)
        timed = timed or (
            ("-" in last.period or last.kind == "previous") and _THIS_YEAR_ALONE.search(plain) is not None
        )
        repeated = timed and left_over in self.text[last.low : last.number.start]  # 开展12场，其中今年开展3场
        if (
            aimed
            or cues.is_fulfilled(place.before)
            or (last.kind == "target" and is_reached(place.before))
            or ((not left_over or repeated) and (timed or cues.reaches(plain) or cues.is_earlier(place.before)))
        ):
            return self._again(place, self._whole_of(last, place.number, aimed=aimed), "carried")
        if LEVEL.fullmatch(left_over) and not sentence.in_parts:
            return self._of_a_level(place, last)
        return None

    def _is_their_sum(self, place: Place, last: Taken) -> bool:
        """评查处罚案卷86卷、许可案卷42卷，共128卷: the sum of what its sentence told of the same."""
        if _SUM.fullmatch(place.before) is None:
            return False
        alike = [item for item in self.sentence.taken if item.code == last.code and not item.breakdown]
        one_measure = all(item.number.unit == place.number.unit for item in alike)
        return len(alike) > 1 and one_measure and sum(item.value for item in alike) == place.number.value

    def _is_all_of_the_year(self, place: Place, last: Taken) -> bool:
        """三季度24件，四季度19件，全年合计79件: after the parts of a year, the whole of it."""
        part_of_year = is_part_of_year(last.period)
        return part_of_year and place.number.value > last.value and _WHOLE_YEAR.search(place.before) is not None

    def _claim_of_title(self, place: Place) -> Claim | None:
        """2.行政诉讼败诉率。2023年为6.2%: a title that is nothing but a head, where its sentence names none."""
        title, sentence = self.titled, self.sentence
        if place.number.unit != "%" and not counts_nothing_after(place.after):
            return None  # 抓普法阵地。…，108个村（社区）法律顾问全覆盖
        if title is None or title.end != sentence.start or sentence.taken or sentence.broken:
            return None
        told = place.before
        for _, _, raw in place.clause.times:
            told = told.replace(raw, "")
        end = title.start + len(self.text[title.start : title.end].rstrip("。\n"))
        claim = self._claim(place, title.start, end) if not cues.residue(told) else None
        if claim is None or claim.after or claim.head.end != end or claim.frame.code == UNLISTED:
            return None
        named = self.text[title.start : claim.head.start].strip(_TITLE_NUMBER)
        return claim if len(cues.residue(named)) <= _LONGEST_BEFORE_A_HEAD else None

    def _is_all_there_is(self, place: Place, last: Taken) -> bool:
        """新增民主法治村9个，累计41个: of what there is, the greater figure is all."""
        stock = self.lexicon.catalogue.indicators[last.code].measure in {"stock", "cumulative"}
        return stock and place.number.value > last.value and _TOTAL.search(place.before) is not None

    def _of_a_level(self, place: Place, last: Taken) -> str:
        """省级2个、市级4个: no total stands, each carries the code; of 89个（市级6个、区级23个） they are parts."""
        return "part" if place.depth > last.depth else self._again(place, last, "carried", "")

    def _compared(self, place: Place) -> Taken | None:
        """收案84件，审结79件，较上年的66件增加18件: the figure that the earlier one and the change add up to."""
        clause, position = place.clause, place.position + 1
        if position >= len(clause.numbers) or not self.sentence.may & cues.COMPARING:
            return None
        if not place.before.lstrip("，,、（( ").startswith(("较", "比", "与")):
            return None
        change = clause.numbers[position]
        found = cues.change_sign(self.text[place.number.end : change.start], relative=False, wider=place.before)
        if found is None or change.unit != place.number.unit:
            return None
        now = place.number.value + found[0] * change.value
        alike = (item for item in self.sentence.recent() if item.kind not in CHANGES and item.value == now)
        return next((item for item in alike if fits(place.number.unit, item, self.lexicon.units[item.code])), None)

    def _claim_from_before(self, index: int, place: Place) -> Claim | None:
        """行政裁量权基准，共1372项; 活动：536场; 抽取人数不少于10%（130人左右）."""
        number, clause, position = place.number, place.clause, place.position
        place.after = ""
        if position:
            other = clause.numbers[position - 1]
            deeper = place.depth > clause.depths[position - 1]
            if not deeper and other.unit == number.unit and place.low != number.start:
                return None
            start = clause.numbers[position - 2].end if position > 1 else clause.start
            claim = self._claim(place, start, place.low)
            if claim is not None or position > 1 or index == 0 or self.parts[index - 1].numbers:
                return claim  # else 免罚清单，涵盖16个领域328项: the clause before names it
        if index == 0 or clause.opener in "；;" or self.sentence.of_some:
            return None
        before = self.parts[index - 1]
        counted = before.numbers[-1].end if before.numbers and self.sentence.broken else before.end
        if counted < before.end and not _GIVEN.search(self.text, counted, before.end):
            return None  # 建立60个微信群，共9000人: of the groups
        start = before.start
        end = before.end - 1 if self.text[before.end - 1] == "中" else before.end  # 现有示范村中，国家级2个
        if before.numbers and before.numbers[-1].unit in {number.unit, ""} | kin(number.unit):
            start = before.numbers[-1].end
        carried = place.mask | self.context.mask_of(before.start, before.end)
        return self._claim(place, start, end, carried=carried)

    def _whole_of(self, last: Taken, number: Number, *, aimed: bool) -> Taken:
        """The total that the last figure is a part of, where 其中 no longer holds.

        受理468件，其中行政3件，完成年度任务750件的62%: nor does it for what is more than all of them, or for an aim of
        more than the part.
        """
        if last.breakdown:
            for item in self.sentence.recent():
                if item.code == last.code and not item.breakdown:
                    least = last.value if aimed else item.value
                    return last if self.sentence.in_parts and number.value <= least else item
        return last

    def _again(self, place: Place, last: Taken, rule: str, member: str | None = None) -> str:
        """Another figure of the indicator of one before."""
        breakdown = last.breakdown if member is None else member
        kind, period, source = self.timing.of(self.sentence, place)
        undated = not place.period and self.sentence.period is None and period == self.timing.time.report
        if rule == "part" and undated:
            kind, period, source = last.kind if last.kind != "change" else kind, last.period, last.period_source
        when = kind, period, source
        reached = place.number.value > last.value and cues.reaches(place.before)
        code = self._of_all(last.code) if reached or _TOTAL.search(place.before) else last.code
        self._add(place, code, when=when, breakdown=breakdown, rule=rule, claim=last.claim)
        return ""

    def _of_all(self, code: str) -> str:
        """新增公职律师4人，总数达19人: what there is of those of whom the new ones were told."""
        stock = code.removesuffix("_added")
        return stock if stock in self.lexicon.units else code

    def _last_like(self, place: Place, *, part: bool = False) -> Taken | None:
        """The last figure of the sentence that is counted as this one is; a `part` may follow parts unread."""
        sentence = self.sentence
        if sentence.broken and not (part and sentence.in_parts and place.depth <= sentence.unread_depth):
            return None
        for item in self.sentence.recent():
            if self._is_closed_off(item, place):
                continue
            if part and item.kind == "target" and self.timing.section == REPORT and sentence.tells_as_done(item.code):
                continue  # 办理386件，超额完成320件任务，其中民事251件
            if item.depth <= place.depth and fits(place.number.unit, item, self.lexicon.units[item.code]):
                if part and place.number.value > item.value and not item.breakdown and item.kind == "actual":
                    continue  # 受理90件，办结40件，其中民事60件: a part of the greater
                return item
        return None


def _is_timed(place: Place) -> bool:
    """Whether an expression of time stands in the words before a figure."""
    return any(place.low <= start < place.number.start for start, _, _ in place.clause.times)


def _passed(number: Number) -> LeftOut:
    return LeftOut(start=number.start, end=number.end, reason=number.role)


def _goes_on_with_parts(whole: Taken, member: str, claim: Claim | None, before: str) -> bool:
    """政府信息公开行政复议6件（维持4件…）, 民事291件、行政诉讼4件: parts of the cases just counted."""
    if member == _OF_ADMINISTRATION and whole.breakdown.startswith("case_type="):
        return before.strip("、，,和 ") in _ADMINISTRATIVE
    return member.startswith("result=") and claim is not None and whole.group != claim.frame.group
