"""Units as tables print them: behind a number, behind a heading in brackets, in a column of units, over the table."""

from __future__ import annotations

import re
from decimal import Decimal

_COUNTS = (
    "人次|家次|场次|件次|件(?:套)?|宗|起|例|人|名|位|次|场|期|份|册|本|卷|条|篇|个|家|处|所|支|项|部|户|张|学时|小时|天|日|"
    "人/万人|名/万人|平方米|公里|辆|批|批次|间|座|对|笔|套|点|台|届"
)
_MONEY = "亿元|千万元|百万元|万元|千元|元"
UNIT_WORDS = rf"(?:{_MONEY}|万?(?:{_COUNTS}))"
_PERCENT = "%|‰|个?百分点"
_UNIT = rf"(?:{UNIT_WORDS}|{_PERCENT})"

# （件）, (单位：万元), （宗/件）, （件、%）
_BRACKETED = re.compile(rf"\((?:计量)?(?:单位[:：]?)?(?:±|\+/?-)?({_UNIT}(?:[、/,，]{_UNIT})*)\)")
_AFTER_COLON = re.compile(rf"单位[:：]({_UNIT}(?:[、/,，]{_UNIT})*)")
_ALONE = re.compile(rf"\(?(?:计量)?(?:单位[:：])?({_UNIT}(?:[、/,，]{_UNIT})*)\)?")
_SPLIT = re.compile(r"[、/,，]")

_MONEY_SCALE = {
    "元": Decimal(1),
    "千元": Decimal(1000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "千万元": Decimal(10_000_000),
    "亿元": Decimal(100_000_000),
}


def is_unit(label: str) -> bool:
    """Whether a label is nothing but a unit: 件, 万元, (人次), 单位:件."""
    return bool(_ALONE.fullmatch(label))


def split_unit(label: str) -> tuple[str, str]:
    """A heading without the unit that stands behind it, and the unit: `检查次数(次)` gives `检查次数`, `次`.

    Of several units in one bracket the heading keeps none; see `units_over_table`.
    """
    match = _BRACKETED.search(label)
    if match:
        rest = label[: match.start()] + label[match.end() :]
        units = _SPLIT.split(match[1]) if "人/" not in match[1] and "名/" not in match[1] else [match[1]]
        return rest, units[0] if len(set(units)) == 1 else ""
    if label in ("%", "‰"):
        return "", label
    if label.endswith("%") and not label[-2:-1].isdigit():
        return label[:-1], "%"
    return label, ""


def units_over_table(label: str) -> tuple[str, ...]:
    """The units that a caption, a title row or a line over the table declares for all of it (单位：件、万元)."""
    match = _AFTER_COLON.search(label) or _BRACKETED.search(label) or _ALONE.fullmatch(label)
    return tuple(_SPLIT.split(match[1])) if match else ()


def is_money(unit: str) -> bool:
    return unit in _MONEY_SCALE


def in_base_unit(value: Decimal, unit: str) -> tuple[Decimal, str]:
    """The value and its unit without 万, 千 or 亿: 12.3 万元 is 123000 元, 1.2 万人次 is 12000 人次."""
    if unit in _MONEY_SCALE:
        return value * _MONEY_SCALE[unit], "元"
    if unit.startswith("万") and len(unit) > 1:
        return value * 10_000, unit[1:]
    return value, unit


def matching(units: tuple[str, ...], indicator_unit: str) -> str:
    """Of the units declared over a table, the one that an indicator of `indicator_unit` is printed in; empty: none."""
    money, rate = indicator_unit == "元", indicator_unit == "%"
    wanted = [unit for unit in units if is_money(unit) == money and (unit == "%") == rate]
    return wanted[0] if len(wanted) == 1 else ""
