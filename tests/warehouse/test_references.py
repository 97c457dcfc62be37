"""Every key, id and code of the star schema is known to lead somewhere or nowhere, and is missed where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.integrity import faults
from fazhi.warehouse.references import Reference, UndeclaredReferenceError, references
from fazhi.warehouse.verification import verify_and_record
from fazhi_local.postgres import PostgresServer
from tests.province import copied

RARE = (
    """INSERT INTO dw.score_decision
         (kind, province_code, year, region_code, subject, score, attachment, reason, made_by, made_at)
       VALUES ('override', '99', 2024, '990121', 'a', 1, 'a', 'a', 'a', now())""",
    """INSERT INTO dw.score_objection (province_code, year, region_code, item, objection, raised_by, raised_at)
       VALUES ('99', 2024, '990121', '', 'a', 'a', now())""",
    """INSERT INTO dw.region_revision (region_key, level, province_code, kind, valid_from, recorded_at, superseded_at)
       SELECT region_key, level, province_code, kind, valid_from, recorded_at, now()
       FROM dw.dim_region LIMIT 1""",
    """INSERT INTO dw.bridge_region_succession VALUES ('990121', '990122', '2020-01-01', 'merged', '')""",
)
"""Rows of tables of which the sample has none."""
_NOWHERE = {"smallint": "-1", "integer": "-1", "bigint": "-1", "text": "999999"}


@pytest.fixture(scope="module")
def whole(postgres: PostgresServer, loaded_province: Settings) -> Iterator[Connection]:
    """The loaded sample, in which a test breaks something that is rolled back."""
    with copied(postgres, loaded_province) as settings, connect(settings.warehouse_dsn) as connection:
        for insert in RARE:
            connection.execute(insert)  # type: ignore[arg-type]
        connection.commit()
        assert faults(connection) == []
        yield connection


@pytest.fixture
def damaged(whole: Connection) -> Iterator[Connection]:
    """It lets anything happen: what real foreign keys and triggers refuse is broken, too."""
    whole.execute("SET LOCAL session_replication_role = replica")
    yield whole
    whole.rollback()


def _lead_nowhere(connection: Connection, table: str, column: str) -> None:
    """Change that column of one row to what no row of any table has."""
    types = connection.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
        (table, column),
    ).fetchone()
    assert types is not None
    row: LiteralString = "SELECT tableoid, ctid FROM {0} ORDER BY {1} IS NULL LIMIT 1"
    one: LiteralString = "UPDATE {0} SET {1} = {2} WHERE (tableoid, ctid) IN (" + row + ")"
    changed = connection.execute(
        sql.SQL(one).format(sql.Identifier(*table.split(".")), sql.Identifier(column), sql.Literal(_NOWHERE[types[0]]))
    )
    assert changed.rowcount == 1, f"the sample has no row of {table}"


def test_each_reference_that_leads_nowhere_is_found(whole: Connection) -> None:
    """All in turn: some sixty, each a damage of its own."""
    missed = []
    for reference in [*references(whole), *_successions()]:
        whole.execute("SET LOCAL session_replication_role = replica")
        _lead_nowhere(whole, reference.table, reference.column)
        rule = f"{reference.column} leads to no row of {reference.target}"
        if (reference.table, rule, 1) not in {(fault.table, fault.rule, fault.rows) for fault in faults(whole)}:
            missed.append(reference)
        whole.rollback()
    assert missed == []


def _successions() -> list[Reference]:
    table, target = "dw.bridge_region_succession", "dw.dim_region"
    return [Reference(table, (column,), target, ("code",)) for column in ("from_code", "to_code")]


def test_a_division_that_did_not_hold_on_the_day_is_no_predecessor(damaged: Connection) -> None:
    damaged.execute("UPDATE dw.bridge_region_succession SET happened_on = '1999-01-01' WHERE from_code = '990121'")
    assert {fault.rule for fault in faults(damaged)} == {
        "from_code leads to no row of dw.dim_region",
        "to_code leads to no row of dw.dim_region",
    }


def test_the_references_to_what_the_star_schema_is_made_of_are_known(whole: Connection) -> None:
    known = {(each.table, each.column): each.target for each in references(whole)}
    assert len(known) > 60
    assert known["dw.bridge_score_observation", "observation_key"] == "dw.fact_observation"
    assert known["dw.bridge_score_observation", "score_key"] == "dw.fact_score"
    assert known["dw.bridge_check_observation", "observation_key"] == "dw.fact_observation"
    assert known["dw.fact_observation", "superseded_by_document_key"] == "dw.dim_document"
    assert known["dw.dim_document", "parent_document_id"] == "dw.dim_document"


@pytest.mark.parametrize(
    "column", ["granted_by_key bigint", "judge_id integer", "court_code text", "code text, court_code text"]
)
def test_a_new_column_that_looks_like_a_reference_has_to_be_declared(damaged: Connection, column: str) -> None:
    damaged.execute(f"CREATE TABLE dw.fact_new ({column})")  # type: ignore[arg-type]
    with pytest.raises(UndeclaredReferenceError, match=r"dw\.fact_new\.(granted_by_key|judge_id|court_code): "):
        references(damaged)


def test_the_night_keeps_what_it_found(postgres: PostgresServer, loaded_province: Settings) -> None:
    with (
        copied(postgres, loaded_province) as settings,
        psycopg.connect(settings.warehouse_dsn, autocommit=True) as connection,
    ):
        assert verify_and_record(settings.warehouse_dsn) == []
        _lead_nowhere(connection, "dw.bridge_check_observation", "observation_key")
        (found,) = verify_and_record(settings.warehouse_dsn, orchestrator_run_id="scheduled__1")
        recorded = connection.execute(
            "SELECT state, coalesce(orchestrator_run_id, ''), summary FROM etl.run"
            " WHERE stage = 'verify' ORDER BY run_id"
        ).fetchall()
    rule = "observation_key leads to no row of dw.fact_observation"
    assert (found.table, found.rule, found.rows) == ("dw.bridge_check_observation", rule, 1)
    assert recorded == [
        ("success", "", {"faults": []}),
        ("failed", "scheduled__1", {"faults": [{"table": found.table, "rule": rule, "rows": 1}]}),
    ]
