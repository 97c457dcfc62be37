"""The suites of the gate: `expectations/<table>.yml`, one file a table; those of `stg` are tried before the merge,
those of `dw` after it.

    table: stg.observation            # rows that fail are moved out of here
    key: [load_id, row_number]        # columns that name a row of it
    batch: |                          # what is checked: the rows of one load, and what they are compared with
      SELECT o.*, i.unit AS catalogue_unit FROM stg.observation AS o ... WHERE o.load_id = {load_id}
    expectations:
      - type: expect_column_values_to_be_in_set     # of Great Expectations
        kwargs: {column: kind, value_set: [actual, target]}
        severity: critical
        meta:
          id: kind_unknown                          # the reason code
          scope: row
          reason: "{kind} is not a kind of figure."  # {column} stands for the row's value

Scope `row` and severity `critical`: failing rows are quarantined. Scope `batch` and `critical`: the partition stops.
`warning`: recorded only, with examples at scope `row`. After the merge nothing is moved: what is critical there fails
the load. `releasable: false` marks a row that the star schema cannot hold, whoever releases it;
`compares_rows: true` one that fails because of another row, not by itself. Braces that are no placeholders are doubled.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from fazhi import invalid
from fazhi.errors import ConfigurationError

_SHOWN_LENGTH = 80


class Meta(BaseModel):
    """What we add to an expectation of Great Expectations; see the module's example."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    scope: Literal["row", "batch"]
    reason: str = Field(min_length=1)
    releasable: bool = True
    compares_rows: bool = False

    @field_validator("reason")
    @classmethod
    def _names_columns_only(cls, reason: str) -> str:
        for _, name, specification, conversion in string.Formatter().parse(reason):
            if name is not None and (not name.isidentifier() or specification or conversion):
                raise ValueError(f"{{{name}}} is not the name of a column")
        return reason

    @property
    def reason_columns(self) -> list[str]:
        """The columns whose values the reason shows."""
        return [name for _, name, _, _ in string.Formatter().parse(self.reason) if name]

    def told_of(self, row: Mapping[str, Any]) -> str:
        """The reason with the values of `row`."""
        return self.reason.format_map({name: _shown(row[name]) for name in self.reason_columns})


class Expectation(BaseModel):
    """One entry of a suite: a type of Great Expectations with its arguments, and what its failure means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    severity: Literal["critical", "warning"]
    meta: Meta

    @field_validator("kwargs")
    @classmethod
    def _asks_the_batch(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        if "{batch}" not in arguments.get("unexpected_rows_query", "{batch}"):
            raise ValueError("the query must read from {batch}, or it would judge other loads")
        return arguments

    @property
    def quarantines(self) -> bool:
        """Whether the rows that fail leave staging."""
        return self.severity == "critical" and self.meta.scope == "row"

    @property
    def stops(self) -> bool:
        """Whether a failure stops the partition."""
        return self.severity == "critical" and self.meta.scope == "batch"


class Suite(BaseModel):
    """The expectations of one table; `path` is the file they come from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: SkipJsonSchema[Path]
    table: str = Field(pattern=r"^[a-z_]+\.[a-z_]+$")
    key: tuple[str, ...] = Field(min_length=1)
    batch: str
    expectations: tuple[Expectation, ...] = Field(min_length=1)

    @field_validator("batch")
    @classmethod
    def _is_of_one_load(cls, batch: str) -> str:
        if "{load_id}" not in batch:
            raise ValueError("must be limited to one load by {load_id}")
        return batch.rstrip("; \n")

    @field_validator("expectations")
    @classmethod
    def _have_different_ids(cls, expectations: tuple[Expectation, ...]) -> tuple[Expectation, ...]:
        seen: set[str] = set()
        for expectation in expectations:
            if expectation.meta.id in seen:
                raise ValueError(f"{expectation.meta.id} is declared twice")
            seen.add(expectation.meta.id)
        return expectations

    @model_validator(mode="after")
    def _is_named_after_its_table(self) -> Suite:
        if self.name != self.table.replace(".", "_"):
            raise ValueError(f"the suite of {self.table} must be {self.table.replace('.', '_')}.yml")
        return self

    @property
    def of_staging(self) -> bool:
        """Whether it is tried before the merge."""
        return self.table.startswith("stg.")

    @property
    def name(self) -> str:
        """The name of the file without its suffix."""
        return self.path.stem

    def where(self, expectation: Expectation) -> str:
        """File and entry, for messages."""
        return f"{self.path}: {expectation.meta.id}"


def load_suites(directory: Path) -> tuple[Suite, ...]:
    """Read and check the form of every suite in `directory`, by file name.

    Raises:
        ConfigurationError: there is none, a file is not YAML, a key is missing, unknown or wrong; names file and entry.
    """
    paths = sorted(directory.glob("*.yml"))
    if not paths:
        raise ConfigurationError(f"{directory} holds no suites (*.yml); see FAZHI_EXPECTATIONS")
    return tuple(_load_suite(path) for path in paths)


def digest(directory: Path) -> str:
    """SHA-256 (hex) over the suites of staging in a directory, names and contents: what decides on which rows load."""
    state = hashlib.sha256()
    for path in sorted(directory.glob("stg_*.yml")):
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def _load_suite(path: Path) -> Suite:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path}: expected the keys table, key, batch and expectations")
    try:
        return Suite.model_validate({**content, "path": path})
    except ValidationError as error:
        details = "; ".join(
            f"{_location(content, problem['loc'])}: {invalid.words(problem)}" for problem in error.errors()
        )
        raise ConfigurationError(f"{path}: {details}") from error


def _location(content: dict[str, Any], location: tuple[int | str, ...]) -> str:
    """Where in the file, with the entry's id instead of its position where it has one."""
    names = [str(part) for part in location]
    if len(location) > 1 and location[0] == "expectations":
        try:
            names[1] = str(content["expectations"][location[1]]["meta"]["id"])
        except (KeyError, TypeError):
            names[1] = f"entry {int(location[1]) + 1}"
    return " ".join(names)


def _shown(value: object) -> str:
    """A value as a person reads it in a sentence."""
    if value is None or value == "":
        return "(nothing)"
    text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return text if len(text) <= _SHOWN_LENGTH else text[:_SHOWN_LENGTH] + "…"
