"""What a scheme reads of one county: figures by input, documents by type."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Literal, NamedTuple

Verification = Literal["self_reported", "cross_checked", "verified"]


class Input(NamedTuple):
    """A figure that a rule asks for: of the assessed year, or of the year before."""

    indicator: str
    breakdown: str = ""
    last_year: bool = False

    def __str__(self) -> str:
        name = f"{self.indicator}[{self.breakdown}]" if self.breakdown else self.indicator
        return f"last({name})" if self.last_year else name


@dataclass(frozen=True, slots=True)
class InputFigure:
    """A published figure in the catalogue's unit; `value` is None where the county says it does not apply.

    `observation_key` leads to the sentence it rests on; `contradicted` says that a check of that sentence failed.
    `verification` is cross_checked where a check agrees or another source says the same, verified where a person read
    the sentence.
    """

    value: Decimal | None
    observation_key: int = 0
    contradicted: bool = False
    verification: Verification = "self_reported"


@dataclass(frozen=True, slots=True)
class Publication:
    """A document of the assessed year that was found; `published_on` is None where the page gives no date."""

    published_on: date | None
    document_key: int = 0


@dataclass(frozen=True, slots=True)
class CountyInputs:
    """One county in one year. `publications` holds the earliest document of each type about that year."""

    year: int
    figures: Mapping[Input, InputFigure] = field(default_factory=dict)
    publications: Mapping[str, Publication] = field(default_factory=dict)


class Peers:
    """The values of all counties of the group that have one, for rules that compare."""

    def __init__(self, values: Iterable[Decimal] = ()) -> None:
        self._values = sorted(values)

    def __len__(self) -> int:
        return len(self._values)

    @cached_property
    def mean(self) -> Decimal:
        """Their arithmetic mean."""
        return sum(self._values, Decimal(0)) / len(self._values)

    @cached_property
    def median(self) -> Decimal:
        """The middle value, or the mean of the two middle ones."""
        return median(self._values)

    def below(self, value: Decimal) -> int:
        """How many are lower than `value`."""
        return bisect_left(self._values, value)

    def equal(self, value: Decimal) -> int:
        """How many are `value`."""
        return bisect_right(self._values, value) - self.below(value)
