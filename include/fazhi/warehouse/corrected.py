"""What a correction says, and what it makes of a figure: `corrected` maps fields of an observation to texts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from fazhi.catalogue import Catalogue, Indicator
from fazhi.extract.observation import KINDS, Observation
from fazhi.warehouse import digests
from fazhi.warehouse.periods import parse_period

FIELDS = ("indicator", "value", "period", "kind", "breakdown")
RULE = digests.CORRECTION
_DIGITS_BEFORE, _DIGITS_AFTER = 15, 10  # no unit needs more; etl.correction holds no more either


def fault(corrected: object, indicator: str, catalogue: Catalogue) -> str:
    """Why no figure of `indicator` can be corrected so, whatever it says now; empty where it can.

    What the quality gate has against the figure that would come of it is not asked here.
    """
    if not isinstance(corrected, dict):
        return f"{corrected!r} is no mapping of fields to texts"
    for name, text in corrected.items():
        if name not in FIELDS:
            return f"{name} can't be corrected; {', '.join(FIELDS)} can"
        if not isinstance(text, str):
            return f"{name} is {text!r}, which is no text"
    code = corrected.get("indicator", indicator)
    if code not in catalogue.indicators:
        return f"the catalogue has no indicator {code}; docs/data-dictionary.md lists them"
    return _fault_of_fields(corrected, catalogue.indicators[code])


def _fault_of_fields(corrected: dict[str, str], indicator: Indicator) -> str:
    if "value" in corrected and (wrong := _fault_of_number(corrected["value"])):
        return wrong
    if "period" in corrected and (not corrected["period"] or parse_period(corrected["period"]) is None):
        return f"{corrected['period']!r} is not a period code such as 2024, 2024H1 or 2024M1-10"
    if "kind" in corrected and corrected["kind"] not in KINDS:
        return f"kind {corrected['kind']} is none of {', '.join(KINDS)}"
    if not indicator.has_breakdown(corrected.get("breakdown", "")):
        members = [f"{dimension}={member}" for dimension, all_ in indicator.breakdowns.items() for member in all_]
        has = f"only {', '.join(members)}" if members else "none at all"
        return f"{indicator.code} has no breakdown {corrected['breakdown']}, {has}"
    return ""


def _fault_of_number(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return f"value {text!r} is not a number"
    if not number.is_finite():
        return f"value {text} is not a finite number"
    if number and (number.adjusted() >= _DIGITS_BEFORE or int(number.as_tuple().exponent) < -_DIGITS_AFTER):
        return (
            f"value {text} has more digits than a figure can have: {_DIGITS_BEFORE} before the point"
            f" and {_DIGITS_AFTER} after it"
        )
    return ""


def written(corrected: dict[str, str]) -> dict[str, str]:
    """The same with one spelling for a number: 1e3 and ` 1000` are 1000. `fault` has nothing against it."""
    if "value" not in corrected:
        return corrected
    return {**corrected, "value": f"{Decimal(corrected['value']):f}"}


def of(observation: Observation, corrected: dict[str, str], catalogue: Catalogue) -> Observation:
    """The observation as a person reads it; `fault` has nothing against `corrected`."""
    fields: dict[str, Any] = dict(corrected)
    if "value" in fields:
        fields["value"] = Decimal(fields["value"])
        fields["value_status"] = "reported" if fields["value"] else "zero"
        fields["value_max"] = None
    if "indicator" in fields:
        fields["unit"] = catalogue.indicators[fields["indicator"]].unit
    if "period" in fields:
        fields["period_source"] = "stated"
    return replace(observation, **fields, rule=RULE, confidence="certain")


def says_the_same(one: Observation, other: Observation) -> bool:
    """Whether two readings of a figure say the same, whoever read them."""
    return all(getattr(one, name) == getattr(other, name) for name in (*FIELDS, "value_max"))
