"""Rows that fail leave staging for `etl.rejected`, one row there for each expectation that a staged row fails.

What a person decided about a row holds for the same row of any later load: the same text (URL and content hash), the
same place in it (locator), the same reading (value digest), the same expectation. Released: it loads. Discarded: it
stays out without asking again. Pending: it is not recorded twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from fazhi.quality.batch import Batch
from fazhi.quality.engine import Verdict
from fazhi.quality.failing import failing_rows
from fazhi.warehouse.database import Connection, table_identifier

_Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is known of a load that is being validated; `recorded_at` is the start of its run."""

    load_id: int
    run_id: int
    province_code: str
    partition_year: int
    recorded_at: datetime


def quarantine(connection: Connection, load: Load, batch: Batch, verdicts: Iterable[Verdict]) -> int:
    """Move the rows of `batch` that fail a quarantining expectation; the number of staged rows that were moved.

    To be called in a transaction.
    """
    leaving: set[tuple[Any, ...]] = set()
    failing: list[tuple[Any, ...]] = []
    for verdict in verdicts:
        if verdict.success or not verdict.expectation.quarantines:
            continue
        rows = _failing(connection, batch, verdict)
        if verdict.expectation.meta.releasable:
            released = _released(connection, verdict)
            rows = [row for row in rows if _identity(row) not in released]
        _record(connection, load, batch, verdict, rows)
        leaving |= {tuple(row[name] for name in batch.suite.key) for row in rows}
        failing.extend(_identity(row) for row in rows)
    _remove(connection, batch, leaving)
    _forget(connection, batch, failing)
    return len(leaving)


def _failing(connection: Connection, batch: Batch, verdict: Verdict) -> list[_Row]:
    """The failing rows as the batch shows them, each with the whole staged row as JSON in `staged`."""
    key = sql.SQL(", ").join(map(sql.Identifier, batch.suite.key))
    query = sql.SQL(
        "SELECT batch.*, to_jsonb(original.*) AS staged FROM ({failing}) AS failing"
        " JOIN {batch} AS batch USING ({key}) JOIN {table} AS original USING ({key}) ORDER BY {key}"
    ).format(
        failing=failing_rows(batch.suite, verdict.expectation, batch.name),
        batch=batch.name,
        key=key,
        table=table_identifier(batch.suite.table),
    )
    with connection.cursor(row_factory=dict_row) as cursor:
        return list(cursor.execute(query).fetchall())


def _identity(row: _Row) -> tuple[Any, ...]:
    return row["url"], row["content_hash"], row["locator"] or "", row["value_digest"]


def _released(connection: Connection, verdict: Verdict) -> set[tuple[Any, ...]]:
    """The identities that a person released for this expectation."""
    found = connection.execute(
        "SELECT url, content_hash, locator, value_digest FROM etl.rejected"
        " WHERE state = 'released' AND table_name = %s AND expectation = %s",
        (verdict.suite.table, verdict.expectation.meta.id),
    )
    return set(found.fetchall())


def _record(connection: Connection, load: Load, batch: Batch, verdict: Verdict, rows: Sequence[_Row]) -> None:
    meta = verdict.expectation.meta
    values = [
        (
            load.load_id,
            load.run_id,
            load.province_code,
            load.partition_year,
            *_identity(row),
            batch.suite.table,
            meta.id,
            meta.told_of(row),
            row["sentence"] or "",
            Jsonb(row["staged"]),
            load.recorded_at,
        )
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO etl.rejected (load_id, run_id, province_code, partition_year, url, content_hash, locator,"
            " value_digest, table_name, expectation, reason, sentence, row, recorded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            values,
        )


def _remove(connection: Connection, batch: Batch, keys: Iterable[tuple[Any, ...]]) -> None:
    condition = sql.SQL(" AND ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in batch.suite.key)
    table = table_identifier(batch.suite.table)
    with connection.cursor() as cursor:
        cursor.executemany(sql.SQL("DELETE FROM {} WHERE {}").format(table, condition), list(keys))


def _forget(connection: Connection, batch: Batch, failing: Sequence[tuple[Any, ...]]) -> None:
    """Take back what waits for a decision about rows that pass now: a region was added, a suite was corrected."""
    # the rejection of a second reading stands though the first, its twin in everything, passes
    by_themselves = [
        entry.meta.id for entry in batch.suite.expectations if entry.quarantines and not entry.meta.compares_rows
    ]
    if not by_themselves:
        return
    still_failing = list(zip(*failing, strict=True)) or [(), (), (), ()]
    key = sql.SQL(", ").join(map(sql.Identifier, batch.suite.key))
    connection.execute(
        sql.SQL(
            "DELETE FROM etl.rejected AS waiting USING {batch} AS batch JOIN {table} AS passed USING ({key})"
            " WHERE waiting.state = 'pending' AND waiting.table_name = %s AND waiting.expectation = ANY(%s)"
            " AND (waiting.url, waiting.content_hash, waiting.locator, waiting.value_digest)"
            " = (batch.url, batch.content_hash, batch.locator, batch.value_digest)"
            " AND (waiting.url, waiting.content_hash, waiting.locator, waiting.value_digest)"
            " NOT IN (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::uuid[]))"
        ).format(batch=batch.name, table=table_identifier(batch.suite.table), key=key),
        (
            batch.suite.table,
            by_themselves,
            *(list(column) for column in still_failing),
        ),
    )
