"""Reading a paragraph: each number is claimed by a wording next to it, or belongs to a figure before it."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile

from fazhi.extract import cues, parts
from fazhi.extract.bind import Claim, Context
from fazhi.extract.claims import LEVEL
from fazhi.extract.figure import CHANGES, Place, Sentence, Taken, fits, kin
from fazhi.extract.lexicon import UNLISTED, Lexicon
from fazhi.extract.lists import ListedFigures
from fazhi.extract.numbers import Number
from fazhi.extract.observation import LeftOut
from fazhi.extract.others import names_one_kind, tells_of_others
from fazhi.extract.plausible import (
    counts_each,
    counts_nothing_after,
    is_count,
    is_of_its_kind,
    names_first,
)
from fazhi.extract.segment import PLAN, SHORTCOMINGS, Clause, SentenceSpan, clauses
from fazhi.extract.targets import When
from fazhi.extract.when import Timing, signed

_LONGEST_RUN_IN_TITLE = 30
_TITLE_NUMBER = "0123456789.、．（）()①②③④⑤⑥⑦⑧⑨一二三四五六七八九十是“” \u3000\u00a0"
_JOINED = frozenset("、和与及以并")
# Parts by form, which are taken apart by kind in parentheses: 诉讼案件246件（民事案件16件…）.
_FORMS = frozenset({"诉讼", "诉讼类", "非诉讼"})
_FEW = 3
_FOLLOW_WHAT_STANDS_BEFORE = frozenset({"enterprise.amount", "governance.training_participants"})
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
        "按时办结",
    }
)


class ParagraphReading(ListedFigures):
    """Reads the sentences of one paragraph in order. `taken` and `left` are what it finds, in text order.

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

    def title(self, span: SentenceSpan) -> None:
        """A sentence without numbers: 一是畅通复议渠道。 is the title of what follows, a long one only its context."""
        self._goes_on_above(span)
        context = self.context
        context.previous_near, context.sentence_near = context.sentence_near, context.mask_of(span.start, span.end)
        self._topics_up_to(span.end)
        if span.end - span.start <= _LONGEST_RUN_IN_TITLE:
            name = self.text[span.start : span.end].strip("。\n").strip(_TITLE_NUMBER)
            bits = self.lexicon.heading_topics.get(name, 0)
            if bits:
                context.note_topics(bits, span.start)
            kept = context.base_near if cues.opens_item(self.text, span.start) else context.heading_near
            context.heading_near = kept | context.sentence_near

    def sentence_with_numbers(self, span: SentenceSpan) -> None:
        """Bind the numbers of a sentence."""
        context = self.context
        context.open_sentence(span.start, span.end)
        self.sentence = Sentence(span.start, span.end, cues.words_of(self.text, span.start, span.end))
        self.timing.open_sentence(self.sentence)
        self.sentence.after_above = self._goes_on_above(span)
        self._carry_whole(span)
        self.parts = clauses(self.text, span.start, span.end)
        if not any(clause.numbers for clause in self.parts):
            self.left += [_passed(other) for clause in self.parts for other in clause.others]
            self.title(span)
            return
        for index, clause in enumerate(self.parts):
            if clause.opener in "；;":
                self.timing.after_semicolon(self.sentence, clause)
                self.sentence.in_parts = self.sentence.of_some = False
            self._clause(index, clause)

    def _carry_whole(self, span: SentenceSpan) -> None:
        """在矫人员中，缓刑80人…: the parts of the figures of the sentence before."""
        if not self.taken or self.taken[-1].sentence_end != span.start:
            return
        if cues.takes_apart(self.text[span.start : span.start + 16]):
            before = takewhile(lambda item: item.sentence_end == span.start, reversed(self.taken))
            wholes = [item for item in before if item.kind not in CHANGES and not item.breakdown]
            self.sentence.taken += reversed(wholes)
            if wholes:
                self.sentence.open_parts()

    def _clause(self, index: int, clause: Clause) -> None:
        sentence, text = self.sentence, self.text
        sentence.clause_period = sentence.period
        mask = self.context.mask_of(clause.start, clause.end)
        self.left += [_passed(other) for other in clause.others]
        if clause.numbers:
            position = tried_to = 0
            while position < len(clause.numbers):
                size = self._length_of_list(clause, position) if position >= tried_to else 1
                if size > 1 and self._list(clause, position, size, mask):
                    position += size
                else:
                    tried_to = max(tried_to, position + size)
                    self._number(index, clause, position, mask)
                    position += 1
        else:
            if "parts" in sentence.words and cues.opens_parts(text[clause.start : clause.end]):
                sentence.open_parts()
            self.timing.pass_over(sentence, clause)
        self._topics_up_to(clause.end)
        if not clause.numbers and text[clause.end : clause.end + 1] in (":", "："):
            name = text[clause.start : clause.end].strip(_TITLE_NUMBER)
            if bits := self.lexicon.heading_topics.get(name, 0):
                self.context.note_topics(bits, clause.end)
        sentence.mask = mask

    def _number(self, index: int, clause: Clause, position: int, mask: int) -> None:
        place, sentence = self._place(clause, position, mask), self.sentence
        number = place.number
        if clause.times:
            since = clause.numbers[position - 1].start if position else clause.start
            place.period = self.timing.take(sentence, clause, since, number.start)
        if sentence.clause_period and not _is_timed(place) and cues.is_now(place.before):
            self.timing.forget(sentence)
        if "parts" in sentence.words and "其中" in place.before:
            sentence.open_parts()
        self._topics_up_to(number.start)
        if sentence.broken and place.depth < sentence.break_depth:
            sentence.broken = False  # 缓刑309人（宣告禁止令12人），监外执行1人: the list goes on
        unbroken = not sentence.broken
        if reason := self._of_others(place):
            sentence.broken = True
        elif not (cues.is_shared(place.before, number.value) and self._each_of_list(place)):
            reason = self._bind(index, place)
        if reason:
            self.left.append(LeftOut(start=number.start, end=number.end, reason=reason))
        if sentence.broken:
            sentence.break_depth = place.depth if unbroken else min(place.depth, sentence.break_depth)

    def _bind(self, index: int, place: Place) -> str:
        """Take the number, or say why not."""
        number, sentence, before = place.number, self.sentence, place.before
        if number.unit == "倍":
            return "multiple"
        wider = self.text[max(place.clause.start, number.start - 40) : number.start]
        change = cues.change_sign(before, number.is_rate or number.value < 0, wider)
        if change is None and number.unit == "百分点":
            change = (1, len(before))
        if change is not None:
            return self._change_or_addition(index, place, *change)
        base = cues.share_base(before) if number.is_rate else None
        shared = self._share(place, base) if base is not None else None
        if shared is not None:
            return shared
        claim = self._claim_beside(place)
        parted = sentence.in_parts and (claim is None or claim.frame.weight < 0 or claim.names_any_case)
        if parted or claim is not None:
            last = self._last_like(place, part=True)
            member = self.lexicon.member_in(last.code, before) if last is not None else ""
            if last is not None and member and (parted or _is_result_of(last, member, claim)):
                return self._again(place, last, "part", member)
        if claim is None:
            unread = base is not None and not sentence.broken
            return self._unread_share(place) if unread else self._without_head(index, place)
        if claim.after and self.text[claim.head.end : claim.head.end + 1] in _JOINED:
            self.spent = claim.head.end
        return self._take(place, claim, "head_after" if claim.after else "head")

    # -- claims of the wordings ------------------------------------------------------------------------------

    def _take(self, place: Place, claim: Claim, rule: str, breakdown: str | None = None) -> str:
        number, frame, text, sentence = place.number, claim.frame, self.text, self.sentence
        if frame.code == UNLISTED and not frame.topics:
            sentence.foreign = number.end
        if (
            frame.code == UNLISTED
            or text.startswith(("类", "等类"), claim.head.end)
            or (
                breakdown is None
                and not is_of_its_kind(
                    number, claim, text, text[max(place.clause.start, number.start - 40) : number.start]
                )
            )
            or self._is_of_others(place, claim)
        ):  # 行政处罚类案件24件
            sentence.broken = True
            if sentence.in_parts and frame.code == UNLISTED:
                sentence.unread_depth = place.depth
            return "no_indicator"
        if number.unit != "学时" and not counts_each(claim) and self._is_so_many_for_each(place, claim):
            sentence.broken, sentence.each_until = True, number.end
            return "distributive"
        code = self._sum_of_list(place, claim) or frame.code
        if reason := self._told_of_some(place, code, claim):
            return reason
        if breakdown is None:
            around = place.after if claim.after else place.before
            breakdown = frame.part or self.lexicon.member_in(frame.code, around) or self._of_same_rooms(place, claim)
        when = self.timing.of(sentence, place)
        if sentence.in_parts and not breakdown and not frame.yields and self._stands_as_total(code, when):
            sentence.broken, sentence.unread_depth = True, place.depth
            return "part"
        if not breakdown and self._is_part_of_total(place, claim, self.totals.get((code, when[0], when[1]))):
            sentence.broken = sentence.of_some = True
            return "part"
        sentence.of_some = False
        self._add(place, code, when=when, breakdown=breakdown, rule=rule, claim=claim)
        return ""

    def _is_so_many_for_each(self, place: Place, claim: Claim) -> bool:
        """每个村配备3名…; 和1名… goes on with it. 各小组会议5次 are those of all."""
        if claim.head.anchor.word.startswith("各"):
            return False
        goes_on = self.sentence.each_until == place.low and place.before.rstrip().endswith(("和", "与", "及", "、"))
        few = place.number.value <= _FEW and cues.all_have(place.before)
        return goes_on or few or cues.is_distributive(place.before)

    def _of_same_rooms(self, place: Place, claim: Claim) -> str:
        """驻所调解室调解纠纷56件，成功55件: the rooms carry on where no other is named."""
        last = self.sentence.taken[-1] if self.sentence.taken else None
        if last is None or claim.after or not last.breakdown.startswith("scope=") or self.sentence.broken:
            return ""
        same = last.code.partition(".")[0] == claim.frame.code.partition(".")[0]
        named = cues.residue(self.text[place.low : claim.head.start])
        return (
            last.breakdown if same and not named and self.lexicon.has_member(claim.frame.code, last.breakdown) else ""
        )

    def _told_of_some(self, place: Place, code: str, claim: Claim) -> str:
        """What was won in a single case, laws, or two parts of a whole as one: 其中规范性文件、合同60件."""
        text, start = self.text, self.sentence.start
        if code.endswith(("losses_recovered", "beneficiaries")) and cues.is_single_case(text[start : place.clause.end]):
            return "single_case"
        if code.startswith("normative.") and cues.counts_legislation(text[start : place.number.start]):
            return "legislation"
        both = code != claim.frame.code and self.sentence.in_parts
        several = self._sum_of_members(place, claim) or self._sum_of_two_fields(place, claim)
        return "part" if both or several else ""

    def _is_of_others(self, place: Place, claim: Claim) -> bool:
        """The second instance, kinds of case that are named like acts, participants of another training."""
        code, sentence, start = claim.frame.code, self.sentence, place.number.start
        outcome = sentence.foreign and claim.head.anchor.word in _OUTCOMES
        if outcome and not self.context.topic_since(claim.frame.topics, sentence.foreign):
            return True  # 受理网民留言30条，办结28条
        if names_one_kind(claim, self.text) or tells_of_others(claim, self.text[sentence.start : start], sentence):
            return True
        if not sentence.broken or code not in _FOLLOW_WHAT_STANDS_BEFORE:
            return False  # 办理执法案件4600件，涉及金额120万元
        return not (claim.topic_here if code == "enterprise.amount" else claim.frame.near & place.mask)

    def _is_part_of_total(self, place: Place, claim: Claim, total: Decimal | None) -> bool:
        """Whether a figure is of one organ, kind or group of the cases of which all had the `total` told before."""
        sentence, code = self.sentence, claim.frame.code
        told = self.text[sentence.start : place.number.start]
        cases = code.startswith(parts.CASES) and self.timing.section != PLAN
        named = "" if claim.after else self.text[place.low : claim.head.start]
        if total is None or place.number.value >= total or place.number.unit == "%":
            return False
        if "organ" in sentence.words and cues.of_own_organ(told):
            return True
        if cases and sentence.of_some and not named.strip("，,、 "):
            return True  # 市政府收到11件，受理6件
        if not cases or parts.is_told_by_aspect(told) or parts.names_organs(named):
            return cases
        wholes = [item for item in self.taken if item.code == code and item.value == total]
        unnamed = any(not parts.names_some(self.text[item.low : item.claim.head.start]) for item in wholes)
        return unnamed and parts.names_some(named)

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
        self.context.last_group = code.partition(".")[0]
        item = Taken(number, code, *when, breakdown, rule, place.depth, number.value, claim, place.low)
        for match in self.context.between(place.low, claim.head.start):
            item.covered += match.end - match.start
        item.held = item.period == sentence.held
        item.sentence_start, item.sentence_end = sentence.start, sentence.end
        item.after_above = sentence.after_above
        sentence.taken.append(item)
        self.taken.append(item)
        if not breakdown:
            key = code, item.kind, item.period
            self.totals[key] = max(number.value, self.totals.get(key, number.value))

    # -- figures that belong to one before ---------------------------------------------------------------------

    def _change_or_addition(self, index: int, place: Place, sign: int, marker: int) -> str:
        """同比增长12%: a change of the figure before, or of what is named first; 比上版多出54项: an addition."""
        marker += place.low
        claim = self._claim(place, place.low, place.number.start)
        if claim is not None and not claim.after and claim.head.start >= marker and claim.frame.code != UNLISTED:
            return self._take(place, claim, "head")
        claim = self._claim(place, place.low, marker, any_unit=True)
        own = claim if claim is not None and names_first(place.before) else None
        if own is None:
            source = self._antecedent(place)
            if source is None or cues.names_another_thing(self.text[place.low : marker]):
                return "change_of_nothing"
            self._changed(place, sign, source)
            return ""
        if own.frame.code == UNLISTED or names_one_kind(own, self.text):
            self.sentence.broken = True
            return "no_indicator"
        signed(place.number, sign)
        breakdown = own.frame.part or self.lexicon.member_in(own.frame.code, place.before)
        when = self.timing.of_change(self.sentence, place)
        self._add(place, own.frame.code, when=when, breakdown=breakdown, rule="change_head", claim=own)
        return ""

    def _changed(self, place: Place, sign: int, source: Taken) -> None:
        signed(place.number, sign)
        when = self.timing.of_change(self.sentence, place)
        self._add(place, source.code, when=when, breakdown=source.breakdown, rule="change", claim=source.claim)

    def _antecedent(self, place: Place) -> Taken | None:
        """The figure that a change belongs to: the last one of its sentence that can change so."""
        unit, sentence = place.number.unit, self.sentence
        for item in sentence.recent():
            if item.depth > place.depth or item.kind in CHANGES:
                continue
            rate = self.lexicon.units[item.code] == "%"
            if unit in {"%", "百分点"} and sentence.unread_share > item.number.end:
                return None
            if unit == "百分点" and not rate:
                continue
            if unit not in {"%", "百分点"} and (rate or unit != item.number.unit):
                continue
            return None if sentence.broken else item
        return None

    def _share(self, place: Place, base: str) -> str | None:
        """占审结案件的34.38% right after a count: the rate of that count. None where no rate goes with the count."""
        sentence = self.sentence
        if not sentence.taken or sentence.broken:
            return None
        source = sentence.taken[-1]
        for share in self.lexicon.shares.get(source.code, ()):
            if share.needs_part and not source.breakdown:
                continue
            if base and not any(word in base for word in share.base) and cues.residue(base):
                return "other_base"
            when = source.kind, source.period, source.period_source
            part = source.breakdown if share.needs_part else ""
            self._add(place, share.code, when=when, breakdown=part, rule="share", claim=source.claim)
            return ""
        return None

    def _unread_share(self, place: Place) -> str:
        """民事案件580件，占79.7%，刑事案件148件: the list goes on."""
        self.sentence.unread_share = place.number.end
        return "no_indicator"

    def _without_head(self, index: int, place: Place) -> str:
        """No head next to the figure: a part, another year of the same, or the head of the clause before."""
        number, clause, sentence = place.number, place.clause, self.sentence
        plain, timed = place.before, place.period is not None
        for start, end, raw in clause.times:
            if place.low <= start and end <= number.start:
                plain, timed = plain.replace(raw, ""), True
        left_over = cues.residue(plain)
        last = self._last_like(place)
        whole = last or self._last_like(place, part=True)
        if whole is not None:
            member = self.lexicon.member_in(whole.code, place.before)
            if member and len(left_over) <= 8:
                return self._again(place, whole, "part", member)
        if last is not None:
            aimed = "plan" in sentence.words and cues.is_target(place.before, place.after)
            if aimed and plain.endswith(("差", "缺", "少")):
                return "shortfall"
            if aimed or (not left_over and (timed or cues.reaches(plain) or cues.is_earlier(place.before))):
                return self._again(place, self._whole_of(last), "carried")
            if LEVEL.fullmatch(left_over) and not sentence.in_parts:  # no total stands: 市级4个 carries the code too
                return self._again(place, last, "carried", "")
        counts_nothing = counts_nothing_after(place.after)
        if counts_nothing and self.timing.section != SHORTCOMINGS and len(left_over) <= 8:
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
            return self._claim(place, start, place.low)
        if index == 0 or clause.opener in "；;" or self.sentence.of_some:
            return None
        before = self.parts[index - 1]
        if before.numbers and self.sentence.broken and before.numbers[-1].end < before.end:
            return None  # 建立60个微信群，共9000人: of the groups
        start = before.start
        if before.numbers and before.numbers[-1].unit in {number.unit, ""} | kin(number.unit):
            start = before.numbers[-1].end
        carried = place.mask | self.context.mask_of(before.start, before.end)
        return self._claim(place, start, before.end, carried=carried)

    def _whole_of(self, last: Taken) -> Taken:
        """The total that the last figure is a part of, where 其中 no longer holds."""
        if last.breakdown and not self.sentence.in_parts:
            for item in self.sentence.recent():
                if item.code == last.code and not item.breakdown:
                    return item
        return last

    def _again(self, place: Place, last: Taken, rule: str, member: str | None = None) -> str:
        """Another figure of the indicator of one before."""
        breakdown = last.breakdown if member is None else member
        kind, period, source = self.timing.of(self.sentence, place)
        undated = not place.period and self.sentence.period is None and period == self.timing.time.report
        if rule == "part" and undated:
            kind, period, source = last.kind if last.kind != "change" else kind, last.period, last.period_source
        when = kind, period, source
        self._add(place, last.code, when=when, breakdown=breakdown, rule=rule, claim=last.claim)
        return ""

    def _last_like(self, place: Place, *, part: bool = False) -> Taken | None:
        """The last figure of the sentence that is counted as this one is; a `part` may follow parts unread."""
        sentence = self.sentence
        if sentence.broken and not (part and sentence.in_parts and place.depth <= sentence.unread_depth):
            return None
        for item in self.sentence.recent():
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


def _is_result_of(whole: Taken, member: str, claim: Claim | None) -> bool:
    """政府信息公开行政复议6件（维持4件…）: the results are those of the cases just counted, not of another field's."""
    group = whole.code.partition(".")[0]
    return member.startswith("result=") and claim is not None and not claim.frame.code.startswith(group)
