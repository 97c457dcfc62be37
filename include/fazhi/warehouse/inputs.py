"""What people put in, as JSON Lines: decisions about rejected rows and corrections, to be kept and applied again.

The warehouse can be rebuilt from the archive; these lines cannot. Each holds the key by which a text gives it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from fazhi.errors import FazhiError
from fazhi.warehouse.database import Connection

_DECISION = (
    *("province_code", "partition_year", "url", "content_hash", "locator", "value_digest", "table_name"),
    *(
        "expectation",
        "reason",
        "sentence",
        "row",
        "state",
        "recorded_at",
        "decided_at",
        "decided_by",
        "decision_reason",
    ),
)
_CORRECTION = (
    *("url", "content_hash", "locator", "value_digest", "row_digest", "expected", "corrected", "sentence", "reason"),
    *("owner", "made_at", "withdrawn_at", "withdrawn_by"),
)
_KINDS = {"decision": ("rejected", _DECISION), "correction": ("correction", _CORRECTION)}


class InputError(FazhiError):
    """A line is no input of people; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How many inputs were taken, and how many the warehouse had already."""

    taken: int
    known: int


def export(connection: Connection) -> Iterator[str]:
    """Every input as a line of JSON, in an order of their own: the same inputs give the same lines."""
    for kind, (table, columns) in sorted(_KINDS.items()):
        condition = "WHERE state <> 'pending'" if kind == "decision" else ""
        listed = ", ".join(f'"{column}"' for column in columns)
        rows = connection.execute(
            f"SELECT to_jsonb(kept) FROM (SELECT {listed} FROM etl.{table} {condition}) AS kept"
            " ORDER BY url, content_hash, locator, value_digest, to_jsonb(kept)::text"
        )
        for (content,) in rows:
            yield json.dumps({"input": kind, **content}, ensure_ascii=False, sort_keys=True)


def apply_lines(connection: Connection, lines: Iterable[str]) -> Applied:
    """Take over inputs that `export` gave; those that the warehouse has already are left alone.

    A decision about a row that waits here is made here as well, and documents that were derived already are derived
    again. All or nothing.

    Raises:
        InputError: a line is no JSON, of an unknown kind, or lacks a key.
    """
    taken = known = 0
    with connection.transaction():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            kind, content = _parsed(line, number)
            added = _insert(connection, kind, content)
            taken, known = taken + added, known + (not added)
            if added:
                connection.execute(
                    "UPDATE etl.derivation SET redo_requested_at = %s"
                    " WHERE url = %s AND content_hash = %s AND is_current",
                    (content.get("decided_at") or content["made_at"], content["url"], content["content_hash"]),
                )
    return Applied(taken, known)


def _parsed(line: str, number: int) -> tuple[str, dict[str, object]]:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"line {number} is no JSON: {error}") from error
    kind = content.pop("input", None) if isinstance(content, dict) else None
    if kind not in _KINDS:
        raise InputError(f"line {number}: input is {kind!r}, not one of {', '.join(_KINDS)}")
    missing = [column for column in _KINDS[kind][1] if column not in content]
    if missing:
        raise InputError(f"line {number}: no {', '.join(missing)}")
    return kind, content


def _insert(connection: Connection, kind: str, content: dict[str, object]) -> bool:
    table, columns = _KINDS[kind]
    values = [Jsonb(content[name]) if name in {"row", "corrected"} else content[name] for name in columns]
    listed = ", ".join(f'"{column}"' for column in columns)
    if kind == "decision":
        conflict = (
            "ON CONFLICT (url, content_hash, locator, value_digest, expectation) DO UPDATE SET state = excluded.state,"
            " decided_at = excluded.decided_at, decided_by = excluded.decided_by,"
            " decision_reason = excluded.decision_reason WHERE held.state = 'pending'"
        )
    else:
        if _holds(connection, content):
            return False
        conflict = "ON CONFLICT DO NOTHING"
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO etl.{table} AS held ({listed}) VALUES ({marks}) {conflict}"
    return connection.execute(statement, values).rowcount > 0


def _holds(connection: Connection, content: dict[str, object]) -> bool:
    """Whether the correction is there already, also one that was withdrawn."""
    key = ("url", "content_hash", "locator", "value_digest", "made_at")
    row = connection.execute(
        "SELECT EXISTS (SELECT FROM etl.correction WHERE (url, content_hash, locator, value_digest, made_at)"
        " = (%s, %s, %s, %s::uuid, %s::timestamptz))",
        [content[name] for name in key],
    ).fetchone()
    return row is not None and bool(row[0])
