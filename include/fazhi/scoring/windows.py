"""上年12月至11月 from the parts of it that were published: months, quarters and halves added up, nothing estimated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_DAY = timedelta(days=1)
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of a part of a window: its period, its days, and where it was said (year and key of the observation)."""

    period: str
    start: date
    end: date
    value: Decimal
    said: tuple[int, int]


def months_between(start: date, end: date) -> int:
    """How many months the first day of one and the last day of another span."""
    return (end.year - start.year) * _YEAR + end.month - start.month + 1


def joined(parts: Iterable[Part], first: date) -> tuple[Part, ...]:
    """Parts that follow one another from `first` on without a gap and never overlap: those that reach furthest.

    Of several ways the one of the fewest parts, then that of the earlier periods by name; empty where none begins
    on `first`.
    """
    beginning: dict[date, list[Part]] = defaultdict(list)
    for part in parts:
        beginning[part.start].append(part)
    return _furthest(first, beginning, {})


def _furthest(
    day: date, beginning: Mapping[date, Sequence[Part]], known: dict[date, tuple[Part, ...]]
) -> tuple[Part, ...]:
    if day not in known:
        ways = [(part, *_furthest(part.end + _DAY, beginning, known)) for part in beginning.get(day, ())]
        known[day] = min(ways, key=_preference) if ways else ()
    return known[day]


def _preference(way: tuple[Part, ...]) -> tuple[int, int, tuple[str, ...]]:
    return -way[-1].end.toordinal(), len(way), tuple(part.period for part in way)
