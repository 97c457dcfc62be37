"""The figure that a rule goes by, with its guards: ratios, small numbers, denominators, windows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import WHOLE_YEAR, CountyInputs, Input, InputFigure, Peers, Window
from fazhi.scoring.rules.base import ZERO, Award, Marked, Model, Rule, Unmarked, shown


class Measured(NamedTuple):
    """The value that a rule goes by, from what, and how it came about where it is not just printed (`2 / 46 × 100`)."""

    value: Decimal
    used: tuple[Input, ...]
    came_about: Callable[[], str] | None = None

    @property
    def text(self) -> str:
        """How it came about, else the value."""
        return self.came_about() if self.came_about else shown(self.value)


class Ratio(Model):
    """A rate computed from counts where the county publishes only these."""

    numerator: str
    denominator: str


class SmallSample(Model):
    """Below `minimum` cases of `denominator` a rate says nothing: the item gives `award` instead.

    `award` is the policy: `mean` is the mean of the peers, a share (0.5) or `full` is neutral. With `pooled_years`,
    numerators and denominators of so many years are added first; `award` holds where even they are too few.
    """

    denominator: str
    minimum: int = Field(gt=0)
    award: Award = "full"
    pooled_years: int | None = Field(default=None, ge=2, le=5)


Reference = Literal["population.resident", "officers.law_enforcement"]
DENOMINATORS: dict[str, str] = {"population.resident": "常住人口(万人)", "officers.law_enforcement": "执法人员"}
"""What `denominators.csv` may hold: 万人 of residents, persons who enforce the law."""
WINDOWS: dict[Window, str] = {"calendar_year": "自然年", "december_november": "上年12月至11月"}


class PerHead(Model):
    """Divides by reference data (`DENOMINATORS`); `times` scales."""

    denominator: Reference
    times: Decimal = Field(default=Decimal(1), gt=0)


class Measure(Model):
    """A figure of the assessed year. `unit` repeats the catalogue's, so that a scheme cannot mistake it.

    `window` is the months that count as the year. `at_least_months` lets a figure of the first so many months count
    where none of the whole year was published; default: only whole years count.
    """

    indicator: str
    unit: str
    breakdown: str = ""
    window: Window = "calendar_year"
    at_least_months: int = Field(default=WHOLE_YEAR, ge=1, le=WHOLE_YEAR)
    otherwise: Ratio | None = None
    small_sample: SmallSample | None = None
    per: PerHead | None = None

    @model_validator(mode="after")
    def _pools_what_it_divides(self) -> Self:
        guard = self.small_sample
        if guard and guard.pooled_years and (not self.otherwise or self.otherwise.denominator != guard.denominator):
            raise ValueError("pooled_years needs otherwise with the denominator of small_sample: it adds up both")
        if self.per and (self.otherwise or self.small_sample):
            raise ValueError("per is for counts: a figure with it takes neither otherwise nor small_sample")
        return self

    @cached_property
    def asked(self) -> Input:
        """The figure itself."""
        return Input(self.indicator, self.breakdown, 0, "actual", self.window, self.at_least_months)

    def count_of(self, indicator: str, back: int = 0) -> Input:
        """A count beside the figure (cases, numerator), over the same months."""
        return Input(indicator, "", back, "actual", self.window, self.at_least_months)

    def inputs(self) -> Iterator[Input]:
        """All that is read."""
        yield self.asked
        if self.otherwise:
            yield from self._ratio
        if self.small_sample:
            yield self._cases
        for pair in self._pool:
            yield from pair
        if self.per:
            yield self._heads

    def measure(self, inputs: CountyInputs) -> Measured | Unmarked:
        """The published figure, else the ratio; Unmarked where there is neither, or too few cases."""
        if self.small_sample:
            guarded = self._guarded(self.small_sample, inputs)
            if guarded:
                return guarded
        figure = inputs.figures.get(self.asked)
        if figure is None:
            return self._computed(inputs) if self.otherwise else self._unpublished
        value = figure.value
        if value is None:
            return Unmarked("not_applicable", f"{self.asked} does not apply", self._used)
        if self.per:
            return self._per_head(self.per, value, inputs)
        if figure.note:
            return Measured(value, self._used, lambda: f"{shown(value)} ({figure.note})")
        return Measured(value, self._used)

    def value_of(self, inputs: CountyInputs) -> Decimal | None:
        """The value of what `measure` gives, if it gives one."""
        if self.is_printed:
            figure = inputs.figures.get(self.asked)
            return figure.value if figure else None
        measured = self.measure(inputs)
        return None if isinstance(measured, Unmarked) else measured.value

    @cached_property
    def is_printed(self) -> bool:
        """Whether the figure is taken as it was published: never divided, and never too small to say something."""
        return not (self.otherwise or self.small_sample or self.per)

    @cached_property
    def _used(self) -> tuple[Input, ...]:
        return (self.asked,)

    @cached_property
    def _unpublished(self) -> Unmarked:
        return Unmarked("unpublished", f"{self.asked} is not published")

    @cached_property
    def _ratio(self) -> tuple[Input, Input]:
        assert self.otherwise is not None
        return self.count_of(self.otherwise.numerator), self.count_of(self.otherwise.denominator)

    @cached_property
    def _cases(self) -> Input:
        assert self.small_sample is not None
        return self.count_of(self.small_sample.denominator)

    @cached_property
    def _pool(self) -> tuple[tuple[Input, Input], ...]:
        if not (self.otherwise and self.small_sample and self.small_sample.pooled_years):
            return ()
        above, below = self.otherwise.numerator, self.otherwise.denominator
        years = range(self.small_sample.pooled_years)
        return tuple((self.count_of(above, back), self.count_of(below, back)) for back in years)

    @cached_property
    def _heads(self) -> Input:
        assert self.per is not None
        return Input(self.per.denominator, kind="reference")

    def _computed(self, inputs: CountyInputs) -> Measured | Unmarked:
        above_input, below_input = self._ratio
        above, below = _value(inputs, above_input), _value(inputs, below_input)
        if above is None or below is None:
            detail = f"neither the rate nor {above_input} and {below_input} is published"
            return Unmarked("unpublished", detail)
        if not below:
            return Unmarked("not_applicable", f"{below_input} is 0", self._ratio)
        return Measured(above / below * 100, self._ratio, lambda: f"{shown(above)} / {shown(below)} × 100")

    def _guarded(self, guard: SmallSample, inputs: CountyInputs) -> Measured | Unmarked | None:
        cases = _value(inputs, self._cases)
        if cases is None or cases >= guard.minimum:
            return None
        used: tuple[Input, ...] = (self._cases,)
        if not cases:
            return Unmarked("not_applicable", f"{self._cases} is 0", used)
        detail = f"{self._cases} is {shown(cases)}, fewer than {guard.minimum}"
        if self._pool:
            pooled = self._pooled(inputs)
            if pooled and pooled[1] >= guard.minimum:
                above, below, used = pooled
                text = f"{shown(above)} / {shown(below)} × 100 of {guard.pooled_years} years"
                return Measured(above / below * 100, used, lambda: text)
            detail += f", also of {guard.pooled_years} years"
        return Unmarked("small_sample", detail, used, guard.award)

    def _pooled(self, inputs: CountyInputs) -> tuple[Decimal, Decimal, tuple[Input, ...]] | None:
        """Sums of numerators and denominators of the years that have both, the assessed one among them."""
        pairs = [(pair, _value(inputs, pair[0]), _value(inputs, pair[1])) for pair in self._pool]
        known = [(pair, above, below) for pair, above, below in pairs if above is not None and below is not None]
        if not known or known[0][0] != self._pool[0]:
            return None
        used = tuple(one for pair, _, _ in known for one in pair)
        return sum((above for _, above, _ in known), ZERO), sum((below for _, _, below in known), ZERO), used

    def _per_head(self, per: PerHead, value: Decimal, inputs: CountyInputs) -> Measured | Unmarked:
        heads = inputs.figures.get(self._heads) or InputFigure(None)
        number = heads.value
        if not number:
            return Unmarked("no_reference", f"there is no {self._heads} of {inputs.year}", self._used)
        times = f" × {shown(per.times)}" if per.times != 1 else ""
        return Measured(
            value / number * per.times,
            (self.asked, self._heads),
            lambda: f"{shown(value)} / {shown(number)}{f' ({heads.note})' if heads.note else ''}{times}",
        )


def _value(inputs: CountyInputs, asked: Input) -> Decimal | None:
    figure = inputs.figures.get(asked)
    return figure.value if figure else None


class ValueRule(Rule):
    """A rule over one figure. What it gives for a value is `scale`; `mark_value` puts the numbers into a sentence."""

    value: Measure

    @cached_property
    def operands(self) -> tuple[Input, ...]:
        """The figures whose values `scale` takes, in its order, where the measure is as printed."""
        return (self.value.asked,)

    def applies_among(self, peers: Peers) -> bool:
        """Whether the rule says something where these are the peers."""
        return True

    @abstractmethod
    def scale(self, marks: Decimal, peers: Peers) -> Callable[..., Decimal]:
        """From values to points, not rounded: prepared once for all counties that have these peers."""

    def measures(self) -> Iterator[tuple[str, Measure]]:
        yield "rule.value", self.value

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        """The values at which the rule changes what it gives, by key: outside what is possible none is reached."""
        yield from ()

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        measured = self.value.measure(inputs)
        return measured if isinstance(measured, Unmarked) else self.mark_value(marks, measured, inputs, peers)

    @abstractmethod
    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        """Apply the rule to the figure."""
