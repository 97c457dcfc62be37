from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import ZERO, Marked, Measured, ValueRule, clamp, described_cap, shown


class Deduction(ValueRule):
    """From the full mark, `each` for every unit that is missing from `required`, or that exceeds `allowed`.

    At most `cap` is taken off (default: the full mark). A started unit is not a unit: 4.5 of 5 required costs half.
    """

    type: Literal["deduction"]
    each: Decimal = Field(gt=0)
    required: Decimal | None = None
    allowed: Decimal | None = None
    cap: Decimal | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        if (self.required is None) == (self.allowed is None):
            raise ValueError("give either required or allowed")
        return self

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        if self.required is not None:
            units, text = self.required - measured.value, f"({shown(self.required)} - {measured.text})"
        else:
            assert self.allowed is not None
            units, text = measured.value - self.allowed, f"({measured.text} - {shown(self.allowed)})"
        cap = marks if self.cap is None else min(self.cap, marks)
        lost = min(max(units, ZERO) * self.each, cap)
        score = clamp(marks - lost, marks)
        formula = f"{shown(marks)} - clamp({text} × {shown(self.each)}, 0, {shown(cap)}) = {shown(score)}"
        return Marked(score, formula, measured.used)

    def describe(self, marks: Decimal) -> str:
        unit = self.value.unit
        if self.required is not None:
            full, sense = f"达到{shown(self.required)}{unit}", "少"
        else:
            assert self.allowed is not None
            full, sense = f"不超过{shown(self.allowed)}{unit}", "多"
        lost = f"每{sense}1{unit}扣{shown(self.each)}分{described_cap(self.cap)}"
        return f"{full}得{shown(marks)}分, {lost}"
