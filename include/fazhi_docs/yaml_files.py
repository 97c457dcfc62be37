"""What a person writes as YAML: a JSON Schema a kind of file, for editors, and one page of tables for people.

Both come from the models that check the files when they are read. Some rules no schema can say (sums of marks, codes
that must exist): the commands named here check these, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from fazhi.catalogue import Indicator, Topic, Wording
from fazhi.quality.suites import Suite
from fazhi.reconcile.identities import Identity
from fazhi.regions.changes import Change
from fazhi.scoring.scheme import Scheme
from fazhi.sources.source import Source
from fazhi.statement_kinds import StatementKinds, Words

Schema = Mapping[str, Any]
Members = dict[str, dict[str, dict[str, Words]]]


class Kind(NamedTuple):
    """A kind of file: what it holds, where it is, which command checks it."""

    name: str
    title: str
    holds: Any
    files: str
    checked_by: str


KINDS = (
    Kind("source", "County", Source, "include/sources/*/*.yml", "./fazhi source check CODE"),
    Kind("indicators", "Indicators", list[Indicator], "include/catalogue/indicators/*.yml", "./fazhi catalogue check"),
    Kind("breakdowns", "Breakdowns", Members, "include/catalogue/breakdowns.yml", "./fazhi catalogue check"),
    Kind("identities", "Identities", list[Identity], "include/catalogue/identities.yml", "./fazhi catalogue check"),
    Kind("statements", "Statements", StatementKinds, "include/catalogue/statements.yml", "./fazhi catalogue check"),
    Kind("topics", "Topics", dict[str, Topic], "include/catalogue/topics.yml", "./fazhi catalogue check"),
    Kind(
        "unlisted",
        "Figures of no indicator",
        list[Wording],
        "include/catalogue/unlisted.yml",
        "./fazhi catalogue check",
    ),
    Kind("scheme", "Assessment scheme", Scheme, "include/schemes/*.yml", "./fazhi scheme check FILE"),
    Kind("expectations", "Expectations", Suite, "expectations/*.yml", "make test"),
    Kind("changes", "Changes of divisions", list[Change], "include/regions/changes.yml", "make test"),
)

_INTRODUCTION = """# YAML files

Counties, the indicator catalogue, schemes and expectations are data. A wrong file is refused with its name, the key
and what to write instead. These tables say what each key may hold; the same as JSON Schema lies in
`docs/reference/schemas/`, for editors that complete and underline YAML: name it in the file's first line, here for a
county in `include/sources/33/`:

```yaml
# yaml-language-server: $schema=../../../docs/reference/schemas/source.json
```
"""


_NAMES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}
_LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "minItems": "at least {}",
    "pattern": "of the form `{}`",
}
_EVIDENT = (("minLength", 1), ("minItems", 1))
"""What is required holds something."""


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one kind of file."""
    schema = TypeAdapter(kind.holds).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": kind.title}


def schema_files() -> dict[str, str]:
    """The text of each schema by file name."""
    return {f"{kind.name}.json": json.dumps(schema_of(kind), ensure_ascii=False, indent=1) + "\n" for kind in KINDS}


def yaml_page() -> str:
    """All kinds, each with a table of the keys of every mapping in it."""
    return "\n".join([_INTRODUCTION, *(part for kind in KINDS for part in _section(kind))])


def _section(kind: Kind) -> Iterator[str]:
    schema = schema_of(kind)
    yield f"## {kind.title}\n\nFiles: `{kind.files}`. Check: `{kind.checked_by}`. Schema: `schemas/{kind.name}.json`.\n"
    yield from _described(schema)
    if "properties" not in schema:
        yield f"The file holds {_type(schema, kind.name)}.\n"
    yield from _table(schema, kind.name)
    for name, definition in schema.get("$defs", {}).items():
        yield f"({_anchor(kind.name, name)})=\n### {name}\n"
        yield from _described(definition)
        yield from _table(definition, kind.name)


def _described(schema: Schema) -> Iterator[str]:
    if "description" in schema:
        yield f"{schema['description']}\n"


def _table(schema: Schema, kind: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    if not properties:
        return
    yield "| key | holds | default |\n| --- | --- | --- |"
    for key, value in properties.items():
        default = "required" if key in schema.get("required", ()) else _default(value)
        yield f"| `{key}` | {_type(value, kind)}{_limits(value)} | {default} |"
    yield ""


def _default(value: Schema) -> str:
    default = value.get("default")
    if default in (None, "", [], {}) or isinstance(default, dict):
        return ""
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _type(schema: Schema, kind: str) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{_anchor(kind, name)})"
    if "const" in schema or "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]) if value)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(_type(each, kind) for each in _told(choices)))
    if schema.get("type") == "array":
        return f"a list of {_type(schema['items'], kind)}"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"keys with {_type(inner, kind)}" if isinstance(inner, dict) else "keys"
    return _NAMES[schema["type"]]


def _told(choices: Sequence[Schema]) -> list[Schema]:
    """Without what people need not know: a number may also be written as a text, an optional key as null."""
    numbers = any(each.get("type") == "number" for each in choices)
    return [
        each
        for each in choices
        if each.get("type") != "null" and not (numbers and each.get("type") == "string" and "pattern" in each)
    ]


def _limits(schema: Schema) -> str:
    found = [
        text.format(f"{branch[name]:g}" if isinstance(branch[name], float) else str(branch[name]).replace("|", "\\|"))
        for branch in [schema, *_told(schema.get("anyOf", ()))]
        for name, text in _LIMITS.items()
        if name in branch and (name, branch[name]) not in _EVIDENT
    ]
    return "".join(f", {text}" for text in found)


def _anchor(kind: str, name: str) -> str:
    return f"{kind}-{name.lower()}"
