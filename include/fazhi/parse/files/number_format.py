"""Numbers of a spreadsheet as its number formats show them: what a reader sees is what can be quoted."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.([0#?]+))?")
_MOST_DECIMALS = 10


def shown(value: object, number_format: str) -> str:
    """The text of a cell's value: percentages multiplied out, decimals rounded as the format says."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _number(value, number_format)
    return "" if value is None else str(value)


def _moment(value: datetime) -> str:
    day = f"{value.year}年{value.month}月{value.day}日"
    return day if value.time() == time() else f"{day}{value:%H:%M}"


def _number(value: float, number_format: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return ""
    pattern = _LITERAL.sub("", number_format.partition(";")[0])
    percent = "%" in pattern
    if percent:
        number *= 100
    digits = _DIGITS.search(pattern)
    if digits is None or "E" in pattern.upper():
        return _general(number) + ("%" if percent else "")
    decimals = min(len(digits[1] or ""), _MOST_DECIMALS)
    required = min((digits[1] or "").count("0"), decimals)
    rounded = format(number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP), "f")
    if decimals > required:
        whole, _, fraction = rounded.partition(".")
        rounded = f"{whole}.{fraction[:required]}{fraction[required:].rstrip('0')}".rstrip(".")
    return rounded + ("%" if percent else "")


def _general(number: Decimal) -> str:
    """Up to eleven digits, as the format General has it: 0.1 + 0.2 is shown as 0.3."""
    rounded = round(number, max(0, 10 - max(number.adjusted(), 0)))
    return format(rounded.normalize() + 0, "f")
