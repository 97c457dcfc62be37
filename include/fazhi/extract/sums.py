"""What arithmetic tells of figures that stand together: parts that make up a total, and which total they make up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from fazhi.catalogue import Catalogue
from fazhi.extract.figure import CHANGES, Taken

Total = tuple[str, str, str]  # indicator, kind, period
_FEWEST_PARTS = 2
_OF_ONE_YEAR = re.compile(
    r"\s*(?:(?:19|20)\d{2}\s*年度?(?!以?来|起|[底末初])|(?:全年|今年|本年度?|上半年)(?![底末初]))"
)
_UNDER_CONTROL = re.compile("列管|纳管")
_IN_ALL = re.compile("(?:共计?|合计|总计|总共|一共)(?:[^，。；、]{0,4})$")
_SINCE = re.compile("截[至止]|(?<!今年)(?<!本年)以来|至今|自|起|历年|目前")


def parts_without_member(taken: list[Taken], told: Mapping[Total, Decimal], text: str) -> list[Taken]:
    """The figures of a paragraph that are parts of another: 公开21件, 网站公开13件, 部门公开8件.

    They name the indicator like the total that they add up to, but no member of a breakdown, so they have no code.
    `told` are the totals that the document gave before.
    """
    found: list[Taken] = []
    for run in _runs(taken):
        first = run[0]
        if _sum(run) == told.get((first.code, first.kind, first.period)):
            found += run
            continue
        if parts := _parts_before(run, text):
            found += parts
            continue
        start = 0
        while start < len(run):
            parts = _parts_from(run, start)
            found += parts
            start += len(parts) + 1
    return found


def _parts_before(run: list[Taken], text: str) -> list[Taken]:
    """9个镇、26个部门共35个单位: the figures of a sentence that the last of it is said to be all of, and the sum of."""
    *parts, total = run
    told = text[parts[-1].number.end : total.number.start]
    one_sentence = parts[0].sentence_start == total.sentence_start
    return (
        parts
        if len(parts) >= _FEWEST_PARTS and one_sentence and _IN_ALL.search(told) and _sum(parts) == total.value
        else []
    )


def _runs(taken: list[Taken]) -> Iterator[list[Taken]]:
    """The totals of one indicator, kind and period, where there are several."""
    totals = [item for item in taken if not item.breakdown and item.kind not in CHANGES and item.value]
    if len(totals) < _FEWEST_PARTS:
        return
    seen, several = set[str](), set[str]()
    for item in totals:
        (several if item.code in seen else seen).add(item.code)
    if not several:
        return
    runs: defaultdict[tuple[str, str, str, str], list[Taken]] = defaultdict(list)
    for item in totals:
        if item.code in several:
            runs[_alike(item)].append(item)
    for run in runs.values():
        if len(run) >= _FEWEST_PARTS:
            yield sorted(run, key=lambda item: item.number.start)


def _alike(item: Taken) -> tuple[str, str, str, str]:
    return item.code, item.kind, item.period, item.number.unit


def _sum(items: list[Taken]) -> Decimal:
    return sum((item.value for item in items), Decimal(0))


def _parts_from(run: list[Taken], start: int) -> list[Taken]:
    """The figures right after the one at `start` that add up to it; none where no such number of them does."""
    whole, added = run[start].value, Decimal(0)
    for position in range(start + 1, len(run)):
        added += run[position].value
        if added >= whole:
            enough = position - start >= _FEWEST_PARTS
            return run[start + 1 : position + 1] if added == whole and enough else []
    return []


def give_parts_to_their_total(taken: list[Taken], catalogue: Catalogue) -> None:
    """受理96件, 办结46件, 其中民事67件、刑事29件: the parts belong to the total of the sentence that they add up to."""
    if len([item for item in taken if item.breakdown]) < _FEWEST_PARTS:
        return
    for _, sentence in groupby(taken, key=lambda item: item.sentence_start):
        items = [item for item in sentence if item.kind not in CHANGES]
        for parts in _lists_of_parts(items):
            _give(parts, items, catalogue)


def _lists_of_parts(items: list[Taken]) -> Iterator[list[Taken]]:
    for (_, dimension), parts in groupby(items, key=lambda item: (item.code, item.breakdown.partition("=")[0])):
        listed = list(parts)
        if dimension and len(listed) >= _FEWEST_PARTS:
            yield listed


def _give(parts: list[Taken], items: list[Taken], catalogue: Catalogue) -> None:
    first, added = parts[0], _sum(parts)
    totals = {
        item.code: item.value
        for item in items
        if not item.breakdown
        and item.number.start < first.number.start
        and (item.kind, item.period) == (first.kind, first.period)
        and item.code.partition(".")[0] == first.code.partition(".")[0]
    }
    if totals.get(first.code) == added:
        return
    fitting = [
        code
        for code, value in totals.items()
        if value == added and all(catalogue.indicators[code].has_breakdown(part.breakdown) for part in parts)
    ]
    if len(fitting) == 1:
        for part in parts:
            part.code = fitting[0]


def since_the_start(taken: list[Taken]) -> None:
    """接收758人，解除596人，在册162人: whose intake less its releases is the register counts from the beginning."""
    by_sentence: dict[int, dict[str, Taken]] = {}
    for item in taken:
        if item.code.startswith("corrections.") and item.kind == "actual" and not item.breakdown:
            by_sentence.setdefault(item.sentence_start, {}).setdefault(item.code, item)
    for found in by_sentence.values():
        admitted, released = found.get("corrections.admitted"), found.get("corrections.released")
        current = found.get("corrections.current")
        if admitted and released and current and admitted.value - released.value == current.value > 0:
            admitted.code = "corrections.cumulative"


def within_the_year(taken: list[Taken], text: str) -> None:
    """2018年，累计接收2280人，解除2220人，在册2480人: all that one year brought, not all since the beginning."""
    for item in taken:
        if item.code != "corrections.cumulative" or item.kind != "actual" or item.breakdown:
            continue
        if _UNDER_CONTROL.search(item.claim.head.anchor.word):
            continue  # 全年累计列管312人: all that were under control, whenever they came
        told = text[item.sentence_start : item.number.start]
        others = {other.code: other.value for other in taken if other.sentence_start == item.sentence_start}
        released, current = others.get("corrections.released"), others.get("corrections.current")
        if released is not None and current is not None:
            item.adds_up = True
            if item.value - released == current:
                continue
        own = text[item.low : item.number.start].lstrip("，,；;、")
        if (
            (_OF_ONE_YEAR.match(own) or (_OF_ONE_YEAR.match(told) and not _SINCE.search(told)))
            and not _SINCE.search(own)
            and "corrections.admitted" not in others
        ):
            item.code = "corrections.admitted"


def of_the_year_beside_all(taken: list[Taken], text: str) -> None:
    """累计接收312人，解除224人。今年新接收115人: the greater is of all years."""
    admitted = [
        item for item in taken if item.code == "corrections.admitted" and item.kind == "actual" and not item.breakdown
    ]
    if len(admitted) != _FEWEST_PARTS:
        return
    lesser, greater = sorted(admitted, key=lambda item: item.value)
    told = text[greater.low : greater.number.start]
    if "累计" in told and "累计" not in text[lesser.low : lesser.number.start] and lesser.value < greater.value:
        greater.code = "corrections.cumulative"
