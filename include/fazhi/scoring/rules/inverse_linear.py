from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, clamp, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


class InverseLinear(ValueRule):
    """The full mark up to `full_at`, falling in proportion to none at `zero_at`."""

    type: Literal["inverse_linear"]
    full_at: Decimal
    zero_at: Decimal

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.zero_at <= self.full_at:
            raise ValueError(f"zero_at {shown(self.zero_at)} must be above full_at {shown(self.full_at)}")
        return self

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        zero, width = self.zero_at, self.zero_at - self.full_at
        return lambda value: clamp((zero - value) / width * marks, marks)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        score = self.scale(marks, peers)(measured.value)

        def text() -> str:
            zero, full = shown(self.zero_at), shown(self.full_at)
            return f"clamp(({zero} - {measured.text}) / ({zero} - {full}), 0, 1) × {shown(marks)} = {shown(score)}"

        return Marked(score, measured.used, text)

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        yield "full_at", self.full_at
        yield "zero_at", self.zero_at

    def describe(self, marks: Decimal) -> str:
        unit = self.value.unit
        full = f"不高于{shown(self.full_at)}{unit}得{shown(marks)}分"
        return f"{full}, 超过的按比例扣分, 达到{shown(self.zero_at)}{unit}不得分"
