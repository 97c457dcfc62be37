"""A rejected row to decide about, and what became of it."""

from __future__ import annotations

import psycopg

from fazhi.settings import Settings


def rejected_row(province: Settings) -> int:
    """A rejected row as the gate leaves it."""
    with psycopg.connect(province.warehouse_dsn) as connection:
        row = connection.execute(
            "INSERT INTO etl.rejected (load_id, province_code, partition_year, url, content_hash, locator, table_name,"
            " expectation, reason, sentence, value_digest, row, recorded_at)"
            " SELECT 1, '99', 2024, 'http://www.zhuya.yunchuan.example/' || count(*), '', 'p3', 'observation',"
            " 'rate_above_100', 'the rate is 107.1', '败诉率107.1%', gen_random_uuid(), '{}', '2025-04-02'"
            " FROM etl.rejected RETURNING rejected_id"
        ).fetchone()
    assert row is not None
    return int(row[0])


def state_of(province: Settings, rejected: int) -> tuple[str, str | None, str | None]:
    """Its state, and who decided it on what ground."""
    with psycopg.connect(province.warehouse_dsn) as connection:
        row = connection.execute(
            "SELECT state, decided_by, decision_reason FROM etl.rejected WHERE rejected_id = %s", (rejected,)
        ).fetchone()
    assert row is not None
    return row
