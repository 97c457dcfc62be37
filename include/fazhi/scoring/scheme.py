"""An assessment scheme: one YAML with a tree of branches and items, each item one rule over indicators.

`load_scheme` reads one, `load_schemes` all of some directories, `scheme_for` picks the one of a province and year.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property, partial
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from fazhi import invalid
from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.scoring.inputs import Input
from fazhi.scoring.policy import Grade, Id, PeerGroups, Requirement, Rounding, Ties, Veto
from fazhi.scoring.rules import AnyRule, Award
from fazhi.scoring.rules.base import Model, shown
from fazhi.scoring.scheme_check import refuse_unknown
from fazhi.scoring.scheme_file import read_yaml

ADJUSTMENTS = {"bonus": "加分", "penalty": "扣分"}
"""What stands beside the tree, by the kind of an adjustment."""

_COUNTY = 6


class Scored(Model):
    """What is assessed and how. `missing` is the policy where nothing is published: missing is not zero, so the
    reason of such a score is `unpublished` whatever the award. `source_url` is the page that the item was taken from.
    """

    id: Id
    title: str = Field(min_length=1)
    marks: Decimal = Field(gt=0)
    rule: AnyRule
    missing: Award = "zero"
    not_applicable: Award = "full"
    source_url: str = ""

    @field_validator("missing", "not_applicable")
    @classmethod
    def _is_a_share(cls, award: Award) -> Award:
        if isinstance(award, Decimal) and not 0 <= award <= 1:
            raise ValueError("a share is between 0 and 1")
        return award

    @model_validator(mode="after")
    def _reaches_the_full_mark(self) -> Self:
        best = self.rule.best()
        if best is not None and best != self.marks:
            raise ValueError(f"the best that the rule gives is {shown(best)}, the item has {shown(self.marks)} marks")
        return self


class Item(Scored):
    """An item of the tree: its full mark is part of the scheme's."""

    requires: Requirement | None = None


class Adjustment(Scored):
    """加分 or 扣分 beside the tree: at most `marks` are given or taken off, beyond the scheme's full mark.

    Of the adjustments of one `event` only the one that moves the total most counts: nothing is rewarded twice.
    """

    kind: Literal["bonus", "penalty"]
    not_applicable: Award = "zero"
    event: str = ""


class Branch(Model):
    """A heading with branches or items below it; its marks are their sum."""

    id: Id
    title: str = Field(min_length=1)
    marks: Decimal = Field(gt=0)
    branches: tuple[Branch, ...] = ()
    items: tuple[Item, ...] = ()


class Scheme(Model):
    """An assessment as its issuer published it, valid for the years `first_year` to `last_year`.

    It assesses the divisions of a level, only those of the codes `regions` where there are any; or, with `subject`
    organ, the departments and townships (`organs.csv`) of the counties `regions`, whose figures are submitted.
    """

    code: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    province: str = Field(pattern=r"^\d{2}$")
    level: Literal["county", "prefecture"] = "county"
    subject: Literal["region", "organ"] = "region"
    regions: tuple[str, ...] = ()
    first_year: int = Field(ge=2005, le=2100)
    last_year: int = Field(ge=2005, le=2100)
    marks: Decimal = Field(gt=0)
    source_url: str = ""
    rounding: Rounding = Rounding()
    ties: Ties = Ties()
    peer_groups: PeerGroups = PeerGroups()
    grades: tuple[Grade, ...] = ()
    branches: tuple[Branch, ...]
    adjustments: tuple[Adjustment, ...] = ()
    bonus_cap: Decimal | None = Field(default=None, gt=0)
    penalty_cap: Decimal | None = Field(default=None, gt=0)
    vetoes: tuple[Veto, ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError(f"last_year {self.last_year} is before first_year {self.first_year}")
        _refuse_wrong_sum(self.code, self.marks, self.branches)
        seen: set[str] = set()
        for node in (*_nodes(self.branches), *self.adjustments, *self.vetoes):
            if node.id in seen:
                raise ValueError(f"{node.id}: is used twice; ids of branches and items are unique in a scheme")
            seen.add(node.id)
        for name in self.ties.by:
            if name not in seen:
                raise ValueError(f"ties.by: there is no item or branch {name}")
        return self

    @model_validator(mode="after")
    def _names_whose_organs(self) -> Self:
        if self.subject == "organ" and not (self.regions and all(len(code) == _COUNTY for code in self.regions)):
            raise ValueError("regions: an assessment of organs names the counties whose they are, by six digits")
        if self.subject == "organ" and self.peer_groups.by == "prefecture":
            raise ValueError("peer_groups: organs of one county are all of one prefecture; compare by kind or list")
        return self

    @model_validator(mode="after")
    def _requires_in_order(self) -> Self:
        known = {item.id for item in self.items()}
        for item in self.items():
            if item.requires and item.requires.item not in known:
                raise ValueError(f"{item.id}: requires.item: there is no item {item.requires.item}")
        try:
            self.requirements  # noqa: B018  (looking is the check)
        except CycleError as error:
            raise ValueError(f"{error.args[1][0]}: requires itself: {' -> '.join(error.args[1])}") from error
        return self

    @model_validator(mode="after")
    def _grades_get_worse(self) -> Self:
        if self.vetoes and not self.grades:
            raise ValueError(f"{self.vetoes[0].id}: a veto lowers the grade, but the scheme has no grades")
        for grade in self.grades[:-1]:
            if grade.at_least is None and grade.quota is None:
                raise ValueError(f"grades: {grade.name} takes every county: those after it are never given")
        lines = [grade.at_least for grade in self.grades if grade.at_least is not None]
        if lines != sorted(set(lines), reverse=True):
            raise ValueError("grades: at_least must fall from grade to grade")
        if self.grades and (self.grades[-1].at_least, self.grades[-1].quota) != (None, None):
            raise ValueError(f"grades: {self.grades[-1].name} is the last and takes the rest: no at_least, no quota")
        return self

    def items(self) -> Iterator[Item]:
        """Every item, in the order of the file."""
        for node in _nodes(self.branches):
            if isinstance(node, Item):
                yield node

    @cached_property
    def scored(self) -> tuple[Item | Adjustment, ...]:
        """Everything that gets a score: the items, then bonus and penalty."""
        return (*self.items(), *self.adjustments)

    @cached_property
    def inputs(self) -> tuple[Input, ...]:
        """Every figure that some rule may read, in one order whatever that of the items."""
        return tuple(sorted({asked for item in self.scored for asked in item.rule.inputs()}))

    @cached_property
    def requirements(self) -> tuple[tuple[str, Requirement], ...]:
        """Items that require others, in an order in which a requirement is settled before it is asked for.

        Raises:
            CycleError: some require each other.
        """
        required = {item.id: item.requires for item in self.items() if item.requires}
        order = TopologicalSorter({name: {one.item} for name, one in required.items()}).static_order()
        return tuple((name, required[name]) for name in order if name in required)

    def parents(self) -> dict[str, str]:
        """The id of the branch above each branch and item; empty at the top. Adjustments stand below their kind."""
        return dict(_parents(self.branches, "")) | {one.id: one.kind for one in self.adjustments}

    def headings(self) -> dict[str, str]:
        """The titles of what items stand directly below, by code, in the order of the file; adjustments come last."""
        above = {self.parents()[item.id] for item in self.scored}
        branches = {node.id: node.title for node in _nodes(self.branches) if isinstance(node, Branch)}
        return {code: title for code, title in (branches | ADJUSTMENTS).items() if code in above}

    def assesses_like(self, other: Scheme) -> bool:
        """Whether both assess the same units: those of one kind and province, or organs of one county."""
        alike = (self.province, self.level, self.subject) == (other.province, other.level, other.subject)
        return alike and (self.subject == "region" or not {*self.regions}.isdisjoint(other.regions))

    def assessors(self) -> tuple[str, ...]:
        """Under which codes its scores are kept (`fazhi.scoring.subjects`): the province, or each county of organs."""
        if self.level != "county":
            return ()
        return self.regions if self.subject == "organ" else (self.province,)

    def code_in(self, year: int) -> str:
        """The code under which the scores of one year are stored."""
        return self.code if self.first_year == self.last_year else f"{self.code}_{year}"

    def definition(self) -> dict[str, Any]:
        """The scheme as JSON: numbers as strings, so that nothing is lost."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what the scheme says; comments, layout and defaults that are written out leave it alone."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def _nodes(branches: Sequence[Branch]) -> Iterator[Branch | Item]:
    for branch in branches:
        yield branch
        yield from _nodes(branch.branches)
        yield from branch.items


def _parents(branches: Sequence[Branch], above: str) -> Iterator[tuple[str, str]]:
    for branch in branches:
        yield branch.id, above
        yield from _parents(branch.branches, branch.id)
        yield from ((item.id, branch.id) for item in branch.items)


def _refuse_wrong_sum(name: str, marks: Decimal, nodes: Sequence[Branch | Item]) -> None:
    total = sum((node.marks for node in nodes), Decimal(0))
    if total != marks:
        raise ValueError(f"{name}: has {shown(marks)} marks, but what is below it adds up to {shown(total)}")
    for node in nodes:
        if isinstance(node, Branch):
            below: tuple[Branch | Item, ...] = (*node.branches, *node.items)
            if not below:
                raise ValueError(f"{node.id}: has neither branches nor items")
            _refuse_wrong_sum(node.id, node.marks, below)


def load_scheme(path: Path, catalogue: Catalogue) -> Scheme:
    """Read and check one scheme.

    Raises:
        ConfigurationError: it is no YAML, a key is wrong, marks don't add up, an id is used twice, an indicator is
            unknown or has another unit; the message names file, item and key.
    """
    raw, place = read_yaml(path)
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        problems = (f"{place.of(e['loc'], invalid.words(e))}" for e in error.errors())
        raise ConfigurationError(f"{path}: {'; '.join(problems)}") from error
    for item in scheme.scored:
        refuse_unknown(item.rule, catalogue, partial(place.error, item.id))
    return scheme


def load_schemes(directories: Sequence[Path], catalogue: Catalogue) -> tuple[Scheme, ...]:
    """Every scheme (`*.yml`) of `directories`, in order of file name; a missing directory holds none.

    Raises:
        ConfigurationError: as of `load_scheme`; or two files have the same code or assess the same units and year.
    """
    found: list[tuple[Path, Scheme]] = []
    for path in (path for directory in directories for path in sorted(directory.glob("*.yml"))):
        scheme = load_scheme(path, catalogue)
        for other_path, other in found:
            same_years = scheme.first_year <= other.last_year and other.first_year <= scheme.last_year
            if scheme.assesses_like(other) and same_years:
                raise ConfigurationError(f"{path} and {other_path} both assess province {scheme.province} in one year")
            if scheme.code == other.code:
                raise ConfigurationError(f"{path} and {other_path} both have the code {scheme.code}")
        found.append((path, scheme))
    return tuple(scheme for _, scheme in found)


def scheme_for(schemes: Sequence[Scheme], assessor: str, year: int) -> Scheme | None:
    """The scheme by which `assessor` assesses in `year`: a province its counties, a county its organs; None without."""
    for scheme in schemes:
        if assessor in scheme.assessors() and scheme.first_year <= year <= scheme.last_year:
            return scheme
    return None


def assessors(schemes: Sequence[Scheme], province: str, year: int) -> list[str]:
    """Who assesses by the facts of a province and year: the province itself first, then counties their organs."""
    found = {
        code
        for scheme in schemes
        if scheme.province == province and scheme.first_year <= year <= scheme.last_year
        for code in scheme.assessors()
    }
    return sorted(found, key=lambda code: (len(code), code))
