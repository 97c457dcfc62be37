"""The indicator catalogue: `include/catalogue/indicators/*.yml`, one file a group.

An indicator is data; the language rules that read it are code (`fazhi.extract`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fazhi.errors import ConfigurationError


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
    """All indicators by code, in the order of the files. `digest` changes whenever a file of the catalogue does."""

    indicators: Mapping[str, Indicator]
    digest: str
    directory: Path


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
            try:
                indicator = Indicator.model_validate(entry)
            except ValidationError as error:
                name = entry.get("code", f"entry {position + 1}") if isinstance(entry, dict) else f"entry {position + 1}"
                details = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
                raise ConfigurationError(f"{path}: {name}: {details}") from error
            if indicator.code in indicators:
                raise ConfigurationError(f"{path}: {indicator.code} is declared twice")
            indicators[indicator.code] = indicator
    for path in sorted(directory.rglob("*.yml")):
        hashed.update(path.relative_to(directory).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return Catalogue(indicators, hashed.hexdigest(), directory)


def _entries(path: Path) -> list[object]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    if not isinstance(entries, list):
        raise ConfigurationError(f"{path}: expected a list of indicators")
    return entries
