from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import ZERO, Marked, Model, Rule, Unmarked, clamp, shown


class Assessor(Model):
    """One body that gives points out of `out_of`, with its `weight` among the others.

    Of a panel, each member's points are a breakdown `assessor=1`, `assessor=2` ... of `indicator`; their mean counts
    after the `trimmed` highest and as many lowest are left out.
    """

    title: str = Field(min_length=1)
    indicator: str
    unit: str
    weight: Decimal = Field(gt=0)
    out_of: Decimal = Field(default=Decimal(100), gt=0)
    panel: int | None = Field(default=None, ge=1, le=99)
    trimmed: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _leaves_somebody(self) -> Self:
        if self.trimmed and 2 * self.trimmed >= (self.panel or 1):
            raise ValueError(f"trimmed {self.trimmed} at both ends leaves nobody of a panel of {self.panel or 1}")
        return self

    @cached_property
    def asked(self) -> tuple[Input, ...]:
        """The points that it gives."""
        if self.panel is None:
            return (Input(self.indicator),)
        return tuple(Input(self.indicator, f"assessor={number + 1}") for number in range(self.panel))

    def points(self, inputs: CountyInputs) -> tuple[Decimal, str, tuple[Input, ...]] | None:
        """Its points, how they came about and from what; None where too few gave any."""
        given = [(one, figure.value) for one in self.asked if (figure := inputs.figures.get(one))]
        known = sorted((value, one) for one, value in given if value is not None)
        if len(known) <= 2 * self.trimmed:
            return None
        counted = [value for value, _ in known[self.trimmed : len(known) - self.trimmed]]
        mean = sum(counted, ZERO) / len(counted)
        used = tuple(sorted(one for _, one in known))
        return mean, shown(mean) if len(known) == 1 else f"mean of {len(counted)} of {len(known)} {shown(mean)}", used


class Assessors(Rule):
    """The weighted mean of what several bodies gave (self, external, experts, satisfaction), in proportion to the mark.

    All weights count: an assessor whose points are missing leaves the item unpublished, with `rescale` its weight goes
    to the others and the score says how far it is open.
    """

    type: Literal["assessors"]
    assessors: Annotated[tuple[Assessor, ...], Field(min_length=1)]
    rescale: bool = False

    def inputs(self) -> Iterator[Input]:
        for assessor in self.assessors:
            yield from assessor.asked

    def units(self) -> Iterator[tuple[str, str, str]]:
        for position, assessor in enumerate(self.assessors):
            yield f"rule.assessors.{position}", assessor.indicator, assessor.unit

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        asked = [(one, one.points(inputs)) for one in self.assessors]
        given = [(one, points) for one, points in asked if points]
        used = tuple(one for _, points in given for one in points[2])
        if not given or (len(given) < len(asked) and not self.rescale):
            lacking = ", ".join(one.title for one, points in asked if not points)
            return Unmarked("unpublished", f"no points of {lacking}", used)
        weight = sum((one.weight for one, _ in given), ZERO)
        share = sum((one.weight * clamp(points[0] / one.out_of, Decimal(1)) for one, points in given), ZERO) / weight
        score = share * marks
        low = high = score
        if len(given) < len(asked):
            whole = sum((one.weight for one in self.assessors), ZERO)
            low, high = score * weight / whole, (score * weight + (whole - weight) * marks) / whole
        words = [f"{one.title} {points[1]} / {shown(one.out_of)} × {shown(one.weight)}" for one, points in given]
        text = f"({' + '.join(words)}) / {shown(weight)} × {shown(marks)} = {shown(score)}"
        return Marked(score, used, lambda: text, low, high)

    def describe(self, marks: Decimal) -> str:
        weight = sum((one.weight for one in self.assessors), ZERO)
        steps = []
        for one in self.assessors:
            trimmed = f"(去掉最高、最低各{one.trimmed}个)" if one.trimmed else ""
            steps.append(f"{one.title}占{shown(one.weight / weight * 100)}%{trimmed}")
        return f"{', '.join(steps)}, 按{shown(marks)}分折算"
