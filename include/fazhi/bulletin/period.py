"""The periods of a bulletin: `2024`, `2024H1`, `2024Q4`, `2024-10`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from fazhi.errors import ConfigurationError
from fazhi.warehouse.periods import parse_period

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_QUARTERS = "一二三四"


@dataclass(frozen=True, slots=True)
class BulletinPeriod:
    """The days a bulletin looks at, `start` to `end`; `reported_year` is the year whose annual figures it compares.

    A bulletin of a year is about that year, whenever its reports came out. One of a part of a year is about what came
    out in those days; the annual figures that come out in a year are those of the year before
    (docs/decisions/0025-bulletin.md).
    """

    code: str
    name_zh: str
    start: date
    end: date
    whole_year: bool

    @property
    def reported_year(self) -> int:
        return self.end.year if self.whole_year else self.end.year - 1


def parse(text: str) -> BulletinPeriod:
    """The period that `text` names.

    Raises:
        ConfigurationError: it names none.
    """
    month = _MONTH.fullmatch(text)
    period = parse_period(f"{month[1]}M{int(month[2])}" if month else text)
    if period is None or period.start is None or period.end is None or period.start.year != period.end.year:
        raise ConfigurationError(f"--period {text!r} is none; write 2024, 2024H1, 2024Q4 or 2024-10")
    if period.granularity == "months" and not month:
        raise ConfigurationError(f"--period {text!r}: write a month as 2024-10")
    return BulletinPeriod(text, _name(period.granularity, period.start, period.end), period.start, period.end,
                          period.granularity == "year")  # fmt: skip


def _name(granularity: str, start: date, end: date) -> str:
    part = {
        "year": "度",
        "half": "上半年" if start.month == 1 else "下半年",
        "quarter": f"第{_QUARTERS[start.month // 3]}季度",
        "months": f"{end.month}月",
    }[granularity]
    return f"{start.year}年{part}"
