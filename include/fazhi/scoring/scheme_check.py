"""A scheme against the catalogue: what is refused, and what is only warned of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.scoring.rules import Rule, ValueRule

if TYPE_CHECKING:
    from fazhi.scoring.scheme import Scheme


def refuse_unknown(path: Path, item: str, rule: Rule, catalogue: Catalogue) -> None:
    """Raise ConfigurationError where the rule reads an indicator, breakdown or unit that the catalogue lacks."""
    for asked in rule.inputs():
        indicator = catalogue.indicators.get(asked.indicator)
        if indicator is None:
            raise ConfigurationError(f"{path}: {item}: the catalogue has no indicator {asked.indicator}")
        if not indicator.has_breakdown(asked.breakdown):
            raise ConfigurationError(f"{path}: {item}: {asked.indicator} has no breakdown {asked.breakdown}")
    if not isinstance(rule, ValueRule):
        return
    value = rule.value
    unit = catalogue.indicators[value.indicator].unit
    if value.unit != unit:
        raise ConfigurationError(f"{path}: {item}: rule.value.unit is {value.unit}, but {value.indicator} is in {unit}")
    if value.otherwise and unit != "%":
        raise ConfigurationError(f"{path}: {item}: rule.value.otherwise computes a percentage, but the unit is {unit}")
    if value.otherwise:
        above, below = value.otherwise.numerator, value.otherwise.denominator
        units = {catalogue.indicators[above].unit, catalogue.indicators[below].unit}
        if len(units) > 1:
            raise ConfigurationError(f"{path}: {item}: rule.value.otherwise divides {above} by {below}: other units")


def warnings(scheme: Scheme, catalogue: Catalogue) -> Iterator[str]:
    """What is allowed but rarely meant: rewarding what is neither good nor bad, a rate of any number of cases."""
    for item in scheme.items():
        if not isinstance(item.rule, ValueRule):
            continue
        value = item.rule.value
        indicator = catalogue.indicators[value.indicator]
        if indicator.direction == "0":
            yield f"{item.id}: {indicator.code} has no direction: more of it is neither good nor bad"
        if indicator.measure == "rate" and value.small_sample is None:
            yield f"{item.id}: the rate {indicator.code} has no small_sample: 1 of 1 counts as 100 of 100"
