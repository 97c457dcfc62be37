"""Dates and years as government pages write them: 2024-03-21 15:26, 2024年3月21日, 二〇二四年三月二十一日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

EARLIEST_YEAR = 1990
LATEST_YEAR = 2100

CHINESE_DIGITS = {
    **dict(zip("〇一二三四五六七八九", range(10), strict=True)),
    **dict.fromkeys("零○ＯOo０0", 0),
}
_DIGIT = "[" + "".join(CHINESE_DIGITS) + "]"
_NUMERIC = re.compile(
    r"(?<!\d)(\d{4})\s*(?:([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})(?!\d)|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)",
    re.ASCII,
)
_CHINESE = re.compile(rf"({_DIGIT}{{4}})年([元正一二三四五六七八九十]{{1,2}})月([一二三四五六七八九十]{{1,3}})日")
# 法治宣传进集市（2021年4月）, 调解网络实现全覆盖(2021-04-09): when a text came out, behind its title.
_PRINTED = re.compile(
    r"[（(]\s*(\d{4})\s*(?:年\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日\s*)?|([-/.])\s*(\d{1,2})\s*\4\s*(\d{1,2})\s*)[)）]\s*$",
    re.ASCII,
)
_CLOSING = frozenset(")）")
_FULL_WIDTH = tuple(zip("０１２３４５６７８９", "0123456789", strict=True))


def half_width_digits(text: str) -> str:
    """The text with ０-９ as 0-9; every position stays."""
    for wide, digit in _FULL_WIDTH:  # str.translate looks each character up, two hundred times as long
        text = text.replace(wide, digit)
    return text


def chinese_year(numerals: str) -> int:
    """二〇二四 -> 2024. `numerals` are four of CHINESE_DIGITS."""
    return int("".join(str(CHINESE_DIGITS[numeral]) for numeral in numerals))


def dates_in(text: str) -> Iterator[tuple[date, int, int]]:
    """Each calendar date written out in `text`, with its span; impossible dates are passed over."""
    in_words = "日" in text
    if not (in_words or "-" in text or "/" in text or "." in text):
        return  # each pattern asks for one of them
    text = half_width_digits(text)
    found = [(*_numeric(match), *match.span()) for match in _NUMERIC.finditer(text)]
    if in_words:
        found += [(*_chinese(match), *match.span()) for match in _CHINESE.finditer(text)]
    for year, month, day, start, end in sorted(found, key=lambda item: item[3]):
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            continue
        try:
            yield date(year, month, day), start, end
        except ValueError:
            continue


def first_date(text: str) -> date | None:
    """The first calendar date in `text`."""
    return next((day for day, _, _ in dates_in(text)), None)


def printed_behind(title: str) -> tuple[int, int, int] | None:
    """Year, month and day of the date in parentheses that `title` ends with; the day is 0 where it has none."""
    if title.rstrip()[-1:] not in _CLOSING:
        return None
    found = _PRINTED.search(half_width_digits(title))
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or found[5]), int(found[3] or found[6] or 0)
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return (year, month, day) if EARLIEST_YEAR <= year <= LATEST_YEAR else None


def _numeric(match: re.Match[str]) -> tuple[int, int, int]:
    year, _, month, day, month_named, day_named = match.groups()
    return int(year), int(month or month_named), int(day or day_named)


def _chinese(match: re.Match[str]) -> tuple[int, int, int]:
    year, month, day = match.groups()
    return chinese_year(year), _up_to_99(month), _up_to_99(day)


def _up_to_99(numeral: str) -> int:
    if numeral in ("元", "正"):
        return 1
    tens, ten, ones = numeral.rpartition("十")
    return (CHINESE_DIGITS.get(tens, 1) * 10 if ten else 0) + CHINESE_DIGITS.get(ones, 0)
