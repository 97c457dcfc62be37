"""Figures in running text: reads a paragraph clause by clause and lets the wordings of the lexicon claim its numbers.

Public here: `ProseReader(document, catalogue).paragraph(...)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from fazhi.catalogue import Catalogue
from fazhi.extract import cues
from fazhi.extract.bind import Claim, Context
from fazhi.extract.confidence import confidence_of
from fazhi.extract.lexicon import _UNIT_WORDS, UNLISTED, Lexicon, Match
from fazhi.extract.numbers import Number
from fazhi.extract.observation import LeftOut, Observation
from fazhi.extract.segment import PLAN, REPORT, SHORTCOMINGS, Clause, clauses
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph

_LONGEST_RUN_IN_HEADING = 30
_PARENTHESES = re.compile(r"[（(][^（()）]*[)）]")


@dataclass(slots=True)
class Taken:
    """A figure bound to an indicator, before it becomes an observation."""

    number: Number
    code: str
    kind: str
    period: str
    period_source: str
    breakdown: str
    rule: str
    sentence: int
    depth: int
    score: float = 0.0
    margin: float = 0.0
    value: Decimal = Decimal(0)
    subject: str = ""
    claim: Claim | None = None


@dataclass(slots=True)
class Sentence:
    """What carries on within a sentence."""

    start: int = 0
    taken: list[Taken] = field(default_factory=list)
    period: str | None = None
    list_periods: list[str] = field(default_factory=list)
    in_parts: bool = False  # after 其中
    broken: bool = False  # the last figure was none of ours: nothing to carry on from


class ProseReader:
    """Reads the paragraphs of one document."""

    def __init__(self, document: Document, catalogue: Catalogue, time: DocumentTime) -> None:
        self.text = document.text
        self.document = document
        self.catalogue = catalogue
        self.lexicon = Lexicon.of(catalogue)
        self.time = time
        self.city = not any(own in self.text for own in ("全县", "我县", "全区", "我区", "全旗", "我旗"))
        self._headings: dict[tuple[str, ...], tuple[int, list[tuple[int, int]]]] = {}

    def paragraph(
        self, number: int, block: Paragraph, kind: str, headings: tuple[str, ...]
    ) -> tuple[list[Observation], list[LeftOut]]:
        """The observations of a paragraph and the numbers left out, in text order."""
        parts = clauses(self.text, block.start, block.end)
        passed = [
            LeftOut(start=other.start, end=other.end, reason=other.role) for clause in parts for other in clause.others
        ]
        if not any(clause.numbers for clause in parts):
            return [], passed
        reading = _ParagraphReading(self, parts, block, kind, headings)
        taken, left = reading.read()
        ends = _sentence_ends(parts)
        return [self._observation(item, number, ends) for item in taken], left + passed

    def _observation(self, item: Taken, block: int, ends: dict[int, tuple[int, int]]) -> Observation:
        number, indicator = item.number, self.catalogue.indicators[item.code]
        start, end = ends[item.sentence]
        return Observation(
            indicator=item.code,
            value=item.value,
            unit=_unit_of(item, indicator.unit),
            period=item.period,
            kind=item.kind,
            evidence_start=number.start,
            evidence_end=number.end,
            sentence_start=start,
            sentence_end=end,
            locator=f"p{block}",
            rule=item.rule,
            confidence=confidence_of(item),
            unit_raw=number.unit,
            value_max=number.value_max,
            value_status="reported" if item.value else "zero",
            bound=number.bound,
            approx=number.approx,
            breakdown=item.breakdown,
            subject=item.subject,
            basis=_basis(self.text[max(start, number.start - 12) : number.start], indicator.measure),
            period_source=item.period_source if item.period else "",
        )

    def heading_context(self, headings: tuple[str, ...]) -> tuple[int, list[tuple[int, int]]]:
        """The context mask and the topics of the headings a paragraph stands under."""
        known = self._headings.get(headings)
        if known is None:
            near, topics = 0, []
            for heading in headings:
                here = self.lexicon.heading_topics.get(heading.lstrip("0123456789.、（）一二三四五六七八九十"), 0)
                for match in self.lexicon.anchors(heading):
                    near |= match.anchor.context
                    here |= match.anchor.topics
                if here:
                    topics.append((here, -1))
            known = self._headings[headings] = (near, topics)
        return known


class _ParagraphReading:
    def __init__(
        self, reader: ProseReader, parts: list[Clause], block: Paragraph, kind: str, headings: tuple[str, ...]
    ) -> None:
        self.reader, self.parts, self.block, self.kind = reader, parts, block, kind
        self.text, self.lexicon = reader.text, reader.lexicon
        matches = reader.lexicon.anchors(self.text[block.start : block.end])
        for match in matches:
            match.start += block.start
            match.end += block.start
        near, topics = reader.heading_context(headings)
        self.context = Context(
            reader.lexicon, matches, [match.start for match in matches], heading_near=near, recent_topics=list(topics)
        )
        self.next_topic = 0
        self.taken: list[Taken] = []
        self.left: list[LeftOut] = []
        self.sentence = Sentence(block.start)
        self.last_mask = 0
        self.part_period: str | None = None

    def read(self) -> tuple[list[Taken], list[LeftOut]]:
        current = -1
        for index, clause in enumerate(self.parts):
            if clause.sentence != current:
                self._open_sentence(clause, current)
                current = clause.sentence
            if clause.opener in "；;":
                self.sentence.period = None
                self.sentence.in_parts = False
            self._clause(index, clause)
        return self.taken, self.left

    def _open_sentence(self, clause: Clause, previous: int) -> None:
        context = self.context
        context.previous_near = context.sentence_near
        if previous >= 0 and not any(part.numbers for part in self.parts if part.sentence == previous):
            if clause.start - self.sentence.start <= _LONGEST_RUN_IN_HEADING:
                self._run_in_heading(self.sentence.start, clause.start)
        context.sentence_start = clause.start
        context.sentence_near = context.sentence_topics = 0
        context.last_group = ""
        end = max(part.end for part in self.parts if part.sentence == clause.sentence)
        for match in context.between(clause.start, end):
            context.sentence_near |= match.anchor.context
            context.sentence_topics |= match.anchor.topics
        self.sentence = Sentence(clause.start)
        self.last_mask = 0

    def _run_in_heading(self, start: int, end: int) -> None:
        """一是畅通复议渠道。: a short sentence without figures is the title of what follows."""
        title = self.text[start:end].strip("。 \u3000\u00a0")
        title = title.lstrip("0123456789.、（）()①②③④⑤⑥⑦⑧⑨一二三四五六七八九十是")
        bits = self.lexicon.heading_topics.get(title, 0)
        if bits:
            self.context.note_topics(bits, start)
        near = 0
        for match in self.context.between(start, end):
            near |= match.anchor.context
        self.context.heading_near |= near

    def _clause(self, index: int, clause: Clause) -> None:
        context = self.context
        self.part_period = self.sentence.period
        inside = context.between(clause.start, clause.end)
        mask = 0
        for match in inside:
            mask |= match.anchor.context
        if not clause.numbers:
            if "其中" in self.text[clause.start : clause.end]:
                self.sentence.in_parts = True
            self._times(clause, 0, clause.end)
            self._topics_up_to(clause.end)
            title = self.text[clause.start : clause.end].strip("“” \u3000\u00a0")
            bits = self.lexicon.heading_topics.get(title.lstrip("0123456789.、"), 0)
            if bits and self.text[clause.end : clause.end + 1] in ":：":
                context.note_topics(bits, clause.end)
            return
        position = 0
        while position < len(clause.numbers):
            size = _length_of_list(clause, position, self.text)
            if size > 1 and self._list(index, clause, position, size, mask):
                position += size
            else:
                self._number(index, clause, position, mask)
                position += 1
        self._topics_up_to(clause.end)
        self.last_mask = mask

    def _topics_up_to(self, end: int) -> None:
        matches, context = self.context.matches, self.context
        while self.next_topic < len(matches) and matches[self.next_topic].start < end:
            match = matches[self.next_topic]
            if match.anchor.topics:
                context.note_topics(match.anchor.topics, match.start)
            self.next_topic += 1

    def _times(self, clause: Clause, low: int, high: int) -> str | None:
        """Take the expressions of time in `[low, high)`; gives the period bound to what comes at `high`, if any."""
        text, bound = self.text, None
        for start, end, raw in clause.times:
            if not low <= start < high:
                continue
            period = self.reader.time.period_of(raw)
            if period is None:
                continue
            if not raw.endswith(("以来", "至今")) and "-" not in period and _runs_until_now(text[end : end + 16]):
                period = self.reader.time.period_of(raw + "以来") or period
            if text[start - 2 : start] == "其中":
                self.part_period = period
            elif text[start - 1 : start] in tuple("较比与同") or (text[end : end + 1] == "的" and end + 1 >= high - 1):
                bound = period
            else:
                self.sentence.period = self.part_period = period
                bound = period if high - end <= 2 else None
        return bound

    def _number(self, index: int, clause: Clause, position: int, mask: int) -> None:
        number = clause.numbers[position]
        low = clause.numbers[position - 1].end if position else clause.start
        bound = self._times(clause, clause.numbers[position - 1].start if position else clause.start, number.start)
        if self.part_period and bound is None and cues.is_now(self.text[low : number.start]):
            self.sentence.period = self.part_period = None
        if "其中" in self.text[low : number.start]:
            self.sentence.in_parts = True
        self._topics_up_to(number.start)
        reason = self._bind(index, clause, position, low, mask, bound)
        if reason:
            self.left.append(LeftOut(start=number.start, end=number.end, reason=reason))

    def _bind(self, index: int, clause: Clause, position: int, low: int, mask: int, bound: str | None) -> str:
        """Take the number, or say why not."""
        text, number = self.text, clause.numbers[position]
        before = text[low : number.start]
        stop = clause.numbers[position + 1].start if position + 1 < len(clause.numbers) else clause.end
        after = text[number.end : stop]
        if cues.of_another_region(text[self.sentence.start : number.start], self.reader.city) and "民主" not in before:
            self.sentence.broken = True
            return "other_region"
        change = cues.change_sign(before, number.is_rate or number.value < 0)
        if change is None and number.unit == "百分点":
            change = (1, len(before))
        base = cues.share_base(before) if number.unit == "%" and change is None else None
        if base is not None:
            reason = self._share(clause, position, base, bound)
            if reason is not None:
                return reason
        marker = low + change[1] if change else number.start
        claim = self._claim(clause, number, low, marker, stop, mask, change is not None)
        if change and (claim is None or claim.head.start < marker):
            own = claim if claim is not None and not claim.after and _head_first(before[: change[1]]) else None
            return self._change(clause, position, change[0], own)
        if claim is not None and not _counted(number, claim, text):
            claim = None
        if claim is not None and claim.after and _is_a_place(before, claim):
            claim = None
        if self.sentence.in_parts and (claim is None or claim.frame.weight < 0):
            last = self._last_like(number, clause.depths[position])
            member = self.lexicon.member_in(last.code, before) if last is not None else ""
            if last is not None and member:
                return self._again(clause, position, last, member, low, bound, after, "part")
        if claim is None:
            return self._without_head(index, clause, position, low, before, after, mask, bound)
        return self._take(clause, position, claim, low, stop, bound, "head_after" if claim.after else "head")

    def _claim(
        self,
        clause: Clause,
        number: Number,
        low: int,
        high: int,
        stop: int,
        mask: int,
        any_unit: bool,
        carried: int = 0,
    ) -> Claim | None:
        context = self.context
        before = _outside_parentheses(context.between(low, high), self.text, low, high)
        after = [] if any_unit else self._after(number.end, stop)
        if not after and not any_unit and not any(match.anchor.frames for match in before):
            after = self._after(number.end, stop, over_pauses=True)
        if after and not any(match.anchor.frames for match in before):
            for match in after:
                if match.anchor.topics:
                    context.note_topics(match.anchor.topics, match.start)
        unit = None if any_unit and number.unit in {"%", "百分点"} else number.unit
        up_to = carried
        for match in context.between(clause.start, stop):
            up_to |= match.anchor.context
        if clause.opener in "，," and before and before[0].start - clause.start <= 1 and before[-1].end == high:
            up_to |= self.last_mask  # 新增公职律师12人，执业律师7人: the verb carries on
        claims = context.claims(before, after, (high, number.end), unit, up_to, mask | up_to)
        if not claims and any_unit:
            claims = context.claims(before, [], (high, number.end), None, up_to, mask | up_to)
        if not claims:
            return None
        best = claims[0]
        best.runner_up = next((claim.score for claim in claims if claim.frame.code != best.frame.code), 0.0)
        return best

    def _after(self, start: int, stop: int, *, over_pauses: bool = False) -> list[Match]:
        """The anchors of what is counted after the figure: 16名行政复议应诉监督员."""
        text = self.text
        if text[start : start + 1] in tuple("）)（(、中"):
            return []
        for opening in ("（其中", "(其中", "（含", "(含", "（不含", "(不含", "（内", "(内"):
            cut = text.find(opening, start, stop)
            stop = cut if cut >= 0 else stop
        pause = -1 if over_pauses else text.find("、", start, stop)
        return self.context.between(start, stop if pause < 0 else pause)

    def _take(
        self, clause: Clause, position: int, claim: Claim, low: int, stop: int, bound: str | None, rule: str,
        breakdown: str | None = None,
    ) -> str:  # fmt: skip
        number, frame = clause.numbers[position], claim.frame
        text = self.text
        if frame.code == UNLISTED or text.startswith(("类", "等类"), claim.head.end):  # 行政处罚类案件24件
            self.sentence.broken = True
            return "no_indicator"
        before = text[low : number.start]
        if cues.is_distributive(before) and not _counts_each(claim, frame.code) and number.unit != "学时":
            self.sentence.broken = True
            return "distributive"
        if frame.code.endswith(("losses_recovered", "beneficiaries")) and cues.is_single_case(
            text[self.sentence.start : clause.end]
        ):
            return "single_case"
        if breakdown is None:
            around = text[number.end : stop] if claim.after else before
            breakdown = frame.part or self.lexicon.member_in(frame.code, around)
        kind, period, source = self._kind_and_period(clause, number, before, text[number.end : stop], bound)
        if (
            self.sentence.in_parts
            and not breakdown
            and any(
                item.code == frame.code and item.kind == kind and item.period == period and not item.breakdown
                for item in self.sentence.taken
            )
        ):
            self.sentence.broken = True
            return "part"
        subject = cues.subject_of(text[clause.start : number.start]) if frame.code.startswith("governance.") else ""
        self._add(
            Taken(
                number, frame.code, kind, period, source, breakdown, rule, clause.sentence, clause.depths[position],
                claim.score, claim.score - claim.runner_up, number.value, subject, claim,
            )
        )  # fmt: skip
        return ""

    def _add(self, item: Taken) -> None:
        self.sentence.broken = False
        self.context.last_group = item.code.partition(".")[0]
        self.sentence.taken.append(item)
        self.taken.append(item)

    def _kind_and_period(
        self, clause: Clause, number: Number, before: str, after: str, bound: str | None
    ) -> tuple[str, str, str]:
        time, stated = self.reader.time, bound or self.part_period
        if self._plans(clause, before, after):
            if self.kind != PLAN and cues.is_task(before, after):
                return "target", time.report[:4], time.source
            if stated and stated[:4] >= time.plan[:4]:
                return "target", stated if "-" in stated else stated[:4], "stated"
            if self.kind != PLAN and self.kind != SHORTCOMINGS:
                return "target", stated[:4] if stated else time.plan[:4], time.source
            return "target", time.plan[:4], time.source
        if bound is None and cues.is_earlier(before):
            return "previous", time.year_before(), "stated"
        if cues.is_from(self.text[clause.start : number.start], self.text[number.end : clause.end]):
            return "previous", bound or time.year_before(), "stated"
        if stated and time.year is not None and stated[:4].isdigit() and int(stated[:4]) > time.year:
            return "target", stated[:4] if "-" not in stated else stated, "stated"
        if not stated and time.year is not None and self.kind == REPORT:
            years = cues.recent_years(self.text[max(clause.start, number.start - 20) : number.start])
            stated = time.last_years(years) if years > 1 else None
        if stated and stated != time.report:
            earlier = stated.rpartition("-")[2][:4] if len(stated) > 6 and stated[4] == "-" else stated[:4]
            kind = "previous" if time.year is not None and earlier < str(time.year) else "actual"
            return kind, stated, "stated"
        return "actual", time.report, time.source

    def _plans(self, clause: Clause, before: str, after: str) -> bool:
        if self.kind == PLAN:
            return True
        if self.kind == SHORTCOMINGS and cues.looks_ahead(self.text[self.sentence.start : clause.end]):
            return True
        return cues.is_target(self.text[max(clause.start, clause.end - 60) : clause.start] + before, after)

    def _change(self, clause: Clause, position: int, sign: int, own: Claim | None) -> str:
        number = clause.numbers[position]
        if own is None:
            source = self._antecedent(number, clause.depths[position])
            if source is None:
                return "change_of_nothing"
            self._changed(clause, position, sign, source)
            return ""
        if own.frame.code == UNLISTED:
            self.sentence.broken = True
            return "no_indicator"
        self._add(
            Taken(
                number, own.frame.code, *self._changes_when(clause, number),
                self._member(own, self.text[clause.start : number.start]), "change_head", clause.sentence,
                clause.depths[position], own.score, own.score - own.runner_up, _signed(number, sign), "", own,
            )
        )  # fmt: skip
        return ""

    def _changed(self, clause: Clause, position: int, sign: int, source: Taken) -> None:
        number = clause.numbers[position]
        self._add(
            Taken(
                number, source.code, *self._changes_when(clause, number), source.breakdown, "change",
                clause.sentence, clause.depths[position], source.score, source.margin, _signed(number, sign), "", source.claim,
            )
        )  # fmt: skip

    def _changes_when(self, clause: Clause, number: Number) -> tuple[str, str, str]:
        """Kind, period and its source of a change: it is the document's own period that changed, or the planned one."""
        time, stated = self.reader.time, self.sentence.period
        ahead = bool(stated and time.year is not None and stated[:4] > str(time.year))
        if ahead or self._plans(clause, self.text[clause.start : number.start], self.text[number.end : clause.end]):
            later = stated is not None and stated[:4] >= time.plan[:4]
            return "target_change", stated[:4] if stated and later else time.plan[:4], time.source
        if stated and stated[:4] == time.report[:4]:
            return "change", stated, "stated"
        return "change", time.report, time.source

    def _antecedent(self, number: Number, depth: int) -> Taken | None:
        """The figure that a change belongs to: the last one of its sentence that can change so."""
        if self.sentence.broken and not self.sentence.taken:
            return None
        for item in reversed(self.sentence.taken):
            if item.depth > depth or item.kind in {"change", "target_change"}:
                continue
            rate = self.lexicon.units[item.code] == "%"
            if number.unit == "百分点" and not rate:
                continue
            if number.unit not in {"%", "百分点"} and (rate or number.unit != item.number.unit):
                continue
            return None if self.sentence.broken and item is self.sentence.taken[-1] else item
        return None

    def _share(self, clause: Clause, position: int, base: str, bound: str | None) -> str | None:
        """占审结案件的34.38% right after a count: the rate of that count."""
        if not self.sentence.taken or self.sentence.broken:
            return None
        number, source = clause.numbers[position], self.sentence.taken[-1]
        for share in self.lexicon.shares.get(source.code, ()):
            if share.needs_part and not source.breakdown:
                continue
            if base and not any(word in base for word in share.base) and cues.residue(base):
                return "other_base"
            self._add(
                Taken(
                    number, share.code, source.kind, source.period, source.period_source,
                    source.breakdown if share.needs_part else "", "share", clause.sentence, clause.depths[position],
                    source.score, source.margin, number.value, "", source.claim,
                )
            )  # fmt: skip
            return ""
        return None

    def _without_head(
        self, index: int, clause: Clause, position: int, low: int, before: str, after: str, mask: int, bound: str | None
    ) -> str:
        """No head next to the figure: a part, another year of the same, or the head of the clause before."""
        number = clause.numbers[position]
        plain = before
        for start, end, raw in clause.times:
            if low <= start and end <= number.start:
                plain = plain.replace(raw, "")
        left_over = cues.residue(plain)
        last = self._last_like(number, clause.depths[position])
        if last is not None:
            member = self.lexicon.member_in(last.code, before)
            if member and len(left_over) <= 8:
                return self._again(clause, position, last, member, low, bound, after, "part")
            timed = bound is not None or any(low <= start < number.start for start, _, _ in clause.times)
            moved = timed or cues.reaches(plain) or cues.is_earlier(before) or cues.is_target(before, after)
            if moved and (not left_over or cues.is_target(before, after)):
                return self._again(clause, position, last, last.breakdown, low, bound, after, "carried")
        if self.kind != SHORTCOMINGS and len(left_over) <= 8:
            claim = self._extended(index, clause, position, low, mask)
            member = self.lexicon.member_in(claim.frame.code, before) if claim else ""
            if claim is not None and (member or len(left_over) <= 2) and _counted(number, claim, text=self.text):
                return self._take(clause, position, claim, low, number.end, bound, "clause_before", member or None)
        if left_over or not last:
            self.sentence.broken = True
        return "unrecognised" if mask else "no_indicator"

    def _last_like(self, number: Number, depth: int) -> Taken | None:
        """The last figure of the sentence that is counted as this one is."""
        if self.sentence.broken:
            return None
        for item in reversed(self.sentence.taken):
            if item.depth <= depth and _unit_fits(number.unit, item, self.lexicon.units[item.code]):
                return item
        return None

    def _extended(self, index: int, clause: Clause, position: int, low: int, mask: int) -> Claim | None:
        """行政裁量权基准，共1372项; 活动：536场; 抽取人数不少于10%（130人左右）."""
        number = clause.numbers[position]
        if position:
            if clause.depths[position] > clause.depths[position - 1] or low == number.start or clause.numbers[position - 1].unit != number.unit:  # fmt: skip
                start = clause.numbers[position - 2].end if position > 1 else clause.start
                return self._claim(clause, number, start, low, number.end, mask, False)
            return None
        if index == 0 or clause.opener in "。！？\n；;":
            return None
        before = self.parts[index - 1]
        start = before.start
        if before.numbers and before.numbers[-1].unit in {number.unit, ""} | _kin(number.unit):
            start = before.numbers[-1].end
        carried = mask
        for match in self.context.between(before.start, before.end):
            carried |= match.anchor.context
        return self._claim(clause, number, start, before.end, number.end, mask, False, carried)

    def _again(
        self,
        clause: Clause,
        position: int,
        last: Taken,
        breakdown: str,
        low: int,
        bound: str | None,
        after: str,
        rule: str,
    ) -> str:
        number = clause.numbers[position]
        before = self.text[low : number.start]
        kind, period, source = self._kind_and_period(clause, number, before, after, bound)
        if rule == "part" and period == self.reader.time.report and not bound and self.sentence.period is None:
            kind, period, source = (last.kind if last.kind != "change" else kind), last.period, last.period_source
        self._add(
            Taken(
                number, last.code, kind, period, source, breakdown, rule, clause.sentence, clause.depths[position],
                last.score, last.margin, number.value, last.subject, last.claim,
            )
        )  # fmt: skip
        return ""

    def _list(self, index: int, clause: Clause, first: int, size: int, mask: int) -> bool:
        """A bare list of figures (2个、15个、63个), dealt out over as many years, figures before, members or heads."""
        numbers = clause.numbers[first : first + size]
        if any(number.role != "figure" for number in numbers):
            return False
        low = clause.numbers[first - 1].end if first else clause.start
        start = numbers[0].start
        before = self.text[low:start]
        if cues.of_another_region(self.text[self.sentence.start : start], self.reader.city):
            return False
        change = cues.change_sign(before, numbers[0].is_rate)
        if change is not None:
            return self._list_of_changes(clause, first, size, change[0])
        self._topics_up_to(start)
        claim = self._claim(clause, numbers[0], low, start, start, mask, False)
        if claim is not None and claim.frame.code == UNLISTED:
            claim = None
        periods = self._list_periods(clause, low, start, size)
        if periods and claim is not None:
            self.sentence.list_periods = periods
            for offset, period in enumerate(periods):
                self._take(clause, first + offset, claim, low, start, period, "list", self._member(claim, before))
            return True
        if claim is not None:
            members = self.lexicon.members_named(claim.frame.code, before)
            if len(members) == size:
                for offset, member in enumerate(members):
                    self._take(clause, first + offset, claim, low, start, None, "list", member)
                return True
        return self._list_of_heads(clause, first, size, low, mask)

    def _list_of_changes(self, clause: Clause, first: int, size: int, sign: int) -> bool:
        sources = [item for item in self.sentence.taken if item.kind not in {"change", "target_change"}][-size:]
        if len(sources) < size:
            return False
        for offset, source in enumerate(sources):
            self._changed(clause, first + offset, sign, source)
        return True

    def _list_of_heads(self, clause: Clause, first: int, size: int, low: int, mask: int) -> bool:
        """收到、审结行政复议申请120件、96件."""
        numbers = clause.numbers[first : first + size]
        start = numbers[0].start
        if not any(mark in self.text[low:start] for mark in "、和与及"):
            return False
        heads: list[Claim] = []
        for match in self.context.between(low, start):
            unit = numbers[min(len(heads), size - 1)].unit
            claims = self.context.claims([match], [], (start, start), unit, mask, mask)
            if claims and claims[0].frame.code not in {UNLISTED, *(claim.frame.code for claim in heads)}:
                heads.append(claims[0])
        if len(heads) != size:
            return False
        for offset, claim in enumerate(heads):
            self._take(clause, first + offset, claim, low, start, None, "list", "")
        return True

    def _list_periods(self, clause: Clause, low: int, start: int, size: int) -> list[str]:
        """As many years as the list is long: named in the clause, carried on in the sentence, or 近三年."""
        time = self.reader.time
        named = [time.period_of(raw) for begin, _, raw in clause.times if low <= begin < start]
        years = [period for period in named if period]
        if len(years) == size and len(set(years)) == size:
            return years
        if not years and len(self.sentence.list_periods) == size:
            return self.sentence.list_periods
        if time.year is not None and cues.recent_years(self.text[self.sentence.start : start]) == size:
            return [str(time.year - ago) for ago in range(size - 1, -1, -1)]
        return []

    def _member(self, claim: Claim, text: str) -> str:
        return claim.frame.part or self.lexicon.member_in(claim.frame.code, text)


def _length_of_list(clause: Clause, first: int, text: str) -> int:
    """How many figures stand in the bare list that begins with this one; 1 where none does."""
    numbers, last = clause.numbers, first
    while last + 1 < len(numbers) and _bare(text[numbers[last].end : numbers[last + 1].start]):
        last += 1
    return last - first + 1


def _outside_parentheses(anchors: list[Match], text: str, low: int, high: int) -> list[Match]:
    """全年结案（包括不予受理）86件: what stands in closed parentheses does not name the figure."""
    if len(anchors) < 2 or ("）" not in text[low:high] and ")" not in text[low:high]):  # noqa: PLR2004
        return anchors
    inside = [(found.start(), found.end()) for found in _PARENTHESES.finditer(text, low, high)]
    kept = [match for match in anchors if not any(start < match.start and match.end < end for start, end in inside)]
    return kept if any(match.anchor.frames for match in kept) else anchors


def _bare(between: str) -> bool:
    return between.strip() in {"、", "和", "与", "及", "以及"}


def _signed(number: Number, sign: int) -> Decimal:
    return -abs(number.value) if sign < 0 else number.value


def _head_first(before: str) -> bool:
    """Whether the thing that changed is named before the comparison: 普法活动较上年增长, but not 较上年普法活动."""
    return not before.lstrip("，、（( ").startswith(("同比", "较", "比", "与", "环比", "分别", "同期"))


def _counted(number: Number, claim: Claim, text: str) -> bool:
    """Whether a small numeral is a count: 败诉一件, 另有两件正在审理; not 一人一所, 三项举措, 一条街."""
    if not number.chinese or number.value >= 10 or number.unit == "%":  # noqa: PLR2004
        return True
    if claim.after:
        return number.unit in {"件", "名", "人", "家"} and claim.head.start == number.end and number.value > 1
    after = text[number.end : number.end + 1]
    return number.start - claim.head.end <= 4 and (not after or after in "，,。；;、）)（(：: \n")  # noqa: PLR2004


def _is_a_place(before: str, claim: Claim) -> bool:
    """在5个乡镇司法所设立…: where something was done, unless the wording asks for what was done there."""
    frame = claim.frame
    return before.rstrip().endswith("在") and not (frame.near or frame.context or frame.beside)


def _counts_each(claim: Claim, code: str) -> bool:
    """Whether the indicator itself is so many for each: 每万人拥有律师4.3名."""
    return code.endswith(("_per_unit", ".per_10k", "_rate")) or claim.head.anchor.word.startswith("每")


def _runs_until_now(after: str) -> bool:
    head = after.split("，", maxsplit=1)[0]
    return "以来" in head or "至今" in head


def _unit_fits(unit: str, item: Taken, catalogue_unit: str) -> bool:
    if item.kind in {"change", "target_change"}:
        return unit in _UNIT_WORDS.get(catalogue_unit, frozenset())
    return unit == item.number.unit or not unit or unit in _kin(item.number.unit)


def _kin(unit: str) -> frozenset[str]:
    for kin in (frozenset("件宗起例"), frozenset("个家处所"), frozenset("人名位"), frozenset({"次", "场", "场次"})):
        if unit in kin:
            return kin
    return frozenset()


def _unit_of(item: Taken, unit: str) -> str:
    if item.kind in {"change", "target_change"} and item.number.unit in {"%", "百分点"}:
        return item.number.unit
    return unit


def _basis(before: str, measure: str) -> str:
    if "累计" in before or measure == "cumulative":
        return "cumulative"
    if any(word in before for word in ("新增", "新建", "新创", "新招", "新接收")):
        return "new"
    return "stock" if measure == "stock" else ""


def _sentence_ends(parts: list[Clause]) -> dict[int, tuple[int, int]]:
    """The span of each sentence by its number."""
    ends: dict[int, tuple[int, int]] = {}
    for clause in parts:
        start = ends[clause.sentence][0] if clause.sentence in ends else clause.start
        ends[clause.sentence] = (start, clause.end)
    return ends
