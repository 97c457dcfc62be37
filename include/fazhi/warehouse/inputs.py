"""What people put in, as JSON Lines: about rows, figures, scores, alerts: to be kept and applied again.

The warehouse can be rebuilt from the archive; these lines cannot. Each holds the key by which a text gives it back, or
the codes and the year of the score it is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from fazhi.catalogue import Catalogue
from fazhi.errors import FazhiError
from fazhi.partition_key import PartitionKey
from fazhi.warehouse import corrections, frozen, input_columns, ledger
from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """A kind of input: its table, what is kept of it, and the columns by which it is known again."""

    table: str
    columns: tuple[str, ...]
    known_by: tuple[str, ...]
    rows: str = ""  # what holds the columns, where the table alone does not
    tables: tuple[str, ...] = ()  # where the columns stand, where not in the table alone
    later: tuple[str, ...] = ()  # columns that are null until someone withdraws, answers or ends it
    added: tuple[str, ...] = ()  # columns that exports of older versions have not
    as_json: tuple[str, ...] = ()
    as_text: tuple[str, ...] = ()  # numbers, whose digits JSON would not keep
    of_a_text: bool = False  # else of the scores of a province and year
    of_facts: bool = True  # else nothing is derived from it


_KINDS = {
    "decision": _Kind(
        table="etl.rejected_decision",
        tables=("etl.rejected", "etl.rejected_decision"),
        rows=(
            "(SELECT made.*, province_code, partition_year, table_name, reason, sentence, rejected.row, recorded_at"
            " FROM etl.rejected_decision AS made"
            " JOIN etl.rejected USING (url, content_hash, locator, value_digest, expectation)) AS decided"
        ),
        columns=(
            *("province_code", "partition_year", "url", "content_hash", "locator", "value_digest", "table_name"),
            *("expectation", "reason", "sentence", "row", "state", "recorded_at"),
            *("decided_at", "decided_by", "decision_reason"),
        ),
        known_by=("url", "content_hash", "locator", "value_digest", "expectation", "decided_at", "state"),
        as_json=("row",),
        of_a_text=True,
    ),
    "correction": _Kind(
        table="etl.correction",
        columns=(
            *("url", "content_hash", "locator", "value_digest", "row_digest", "expected", "corrected", "sentence"),
            *("reason", "owner", "made_at", "withdrawn_at", "withdrawn_by"),
            "withdrawn_reason",
        ),
        known_by=("url", "content_hash", "locator", "value_digest", "made_at"),
        later=("withdrawn_at", "withdrawn_by", "withdrawn_reason"),
        added=("withdrawn_reason",),
        as_json=("corrected",),
        of_a_text=True,
    ),
    "score_decision": _Kind(
        table="dw.score_decision",
        columns=(
            *("kind", "province_code", "year", "region_code", "subject", "score", "attachment", "title", "issuer"),
            *("number", "dated", "cut_off", "reason", "made_by", "made_at", "withdrawn_at", "withdrawn_by"),
        ),
        known_by=("kind", "province_code", "year", "region_code", "subject", "made_at"),
        later=("withdrawn_at", "withdrawn_by"),
        as_text=("score",),
    ),
    "score_objection": _Kind(
        table="dw.score_objection",
        columns=(
            *("province_code", "year", "region_code", "item", "objection", "raised_by", "raised_at"),
            *("outcome", "answer", "answered_by", "answered_at"),
        ),
        known_by=("province_code", "year", "region_code", "item", "raised_at"),
        later=("outcome", "answer", "answered_by", "answered_at"),
    ),
    "alert_silence": _Kind(
        table="etl.alert_silence",
        columns=("stage", "reason_code", "place", "why", "made_by", "made_at", "until", "ended_at", "ended_by"),
        known_by=("stage", "reason_code", "place", "made_at"),
        later=("ended_at", "ended_by"),
        of_facts=False,
    ),
}


_FROZEN = "frozen_score"
_OF_A_DECISION = (*_KINDS["decision"].known_by, "decided_by", "decision_reason")
_LATEST_HOLDS = """
ON CONFLICT (url, content_hash, locator, value_digest, expectation) DO UPDATE
SET state = excluded.state, decided_at = excluded.decided_at, decided_by = excluded.decided_by,
    decision_reason = excluded.decision_reason
WHERE held.state = 'pending' OR held.decided_at < excluded.decided_at
"""


class InputError(FazhiError):
    """A line is no input of people; the message names the line and what is wrong."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How many inputs were taken, and how many the warehouse had already."""

    taken: int
    known: int


def export(connection: Connection) -> Iterator[str]:
    """Every input as a line of JSON, in an order of their own: the same inputs give the same lines."""
    for name, kind in sorted(_KINDS.items()):
        listed = ", ".join(f'"{column}"::text' if column in kind.as_text else f'"{column}"' for column in kind.columns)
        rows = connection.execute(
            f"SELECT to_jsonb(kept) FROM (SELECT {listed} FROM {kind.rows or kind.table}) AS kept"
            f" ORDER BY {', '.join(kind.known_by)}, to_jsonb(kept)::text"
        )
        for (content,) in rows:
            yield json.dumps({"input": name, **content}, ensure_ascii=False, sort_keys=True)
    for content in frozen.frozen_scores(connection):
        yield json.dumps({"input": _FROZEN, **content}, ensure_ascii=False, sort_keys=True)


def apply_lines(
    connection: Connection, lines: Iterable[str], *, catalogue: Catalogue, objections: corrections.Objections
) -> Applied:
    """Take over inputs that `export` gave; those that the warehouse has already are left alone.

    Of the decisions about a row the latest holds, whichever came first; what someone withdrew, answered or ended since
    is taken over, too. Documents that were derived already are derived again, and years that were scored are scored
    again. All or nothing.

    Raises:
        InputError: a line is no JSON, of an unknown kind, lacks a key, has a value that can't be, corrects a figure to
            what none can be, or says otherwise what is here already. Names line and key.
    """
    taken = known = 0
    columns: dict[str, Mapping[str, input_columns.Column]] = {}
    with connection.transaction():
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            name, content = _parsed(line, number)
            if name != _FROZEN and name not in columns:
                columns[name] = input_columns.columns_of(connection, _KINDS[name].tables or (_KINDS[name].table,))
            try:
                with connection.transaction():
                    if name == _FROZEN:
                        added = _restored(connection, content)
                    else:
                        _refuse_what_cannot_be(name, content, columns[name])
                        added = _taken(connection, name, content, catalogue, objections)
            except _REFUSED as error:
                raise InputError(f"line {number} ({name}): {_told(connection, error)}") from error
            taken, known = taken + added, known + (not added)
    return Applied(taken, known)


class _NotTakenError(FazhiError):
    """Why a line is not taken; who reads the lines says which it is."""


_REFUSED = (_NotTakenError, frozen.FrozenScoreError, psycopg.DataError, psycopg.IntegrityError)


def _told(connection: Connection, error: Exception) -> str:
    """What is wrong with a line, for a person; where a rule of the database refused it, what that asks for."""
    if not isinstance(error, psycopg.Error):
        return str(error)
    diagnosed = error.diag
    rule = connection.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s AND conrelid = to_regclass(%s)",
        (diagnosed.constraint_name, f"{diagnosed.schema_name}.{diagnosed.table_name}"),
    ).fetchone()
    if rule is None:
        return str(diagnosed.message_primary)
    return f"{diagnosed.schema_name}.{diagnosed.table_name} asks for {rule[0]}; correct the line or take it out"


def _refuse_what_cannot_be(name: str, content: Mapping[str, Any], columns: Mapping[str, input_columns.Column]) -> None:
    if wrong := input_columns.fault(content, {each: columns[each] for each in _KINDS[name].columns}):
        raise _NotTakenError(f"{wrong}; correct the line or take it out")


def _restored(connection: Connection, content: dict[str, Any]) -> bool:
    try:
        return frozen.restore(connection, content)
    except (KeyError, TypeError, AttributeError) as error:
        raise _NotTakenError(f"a part of it is missing or of another kind: {error}") from error


def _taken(
    connection: Connection,
    name: str,
    content: dict[str, Any],
    catalogue: Catalogue,
    objections: corrections.Objections,
) -> bool:
    """Whether the line brought anything that was not here."""
    kind = _KINDS[name]
    if _holds(connection, kind, content):
        changed = _carried_on(connection, name, content)
    else:
        if name == "correction" and not content["withdrawn_at"]:  # one that was withdrawn is history
            _refuse_wrong(connection, content, catalogue, objections)
        _insert(connection, name, content)
        changed = True
    if changed:
        _have_it_followed(connection, kind, content)
    return changed


def _refuse_wrong(
    connection: Connection, content: dict[str, Any], catalogue: Catalogue, objections: corrections.Objections
) -> None:
    """Refuse a correction that can't be."""
    try:
        corrections.refuse_wrong(connection, content, catalogue=catalogue, objections=objections)
    except corrections.CorrectionError as error:
        raise _NotTakenError(f"corrected: {error}; correct the line or take it out") from error


def _have_it_followed(connection: Connection, kind: _Kind, content: dict[str, Any]) -> None:
    if not kind.of_facts:
        return
    if not kind.of_a_text:
        ledger.mark_changed(connection, [PartitionKey(content["province_code"][:2], content["year"])])
        return
    if "decided_at" in content:
        again = {"requested_at": content["decided_at"], "content_hash": content["content_hash"]}
    else:
        again = {"requested_at": content["made_at"]}  # a correction holds in other texts of the page, too
    ledger.derive_again(connection, content["url"], **again)


def _parsed(line: str, number: int) -> tuple[str, dict[str, Any]]:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"line {number} is no JSON: {error}") from error
    kind = content.pop("input", None) if isinstance(content, dict) else None
    if kind not in _KINDS and kind != _FROZEN:
        raise InputError(f"line {number}: input is {kind!r}, not one of {', '.join(_KINDS)}, {_FROZEN}")
    columns = frozen.PARTS if kind == _FROZEN else _KINDS[kind].columns
    content = {**dict.fromkeys(() if kind == _FROZEN else _KINDS[kind].added), **content}
    missing = [column for column in columns if column not in content]
    if missing:
        raise InputError(f"line {number}: no {', '.join(missing)}")
    return kind, content


def _insert(connection: Connection, name: str, content: dict[str, Any]) -> None:
    kind = _KINDS[name]
    if name == "decision":
        connection.execute(*_insertion("etl.rejected", kind, kind.columns, content, _LATEST_HOLDS))
        connection.execute(*_insertion(kind.table, kind, _OF_A_DECISION, content))
    elif not connection.execute(*_insertion(kind.table, kind, kind.columns, content)).rowcount:
        raise _NotTakenError(
            "another one of the same figure or score holds here; withdraw that first, or take the line out"
        )


def _carried_on(connection: Connection, name: str, content: dict[str, Any]) -> bool:
    """Whether something became of an input since that is not known here; refused where it says another thing."""
    kind = _KINDS[name]
    made = [column for column in (_OF_A_DECISION if name == "decision" else kind.columns) if column not in kind.later]
    _refuse_another(connection, name, content, made)
    if all(content[column] is None for column in kind.later):
        return False
    same, known = _known_by(kind, content)
    set_later = ", ".join(f'"{column}" = %s' for column in kind.later)
    still = " AND ".join(f'"{column}" IS NULL' for column in kind.later)
    values = [content[column] for column in kind.later]
    if connection.execute(f"UPDATE {kind.table} SET {set_later} WHERE {same} AND {still}", [*values, *known]).rowcount:
        return True
    _refuse_another(connection, name, content, kind.later)
    return False


def _refuse_another(connection: Connection, name: str, content: dict[str, Any], columns: Sequence[str]) -> None:
    """Refuse a line that says another thing than what is known by the same key: an export is no place to change it."""
    kind = _KINDS[name]
    same, known = _known_by(kind, content)
    differing = ", ".join(
        f'CASE WHEN "{column}" IS DISTINCT FROM %s THEN coalesce("{column}"::text, \'nothing\') END'
        for column in columns
    )
    row = connection.execute(
        f"SELECT {differing} FROM {kind.table} WHERE {same}",
        [*_values(kind, columns, content), *known],
    ).fetchone()
    for column, here in zip(columns, row or (), strict=True):
        if here is not None:
            raise _NotTakenError(
                f"{column} is {here} here, and {json.dumps(content[column], ensure_ascii=False)} in the line: what was"
                " made is not changed in a file; withdraw it here and make another, or take the line out"
            )


def _values(kind: _Kind, columns: Sequence[str], content: Mapping[str, Any]) -> list[Any]:
    return [Jsonb(content[column]) if column in kind.as_json else content[column] for column in columns]


def _insertion(
    table: str, kind: _Kind, columns: Sequence[str], content: dict[str, Any], conflict: str = "ON CONFLICT DO NOTHING"
) -> tuple[str, list[Any]]:
    listed = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} AS held ({listed}) VALUES ({marks}) {conflict}", _values(kind, columns, content)


def _holds(connection: Connection, kind: _Kind, content: dict[str, Any]) -> bool:
    """Whether the input is there already, also one that was withdrawn."""
    same, known = _known_by(kind, content)
    row = connection.execute(f"SELECT EXISTS (SELECT FROM {kind.table} WHERE {same})", known).fetchone()
    return row is not None and bool(row[0])


def _known_by(kind: _Kind, content: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The condition by which an input is found again, and its values."""
    return " AND ".join(f'"{column}" = %s' for column in kind.known_by), [content[each] for each in kind.known_by]
