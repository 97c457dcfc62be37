"""Figures in running text: what of a paragraph is read at all, and how a figure becomes an observation.

Public here: `ProseReader(document, catalogue, time).paragraph(...)`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

from fazhi.catalogue import Catalogue
from fazhi.extract import qualifiers
from fazhi.extract.anchors import Match
from fazhi.extract.bind import Context
from fazhi.extract.confidence import Confidences, of_a_stock
from fazhi.extract.counties import names_of_its_own
from fazhi.extract.figure import CHANGES, Taken
from fazhi.extract.lexicon import Lexicon
from fazhi.extract.observation import LeftOut, Observation
from fazhi.extract.others import titles_kinds_of_cases
from fazhi.extract.publisher import TOWNSHIP, opening_line, publisher_of
from fazhi.extract.qualifiers import Qualifiers, Qualities
from fazhi.extract.reading import ParagraphReading
from fazhi.extract.segment import sentences
from fazhi.extract.sums import (
    Total,
    give_parts_to_their_total,
    of_the_year_beside_all,
    parts_without_member,
    since_the_start,
    within_the_year,
)
from fazhi.extract.time import DocumentTime
from fazhi.extract.when import Timing
from fazhi.parse.document import Document, Paragraph

_DISCLOSURE_REPORT = re.compile(
    r"政府信息公开(?:条例|(?:工作)?(?:(?:19|20)\d{2}\s*)?年?度?(?:工作)?(?:报告|年报)|工作(?:报告|情况|总结)|情况)"
)
_AT_A_TIME = frozenset({"stock", "cumulative"})
_HEADING_NUMBER = "0123456789.、（）一二三四五六七八九十"
_DISCLOSURE_SUBJECT = "政府信息公开年度报告"


def _subject(document: Document) -> str:
    """What the whole document is about, where its title or opening says so and its sentences need not repeat it."""
    opening = document.title + "\n" + document.text[:300]
    if _DISCLOSURE_REPORT.search(opening) and "法治政府" not in document.title:
        return _DISCLOSURE_SUBJECT
    return ""


class ProseReader:
    """Reads the paragraphs of one document."""

    def __init__(self, document: Document, catalogue: Catalogue, time: DocumentTime) -> None:
        self.text = document.text
        self.catalogue = catalogue
        self.lexicon = Lexicon.of(catalogue)
        self.time = time
        self.publisher = publisher_of(document)
        self.own = names_of_its_own(document)
        self.subject = _subject(document)
        self.title_topics = 0  # 2023年人民调解工作数据统计: its sentences need not say so again
        for match in self.lexicon.anchors(document.title or opening_line(document.text)):
            self.title_topics |= match.anchor.topics
        self.township = self.publisher == TOWNSHIP
        self.confidences = Confidences(document, time, self.lexicon)
        self.qualifiers = Qualifiers(self.text)
        self.yielding: set[int] = set()  # where figures begin that hold only without another of their indicator
        self.totals: dict[tuple[str, str, str], Decimal] = {}  # the greatest figure of an indicator, kind and period
        self._headings: dict[tuple[str, ...], tuple[int, list[tuple[int, int]], bool]] = {}
        self._named: dict[str, tuple[int, int]] = {}  # by heading

    def paragraph(
        self, number: int, block: Paragraph, section: str, headings: tuple[str, ...]
    ) -> tuple[list[Observation], list[LeftOut]]:
        """The observations of a paragraph and the numbers left out, in text order.

        A sentence without numbers is read only for what it names: the first of the paragraph, its title, and the
        one before a sentence with numbers.
        """
        spans = sentences(self.text, block.start, block.end)
        last = len(spans) - 1
        kept = [
            span
            for place, span in enumerate(spans)
            if span.has_numbers or place == 0 or (place < last and spans[place + 1].has_numbers)
        ]
        if not any(span.has_numbers for span in kept):
            return [], []
        near, topics, told_by_kind = self._heading_context(headings)
        anchors: list[Match] = []
        vocabulary = self.lexicon.vocabulary
        cues = [vocabulary.read(self.text, span.start, span.end, anchors) for span in kept]
        context = Context(anchors, base_near=near, recent_topics=list(topics))
        time = self.time.of_paragraph(self.text[block.start : block.start + 20], headings)
        timing = Timing(self.text, time, section, block.start)
        told = dict(self.totals)
        reading = ParagraphReading(self.lexicon, timing, context, publisher=self.publisher, totals=self.totals)
        reading.told_by_kind, reading.own = told_by_kind, self.own
        for span, may in zip(kept, cues, strict=True):
            if span.has_numbers:
                reading.sentence_with_numbers(span, may)
            else:
                reading.title(span)
        taken, left = self._settled(reading, told)
        measures = [self.lexicon.measures[item.code] for item in taken]
        qualities = self.qualifiers.of(taken, measures)
        judged = self.confidences.of(taken, context)
        locator = f"p{number}"
        found: list[Observation] = []
        for place, item in enumerate(taken):
            of_what = qualities[place]
            sure = of_a_stock(item, judged[place], measures[place], of_what.basis, self.time)
            found.append(self._observation(item, locator, sure, of_what))
        return found, left

    def _settled(self, reading: ParagraphReading, told: dict[Total, Decimal]) -> tuple[list[Taken], list[LeftOut]]:
        """The figures of a paragraph and what is left out, once it is known which of them are parts of which."""
        since_the_start(reading.taken)
        within_the_year(reading.taken, self.text)
        of_the_year_beside_all(reading.taken, self.text)
        give_parts_to_their_total(reading.taken, self.catalogue)
        parts = {id(item) for item in parts_without_member(reading.taken, told, self.text)}
        if not parts:
            return reading.taken, reading.left
        left = reading.left + [
            LeftOut(start=item.number.start, end=item.number.end, reason="part")
            for item in reading.taken
            if id(item) in parts
        ]
        return [item for item in reading.taken if id(item) not in parts], sorted(left, key=lambda one: one.start)

    def _heading_context(self, headings: tuple[str, ...]) -> tuple[int, list[tuple[int, int]], bool]:
        """Context mask and topics of the headings over a paragraph; whether the nearest tells of kinds of cases."""
        known = self._headings.get(headings)
        if known is None:
            near, topics = 0, []
            for heading in (*headings, self.subject):
                context, here = self._named_by(heading)
                near |= context
                if here:
                    topics.append((here, -1))
            if self.title_topics:
                topics.append((self.title_topics, -1))
            told_by_kind = bool(headings) and titles_kinds_of_cases(headings[0])
            known = self._headings[headings] = near, topics, told_by_kind
        return known

    def _named_by(self, heading: str) -> tuple[int, int]:
        """The context and the topics of one heading."""
        known = self._named.get(heading)
        if known is None:
            context, topics = 0, self.lexicon.heading_topics.get(heading.lstrip(_HEADING_NUMBER), 0)
            for match in self.lexicon.anchors(heading):
                context |= match.anchor.context
                topics |= match.anchor.topics
            known = self._named[heading] = context, topics
        return known

    def _observation(self, item: Taken, locator: str, sure: tuple[str, str], qualities: Qualities) -> Observation:
        number = item.number
        if item.claim.frame.yields:
            self.yielding.add(number.start)
        relative = item.kind in CHANGES and number.unit in {"%", "百分点"}
        # What there is after several years is what there is at their end.
        at_the_end = self.time.is_span and item.period == self.time.report and self._is_at_the_end(item, qualities)
        return Observation(
            indicator=item.code,
            value=item.value,
            unit=number.unit if relative else self.lexicon.units[item.code],
            period=self.time.until if at_the_end else item.period,
            kind=item.kind,
            evidence_start=number.start,
            evidence_end=number.end,
            sentence_start=item.sentence_start,
            sentence_end=item.sentence_end,
            locator=locator,
            rule=item.rule,
            confidence=sure[0],
            doubt=sure[1],
            unit_raw=number.unit,
            value_max=number.value_max,
            value_status="reported" if item.value else "zero",
            bound=number.bound,
            approx=number.approx,
            breakdown=item.breakdown,
            subject=qualities.subject,
            basis=qualities.basis,
            scope=qualities.scope,
            period_source=item.period_source if item.period else "",
        )

    def _is_at_the_end(self, item: Taken, qualities: Qualities) -> bool:
        """累计建成阵地143处 is what there is, 三年来建成143处 what was done."""
        at_a_time = self.lexicon.measures[item.code] in _AT_A_TIME
        if at_a_time and item.held:
            return bool(item.may & qualifiers.STOCK)
        return (at_a_time and qualities.basis != "new") or qualities.basis == "stock"

    def _without_sums_in_two(self, observations: list[Observation]) -> list[Observation]:
        """撤销和确认违法65件，变更和责令履行21件: two that each would be the total of one sentence are parts."""
        values: dict[tuple[str, str, str, int], set[Decimal | None]] = defaultdict(set)
        for item in observations:
            if item.evidence_start in self.yielding:
                values[item.indicator, item.kind, item.period, item.sentence_start].add(item.value)
        several = {key for key, found in values.items() if len(found) > 1}
        return [
            item
            for item in observations
            if item.evidence_start not in self.yielding
            or (item.indicator, item.kind, item.period, item.sentence_start) not in several
        ]

    def settled(self, observations: list[Observation]) -> list[Observation]:
        """The observations without those that yield to another of their indicator, kind and period."""
        observations = self._without_sums_in_two(observations)
        firm = {
            (item.indicator, item.kind, item.period)
            for item in observations
            if item.evidence_start not in self.yielding
        }
        return [
            item
            for item in observations
            if item.evidence_start not in self.yielding or (item.indicator, item.kind, item.period) not in firm
        ]
