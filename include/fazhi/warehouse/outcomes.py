"""Outcome records: `etl.outcome`, how each item of a run ended."""

from __future__ import annotations

from datetime import datetime

from fazhi import clock
from fazhi.warehouse.database import Connection

ITEM_KINDS = ("site", "list", "page", "attachment", "document", "partition")
OUTCOMES = ("done", "unchanged", "skipped", "rejected", "failed")


def record(
    connection: Connection,
    run_id: int,
    item_kind: str,
    item: str,
    outcome: str,
    *,
    reason: str = "",
    detail: str = "",
    source_code: str | None = None,
    recorded_at: datetime | None = None,
) -> None:
    """Record how one item ended.

    `item` is the URL of a page or document, the code of a site or the key of a partition; `reason` is a code
    (http_500), `detail` a sentence for a person. Committed at once unless the caller has a transaction open.
    """
    with connection.transaction():
        connection.execute(
            "INSERT INTO etl.outcome (run_id, source_code, item_kind, item, outcome, reason, detail, recorded_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (run_id, source_code, item_kind, item, outcome, reason, detail, recorded_at or clock.now()),
        )
