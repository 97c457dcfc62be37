"""Cutting a document: sections (what was done, what fell short, what is planned), and clauses with their numbers.

Public here: `sections(document, time)`, `sentences(text, start, end)` and `clauses(text, start, end)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fazhi.extract.numbers import Number, may_hold_numbers, tokens
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Document, Paragraph

REPORT, PLAN, SHORTCOMINGS = "report", "plan", "shortcomings"

_NUMBERED = re.compile(
    r"\s*(?:(?P<first>[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十]+[部章]分?)"
    r"|(?P<second>[（(][一二三四五六七八九十]{1,3}[)）])|(?P<third>\d{1,2}[.、．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳])|(?P<entry>【))"
)
_PLAN_HEADING = re.compile(
    r"工作(?:思路|打算|计划|安排|目标|要点|重点|谋划|展望|部署)|主要(?:安排|目标|思路|打算)|下一(?:步|阶段)|下半年(?:工作)?(?:打算|计划|安排|思路)?|打算|"
    r"努力方向|今后|目标(?:和|与|及)?(?:任务|措施)|(?:20\d\d|明|来)年.{0,12}(?:安排|目标|任务|重点|计划|打算|思路)|展望"
)
_SHORT_HEADING = re.compile(r"不足|问题|困难|短板|差距|薄弱环节")
_REPORT_HEADING = re.compile(r"做法|成效|完成情况|回顾|总结|举措|工作情况|进展|履职|履行|主要数据|情况说明|亮点")
_PLAN_OPENING = re.compile(
    r"(?:下半年|下一步|20\d\d年|明年|今后)[^。]{0,24}(?:工作计划|工作打算|工作思路|工作安排|重点做好以下工作)[:：]?\s*$"
)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
_OPENING, _CLOSING = frozenset("（("), frozenset("）)")
_LONGEST_SENTENCE = 1500
_LONGEST_CLAUSE = 400
_HEADING_LENGTH = 45


@dataclass(slots=True)
class Clause:
    """`text[start:end]` between two marks, with its numbers (and how deep in parentheses they stand) and times.

    `opener` is the mark before it. `others` are numbers that are no figures: ordinals, codes, durations.
    """

    start: int
    end: int
    opener: str
    numbers: list[Number] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    times: list[tuple[int, int, str]] = field(default_factory=list)
    others: list[Number] = field(default_factory=list)


@dataclass(slots=True)
class SentenceSpan:
    """`text[start:end]`, the mark at its end included; `has_numbers` tells whether a number may stand in it."""

    start: int
    end: int
    has_numbers: bool


def sections(document: Document, time: DocumentTime) -> Iterator[tuple[int, Paragraph, str, tuple[str, ...]]]:
    """Each paragraph with its number, the kind of its section and the headings it stands under, the nearest first."""
    kind = PLAN if time.plan_only else REPORT
    entered_at = 0
    headings: dict[int, str] = {}
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        line = document.text[block.start : block.end]
        level = _level(line, block)
        if level:
            title = _title(line)
            headings = {above: words for above, words in headings.items() if above < level}
            named = _kind_of_heading(title)
            if named:
                kind, entered_at = named, level
            elif level <= entered_at and kind != (PLAN if time.plan_only else REPORT) and level > 0:
                kind, entered_at = _after(kind, level, time), level
            yield number, block, kind, tuple(headings[above] for above in sorted(headings, reverse=True))
            headings[level] = title
            continue
        yield number, block, kind, tuple(headings[above] for above in sorted(headings, reverse=True))
        if _PLAN_OPENING.search(line[-60:]):
            kind, entered_at = PLAN, 0


def _after(kind: str, level: int, time: DocumentTime) -> str:
    """A heading that says nothing of the kind ends the shortcomings, but a plan goes on: its points are headings."""
    if kind == PLAN and level == 1:
        return PLAN
    return PLAN if time.plan_only else REPORT


def _level(line: str, block: Paragraph) -> int:
    """1 for 一、 or a heading of the page, 2 for （一）, 3 for 1.; 0 for running text without a number."""
    found = _NUMBERED.match(line)
    if found:
        named = found.lastgroup or ""
        return {"first": 1, "second": 2, "third": 3, "entry": 1}[named]
    if block.level and len(line) <= _HEADING_LENGTH:
        return max(block.level, 1)
    return 1 if len(line) <= _HEADING_LENGTH and not re.search(r"[。；;，,：:\d]", line) and line.strip() else 0


def _title(line: str) -> str:
    """The heading itself: up to the first full stop of a paragraph that begins with its title."""
    entry = re.match(r"\s*【([^】]{1,40})】", line)
    if entry:
        return entry[1]
    return re.split(r"[。：:]", line, maxsplit=1)[0][:_HEADING_LENGTH]


def _kind_of_heading(title: str) -> str:
    if _PLAN_HEADING.search(title):
        return PLAN
    if _SHORT_HEADING.search(title):
        return SHORTCOMINGS
    return REPORT if _REPORT_HEADING.search(title) else ""


def sentences(text: str, start: int, end: int) -> list[SentenceSpan]:
    """The sentences of `text[start:end]`. What never ends is cut, so that no step looks back without a limit."""
    found: list[SentenceSpan] = []
    while start < end:
        mark = _SENTENCE_END.search(text, start, min(end, start + _LONGEST_SENTENCE))
        stop = mark.end() if mark else min(end, start + _LONGEST_SENTENCE)
        found.append(SentenceSpan(start, stop, may_hold_numbers(text, start, stop)))
        start = stop
    return found


def clauses(text: str, start: int, end: int) -> list[Clause]:
    """The clauses of the sentence `text[start:end]`: cut at commas, semicolons and colons, not at 、 or parentheses."""
    found: list[Clause] = []
    depth = 0
    clause = Clause(start, end, "\n")
    for kind, begin, stop, payload in tokens(text, start, end):
        if kind == "number":
            number: Number = payload  # type: ignore[assignment]
            if number.role == "figure":
                clause.numbers.append(number)
                clause.depths.append(depth)
            else:
                clause.others.append(number)
        elif kind == "time":
            clause.times.append((begin, stop, payload))  # type: ignore[arg-type]
        elif payload in _OPENING:
            depth += 1
        elif payload in _CLOSING:
            depth = max(0, depth - 1)
        elif payload != "、" or begin - clause.start > _LONGEST_CLAUSE:
            clause.end = begin
            found.append(clause)
            clause = Clause(stop, end, payload)  # type: ignore[arg-type]
    found.append(clause)
    return found
