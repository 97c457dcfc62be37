from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import ZERO, Better, Marked, shown
from fazhi.scoring.rules.measure import Measured, ValueRule


class Band(BaseModel):
    """From `limit` on, the value gets `marks`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: Decimal
    marks: Decimal = Field(ge=0)


class Bands(ValueRule):
    """Steps, the best first: the first band whose limit the value reaches counts; none: no marks.

    Where `better` is lower, a band is reached at or below its limit.
    """

    type: Literal["bands"]
    better: Better = "higher"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _gets_worse(self) -> Self:
        for best, next_best in pairwise(self.bands):
            falls = next_best.limit < best.limit if self.better == "higher" else next_best.limit > best.limit
            if not falls or next_best.marks >= best.marks:
                raise ValueError(f"band {shown(next_best.limit)} must be worse than band {shown(best.limit)} before it")
        return self

    def scale(self, marks: Decimal, peers: Peers) -> Callable[[Decimal], Decimal]:
        def points(value: Decimal) -> Decimal:
            band = self._reached(value)
            return min(band.marks, marks) if band else ZERO

        return points

    def mark_value(self, marks: Decimal, measured: Measured, inputs: CountyInputs, peers: Peers) -> Marked:
        score = self.scale(marks, peers)(measured.value)

        def text() -> str:
            band = self._reached(measured.value)
            signs = ("≥", "<") if self.better == "higher" else ("≤", ">")
            limit, sign = (band.limit, signs[0]) if band else (self.bands[-1].limit, signs[1])
            return f"{measured.text} {sign} {shown(limit)}: {shown(score)}"

        return Marked(score, measured.used, text)

    def _reached(self, value: Decimal) -> Band | None:
        rises = self.better == "higher"
        for band in self.bands:
            if value >= band.limit if rises else value <= band.limit:
                return band
        return None

    def limits(self) -> Iterator[tuple[str, Decimal]]:
        yield from (("bands", band.limit) for band in self.bands)

    def best(self) -> Decimal:
        return self.bands[0].marks

    def describe(self, marks: Decimal) -> str:
        sign = "≥" if self.better == "higher" else "≤"
        steps = [f"{sign}{shown(band.limit)}{self.value.unit}得{shown(band.marks)}分" for band in self.bands]
        return ", ".join([*steps, "其余不得分"])
