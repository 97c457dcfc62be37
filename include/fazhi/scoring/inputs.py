"""What a scheme reads of one county: figures by input, documents by type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Input(NamedTuple):
    """A figure that a rule asks for: of the assessed year, or of the year before."""

    indicator: str
    breakdown: str = ""
    last_year: bool = False

    def __str__(self) -> str:
        name = f"{self.indicator}[{self.breakdown}]" if self.breakdown else self.indicator
        return f"last({name})" if self.last_year else name


@dataclass(frozen=True, slots=True)
class InputFigure:
    """A published figure in the catalogue's unit; `value` is None where the county says it does not apply.

    `observation_key` leads to the sentence it rests on; `contradicted` says that a check of that sentence failed.
    """

    value: Decimal | None
    observation_key: int = 0
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """A document of the assessed year that was found; `published_on` is None where the page gives no date."""

    published_on: date | None
    document_key: int = 0


@dataclass(frozen=True, slots=True)
class CountyInputs:
    """One county in one year. `publications` holds the earliest document of each type about that year."""

    year: int
    figures: Mapping[Input, InputFigure] = field(default_factory=dict)
    publications: Mapping[str, Publication] = field(default_factory=dict)
