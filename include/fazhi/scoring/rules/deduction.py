from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, clamp, described_cap, least, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


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

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        limit, each, cap = self._limit(), self.each, least(self.cap, marks)
        if self.required is None:
            return lambda value: marks - clamp((value - limit) * each, cap)
        return lambda value: marks - clamp((limit - value) * each, cap)

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        cap = least(self.cap, marks)
        score = self.scale(marks, peers)(measured.value)

        def text() -> str:
            limit = shown(self._limit())
            lacks = f"({measured.text} - {limit})" if self.required is None else f"({limit} - {measured.text})"
            return f"{shown(marks)} - clamp({lacks} × {shown(self.each)}, 0, {shown(cap)}) = {shown(score)}"

        return Marked(score, measured.used, text)

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        yield "allowed" if self.required is None else "required", self._limit()

    def describe(self, marks: Decimal) -> str:
        unit = self.value.unit
        limit = shown(self._limit())
        full, sense = (f"不超过{limit}", "多") if self.required is None else (f"达到{limit}", "少")
        lost = f"每{sense}1{unit}扣{shown(self.each)}分{described_cap(self.cap)}"
        return f"{full}{unit}得{shown(marks)}分, {lost}"

    def _limit(self) -> Decimal:
        limit = self.allowed if self.required is None else self.required
        assert limit is not None
        return limit
