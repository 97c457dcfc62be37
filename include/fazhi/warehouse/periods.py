"""Period codes: `2023`, `2022H1`, `2024Q3`, `2024M1-10`, `2023M12-2024M11`, `2020-2022`, `2021-2023H1`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_YEAR = 12
_CODE = re.compile(
    r"(?:(?P<since>\d{4})(?:M(?P<from>[1-9]\d?))?-)?(?P<year>\d{4})"
    r"(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|M(?P<first>[1-9]\d?)(?:-(?P<last>[1-9]\d?))?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A period by its code; `year` is its last year, under which facts are stored; `start` and `end` are its days.

    `granularity` is year, half, quarter, months, span (several years) or, for the empty code, unknown.
    """

    code: str
    year: int | None
    start: date | None
    end: date | None
    granularity: str


UNKNOWN = Period("", None, None, None, "unknown")


@lru_cache(maxsize=4096)
def parse_period(code: str) -> Period | None:
    """The period that `code` names; UNKNOWN for the empty code, None for one that is no period (`2023H3`, `23年`)."""
    if not code:
        return UNKNOWN
    match = _CODE.fullmatch(code)
    if not match:
        return None
    year, since = int(match["year"]), int(match["since"] or match["year"])
    first, last, granularity = _months(match)
    if match["from"]:
        if not match["first"] or match["last"]:
            return None
        return _months_over_years(since, int(match["from"]), year, last, code)
    if match["since"]:
        first, granularity = 1, "span"
    if not 1 <= first <= last <= 12 or year < 1 or since < 1 or (match["since"] and since >= year):
        return None
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(code, year, date(since, first, 1), end, granularity)


def _months_over_years(since: int, first: int, year: int, last: int, code: str) -> Period | None:
    """上年12月至11月 and the like: no more than twelve months that begin in one year and end in the next."""
    if not (1 <= last < first <= _YEAR and since == year - 1 and since >= 1):
        return None
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(code, year, date(since, first, 1), end, "months")


def _months(match: re.Match[str]) -> tuple[int, int, str]:
    if match["half"]:
        half = int(match["half"])
        return 6 * half - 5, 6 * half, "half"
    if match["quarter"]:
        quarter = int(match["quarter"])
        return 3 * quarter - 2, 3 * quarter, "quarter"
    if match["first"]:
        return int(match["first"]), int(match["last"] or match["first"]), "months"
    return 1, 12, "year"
