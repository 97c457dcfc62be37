"""Which of several totals that a document gives of one thing is the total: of cases, the others are parts of it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from fazhi.extract.confidence import CERTAIN, LIKELY, UNCERTAIN
from fazhi.extract.figure import CHANGES
from fazhi.extract.observation import LeftOut, Observation
from fazhi.extract.parts import CASES
from fazhi.extract.wholeness import UNSAID

_ONE_TOTAL = "disclosure.proactive"  # 通过网站公开400条 beside 主动公开5000条: media and topics use the same words
_TOLD_BESIDE = frozenset({UNSAID, "strange_words"})  # in one sentence each is as much a part of all
_SURENESS = {CERTAIN: 2, LIKELY: 1, UNCERTAIN: 0}


def the_total_alone(observations: list[Observation]) -> tuple[list[Observation], list[LeftOut]]:
    """The observations without the lesser totals in running text that are in doubt, and those as left out.

    涉企窗口收案36件 beside 收到申请412件: a smaller figure of the same cases and year that its words do not make
    certain is one of some of them. A change told of such a part goes with it. The cost is linear.
    """
    told: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
    for item in observations:
        if item.kind == "actual" and not item.breakdown and item.value and _counts_cases(item.indicator):
            told[item.indicator, item.period].append(item)
    lesser = {id(item) for alike in told.values() if len(alike) > 1 for item in _lesser(alike)}
    if not lesser:
        return observations, []
    kept: list[Observation] = []
    left: list[LeftOut] = []
    last: Observation | None = None
    for item in observations:
        follows = last is not None and item.kind in CHANGES and _is_of(item, last)
        if id(item) in lesser or follows:
            left.append(LeftOut(start=item.evidence_start, end=item.evidence_end, reason="part"))
            last = item if not follows else last
        else:
            kept.append(item)
            last = None if item.kind not in CHANGES else last
    return kept, left


@cache
def _counts_cases(indicator: str) -> bool:
    return indicator.startswith(CASES)


def _is_of(change: Observation, part: Observation) -> bool:
    return change.sentence_start == part.sentence_start and change.indicator == part.indicator


def _lesser(alike: list[Observation]) -> list[Observation]:
    greatest = max(alike, key=lambda item: item.value or 0)
    return [
        item
        for item in alike
        if item.value != greatest.value
        and item.locator.startswith("p")
        and (
            item.indicator == _ONE_TOTAL
            or (item.confidence != CERTAIN and _SURENESS[item.confidence] <= _SURENESS[greatest.confidence])
        )
        and not (
            item.doubt in _TOLD_BESIDE and item.sentence_start == greatest.sentence_start
        )  # 民事公证700件、经济公证30件
    ]
