"""What all rule types share: the figure a rule reads, its guards, and what it gives."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from fazhi.scoring.inputs import CountyInputs, Input, Peers

Award = Literal["zero", "full", "mean", "excluded"] | Decimal
"""What an item gives where its rule cannot be applied: nothing, its full mark, the mean of the counties it could be
applied to, its exclusion from the total (which is scaled up), or a share of its mark (0 to 1)."""

ZERO = Decimal(0)
_SHOWN_EXACTLY = 6


@dataclass(frozen=True, slots=True)
class Marked:
    """A rule was applied: `score` is not rounded yet, `formula` is the rule with the numbers put in."""

    score: Decimal
    formula: str
    used: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A rule could not be applied: `reason` is unpublished, not_applicable, small_sample or undated.

    `award` overrides the item's policy, `detail` is for a person.
    """

    reason: str
    detail: str
    used: tuple[Input, ...] = ()
    award: Award | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """The value that a rule goes by, how it came about (`98.04` or `2 / 46 × 100`), and from what."""

    value: Decimal
    text: str
    used: tuple[Input, ...]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ratio(_Model):
    """A rate computed from counts where the county publishes only these."""

    numerator: str
    denominator: str

    def measure(self, inputs: CountyInputs) -> Measured | Unmarked:
        """numerator / denominator * 100; not applicable where there were no cases."""
        used = (Input(self.numerator), Input(self.denominator))
        figures = [inputs.figures.get(asked) for asked in used]
        if any(figure is None or figure.value is None for figure in figures):
            return Unmarked("unpublished", f"neither the rate nor {self.numerator} and {self.denominator} is published")
        above, below = (figure.value for figure in figures if figure is not None and figure.value is not None)
        if not below:
            return Unmarked("not_applicable", f"{self.denominator} is 0", used)
        return Measured(above / below * 100, f"{shown(above)} / {shown(below)} × 100", used)


class SmallSample(_Model):
    """Below `minimum` cases of `denominator` a rate says nothing: the item gives `award` instead."""

    denominator: str
    minimum: int = Field(gt=0)
    award: Award = "full"


class Measure(_Model):
    """A figure of the assessed year. `unit` repeats the catalogue's, so that a scheme cannot mistake it."""

    indicator: str
    unit: str
    breakdown: str = ""
    otherwise: Ratio | None = None
    small_sample: SmallSample | None = None

    def inputs(self) -> Iterator[Input]:
        """All that is read."""
        yield Input(self.indicator, self.breakdown)
        if self.otherwise:
            yield Input(self.otherwise.numerator)
            yield Input(self.otherwise.denominator)
        if self.small_sample:
            yield Input(self.small_sample.denominator)

    def measure(self, inputs: CountyInputs) -> Measured | Unmarked:
        """The published figure, else the ratio; Unmarked where there is neither, or too few cases."""
        guarded = self._too_few(inputs)
        if guarded:
            return guarded
        asked = Input(self.indicator, self.breakdown)
        figure = inputs.figures.get(asked)
        if figure is None:
            if self.otherwise:
                return self.otherwise.measure(inputs)
            return Unmarked("unpublished", f"{asked} is not published")
        if figure.value is None:
            return Unmarked("not_applicable", f"{asked} does not apply", (asked,))
        return Measured(figure.value, shown(figure.value), (asked,))

    def _too_few(self, inputs: CountyInputs) -> Unmarked | None:
        guard = self.small_sample
        asked = Input(guard.denominator) if guard else None
        figure = inputs.figures.get(asked) if asked else None
        if guard is None or asked is None or figure is None or figure.value is None:
            return None
        if not figure.value:
            return Unmarked("not_applicable", f"{asked} is 0", (asked,))
        if figure.value >= guard.minimum:
            return None
        detail = f"{asked} is {shown(figure.value)}, fewer than {guard.minimum}"
        return Unmarked("small_sample", detail, (asked,), guard.award)


class Rule(_Model, ABC):
    """One way to turn inputs into marks; a subclass adds `type` and its parameters."""

    compares_with_peers: ClassVar[bool] = False

    def inputs(self) -> Iterator[Input]:
        """Every figure that the rule may read."""
        yield from ()

    @abstractmethod
    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        """Apply the rule: 0 <= score <= `marks`. `peers` are the values of all counties of the group, own included."""

    @abstractmethod
    def describe(self, marks: Decimal) -> str:
        """The rule as the assessor's table says it."""


class ValueRule(Rule):
    """A rule over one figure."""

    value: Measure

    def inputs(self) -> Iterator[Input]:
        yield from self.value.inputs()

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        measured = self.value.measure(inputs)
        return measured if isinstance(measured, Unmarked) else self.mark_value(marks, measured, inputs, peers)

    @abstractmethod
    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        """Apply the rule to the figure."""


def clamp(score: Decimal, marks: Decimal) -> Decimal:
    """`score` within 0 and `marks`."""
    return min(max(score, ZERO), marks)


@lru_cache(maxsize=16384)
def shown(number: Decimal) -> str:
    """A number for people, without exponent or trailing zeros; one with endless digits is cut to four decimals."""
    exact = number.normalize()
    exponent = exact.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -_SHOWN_EXACTLY:
        return f"{exact:f}"
    return f"{number:.4f}".rstrip("0").rstrip(".")


def described_cap(cap: Decimal | None) -> str:
    """How the assessor's table says that no more than `cap` is taken off."""
    return "" if cap is None else f", 累计扣分不超过{shown(cap)}分"


def worse_by(value: Decimal, reference: Decimal, better: str) -> Decimal:
    """How much `value` falls short of `reference`, 0 where it does not; `better` is higher or lower."""
    return max(reference - value if better == "higher" else value - reference, ZERO)


Better = Literal["higher", "lower"]
