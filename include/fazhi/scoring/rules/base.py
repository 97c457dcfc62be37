"""What all rule types share: what a rule gives, and the arithmetic of points."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from fazhi.scoring.inputs import CountyInputs, Input, Peers

if TYPE_CHECKING:
    from fazhi.scoring.rules.measure import Measure

Award = Literal["zero", "full", "mean", "excluded"] | Decimal
"""What an item gives where its rule cannot be applied: nothing, its full mark, the mean of the counties it could be
applied to, its exclusion from the total (which is scaled up), or a share of its mark (0 to 1)."""

Better = Literal["higher", "lower"]

ZERO = Decimal(0)
_SHOWN_EXACTLY = 6


class Marked(NamedTuple):
    """A rule was applied: `score` is not rounded yet; `low` and `high` bound it where a part of it is not known.

    `text` gives the rule with the numbers put in: it is called only where somebody wants to read it.
    """

    score: Decimal
    used: tuple[Input, ...]
    text: Callable[[], str]
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def formula(self) -> str:
        """The rule with the numbers put in."""
        return self.text()


class Unmarked(NamedTuple):
    """A rule could not be applied: `reason` is unpublished, not_applicable, small_sample, no_reference or undated.

    `award` overrides the item's policy, `detail` is for a person.
    """

    reason: str
    detail: str
    used: tuple[Input, ...] = ()
    award: Award | None = None


class Model(BaseModel):
    """A part of a scheme: what it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(Model, ABC):
    """One way to turn inputs into marks; a subclass adds `type` and its parameters."""

    compares_with_peers: ClassVar[bool] = False

    def inputs(self) -> Iterator[Input]:
        """Every figure that the rule may read."""
        for _, value in self.measures():
            yield from value.inputs()

    @property
    def operands(self) -> tuple[Input, ...]:
        """The figures that it reads where all it needs of a county are their values."""
        return ()

    def documents(self) -> tuple[str, ...]:
        """Every type of document that the rule looks for."""
        return ()

    def best(self) -> Decimal | None:
        """The most that the rule can give; None where that is whatever mark the item has."""
        return None

    def measures(self) -> Iterator[tuple[str, Measure]]:
        """The figures that the rule goes by, by their keys in the YAML."""
        yield from ()

    def units(self) -> Iterator[tuple[str, str, str]]:
        """Key, indicator and unit of what it reads without a measure."""
        yield from ()

    @abstractmethod
    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        """Apply the rule: 0 <= score <= `marks`. `peers` are the values of all counties of the group, own included."""

    @abstractmethod
    def describe(self, marks: Decimal) -> str:
        """The rule as the assessor's table says it."""


def clamp(score: Decimal, marks: Decimal) -> Decimal:
    """`score` within 0 and `marks`."""
    if score < ZERO:
        return ZERO
    return marks if score > marks else score


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


def least(cap: Decimal | None, marks: Decimal) -> Decimal:
    """The most that may be taken off: `cap`, never more than `marks`."""
    return marks if cap is None else min(cap, marks)


def worse_by(value: Decimal, reference: Decimal, better: Better) -> Decimal:
    """How much `value` falls short of `reference`, 0 where it does not."""
    return max(reference - value if better == "higher" else value - reference, ZERO)
