"""The indicator catalogue: `include/catalogue/indicators/*.yml`, one file a group.

An indicator is data, with the wordings by which reports name it; the language rules that read it are code
(`fazhi.extract`). Beside the indicators stand `topics.yml`, `breakdowns.yml`, `unlisted.yml` and `statements.yml` (see
there).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi import invalid
from fazhi.errors import ConfigurationError
from fazhi.statement_kinds import StatementKinds

Words = tuple[str, ...]


class Wording(BaseModel):
    """One way in which reports word a figure.

    `head` is what the figure counts, in its own clause, before it (收到申请96件) or after it (16名监督员).
    `beside` must stand next to the head, `with` anywhere in the clause, `near` in the sentence or its headings,
    `without` must not stand next to the head; each is a list of words, or a list of such lists (all needed). `topic`
    must be named or carry on from before (`topics.yml`). `unit` overrides the measure words of the indicator's unit.
    `part` is a fixed breakdown. A wording with `share_of` reads 占…的34.38% beside the count it is a share of;
    `base` are the words of the whole, `needs_part` asks for a breakdown. `weight` decides between equal claims; one
    that `yields` holds only where the document words the indicator in no other way (行政诉讼案件 beside 一审案件).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    head: Words = ()
    beside: Words | tuple[Words, ...] = ()
    with_: Words | tuple[Words, ...] = Field(default=(), alias="with")
    near: Words | tuple[Words, ...] = ()
    without: Words = ()
    topic: str | Words = ()
    unit: Words = ()
    side: Literal["any", "before", "after"] = "any"
    part: str = ""
    weight: int = 0
    share_of: str = ""
    base: Words = ()
    needs_part: bool = False
    yields: bool = False


class Topic(BaseModel):
    """What a passage is about: `words` name it anywhere, `headings` only as a whole heading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Words
    headings: Words = ()


class Indicator(BaseModel):
    """One indicator. `measure` is flow (during the period), stock (at its end), cumulative (since it began) or rate;
    `direction` is + (higher is better), - or 0; `tier` is core where assessment schemes read it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    name_zh: str
    name_en: str = ""
    unit: str
    measure: Literal["flow", "stock", "cumulative", "rate"]
    direction: Literal["+", "-", "0"]
    tier: Literal["core", "extended"]
    breakdowns: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)
    definition: str = ""
    wording: tuple[Wording, ...] = ()

    @property
    def group(self) -> str:
        """The part of the code before the dot."""
        return self.code.partition(".")[0]

    @property
    def additive(self) -> bool:
        """Whether values of different regions and periods may be summed: flows only."""
        return self.measure == "flow"

    def has_breakdown(self, breakdown: str) -> bool:
        """Whether `dimension=member` is declared here; the empty breakdown (the total) always is."""
        dimension, _, member = breakdown.partition("=")
        return not breakdown or member in self.breakdowns.get(dimension, ())


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All indicators by code, in the order of the files. `digest` changes whenever a file of the catalogue does.

    `members` has the words of each breakdown: code or "default" -> dimension -> member -> words.
    """

    indicators: Mapping[str, Indicator]
    digest: str
    directory: Path
    topics: Mapping[str, Topic] = field(default_factory=dict)
    unlisted: tuple[Wording, ...] = ()
    members: Mapping[str, Mapping[str, Mapping[str, Words]]] = field(default_factory=dict)
    statements: StatementKinds = field(default_factory=StatementKinds)


@cache
def load_catalogue(directory: Path) -> Catalogue:
    """Read and check the catalogue below `directory`.

    Raises:
        ConfigurationError: a file is not YAML, an indicator lacks a key or a code occurs twice; names file and key.
    """
    indicators: dict[str, Indicator] = {}
    hashed = hashlib.sha256()
    files = sorted((directory / "indicators").glob("*.yml"))
    if not files:
        raise ConfigurationError(f"{directory / 'indicators'} holds no indicator files (*.yml)")
    for path in files:
        for position, entry in enumerate(_entries(path)):
            name = entry.get("code", f"entry {position + 1}") if isinstance(entry, dict) else f"entry {position + 1}"
            indicator = _validated(Indicator, entry, path, name)
            if indicator.code in indicators:
                raise ConfigurationError(f"{path}: {indicator.code} is declared twice")
            indicators[indicator.code] = indicator
    for path in sorted(directory.rglob("*.yml")):
        hashed.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    catalogue = Catalogue(
        indicators,
        hashed.hexdigest(),
        directory,
        topics=_topics(directory / "topics.yml"),
        unlisted=_unlisted(directory / "unlisted.yml"),
        members=_members(directory / "breakdowns.yml"),
        statements=_statements(directory / "statements.yml"),
    )
    _check_references(catalogue)
    return catalogue


def _check_references(catalogue: Catalogue) -> None:
    """Every topic, code and breakdown member that a wording names must be there."""
    directory, indicators = catalogue.directory, catalogue.indicators
    named = [(indicator.code, wording) for indicator in indicators.values() for wording in indicator.wording]
    for code, wording in [*named, *(("unlisted.yml", wording) for wording in catalogue.unlisted)]:
        topics = (wording.topic,) if isinstance(wording.topic, str) else wording.topic
        for topic in topics:
            if topic and topic not in catalogue.topics:
                raise ConfigurationError(f"{directory}: {code}: the topic {topic} is not in topics.yml")
        if wording.share_of and wording.share_of not in indicators:
            raise ConfigurationError(f"{directory}: {code}: share_of names no indicator: {wording.share_of}")
        if wording.part and not indicators[code].has_breakdown(wording.part):
            raise ConfigurationError(f"{directory}: {code}: {wording.part} is none of its breakdowns")
        if not wording.head and not wording.share_of:
            raise ConfigurationError(f"{directory}: {code}: a wording needs head or share_of")
    for code in catalogue.members:
        if code != "default" and code not in indicators:
            raise ConfigurationError(f"{directory / 'breakdowns.yml'}: {code} is no indicator")
    codes: set[str] = set()
    for kind in catalogue.statements.statements:
        if kind.indicator and kind.indicator not in indicators:
            raise ConfigurationError(f"{directory / 'statements.yml'}: {kind.code}: no indicator {kind.indicator}")
        if kind.value is not None and not kind.indicator:
            raise ConfigurationError(f"{directory / 'statements.yml'}: {kind.code}: a value needs its indicator")
        if kind.code in codes:
            raise ConfigurationError(f"{directory / 'statements.yml'}: {kind.code} is declared twice")
        codes.add(kind.code)


def _topics(path: Path) -> Mapping[str, Topic]:
    entries = _yaml(path) if path.exists() else {}
    if not isinstance(entries, dict):
        raise ConfigurationError(f"{path}: expected topics by name")
    return {name: _validated(Topic, entry, path, name) for name, entry in entries.items()}


def _unlisted(path: Path) -> tuple[Wording, ...]:
    entries = _entries(path) if path.exists() else []
    return tuple(_validated(Wording, entry, path, f"entry {number + 1}") for number, entry in enumerate(entries))


def _members(path: Path) -> Mapping[str, Mapping[str, Mapping[str, Words]]]:
    entries: Any = _yaml(path) if path.exists() else {}
    try:
        return {
            code: {
                dimension: {member: tuple(map(str, words)) for member, words in members.items()}
                for dimension, members in dimensions.items()
            }
            for code, dimensions in entries.items()
        }
    except (AttributeError, TypeError) as error:
        raise ConfigurationError(f"{path}: expected code or default -> dimension -> member -> words") from error


def _statements(path: Path) -> StatementKinds:
    return _validated(StatementKinds, _yaml(path), path, "statements") if path.exists() else StatementKinds()


Model = TypeVar("Model", bound=BaseModel)


def _validated(model: type[Model], entry: object, path: Path, name: str) -> Model:
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        raise ConfigurationError(f"{path}: {name}: {invalid.summary(error)}") from error


def _entries(path: Path) -> list[object]:
    entries = _yaml(path)
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: expected a list of indicators")
    return entries


def _yaml(path: Path) -> object:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
