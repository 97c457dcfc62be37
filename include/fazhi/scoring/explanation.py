"""The score of one county with all it rests on, as values: what `explain` reads and what pages and files show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from fazhi.scoring.comparison import Comparison
from fazhi.scoring.decisions import Decision, Objection
from fazhi.scoring.standings import ScoreRun, Standing

NOTICE = "参考分: computed from what the counties published, a pre-assessment"
NOTICE_ZH = "参考分：依据各县公开发布的信息计算，系预评估，不是正式考核结果"


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check that a figure is an operand of: `expected` is what the other operands give for the printed `found`."""

    identity: str
    result: str
    how: str
    expected: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True)
class DecidedFigure:
    """That a figure stands as it does because a person said so: corrected, confirmed or released.

    `about` is what the extractor read there, or the rule of the quality gate that the figure fails.
    """

    decision: str
    about: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a figure stands: value and unit, the sentence, the page, and the archived response that was read.

    `start` and `end` are the figure's place in the parsed text of the document version `document_key`; `decided` is
    what a person decided about the figure.
    """

    indicator: str
    indicator_name: str
    breakdown: str
    period: str
    value: Decimal
    unit: str
    sentence: str
    title: str
    url: str
    archive_file: str
    archive_offset: int
    captured_at: datetime
    document_key: int
    start: int
    end: int
    verification: str
    decided: DecidedFigure | None
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that a rule on publication is about."""

    title: str
    url: str
    published_on: date | None
    archive_file: str
    archive_offset: int
    document_key: int


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """One item: score (None: excluded), why, and the rule with the numbers put in, in both languages."""

    code: str
    name: str
    branch: str
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    marks: Decimal
    reason: str
    formula: str
    formula_zh: str
    indicators: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class BranchTotal:
    """A branch of the scheme: the points of the items below it, out of the full marks of those that count.

    `depth` is 0 at the top; `parent` is empty there.
    """

    code: str
    name: str
    parent: str
    depth: int
    score: Decimal
    low: Decimal
    high: Decimal
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of one county and year under the scoring `run`, and where it puts the county.

    Branches and items are in the order of the scheme; an item's `branch` is the code of the branch above it.
    `objections` are those of the county, answered or not; `decisions` those of people that the scores rest on.
    """

    year: int
    run: ScoreRun
    standing: Standing
    group_name: str
    branches: tuple[BranchTotal, ...]
    items: tuple[ExplainedItem, ...]
    objections: tuple[Objection, ...]
    decisions: tuple[Decision, ...]

    def within(self, code: str) -> tuple[ExplainedItem, ...]:
        """The item `code`, or all items below the branch `code` at any depth; none where the scheme has neither."""
        codes = {code}
        for branch in self.branches:  # a branch comes before those below it
            if branch.parent in codes:
                codes.add(branch.code)
        return tuple(item for item in self.items if item.code == code or item.branch in codes)


def as_json(
    explanation: Explanation, items: Sequence[ExplainedItem], comparison: Comparison | None = None
) -> dict[str, Any]:
    """The explanation with these of its items for `json.dumps`: decimals as strings, days and times as ISO 8601.

    A `comparison` with another year is under that name.
    """
    content = TypeAdapter(Explanation).dump_python(replace(explanation, items=tuple(items)), mode="json")
    if comparison is not None:
        content["comparison"] = TypeAdapter(Comparison).dump_python(comparison, mode="json")
    return {"notice": NOTICE_ZH, **content}
