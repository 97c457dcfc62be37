"""What a scheme decides beside its items: rounding, ties, grades, peer groups, bonus and penalty, vetoes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fazhi.scoring.rules.base import Model

Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")]
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


class Rounding(Model):
    """Each item's score is rounded to `digits` decimals, the total to `total_digits` (default: the same).

    Totals are sums of rounded scores. `mode` is half_up as a person rounds (四舍五入), half_even
    (四舍六入五成双) or down.
    """

    digits: int = Field(default=2, ge=0, le=6)
    total_digits: int | None = Field(default=None, ge=0, le=6)
    mode: Literal["half_up", "half_even", "down"] = "half_up"

    @cached_property
    def quantum(self) -> Decimal:
        """What an item's score is a multiple of."""
        return Decimal(1).scaleb(-self.digits)

    @cached_property
    def decimal_mode(self) -> str:
        """The mode as `decimal` names it."""
        return _MODES[self.mode]

    def item(self, number: Decimal) -> Decimal:
        """An item's score."""
        return number.quantize(self.quantum, self.decimal_mode)

    def total(self, number: Decimal) -> Decimal:
        """A total."""
        digits = self.digits if self.total_digits is None else self.total_digits
        return number.quantize(Decimal(1).scaleb(-digits), self.decimal_mode)


class Ties(Model):
    """How counties of equal totals rank: by the scores of the items or branches `by` in turn, else they share the rank.

    `next_rank` after two of rank 2 is 4 (skip) or 3 (follow).
    """

    by: tuple[str, ...] = ()
    next_rank: Literal["skip", "follow"] = "skip"


class Grade(Model):
    """A grade (优秀): for totals from `at_least` on, and for no more than the share `quota` of the counties.

    Counties that tie where the quota ends are all left out: a quota is not exceeded. The last grade takes the rest.
    """

    name: str = Field(min_length=1)
    at_least: Decimal | None = None
    quota: Decimal | None = Field(default=None, gt=0, le=1)


class PeerGroups(Model):
    """With whom a county is compared: all of the province, its prefecture, its kind (市辖区), or a list of codes."""

    by: Literal["province", "prefecture", "kind", "list"] = "province"
    lists: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _lists_each_county_once(self) -> Self:
        if (self.by == "list") != bool(self.lists):
            raise ValueError("by: list and lists go together")
        codes = [code for codes in self.lists.values() for code in codes]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"{twice[0]} is in two lists")
        return self

    def group(self, code: str, prefecture: str | None, kind: str) -> str:
        """The name of the group of the county `code`; empty for those that no list names, which are compared too."""
        if self.by == "list":
            return next((name for name, codes in self.lists.items() if code in codes), "")
        return {"province": "", "prefecture": prefecture or "", "kind": kind}[self.by]


class Basis(Model):
    """The dated document of a superior body that gives the power to refuse or lower a grade."""

    title: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    number: str = ""
    url: str = ""


class Veto(Model):
    """一票否决 or 降等: the lowest grade, or one grade lower, where a superior body found that `title` is met.

    A finding is put in by a person with the title, issuer, number and date of the document (`Finding`).
    """

    id: Id
    title: str = Field(min_length=1)
    effect: Literal["veto", "downgrade"]
    basis: Basis


class Requirement(Model):
    """The item counts only where the item `item` reaches the share `at_least` of its mark."""

    item: str
    at_least: Decimal = Field(gt=0, le=1)
