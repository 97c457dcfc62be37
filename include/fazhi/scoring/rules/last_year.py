from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import (
    Award,
    Better,
    Marked,
    Measured,
    Unmarked,
    ValueRule,
    clamp,
    described_cap,
    shown,
    worse_by,
)


class LastYear(ValueRule):
    """Against the county's own figure of the year before: the full mark where not worse.

    Each unit worse costs `each`, at most `cap` (default: the full mark). Where last year's figure was not published,
    the item gives `no_reference`.
    """

    type: Literal["last_year"]
    better: Better
    each: Decimal = Field(gt=0)
    cap: Decimal | None = Field(default=None, gt=0)
    no_reference: Award = "full"

    def inputs(self) -> Iterator[Input]:
        yield from super().inputs()
        yield self._reference()

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        asked = self._reference()
        figure = inputs.figures.get(asked)
        if figure is None or figure.value is None:
            return Unmarked("no_reference", f"{asked} is not published", measured.used, self.no_reference)
        worse = worse_by(measured.value, figure.value, self.better)
        cap = marks if self.cap is None else min(self.cap, marks)
        score = clamp(marks - min(worse * self.each, cap), marks)
        formula = f"{measured.text} against {shown(figure.value)} last year: {shown(marks)}"
        if worse:
            formula += f" - min({shown(worse)} × {shown(self.each)}, {shown(cap)}) = {shown(score)}"
        return Marked(score, formula, (*measured.used, asked))

    def describe(self, marks: Decimal) -> str:
        sense = {"higher": "低于", "lower": "高于"}[self.better]
        lost = f"每{sense}1{self.value.unit}扣{shown(self.each)}分{described_cap(self.cap)}"
        return f"不{sense}上年得{shown(marks)}分, {lost}"

    def _reference(self) -> Input:
        return Input(self.value.indicator, self.value.breakdown, last_year=True)
