from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, clamp, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


class Linear(ValueRule):
    """In proportion: no marks at `start`, the full mark at `target` and above."""

    type: Literal["linear"]
    target: Decimal
    start: Decimal = Decimal(0)

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.target <= self.start:
            raise ValueError(f"target {shown(self.target)} must be above start {shown(self.start)}")
        return self

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        start, width = self.start, self.target - self.start
        return lambda value: clamp((value - start) / width * marks, marks)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        score = self.scale(marks, peers)(measured.value)

        def text() -> str:
            above, below = measured.text, shown(self.target)
            if self.start:
                above, below = f"({above} - {shown(self.start)})", f"({below} - {shown(self.start)})"
            return f"min({above} / {below}, 1) × {shown(marks)} = {shown(score)}"

        return Marked(score, measured.used, text)

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        yield "start", self.start
        yield "target", self.target

    def describe(self, marks: Decimal) -> str:
        unit = self.value.unit
        start = f", {shown(self.start)}{unit}以下不得分" if self.start else ""
        return f"达到{shown(self.target)}{unit}得{shown(marks)}分, 不足的按比例得分{start}"
