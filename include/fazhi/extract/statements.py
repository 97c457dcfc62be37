"""Facts that a text tells without a number (全部出庭应诉, 零败诉, 未发生), apart from observations.

The words stand in `include/catalogue/statements.yml`. What is denied, a principle or a way of doing something else is
no statement; what is wanted is a target; what is told of the province, another county or one township is not ours.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi.extract import cues, regions
from fazhi.extract.confidence import CERTAIN, LIKELY, UNCERTAIN
from fazhi.extract.counties import names_of_its_own
from fazhi.extract.observation import Statement
from fazhi.extract.segment import PLAN, SHORTCOMINGS, Clause, SentenceSpan, clauses, sentences
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph
from fazhi.statement_kinds import StatementKind, StatementKinds, StatementWording, Words, groups

if TYPE_CHECKING:
    from mypy_extensions import i64  # compiled, the integer of the machine; else an int

_BEGINNING = 2  # characters, by which words are looked for
_SIZE = 0x2000  # of a table of such beginnings; some share a place
_LAST = _SIZE - 1
_SPREAD = 31  # times the first character, so that few do
_LONGEST_HEADING = 45
_MANNER_REACH = 4  # characters: 全覆盖式, 全覆盖的集中培训
_ENDS = frozenset("。！？!?；;")
# 力争办结率达到98%，行政诉讼零败诉: a wish for the clauses after it, too. 确保办案质量，… may tell what was done.
_WISH = re.compile(
    r"力争|争取(?!资金|经费|项目|专项|上级|到)|(?<!现)将(?:继续|进一步|全力|着力|努力)"
    r"|确保(?!了)(?=[^，,。；;]*(?:\d|百分之))"
)
_WISH_ENDS = re.compile(
    r"[；;]|已|(?<!公)共(?!同)|实际|目前|累计|现有|截[至止]|以来|了"
    r"|[，,][^，,]*?\d+余?(?:件|场|人|名|份|次|起|宗|元)"
)
_NOT = ("未", "没有", "没", "并非")  # 未全部出庭应诉
_MAYBE_WISHED = re.compile(r"力争|争取|确保(?!了)")
_TOLD = re.compile(r"截[至止]|已|累计|以来|完成了|实现了|做到了")


@dataclass(frozen=True, slots=True, eq=False)
class _Hit:
    """Words of a wording in a text."""

    start: int
    end: int
    kind: StatementKind
    wording: StatementWording


@dataclass(slots=True)
class _Place:
    """A hit where it stands: its sentence and clause, and what the clause says before and after it."""

    hit: _Hit
    sentence: SentenceSpan
    clause: Clause
    before: str
    after: str


class StatementReader:
    """Reads the statements of one document. All words are looked for in one pass: most documents hold few.

    `publisher` tells whose the document is (publisher.py), `township` one that a township wrote of itself: nothing
    that it tells is the county's.
    """

    def __init__(
        self,
        document: Document,
        kinds: StatementKinds,
        time: DocumentTime,
        *,
        publisher: str,
        township: bool = False,
    ) -> None:
        self.document, self.text, self.publisher = document, document.text, publisher
        self.time_of_document = self.time = time  # `time` is that of the paragraph being read
        self.own = names_of_its_own(document)
        self.language = _Language.of(kinds)
        self.hits = [] if township else self.language.hits(self.text)
        self.starts = [hit.start for hit in self.hits]

    def paragraph(self, block: Paragraph, section: str, headings: tuple[str, ...]) -> list[Statement]:
        """The statements of a paragraph, or of a cell that is read as one, in text order."""
        low, high = bisect_left(self.starts, block.start), bisect_left(self.starts, block.end)
        if low == high or self._is_heading(block):
            return []
        self.time = self.time_of_document.of_paragraph(self.text[block.start : block.end], headings)
        found: list[Statement] = []
        for span in sentences(self.text, block.start, block.end):
            inside = [hit for hit in self.hits[low:high] if self._may_be_said_in(span, hit)]
            if not inside:
                continue
            parts = clauses(self.text, span)
            for hit in inside:
                clause = next(part for part in reversed(parts) if part.start <= hit.start)
                statement = self._statement(self._place(hit, span, clause), parts, section, headings)
                if statement is not None and not _is_told(statement, found):
                    found.append(statement)
        return found

    def _may_be_said_in(self, span: SentenceSpan, hit: _Hit) -> bool:
        """Whether the sentence holds a hit with the words that must stand in its clause, as few do."""
        if not span.start <= hit.start < span.end:
            return False
        sentence = self.text[span.start : span.end]
        return all(_holds_one(sentence, group) for group in groups(hit.wording.with_))

    def _is_heading(self, block: Paragraph) -> bool:
        """推进合法性审查全覆盖 over a paragraph announces; it tells nothing yet."""
        if block.level:
            return True
        return block.end - block.start <= _LONGEST_HEADING and _ENDS.isdisjoint(self.text[block.start : block.end])

    def _place(self, hit: _Hit, span: SentenceSpan, clause: Clause) -> _Place:
        before, after = self.text[clause.start : hit.start], self.text[hit.end : clause.end]
        return _Place(hit, span, clause, before, after)

    def _statement(
        self, place: _Place, parts: list[Clause], section: str, headings: tuple[str, ...]
    ) -> Statement | None:
        where = self._where_its_words_stand(place, headings)
        if where is None or self.language.takes_back(place.before, place.after) or self._is_of_others(place):
            return None
        stated = self._stated(place, parts)
        kind = self._kind(place, section, stated)
        if kind is None:
            return None
        period, source = self._period(stated, kind)
        doubtful = kind == "actual" and self._may_be_wished(place)
        hit = place.hit
        return Statement(
            code=hit.kind.code,
            period=period,
            kind=kind,
            evidence_start=hit.start,
            evidence_end=hit.end + self._goes_on(place),
            sentence_start=place.sentence.start,
            sentence_end=place.sentence.end,
            locator=self.document.locator(hit.start),
            rule=f"said_{where}",
            confidence=self._confidence(where, period, source, doubtful=doubtful),
            subject=self.language.subject(place.before),
            period_source=source if period else "",
        )

    def _where_its_words_stand(self, place: _Place, headings: tuple[str, ...]) -> str | None:
        """clause, sentence or heading: where the last of the words stands that the wording asks for; None: nowhere."""
        hit, sentence = place.hit, self.text[place.sentence.start : place.sentence.end]
        clause = place.before + self.text[hit.start : hit.end] + place.after
        if any(word in clause for word in hit.wording.without):
            return None
        if not all(_holds_one(clause, group) for group in groups(hit.wording.with_)):
            return None
        where = "clause"
        for group in groups(hit.wording.near):
            if _holds_one(clause, group):
                continue
            if _holds_one(sentence, group):
                where = "sentence" if where == "clause" else where
            elif any(_holds_one(heading, group) for heading in headings):
                where = "heading"
            else:
                return None
        return where

    def _goes_on(self, place: _Place) -> int:
        """How far beyond 未收到, 未发生 the words stand that say what it was: they are part of what is told."""
        ends = [0]
        for group in groups(place.hit.wording.with_):
            if not _holds_one(place.before, group):
                ends += [found + len(word) for word in group if (found := place.after.find(word)) >= 0]
        return max(ends)

    def _is_of_others(self, place: _Place) -> bool:
        told = self.text[place.sentence.start : place.hit.start]
        return (
            regions.of_another_region(told[-160:], self.publisher, self.own)
            or regions.of_one_place(told, self.text, self.own)
            or cues.is_single_case(told)
        )

    def _kind(self, place: _Place, section: str, stated: str) -> str | None:
        """actual or target; None for what is said to be lacking. `stated` is the period named before the words."""
        told = self.text[place.sentence.start : place.hit.start]
        if section == PLAN:
            return "target"
        if section == SHORTCOMINGS:
            return "target" if cues.looks_ahead(told) else None
        aimed = cues.opens_ahead(told) or self.language.aims(place.before, place.after)
        return "target" if aimed or _wish_goes_on(told) or self._is_to_come(stated, told) else "actual"

    def _is_to_come(self, stated: str, told: str) -> bool:
        """2024年，行政诉讼零败诉 in a report on 2023; not 截至2024年1月."""
        year = self.time.year
        return year is not None and stated[:4] > str(year) and _TOLD.search(told) is None

    def _may_be_wished(self, place: _Place) -> bool:
        """确保办案质量，案件全部按期办结: a fact or what is wished, the words leave open."""
        return _MAYBE_WISHED.search(self.text, place.sentence.start, place.clause.start) is not None

    def _stated(self, place: _Place, parts: list[Clause]) -> str:
        """The period named last before the words, "" where none is."""
        stated = ""
        for part in parts:
            for start, _, raw in part.times:
                if start < place.hit.start and (period := self.time.period_of(raw)):
                    stated = period
        return stated

    def _period(self, stated: str, kind: str) -> tuple[str, str]:
        """The period stated, else the document's own or, of a target, the planned one."""
        time = self.time
        own = time.plan if kind == "target" else time.report
        if not stated or stated == own or (kind == "target" and stated[:4] < own[:4]):
            return own, time.source
        return stated, "stated"

    def _confidence(self, where: str, period: str, source: str, *, doubtful: bool) -> str:
        if where == "heading" or not period:
            return UNCERTAIN
        guessed = not self.time.firm and source != "stated"
        return LIKELY if guessed or doubtful or where == "sentence" else CERTAIN


def _wish_goes_on(told: str) -> bool:
    """Whether the words of a sentence wish for something, and for what follows them: until it says what was done."""
    wish = None
    for wish in _WISH.finditer(told):  # noqa: B007 - the last of them
        pass
    return wish is not None and _WISH_ENDS.search(told, wish.end()) is None


def _holds_one(text: str, words: Words) -> bool:
    return any(word in text for word in words)


def _is_told(statement: Statement, found: list[Statement]) -> bool:
    """Whether the same words tell the same already: 均出庭 in 均出庭应诉, or two wordings of one kind."""
    return any(
        known.code == statement.code
        and known.evidence_start <= statement.evidence_start
        and statement.evidence_end <= known.evidence_end
        for known in found
    )


class _Language:
    """The words of `statements.yml`, compiled."""

    def __init__(self, kinds: StatementKinds) -> None:
        language = kinds.language
        by_word: dict[str, list[tuple[StatementKind, StatementWording]]] = {}
        for kind in kinds.statements:
            for wording in kind.wording:
                for word in wording.say:
                    by_word.setdefault(word, []).append((kind, wording))
        self.told_by = by_word
        self.by_beginning: dict[str, list[str]] = {}
        self.single = frozenset(word for word in by_word if len(word) < _BEGINNING)
        table = bytearray([bool(self.single)]) * _SIZE  # one of these stands before any character
        for word in sorted(by_word.keys() - self.single, key=len, reverse=True):
            self.by_beginning.setdefault(word[:_BEGINNING], []).append(word)
            table[(ord(word[0]) * _SPREAD ^ ord(word[1])) & _LAST] = 1
        self.begins = bytes(table)
        self.subjects = language.subjects
        self.reached = language.reached
        self.denied_before, self.denied_after = language.denied_before, language.denied_after
        self.aimed_before, self.aimed_after = language.aimed_before, language.aimed_after
        self.principle = _pattern(rf"{_any_of(language.principle_before)}[^，。；]{{0,12}}$", language.principle_before)
        self.manner = _pattern(
            rf"[”’』」]?(?:的)?[\u4e00-\u9fff]{{0,{_MANNER_REACH - 2}}}?{_any_of(language.manner_after)}",
            language.manner_after,
        )

    @classmethod
    def of(cls, kinds: StatementKinds) -> _Language:
        """The compiled language of a catalogue; built once."""
        known = _BUILT.get(id(kinds))
        if known is None or known[0] is not kinds:
            known = _BUILT[id(kinds)] = kinds, cls(kinds)
        return known[1]

    def hits(self, text: str) -> list[_Hit]:
        """The words of every wording in `text`, in order, of those that begin together the longest first.

        A table tells of two characters whether a word may begin with them. An automaton of a library takes two
        and a half times as long between two documents that are read, when its tables have left the processor's cache.
        """
        found: list[_Hit] = []
        begins = self.begins
        end: i64 = len(text)
        position: i64 = 0
        following: i64 = ord(text[0]) if text else 0
        while position < end:
            code, after = following, position + 1
            following = ord(text[after]) if after < end else 0
            if begins[(code * _SPREAD ^ following) & _LAST]:
                self._begun(text, position, found)
            position = after
        return found

    def _begun(self, text: str, position: int, found: list[_Hit]) -> None:
        """Add the words that begin at `position`, the longest first."""
        said: list[str] = []
        for word in self.by_beginning.get(text[position : position + _BEGINNING], ()):
            if text[position : position + len(word)] == word:  # compiled, a quarter of what a call takes
                said.append(word)
        if self.single and text[position] in self.single:
            said.append(text[position])
        for word in said:
            for kind, wording in self.told_by[word]:
                found.append(_Hit(position, position + len(word), kind, wording))

    def takes_back(self, before: str, after: str) -> bool:
        """Whether the words around deny what is said, or make it a principle, a title or a manner."""
        if before.rfind("《") > before.rfind("》"):
            return True
        if before.endswith(_NOT) or _holds_one(before, self.denied_before) or _holds_one(after, self.denied_after):
            return True
        if self.principle is not None and self.principle.search(before):
            return True
        return self.manner is not None and self.manner.match(after) is not None

    def aims(self, before: str, after: str) -> bool:
        """力争零败诉, 推动实现全覆盖; not 推动实现了全覆盖."""
        aimed = max((before.rfind(word) for word in self.aimed_before), default=-1)
        if aimed < 0:
            return _holds_one(after[:_MANNER_REACH], self.aimed_after)
        return not _holds_one(before[aimed:], self.reached)

    def subject(self, before: str) -> str:
        """Of whom it is told, where the words before say so: the one named last."""
        named = [(before.rfind(word), len(word), word) for word in self.subjects if word in before]
        return max(named)[2] if named else ""


# By identity: the catalogue is read once, and a hash of all its words would cost more than a short document.
_BUILT: dict[int, tuple[StatementKinds, _Language]] = {}


def _any_of(words: Words) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"


def _pattern(expression: str, words: Words) -> re.Pattern[str] | None:
    return re.compile(expression) if words else None
