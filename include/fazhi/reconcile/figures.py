"""Figures as printed: what a number's digits allow it to be, and which figures of a document can be compared."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi.extract.observation import Observation

_RATE_UNITS = frozenset({"%", "百分点", "人/万人"})
_ROUNDED_ZEROS = 4
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """What a value may be: as printed when rounded (`low`..`high`) and when cut off (`cut_low`..`cut_high`)."""

    value: Decimal
    low: Decimal
    high: Decimal
    cut_low: Decimal
    cut_high: Decimal

    def __add__(self, other: Range) -> Range:
        return Range(
            self.value + other.value,
            self.low + other.low,
            self.high + other.high,
            self.cut_low + other.cut_low,
            self.cut_high + other.cut_high,
        )

    def __neg__(self) -> Range:
        return Range(-self.value, -self.high, -self.low, -self.cut_high, -self.cut_low)

    def meets(self, other: Range) -> bool:
        """Whether both can be one number, each rounded to its digits."""
        return self.low <= other.high and other.low <= self.high

    def meets_cut(self, other: Range) -> bool:
        """Whether both can be one number, this one cut off instead of rounded."""
        return self.cut_low <= other.high and other.low <= self.cut_high


NOTHING = Range(_ZERO, _ZERO, _ZERO, _ZERO, _ZERO)


@dataclass(frozen=True, slots=True)
class Figure:
    """One usable figure: `position` is its place in the list that is checked, `loose` why it proves nothing."""

    range: Range
    exponent: int
    unit: str
    kind: str
    period: str
    loose: str
    scope: str
    basis: str
    block: str
    position: int


Key = tuple[str, str, str, str]
"""Indicator, breakdown, period, subject."""
Group = tuple[str, str]
"""Period, subject."""


@dataclass(frozen=True, slots=True)
class Figures:
    """The facts (actual and previous) and the changes of one list of observations, by key.

    `groups` holds the periods and subjects of which each indicator and breakdown is stated, in the order of the text.
    """

    facts: Mapping[Key, Sequence[Figure]]
    changes: Mapping[Key, Sequence[Figure]]
    groups: Mapping[tuple[str, str], Sequence[Group]]


def figures_of(observations: Iterable[Observation]) -> Figures:
    """Index what can be an operand: a number with a period, no span, not doubted by the extraction itself."""
    facts: dict[Key, list[Figure]] = defaultdict(list)
    changes: dict[Key, list[Figure]] = defaultdict(list)
    for position, observation in enumerate(observations):
        if observation.kind not in ("actual", "previous", "change") or not observation.period:
            continue
        if observation.value is None or observation.value_max is not None or observation.confidence == "uncertain":
            continue
        key = (observation.indicator, observation.breakdown, observation.period, observation.subject)
        (changes if observation.kind == "change" else facts)[key].append(_figure(observation, position))
    groups: dict[tuple[str, str], list[Group]] = defaultdict(list)
    for indicator, breakdown, period, subject in facts:
        groups[indicator, breakdown].append((period, subject))
    return Figures(facts, changes, groups)


def _figure(observation: Observation, position: int) -> Figure:
    assert observation.value is not None
    exponent = printed_exponent(observation.value, observation.unit, observation.unit_raw)
    exact = exponent == 0 and observation.unit not in _RATE_UNITS
    return Figure(
        range=printed_range(observation.value, exponent, exact=exact),
        exponent=exponent,
        unit=observation.unit,
        kind=observation.kind,
        period=observation.period,
        loose="approximate" if observation.approx else "bounded" if observation.bound else "",
        scope=observation.scope,
        basis=observation.basis,
        block=re.split(r"(?<=\d)r", observation.locator)[0],
        position=position,
    )


def printed_exponent(value: Decimal, unit: str, unit_raw: str = "") -> int:
    """The power of ten of the last printed digit: -2 for 99.80%, 3 for 7.4万, 1 for 三成.

    Expanding 万 leaves 74000.0 or 70000, from which the digit is read back: a count has no decimals of its own, and
    four zeros at its end were more likely rounded than counted.
    """
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    if unit in _RATE_UNITS:
        return 1 if "成" in unit_raw else exponent
    if exponent > 0 or value != value.to_integral_value() or not value:
        return exponent
    digits = str(int(value))
    zeros = len(digits) - len(digits.rstrip("0"))
    return zeros if exponent < 0 or zeros >= _ROUNDED_ZEROS else 0


def printed_range(value: Decimal, exponent: int, *, exact: bool) -> Range:
    """Half of the last digit to either side; a count printed in full is that count."""
    if exact:
        return Range(value, value, value, value, value)
    step = Decimal(1).scaleb(exponent)
    cut_low, cut_high = (value - step, value) if value < 0 else (value, value + step)
    return Range(value, value - step / 2, value + step / 2, cut_low, cut_high)


def year_before(period: str) -> str:
    """The same stretch one year earlier: 2022H1 for 2023H1; empty for a span of years."""
    match = re.fullmatch(r"(\d{4})((?:[HQM]\d[\d-]*)?)", period)
    return f"{int(match[1]) - 1}{match[2]}" if match else ""
