"""A scheme against the catalogue: what is refused, and what is only warned of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.scoring.rules import Measure, Rule, ValueRule
from fazhi.scoring.rules.base import shown

if TYPE_CHECKING:
    from fazhi.scoring.scheme import Scheme

Refuse = Callable[[str], ConfigurationError]
_HIGHEST_RATE = Decimal(100)


def refuse_unknown(rule: Rule, catalogue: Catalogue, refused: Refuse) -> None:
    """Raise where the rule reads an indicator, breakdown or unit that the catalogue lacks, or can never be reached.

    `refused` makes the error of a message, with file and line.
    """
    for asked in rule.inputs():
        if asked.kind == "reference":
            continue
        indicator = catalogue.indicators.get(asked.indicator)
        if indicator is None:
            raise refused(f"the catalogue has no indicator {asked.indicator}")
        if not indicator.has_breakdown(asked.breakdown):
            raise refused(f"{asked.indicator} has no breakdown {asked.breakdown}")
    for key, value in rule.measures():
        _refuse_other_units(key, value, catalogue, refused)
    for key, indicator_code, unit in rule.units():
        known = catalogue.indicators[indicator_code].unit
        if unit != known:
            raise refused(f"{key}.unit is {unit}, but {indicator_code} is in {known}")
    if isinstance(rule, ValueRule):
        _refuse_out_of_reach(rule, catalogue, refused)


def _refuse_other_units(key: str, value: Measure, catalogue: Catalogue, refused: Refuse) -> None:
    unit = catalogue.indicators[value.indicator].unit
    if value.unit != unit:
        raise refused(f"{key}.unit is {value.unit}, but {value.indicator} is in {unit}")
    if value.otherwise and unit != "%":
        raise refused(f"{key}.otherwise computes a percentage, but the unit is {unit}")
    if value.otherwise:
        above, below = value.otherwise.numerator, value.otherwise.denominator
        units = {catalogue.indicators[above].unit, catalogue.indicators[below].unit}
        if len(units) > 1:
            raise refused(f"{key}.otherwise divides {above} by {below}: other units")
    if value.per and unit == "%":
        raise refused(f"{key}.per divides a percentage: a rate is per something already")


def _refuse_out_of_reach(rule: ValueRule, catalogue: Catalogue, refused: Refuse) -> None:
    """A limit outside what the figure can be: the step beyond it is never, or always, reached."""
    highest = _HIGHEST_RATE if catalogue.indicators[rule.value.indicator].unit == "%" else None
    for key, limit in rule.limits():
        if limit < 0:
            raise refused(f"rule.{key}: {rule.value.indicator} is never below 0: {shown(limit)} is out of reach")
        if highest is not None and limit > highest:
            raise refused(f"rule.{key}: {rule.value.indicator} is never above 100 %: {shown(limit)} is out of reach")


def warnings(scheme: Scheme, catalogue: Catalogue) -> Iterator[str]:
    """What is allowed but rarely meant: rewarding what is neither good nor bad, a rate of any number of cases."""
    for item in scheme.scored:
        for _, value in item.rule.measures():
            indicator = catalogue.indicators[value.indicator]
            if indicator.direction == "0" and not value.per:
                yield f"{item.id}: {indicator.code} has no direction: more of it is neither good nor bad"
            if indicator.measure == "rate" and value.small_sample is None:
                yield f"{item.id}: the rate {indicator.code} has no small_sample: 1 of 1 counts as 100 of 100"
            if value.window != "calendar_year" and indicator.measure != "flow":
                yield (
                    f"{item.id}: {indicator.code} is a {indicator.measure}: December to November is not put together"
                    " from months, it must be submitted"
                )
