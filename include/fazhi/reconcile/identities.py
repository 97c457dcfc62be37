"""The identities of the catalogue: `include/catalogue/identities.yml`, one list of relations between indicators.

A side of a relation is written as a sum of terms: `reconsideration.accepted + reconsideration.carried_in`,
`corrections.current[type=parole]`, `last(corrections.current) - corrections.released` (`last` is the year before).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from fazhi import invalid
from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError

_TERM = re.compile(r"(?:(?P<last>last)\()?(?P<code>[a-z_]+\.[a-z0-9_]+)(?:\[(?P<breakdown>\w+=\w+)\])?(?P<close>\))?")


@dataclass(frozen=True, slots=True)
class Term:
    """One operand: an indicator, or a member of one of its breakdowns, of the period itself or the year before."""

    indicator: str
    breakdown: str = ""
    last_year: bool = False
    sign: int = 1


Side = tuple[Term, ...]


def parse_side(text: object) -> Side:
    """Read a sum of terms; ValueError says which part is none."""
    if not isinstance(text, str):
        raise ValueError(f"{text!r} is not a sum of indicators such as 'litigation.won + litigation.lost'")
    terms = []
    sign = 1
    for number, word in enumerate(text.split()):
        if number % 2:
            if word not in ("+", "-"):
                raise ValueError(f"{word!r} in {text!r} is neither + nor -")
            sign = 1 if word == "+" else -1
            continue
        match = _TERM.fullmatch(word)
        if match is None or bool(match["last"]) != bool(match["close"]):
            raise ValueError(f"{word!r} in {text!r} is not an indicator, code[dimension=member] or last(code)")
        terms.append(Term(match["code"], match["breakdown"] or "", bool(match["last"]), sign))
    if not terms or len(text.split()) % 2 == 0:
        raise ValueError(f"{text!r} is not a sum of indicators")
    return tuple(terms)


_Side = Annotated[
    Any,
    BeforeValidator(parse_side),
    WithJsonSchema({"type": "string", "description": "a sum of indicators: a.b + a.c[dimension=member] - last(a.d)"}),
]
_Reason = Literal["", "carried_over", "other_scope"]


class _Identity(BaseModel):
    """`rests_on` says why the relation must hold: a form, a law or the meaning of the words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    rests_on: str = Field(min_length=4)

    def sides(self) -> Iterator[Side]:
        """Every side, for validation."""
        yield from ()


class SumIdentity(_Identity):
    """`whole` = `parts`; `others` are other ways in use to count them.

    With `unlisted`, the whole may hold parts which no indicator names.
    """

    kind: Literal["sum"]
    whole: _Side
    parts: _Side
    others: tuple[_Side, ...] = ()
    unlisted: bool = False

    def sides(self) -> Iterator[Side]:
        yield self.whole
        yield self.parts
        yield from self.others


class RateIdentity(_Identity):
    """`rate` = `numerator` / a base * 100. The bases of `definition` mean the same; those of `others` are in use too.

    With `unlisted_base`, the right base has no indicator, so that a rate which fits none is no contradiction.
    """

    kind: Literal["rate"]
    rate: _Side
    numerator: _Side
    definition: Annotated[tuple[_Side, ...], Field(min_length=1)]
    others: tuple[_Side, ...] = ()
    unlisted_base: bool = False

    def sides(self) -> Iterator[Side]:
        yield self.rate
        yield self.numerator
        yield from self.definition
        yield from self.others


class OrderIdentity(_Identity):
    """`lesser` <= `greater`; `unless` names what explains the opposite (cases carried over from last year)."""

    kind: Literal["order"]
    lesser: _Side
    greater: _Side
    unless: _Reason = ""

    def sides(self) -> Iterator[Side]:
        yield self.lesser
        yield self.greater


class MembersIdentity(_Identity):
    """The members of a dimension add up to the total; without `partition` they are only some of its parts.

    `members` are those of the catalogue.
    """

    kind: Literal["members"]
    indicator: str
    dimension: str
    partition: bool = True
    members: SkipJsonSchema[tuple[str, ...]] = Field(default=(), exclude=True)

    def sides(self) -> Iterator[Side]:
        yield (Term(self.indicator),)


class ChangeIdentity(_Identity):
    """Of every indicator: the stated change follows from the figure and the one of the year before."""

    kind: Literal["change"]


class RestatementIdentity(_Identity):
    """Of every indicator: the same figure stated twice is the same.

    `between` is `table_and_prose` of one document, or `years`: last year's figure as quoted now, and as given then.
    """

    kind: Literal["restatement"]
    between: Literal["table_and_prose", "years"]


Identity = Annotated[
    SumIdentity | RateIdentity | OrderIdentity | MembersIdentity | ChangeIdentity | RestatementIdentity,
    Field(discriminator="kind"),
]
_ADAPTER: TypeAdapter[Identity] = TypeAdapter(Identity)


def load_identities(catalogue: Catalogue) -> tuple[Identity, ...]:
    """Read `identities.yml` of the catalogue, in the order of the file.

    Raises:
        ConfigurationError: the file is missing or no YAML, an identity is malformed, occurs twice, compares a figure
            with itself or names an indicator, dimension or member that the catalogue lacks; the message names file and
            identity.
    """
    path = catalogue.directory / "identities.yml"
    identities = tuple(_identity(path, number, entry) for number, entry in enumerate(_entries(path), 1))
    for name, count in Counter(identity.id for identity in identities).items():
        if count > 1:
            raise ConfigurationError(f"{path}: {name} is declared twice")
    for identity in identities:
        _refuse_unknown(path, identity, catalogue)
        if term := _on_both_sides(identity):
            raise ConfigurationError(f"{path}: {identity.id}: {term} stands on both sides: it is compared with itself")
    return tuple(_with_members(identity, catalogue) for identity in identities)


def _entries(path: Path) -> list[object]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise ConfigurationError(f"{path} is missing; an empty list ([]) means no identities") from error
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: expected a list of identities")
    return entries


def _identity(path: Path, number: int, entry: object) -> Identity:
    try:
        return _ADAPTER.validate_python(entry)
    except ValidationError as error:
        name = entry.get("id", f"entry {number}") if isinstance(entry, dict) else f"entry {number}"
        raise ConfigurationError(f"{path}: {name}: {invalid.summary(error)}") from error


def _refuse_unknown(path: Path, identity: Identity, catalogue: Catalogue) -> None:
    for term in (term for side in identity.sides() for term in side):
        indicator = catalogue.indicators.get(term.indicator)
        if indicator is None:
            raise ConfigurationError(f"{path}: {identity.id}: the catalogue has no indicator {term.indicator}")
        if not indicator.has_breakdown(term.breakdown):
            raise ConfigurationError(f"{path}: {identity.id}: {term.indicator} has no breakdown {term.breakdown}")
    if isinstance(identity, RateIdentity) and (
        len(identity.rate) != 1 or catalogue.indicators[identity.rate[0].indicator].measure != "rate"
    ):
        raise ConfigurationError(f"{path}: {identity.id}: rate must be one indicator of measure rate")
    if isinstance(identity, MembersIdentity):
        dimensions = catalogue.indicators[identity.indicator].breakdowns
        if identity.dimension not in dimensions:
            raise ConfigurationError(
                f"{path}: {identity.id}: {identity.indicator} has no dimension {identity.dimension}"
            )


def _on_both_sides(identity: Identity) -> str:
    """The indicator that an identity compares with itself, so that it says nothing of it; else ""."""
    if isinstance(identity, OrderIdentity):
        pairs = [(identity.lesser, identity.greater)]
    elif isinstance(identity, SumIdentity):
        pairs = [(identity.whole, parts) for parts in (identity.parts, *identity.others)]
    elif isinstance(identity, RateIdentity):
        bases = (*identity.definition, *identity.others)
        pairs = [(identity.numerator, base) for base in bases if len(base) == 1]  # won / (won + lost) is a rate
        pairs += [(identity.rate, side) for side in (identity.numerator, *bases)]
    else:
        return ""
    for left, right in pairs:
        for term in left:
            if any(replace(term, sign=1) == replace(other, sign=1) for other in right):
                return str(term.indicator)
    return ""


def _with_members(identity: Identity, catalogue: Catalogue) -> Identity:
    if not isinstance(identity, MembersIdentity):
        return identity
    members = catalogue.indicators[identity.indicator].breakdowns[identity.dimension]
    return identity.model_copy(update={"members": members})
