"""What a reader of tables hands on: the cells it took, as what, and those it passed over, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fazhi.extract.tables.grid import GridCell


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A cell taken as an indicator's figure; `value` and `unit` as in an observation, the empty ones the document's."""

    cell: GridCell
    indicator: str
    value: Decimal
    rule: str
    breakdown: str = ""
    unit: str = ""
    unit_raw: str = ""
    period: str = ""
    period_source: str = ""
    kind: str = "actual"
    subject: str = ""
    confidence: str = "certain"
    label: str = ""
    distance: int = 0
    """How far around its own labels the cell's name was found; see `names.Bound`."""


@dataclass(frozen=True, slots=True)
class Passed:
    """A cell passed over, with a reason as `LeftOut` has it: no_indicator, unit (its unit is not the indicator's),
    other_claim (another cell of the table gives the figure), not_applicable (/, —) or empty.
    """

    cell: GridCell
    reason: str


@dataclass(slots=True)
class Found:
    """The cells of one table, in the order in which they were read."""

    figures: list[Figure] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)

    def take(
        self, cell: GridCell, code: str | None, breakdown: str = "", *, rule: str, confidence: str = "certain"
    ) -> None:
        """Take a cell of a prescribed form as `code`, or pass it over where the form's place has none."""
        value = cell.reading.value
        if code is not None and value is not None:
            self.figures.append(
                Figure(cell=cell, indicator=code, breakdown=breakdown, value=value, rule=rule, confidence=confidence)
            )
        elif code is not None or value is not None:
            self.pass_over(cell, "no_indicator")

    def pass_over(self, cell: GridCell, reason: str) -> None:
        """Note a cell that gives no figure. A mark (/, —) is not a zero, nor is a blank."""
        status = cell.reading.status
        if status == "mark":
            self.passed.append(Passed(cell, "not_applicable"))
        elif status == "blank":
            self.passed.append(Passed(cell, "empty"))
        elif status == "figure":
            self.passed.append(Passed(cell, reason))
