"""The same facts give the same bytes, in whatever order they lie and however many processes score them."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from fazhi.nightly import score_and_record
from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.scoring.seed import settings_for

PARTITIONS = ("99|2022", "99|2023", "99|2024")
_ITEM = "JOIN dw.dim_scheme_item AS item USING (scheme_item_key) JOIN dw.dim_region AS region USING (region_key)"
SCORED: dict[str, LiteralString] = {  # by codes: keys say only what came first
    "fact_score": "SELECT year, region.code, item.code, fact.region_id, score, score_low, score_high, fact.full_mark,"
    f" reason_code, reason, inputs FROM dw.fact_score AS fact {_ITEM} ORDER BY 1, 2, 3",
    "fact_score_total": "SELECT year, code, dim_region.region_id, total, total_low, total_high, bonus, penalty, rank,"
    " peer_group, group_rank, group_size, grade, lowered_by"
    " FROM dw.fact_score_total JOIN dw.dim_region USING (region_key)"
    " ORDER BY 1, 2",
    "bridge_score_observation": "SELECT fact.year, region.code, item.code, observation_year, observation_key,"
    " verification, contradicted FROM dw.bridge_score_observation JOIN dw.fact_score AS fact USING (year, score_key)"
    f" {_ITEM} ORDER BY 1, 2, 3, 4, 5",
}


def _scored(dsn: str) -> dict[str, bytes]:
    with psycopg.connect(dsn) as connection:
        scored = {}
        for table, statement in SCORED.items():
            with connection.cursor().copy(f"COPY ({statement}) TO STDOUT") as copy:
                scored[table] = b"".join(bytes(block) for block in copy)
    return scored


def _lay_otherwise(dsn: str, order: LiteralString) -> None:
    """Have the rows that scoring reads lie, and be given, in another order."""
    with psycopg.connect(dsn) as connection:
        for table in ("fact_indicator", "fact_observation", "dim_document", "region_denominator", "dim_region"):
            name = sql.Identifier("dw", table)
            connection.execute(
                sql.SQL("CREATE TEMPORARY TABLE other ON COMMIT DROP AS SELECT * FROM {} ORDER BY {}").format(
                    name, sql.SQL(order)
                )
            )
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.execute(sql.SQL("DELETE FROM {}").format(name))
            connection.execute(sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE TABLE other").format(name))
            connection.execute("DROP TABLE other")


@pytest.fixture
def expected(settings: Settings, tmp_path: Path) -> dict[str, bytes]:
    """What one process gives, one year after the other, of facts in the order in which they came."""
    for partition in PARTITIONS:
        assert score_and_record(replace(settings, data_docs=tmp_path), partition)
    scored = _scored(settings.warehouse_dsn)
    assert scored["fact_score"].count(b"\n") == 12 * 48 * len(PARTITIONS)
    assert scored["bridge_score_observation"].count(b"\n") > 500
    return scored


@pytest.mark.parametrize(("workers", "order"), [(1, "random()"), (2, "ctid DESC"), (4, "random()")])
def test_neither_order_nor_workers_move_a_byte(
    postgres: PostgresServer,
    sample_template: str,
    expected: dict[str, bytes],
    workers: int,
    order: LiteralString,
) -> None:
    with database(postgres, template=sample_template) as dsn:
        _lay_otherwise(dsn, order)
        again = settings_for(dsn)
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
            done = list(pool.map(partial(score_and_record, again), reversed(PARTITIONS)))
        assert all(done)
        assert _scored(dsn) == expected
