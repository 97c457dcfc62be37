"""What people decide about rejected rows: an input that outlives every load and rebuild.

It is found again by the row's URL, content hash, locator and value digest, and the expectation; never by a surrogate
key. `rejected_id` only names a row to the person who looks at it. What a decision does stands in
`sql/functions/decide.sql`, so that an editor's database tool and this command line do the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from fazhi.errors import FazhiError
from fazhi.partition_key import PartitionKey
from fazhi.warehouse.database import Connection

_REFUSED = "FZ001"  # as sql/functions/decide.sql has it
STATES = ("pending", "released", "discarded")


class DecisionError(FazhiError):
    """A rejected row can't be released or discarded as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row of `etl.rejected`; `row` is the staged row as it was, column -> value."""

    rejected_id: int
    load_id: int
    province_code: str
    partition_year: int
    url: str
    locator: str
    table_name: str
    expectation: str
    reason: str
    sentence: str
    row: dict[str, Any]
    state: str
    recorded_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None

    @property
    def partition(self) -> PartitionKey:
        return PartitionKey(self.province_code, self.partition_year)


_COLUMNS = ", ".join(RejectedRow.__dataclass_fields__)


def rejected_rows(
    connection: Connection, *, state: str = "pending", partition: PartitionKey | None = None, limit: int | None = None
) -> Sequence[RejectedRow]:
    """The rejected rows of that state, of one partition or all, the oldest first."""
    with connection.cursor(row_factory=class_row(RejectedRow)) as cursor:
        return cursor.execute(
            f"SELECT {_COLUMNS} FROM etl.rejected WHERE state = %s"
            " AND (%s::text IS NULL OR (province_code, partition_year) = (%s, %s::integer))"
            " ORDER BY province_code, partition_year, rejected_id LIMIT %s",
            (state, partition and partition.province, *(partition or (None, None)), limit),
        ).fetchall()


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedCause:
    """Rows that were rejected for one cause: how many, of how many documents, and the latest as an example."""

    expectation: str
    table_name: str
    rows: int
    documents: int
    rejected_id: int
    reason: str
    sentence: str


def rejected_causes(
    connection: Connection, *, state: str = "pending", partition: PartitionKey | None = None
) -> Sequence[RejectedCause]:
    """The rejected rows of that state, of one partition or all, by cause; the most frequent cause first."""
    with connection.cursor(row_factory=class_row(RejectedCause)) as cursor:
        return cursor.execute(
            "SELECT expectation, table_name, rows, documents, rejected_id, reason, sentence FROM ("
            "  SELECT expectation, table_name, count(*) AS rows, count(DISTINCT url) AS documents,"
            "         max(rejected_id) AS rejected_id FROM etl.rejected WHERE state = %s"
            "  AND (%s::text IS NULL OR (province_code, partition_year) = (%s, %s::integer))"
            "  GROUP BY expectation, table_name"
            ") AS cause JOIN (SELECT rejected_id, reason, sentence FROM etl.rejected) AS latest USING (rejected_id)"
            " ORDER BY rows DESC, expectation, table_name",
            (state, partition and partition.province, *(partition or (None, None))),
        ).fetchall()


def rejected_row(connection: Connection, rejected_id: int) -> RejectedRow:
    """One rejected row.

    Raises:
        DecisionError: there is none of that id.
    """
    with connection.cursor(row_factory=class_row(RejectedRow)) as cursor:
        row = cursor.execute(f"SELECT {_COLUMNS} FROM etl.rejected WHERE rejected_id = %s", (rejected_id,)).fetchone()
    if row is None:
        raise DecisionError(f"there is no rejected row {rejected_id}; fazhi rejected list --rows shows them")
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What somebody decided about a rejected row, and why."""

    state: str
    decided_at: datetime
    decided_by: str
    decision_reason: str


def decisions_about(connection: Connection, rejected_id: int) -> Sequence[Decision]:
    """Every decision about a rejected row, the one that holds last."""
    with connection.cursor(row_factory=class_row(Decision)) as cursor:
        return cursor.execute(
            "SELECT made.state, made.decided_at, made.decided_by, made.decision_reason"
            " FROM etl.rejected_decision AS made JOIN etl.rejected"
            " USING (url, content_hash, locator, value_digest, expectation)"
            " WHERE rejected_id = %s ORDER BY made.decided_at",
            (rejected_id,),
        ).fetchall()


def release(
    connection: Connection, rejected_id: int, *, reason: str, decided_by: str, decided_at: datetime
) -> RejectedRow:
    """Let a row pass this expectation from the next load on, and have its document derived again by it.

    Committed at once unless the caller has a transaction open.

    Raises:
        DecisionError: there is no such row, it is released already, `reason` or `decided_by` is empty, or the star
            schema can't hold what fails the expectation (`releasable: false` in its suite, or no suite has it).
    """
    decide(connection, "release", rejected_id, reason=reason, decided_by=decided_by, decided_at=decided_at)
    return rejected_row(connection, rejected_id)


def discard(
    connection: Connection, rejected_id: int, *, reason: str, decided_by: str, decided_at: datetime
) -> RejectedRow:
    """Keep a row out for good; one that was released before is taken out by the next load.

    Committed at once unless the caller has a transaction open.

    Raises:
        DecisionError: there is no such row, it is discarded already, `reason` or `decided_by` is empty.
    """
    decide(connection, "discard", rejected_id, reason=reason, decided_by=decided_by, decided_at=decided_at)
    return rejected_row(connection, rejected_id)


def decide(
    connection: Connection,
    decision: Literal["release", "discard"],
    rejected_id: int,
    *,
    reason: str,
    decided_by: str,
    decided_at: datetime,
) -> None:
    """What `release` and `discard` do, without a look at the row afterwards: `fazhi_editor` may not read it.

    Raises:
        DecisionError: as `release` and `discard` raise it.
    """
    function = sql.Identifier("etl", f"{decision}_rejected")
    made = (rejected_id, reason, decided_by, decided_at)
    try:
        with connection.transaction():
            connection.execute(sql.SQL("SELECT {}(%s, %s, %s, %s)").format(function), made)
    except psycopg.DatabaseError as error:
        if error.sqlstate == _REFUSED:
            raise DecisionError(error.diag.message_primary) from error
        raise
