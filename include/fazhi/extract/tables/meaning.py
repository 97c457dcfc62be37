"""Period, kind and value of a figure in a table: what its headings say about time, and in what unit it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi.catalogue import Indicator
from fazhi.extract.calendar_words import PART_OF_YEAR
from fazhi.extract.numerals import last_digit
from fazhi.extract.tables.context import TableContext
from fazhi.extract.tables.labels import Facets
from fazhi.extract.tables.units import in_base_unit, is_money
from fazhi.extract.time import DocumentTime

_YEAR_IN_CAPTION = re.compile(rf"(?:19|20)\d{{2}}年度?{PART_OF_YEAR}?")
_PERCENT = ("%", "百分点", "个百分点")


@dataclass(frozen=True, slots=True)
class Time:
    """`source` is heading where the table says it, else that of the document."""

    period: str
    kind: str
    source: str


def time_of(facets: tuple[Facets, ...], year_over: str, context: TableContext) -> Time:
    """When a figure is of and of what kind, by its labels, else by the `year_in` the titles and captions over it, else
    by the document.
    """
    time = context.time
    role = next((facet.role for facet in facets if facet.role in ("change", "target")), "") or next(
        (facet.role for facet in facets if facet.role), ""
    )
    expression = next((facet.period for facet in facets if facet.period), "")
    if role == "change":
        return Time(time.until if time.is_span else time.report, "change", time.source)
    if role == "target":
        expression = expression or year_over
        period = time.period_of(expression) if expression else (time.report[:4] or None)
        return Time(period or time.plan, "target", "heading" if expression else time.source)
    if role == "previous":
        return Time(_year_before(time, expression), "previous", "heading")
    expression = expression or year_over
    period = time.period_of(expression) if expression else None
    done = any(facet.role == "done" for facet in facets)
    if period is None:
        return _of_document(context, done=done)
    return Time(period, _kind_of(period, context, done=done), "heading")


def year_in(captions: tuple[str, ...]) -> str:
    """The year that the nearest of them names which names one, as printed."""
    return next((match[0] for text in captions if (match := _YEAR_IN_CAPTION.search(text))), "")


def _of_document(context: TableContext, *, done: bool) -> Time:
    if _is_planned(context) and not done:
        return Time(context.time.plan, "target", context.time.source)
    return Time(context.time.report, "actual", context.time.source)


def _is_planned(context: TableContext) -> bool:
    """What follows a plan as its annex (附：2024年主要数据) is no part of it."""
    annex = any(caption.startswith("附") for caption in context.captions)
    return context.time.plan_only or (context.plan and not annex)


def _year_before(time: DocumentTime, expression: str) -> str:
    same_part = time.period_of(expression) if expression else None
    if same_part is None or time.year is None:
        return time.year_before()
    return str(time.year - 1) + same_part[4:]


def _kind_of(period: str, context: TableContext, *, done: bool) -> str:
    """`done` tells that the heading says so (2024年实际): what a plan begins with is no target."""
    time = context.time
    if done and _is_planned(context):
        return "actual"
    last_year = int(re.findall(r"\d{4}", period)[-1])
    if _is_planned(context) and time.plan and last_year >= int(time.plan[:4]):
        return "target"
    if time.year is None or last_year == time.year:
        return "actual"
    return "previous" if last_year < time.year else "target"


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    unit: str


def amount_of(value: Decimal, unit: str, indicator: Indicator) -> Amount | None:
    """The figure in base units under the indicator's own unit; None where the printed unit cannot be that of the
    indicator: a percentage of a count, money without a unit.
    """
    rate = indicator.unit == "%"
    if rate != (unit in _PERCENT) and (unit or indicator.unit == "元"):
        return None
    if is_money(unit) != (indicator.unit == "元"):
        return None
    return Amount(in_base_unit(value, unit)[0], indicator.unit)


def change_of(
    value: Decimal,
    unit: str,
    indicator: Indicator,
    *,
    pair: tuple[Decimal, Decimal] | None,
    relative: bool,
    figure_unit: str,
) -> Amount:
    """A change in its own unit. `pair` is the figure and that of the year before as printed in the same row: they tell
    whether an unnamed or loosely named change (增减 over rates and counts alike) is a difference or a percentage.
    A difference is printed in `figure_unit`, the unit of the row's figures.
    """
    by_pair = _by_pair(value, pair)
    points = indicator.unit == "%"
    if unit in ("百分点", "个百分点") or (points and by_pair == "difference"):
        return Amount(value, "百分点")
    if unit == "%" or (not unit and by_pair == "percentage"):
        return Amount(value, "%")
    if not unit and by_pair is None and relative:
        return Amount(value, "%")
    if points:
        return Amount(value, "百分点")
    return Amount(in_base_unit(value, unit or figure_unit)[0], indicator.unit)


def _by_pair(value: Decimal, pair: tuple[Decimal, Decimal] | None) -> str | None:
    if pair is None:
        return None
    now, before = pair
    step = last_digit(value)
    if abs(now - before - value) < step / 2:
        return "difference"
    if before and abs((now - before) / before * 100 - value) <= step:
        return "percentage"
    return None
