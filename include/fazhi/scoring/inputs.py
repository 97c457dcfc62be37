"""What a scheme reads of one county: figures by input, documents by type, what people found and decided."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from statistics import median
from typing import Literal, NamedTuple

Kind = Literal["actual", "target", "reference"]
Window = Literal["calendar_year", "december_november"]
Verification = Literal["self_reported", "cross_checked", "verified"]
WHOLE_YEAR = 12


class Input(NamedTuple):
    """A figure that a rule asks for: of the assessed year, or of the one `back` years before.

    `kind` is what the county reported, what it said it would reach, or a denominator kept as reference data. `window`
    is 自然年 or 上年12月至11月. A figure of the first `months` months counts where there is none of the whole year.
    """

    indicator: str
    breakdown: str = ""
    back: int = 0
    kind: Kind = "actual"
    window: Window = "calendar_year"
    months: int = WHOLE_YEAR

    def period(self, year: int) -> str:
        """The code of the whole period that is asked for where `year` is assessed."""
        last = year - self.back
        return str(last) if self.window == "calendar_year" else f"{last - 1}M12-{last}M11"

    def __str__(self) -> str:
        name = f"{self.indicator}[{self.breakdown}]" if self.breakdown else self.indicator
        if self.kind != "actual":
            name = f"{self.kind}({name})"
        if self.window != "calendar_year":
            name = f"{name} of December to November"
        if self.months < WHOLE_YEAR:
            name = f"{name} of at least {self.months} months"
        return {0: name, 1: f"last({name})"}.get(self.back, f"last{self.back}({name})")


class InputFigure(NamedTuple):
    """A published figure in the catalogue's unit; `value` is None where the county says it does not apply.

    `observation_key` leads to the sentence it rests on (0: reference data has none); `contradicted` says that a check
    of that sentence failed. `note` is shown beside the value: year and source of reference data, months of a part.
    `verification` is cross_checked where a check agrees or another source says the same, verified where a person read
    the sentence. One that was put together has its `parts`, by year and key of their observations, and no key of its
    own.
    """

    value: Decimal | None
    observation_key: int = 0
    contradicted: bool = False
    verification: Verification = "self_reported"
    note: str = ""
    parts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Publication:
    """A document of the assessed year that was found; `published_on` is None where the page gives no date."""

    published_on: date | None
    document_key: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """That a veto or downgrade of the scheme is met, by the document of the superior body that says so."""

    title: str
    issuer: str
    number: str
    dated: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A score that a person put in place of the computed one: who, why, and where the proof is kept."""

    score: Decimal
    who: str
    why: str
    attachment: str


@dataclass(frozen=True, slots=True)
class CountyInputs:
    """One county in one year. `publications` holds the earliest document of each type about that year.

    `group` names the peer group it is compared in. `findings` are by veto, `overrides` by item.
    """

    year: int
    figures: Mapping[Input, InputFigure] = field(default_factory=dict)
    publications: Mapping[str, Publication] = field(default_factory=dict)
    group: str = ""
    findings: Mapping[str, Finding] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)


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

    def around(self, value: Decimal) -> tuple[int, int]:
        """How many are lower than `value`, and how many are higher."""
        lower = bisect_left(self._values, value)
        return lower, len(self._values) - bisect_right(self._values, value, lower)

    def rank(self, value: Decimal, better: str) -> int:
        """The rank of `value`, 1 the best; equal ones share the better rank."""
        if better == "lower":
            return bisect_left(self._values, value) + 1
        return len(self._values) - bisect_right(self._values, value) + 1
