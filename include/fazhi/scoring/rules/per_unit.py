from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, clamp, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


class PerUnit(ValueRule):
    """`each` for every unit of the figure, up to the full mark: how bonus and penalty items count."""

    type: Literal["per_unit"]
    each: Decimal = Field(gt=0)

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        each = self.each
        return lambda value: clamp(value * each, marks)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        score = self.scale(marks, peers)(measured.value)
        text = f"{shown(self.each)}, {shown(marks)}) = {shown(score)}"
        return Marked(score, measured.used, lambda: f"min({measured.text} × {text}")

    def describe(self, marks: Decimal) -> str:
        return f"每1{self.value.unit}计{shown(self.each)}分, 以{shown(marks)}分为限"
