from __future__ import annotations

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

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        score = clamp(measured.value * self.each, marks)
        text = f"{shown(self.each)}, {shown(marks)}) = {shown(score)}"
        return Marked(score, measured.used, lambda: f"min({measured.text} × {text}")

    def describe(self, marks: Decimal) -> str:
        return f"每1{self.value.unit}计{shown(self.each)}分, 以{shown(marks)}分为限"
