"""What numerals are worth: digits with separators (1,200), those in words (二百一十三), and both mixed (1万2千)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

MAGNITUDES = {
    "": Decimal(1),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "亿": Decimal(10**8),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
}
_CHINESE_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "○": 0,
    "O": 0,
    "Ο": 0,
    "0": 0,
}
_CHINESE_STEPS = {"十": 10, "百": 100, "千": 1000}
_SEPARATORS = str.maketrans("．·•", "...", ",， \u00a0\u2002\u2003\u2009\u202f\u3000")
_DECIMALS: dict[str, Decimal] = {}
_MOST_DECIMALS = 4096
_STEPS = {"": 1, "十": 10, "百": 100, "千": 1000}
_STEP_OF_DIGITS = re.compile(r"(零?)(\d+)([十百千]?)")


def decimal_of(digits: str) -> Decimal:
    """The value of digits as they are printed: 1,200, 98·5."""
    known = _DECIMALS.get(digits)  # compiled, a third of the time that a call of `lru_cache` takes
    if known is None:
        if len(_DECIMALS) >= _MOST_DECIMALS:
            _DECIMALS.clear()
        known = _DECIMALS[digits] = Decimal(digits.translate(_SEPARATORS))
    return known


@lru_cache(maxsize=4096)
def chinese_value(numeral: str) -> Decimal:
    """The value of a numeral in words: 二百一十三, 三千零五十, 一百五十, 两, 八十九点四七, 二〇二〇."""
    whole, _, fraction = numeral.partition("点")
    value = Decimal(_chinese_integer(whole))
    if fraction:
        value += Decimal("0." + "".join(str(_CHINESE_DIGITS[c]) for c in fraction))
    return value


def _chinese_integer(numeral: str) -> int:
    if not any(c in "十百千万亿" for c in numeral):
        return int("".join(str(_CHINESE_DIGITS[c]) for c in numeral) or "0")
    for step, size in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = numeral.partition(step)
        if found:
            return (_chinese_integer(head) if head else 1) * size + (_chinese_integer(rest) if rest else 0)
    total, digit, last_step = 0, 0, 0
    for character in numeral:
        if character in _CHINESE_STEPS:
            last_step = _CHINESE_STEPS[character]
            total += (digit or 1) * last_step
            digit = 0
        else:
            digit = _CHINESE_DIGITS[character]
    if digit and last_step > 10 and "零" not in numeral and "〇" not in numeral:
        digit *= last_step // 10
    return total + digit


def mixed_value(numeral: str) -> Decimal | None:
    """The value of digits and steps by turns: 1万2千, 1亿5000万, 2万零6百; None for 1万2, where either may be meant."""
    for step, size in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = numeral.partition(step)
        if found:
            value, more = mixed_value(head), _below(rest, size)
            return None if value is None or more is None else value * size + more
    total, room = Decimal(0), 0
    for zero, digits, step in _STEP_OF_DIGITS.findall(numeral):
        value = decimal_of(digits) * _STEPS[step]
        if room and not (value < room and (step or zero or 10 * value >= room)):
            return None
        total, room = total + value, _STEPS[step]
    return total


def _below(rest: str, size: int) -> Decimal | None:
    """The value of what follows a step of `size`: 2千 and 零6百 behind 万, 2385 with all its digits, not 2."""
    if not rest:
        return Decimal(0)
    value = mixed_value(rest)
    if value is None or value >= size:
        return None
    return value if not rest.isdigit() or 10 * value >= size else None


def last_digit(value: Decimal) -> Decimal:
    """What one more in the last printed digit is: 0.1 of 22.6."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
