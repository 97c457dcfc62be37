"""What an observation leaves in doubt about others of its document: another value, a misread row, a change."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fazhi.extract.confidence import CERTAIN, LIKELY, UNCERTAIN
from fazhi.extract.figure import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal

    from fazhi.extract.observation import Observation

_SEVERAL = 2
_SIDE_BY_SIDE = 30  # characters
_LIST_END = frozenset("；;。")


def without_contradictions(observations: list[Observation], text: str) -> list[Observation]:
    """The observations, those no longer certain that another of the same document leaves in doubt.

    Of several values the greatest count is the whole; a part, an office or a single event is easily told in the words
    of the whole. Of several rates any may be another's. What one sentence lists side by side
    (接待来电2013人次、来访298人次) is told apart on purpose, unless as parts. A change is in doubt with the figure
    before it, a cell with another of its row.
    """
    in_doubt: set[int] = set()
    for alike in _told_of_one_thing(observations):
        values = {item.value for item in alike if item.value is not None}
        for items in _by_sentence(alike) if len(values) > 1 else ():
            if not _stand_side_by_side(items, values, text):
                parts = len(items) > 1 and _opens_parts(items[0], text)
                in_doubt |= {id(item) for item in items if parts or item.unit == "%" or item.value != max(values)}
    return _with_changes(observations, in_doubt, text)


def _told_of_one_thing(observations: list[Observation]) -> Iterator[list[Observation]]:
    """Those that tell of one thing, where there are several; uncertain ones are left out."""
    by_indicator: dict[str, list[Observation]] = {}
    for item in observations:
        if item.value is not None and item.confidence != UNCERTAIN:
            items = by_indicator.get(item.indicator)
            if items is None:
                by_indicator[item.indicator] = [item]
            else:
                items.append(item)
    for items in by_indicator.values():
        if len(items) < _SEVERAL:
            continue
        told: dict[tuple[str, ...], list[Observation]] = {}
        for item in items:
            key = item.period, item.kind, item.breakdown, item.unit, item.subject
            alike = told.get(key)
            if alike is None:
                told[key] = [item]
            else:
                alike.append(item)
        yield from (alike for alike in told.values() if len(alike) >= _SEVERAL)


_GAINED = re.compile(r"\.(?:audience|materials|consultations)$")
_SAID_ANEW = re.compile(r"[；;]|全[县市区年]|累计|[总共]计|我[县市区]")


def _by_sentence(observations: list[Observation]) -> Iterable[list[Observation]]:
    found: defaultdict[int, list[Observation]] = defaultdict(list)
    for item in observations:
        found[item.sentence_start].append(item)
    return found.values()


def _of_misread_rows(observations: list[Observation]) -> set[int]:
    """The ids of the figures of table rows that hold an uncertain one: the headings of its columns may be shifted."""
    rows = {_row(item) for item in observations if item.confidence == UNCERTAIN and _row(item)}
    return {id(item) for item in observations if _row(item) in rows} if rows else set()


def _row(item: Observation) -> str:
    """t3r2 of the cell t3r2c4; empty outside of tables."""
    return item.locator.rpartition("c")[0] if item.locator.startswith("t") else ""


def _of_what_is_in_doubt(observations: list[Observation], in_doubt: set[int], text: str) -> set[int]:
    """举办“法治夜市”12期，发放资料4200份；全年普法386场次: of those twelve, as its clause goes on without a total."""
    found: set[int] = set()
    last: Observation | None = None
    for item in observations:
        if last is not None and item.indicator.startswith("publicity.") and _GAINED.search(item.indicator):
            between = text[last.evidence_end : item.evidence_start]
            if last.sentence_start == item.sentence_start and not _SAID_ANEW.search(between):
                found.add(id(item))
        elif item.indicator == "publicity.events":
            last = item if id(item) in in_doubt else None
    return found


def _with_changes(observations: list[Observation], in_doubt: set[int], text: str) -> list[Observation]:
    """The observations, with those in doubt marked, and the changes of those."""
    misread = _of_misread_rows(observations)
    in_doubt |= _of_what_is_in_doubt(observations, in_doubt, text)
    kept = []
    last: Observation | None = None
    for item in observations:
        doubt = ""
        if in_doubt and id(item) in in_doubt:
            doubt = "another_value_told"
        elif misread and id(item) in misread:
            doubt = "row_misread"
        if item.kind in CHANGES and item.rule == "change" and last is not None and last.indicator == item.indicator:
            doubt = doubt or last.doubt
        kept.append(replace(item, confidence=LIKELY, doubt=doubt) if doubt and item.confidence == CERTAIN else item)
        last = kept[-1]
    return kept


def _stand_side_by_side(items: list[Observation], values: set[Decimal], text: str) -> bool:
    """Whether the counts of one sentence are all that the document tells, and listed without a break."""
    if len({item.value for item in items}) < len(values) or items[0].unit == "%":
        return False
    greatest = max(items, key=lambda item: item.value or 0)
    if greatest.basis != "new" and any(item.basis == "new" for item in items):
        return False  # 新增法律明白人320名，总数达到1860名
    items = sorted(items, key=lambda item: item.evidence_start)
    return not _opens_parts(items[0], text) and all(
        after.evidence_start - before.evidence_end <= _SIDE_BY_SIDE
        and _LIST_END.isdisjoint(text[before.evidence_end : after.evidence_start])
        for before, after in pairwise(items)
    )


def _opens_parts(first: Observation, text: str) -> bool:
    return "其中" in text[first.sentence_start : first.evidence_start]
