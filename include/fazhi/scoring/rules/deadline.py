from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, Rule, Unmarked, described_cap, least, shown
from fazhi.scoring.rules.document import DocumentTypes


class Deadline(Rule):
    """The full mark for a document published by `due` (MM-DD) of the year after the assessed one.

    Each day later costs `each_day`, at most `cap` (default: the full mark).
    """

    type: Literal["deadline"]
    document_types: DocumentTypes
    due: str
    each_day: Decimal = Field(gt=0)
    cap: Decimal | None = Field(default=None, gt=0)

    @field_validator("due")
    @classmethod
    def _is_a_day(cls, due: str) -> str:
        date.fromisoformat(f"2023-{due}")
        return due

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        found = next(filter(None, map(inputs.publications.get, self.document_types)), None)
        if found is None:
            return Unmarked("unpublished", f"no {' or '.join(self.document_types)} of {inputs.year} was found")
        if found.published_on is None:
            return Unmarked("undated", "the page gives no date of publication")
        due = date.fromisoformat(f"{inputs.year + 1}-{self.due}")
        late = max((found.published_on - due).days, 0)
        cap = least(self.cap, marks)
        score = marks - min(late * self.each_day, cap)

        def text() -> str:
            lost = f" - min({late} d × {shown(self.each_day)}, {shown(cap)}) = {shown(score)}" if late else ""
            return f"published {found.published_on}, due {due}: {shown(marks)}{lost}"

        return Marked(score, (), text)

    def documents(self) -> tuple[str, ...]:
        return self.document_types

    def describe(self, marks: Decimal) -> str:
        month, day = self.due.split("-")
        lost = f"每迟一日扣{shown(self.each_day)}分{described_cap(self.cap)}"
        return f"次年{int(month)}月{int(day)}日前公开的得{shown(marks)}分, {lost}"
