from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.inputs import CountyInputs, Input, Peers
from fazhi.scoring.rules.base import ZERO, Marked, Model, Rule, Unmarked, shown
from fazhi.scoring.rules.document import NAMES, DocumentTypes
from fazhi.scoring.rules.measure import Measure


class Part(Model):
    """One line of a checklist: its `marks` where `value` is at least `at_least`, or where a document is published."""

    title: str = Field(min_length=1)
    marks: Decimal = Field(gt=0)
    value: Measure | None = None
    at_least: Decimal = Decimal(1)
    document_types: DocumentTypes | None = None

    @model_validator(mode="after")
    def _reads_one_thing(self) -> Self:
        if (self.value is None) == (self.document_types is None):
            raise ValueError("give either value or document_types")
        return self

    def met(self, inputs: CountyInputs) -> tuple[bool | None, tuple[Input, ...]]:
        """Whether it is met, None where nobody knows; and from what."""
        if self.document_types:
            return (True if any(one in inputs.publications for one in self.document_types) else None), ()
        assert self.value is not None
        measured = self.value.measure(inputs)
        if isinstance(measured, Unmarked):
            return None, measured.used
        return measured.value >= self.at_least, measured.used


class Checklist(Rule):
    """The sum of the lines that are met. A line of which nothing is published gives nothing, but stays open."""

    type: Literal["checklist"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    def measures(self) -> Iterator[tuple[str, Measure]]:
        for position, part in enumerate(self.parts):
            if part.value:
                yield f"rule.parts.{position}.value", part.value

    def documents(self) -> tuple[str, ...]:
        return tuple(one for part in self.parts for one in part.document_types or ())

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        looked = [(part, *part.met(inputs)) for part in self.parts]
        used = tuple(dict.fromkeys(one for _, _, read in looked for one in read))
        if all(met is None for _, met, _ in looked):
            return Unmarked("unpublished", "nothing of the list is published", used)
        score = min(sum((part.marks for part, met, _ in looked if met), ZERO), marks)
        unknown = sum((part.marks for part, met, _ in looked if met is None), ZERO)

        def text() -> str:
            signs = {True: "✓", False: "✗", None: "?"}
            lines = [f"{part.title} {signs[met]} {shown(part.marks if met else ZERO)}" for part, met, _ in looked]
            return f"{'; '.join(lines)}: {shown(score)}"

        return Marked(score, used, text, high=min(score + unknown, marks))

    def best(self) -> Decimal:
        return sum((part.marks for part in self.parts), ZERO)

    def describe(self, marks: Decimal) -> str:
        steps = []
        for part in self.parts:
            asked = "" if part.value is None else f"达到{shown(part.at_least)}{part.value.unit}"
            if part.document_types:
                asked = f"公开{'或'.join(NAMES[one] for one in part.document_types)}"
            steps.append(f"{part.title}({asked}) {shown(part.marks)}分")
        return "; ".join(steps)
