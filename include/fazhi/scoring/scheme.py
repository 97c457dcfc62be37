"""An assessment scheme: one YAML with a tree of branches and items, each item one rule over indicators.

`load_scheme` reads one, `load_schemes` all of some directories, `scheme_for` picks the one of a province and year.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from fazhi import invalid
from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.scoring.rules import AnyRule, Award
from fazhi.scoring.rules.bands import Bands
from fazhi.scoring.rules.base import shown
from fazhi.scoring.scheme_check import refuse_unknown


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(_Model):
    """What is assessed and how. `missing` is the policy where nothing is published: missing is not zero, so the
    reason of such a score is `unpublished` whatever the award.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
    title: str = Field(min_length=1)
    marks: Decimal = Field(gt=0)
    rule: AnyRule
    missing: Award = "zero"
    not_applicable: Award = "full"

    @field_validator("missing", "not_applicable")
    @classmethod
    def _is_a_share(cls, award: Award) -> Award:
        if isinstance(award, Decimal) and not 0 <= award <= 1:
            raise ValueError("a share is between 0 and 1")
        return award

    @model_validator(mode="after")
    def _bands_reach_the_full_mark(self) -> Self:
        if isinstance(self.rule, Bands) and self.rule.bands[0].marks != self.marks:
            best = shown(self.rule.bands[0].marks)
            raise ValueError(f"the best band gives {best}, the item has {shown(self.marks)} marks")
        return self


class Branch(_Model):
    """A heading with branches or items below it; its marks are their sum."""

    id: str = Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$")
    title: str = Field(min_length=1)
    marks: Decimal = Field(gt=0)
    branches: tuple[Branch, ...] = ()
    items: tuple[Item, ...] = ()


class Rounding(_Model):
    """Each item's score is rounded half up to `digits` decimals; totals are sums of rounded scores."""

    digits: int = Field(default=2, ge=0, le=6)


class Scheme(_Model):
    """An assessment as its issuer published it, valid for the years `first_year` to `last_year`."""

    code: str = Field(pattern=r"^[a-z0-9_]+$")
    title: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    province: str = Field(pattern=r"^\d{2}$")
    level: Literal["county", "prefecture"] = "county"
    first_year: int = Field(ge=2005, le=2100)
    last_year: int = Field(ge=2005, le=2100)
    marks: Decimal = Field(gt=0)
    source_url: str = ""
    rounding: Rounding = Rounding()
    branches: tuple[Branch, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.last_year < self.first_year:
            raise ValueError(f"last_year {self.last_year} is before first_year {self.first_year}")
        _refuse_wrong_sum(self.code, self.marks, self.branches)
        seen: set[str] = set()
        for node in _nodes(self.branches):
            if node.id in seen:
                raise ValueError(f"{node.id} is used twice; ids of branches and items are unique in a scheme")
            seen.add(node.id)
        return self

    def items(self) -> Iterator[Item]:
        """Every item, in the order of the file."""
        for node in _nodes(self.branches):
            if isinstance(node, Item):
                yield node

    def parents(self) -> dict[str, str]:
        """The id of the branch above each branch and item; empty at the top."""
        return dict(_parents(self.branches, ""))

    def code_in(self, year: int) -> str:
        """The code under which the scores of one year are stored."""
        return self.code if self.first_year == self.last_year else f"{self.code}_{year}"

    def definition(self) -> dict[str, Any]:
        """The scheme as JSON: numbers as strings, so that nothing is lost."""
        return self.model_dump(mode="json")

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what the scheme says; comments and layout of the YAML leave it alone."""
        text = json.dumps(self.definition(), ensure_ascii=False, sort_keys=True)
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


class _ExactLoader(yaml.SafeLoader):
    """Numbers with a point are Decimal: 0.3 is three tenths."""


def _exact(loader: _ExactLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_ExactLoader.add_constructor("tag:yaml.org,2002:float", _exact)


def load_scheme(path: Path, catalogue: Catalogue) -> Scheme:
    """Read and check one scheme.

    Raises:
        ConfigurationError: it is no YAML, a key is wrong, marks don't add up, an id is used twice, an indicator is
            unknown or has another unit; the message names file, item and key.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _ExactLoader)  # noqa: S506  (a SafeLoader with Decimal)
    except (yaml.YAMLError, ArithmeticError) as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}") from error
    try:
        scheme = Scheme.model_validate(raw)
    except ValidationError as error:
        problems = (f"{_place(raw, e['loc'])}{invalid.words(e)}" for e in error.errors())
        raise ConfigurationError(f"{path}: {'; '.join(problems)}") from error
    for item in scheme.items():
        refuse_unknown(path, item.id, item.rule, catalogue)
    return scheme


def _place(raw: Any, location: Sequence[int | str]) -> str:
    """Where an error is: ids instead of positions (`courts.losses: rule.zero_at: `)."""
    ids: list[str] = []
    keys: list[str] = []
    node = raw
    for step in location:
        if isinstance(step, int) and isinstance(node, list) and step < len(node):
            node = node[step]
            name = node.get("id") if isinstance(node, dict) else None
            if name:
                ids, keys = [str(name)], []
                continue
        elif isinstance(node, dict):
            node = node.get(step)
        keys.append(str(step))
    return "".join(f"{part}: " for part in (*ids, ".".join(keys)) if part)


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
            if (scheme.province, scheme.level) == (other.province, other.level) and same_years:
                raise ConfigurationError(f"{path} and {other_path} both assess province {scheme.province} in one year")
            if scheme.code == other.code:
                raise ConfigurationError(f"{path} and {other_path} both have the code {scheme.code}")
        found.append((path, scheme))
    return tuple(scheme for _, scheme in found)


def scheme_for(schemes: Sequence[Scheme], province: str, year: int) -> Scheme | None:
    """The scheme that assesses the counties of `province` in `year`; None where there is none."""
    for scheme in schemes:
        if scheme.province == province and scheme.level == "county" and scheme.first_year <= year <= scheme.last_year:
            return scheme
    return None
