"""What each database role may do, tried on every table: nothing more."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from fazhi.warehouse.database import Connection
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer
from tests.warehouse.pages import load, night, page, said

SCHEMAS = ("etl", "stg", "dw", "mart")
READ, WRITE = {"SELECT"}, {"INSERT", "UPDATE", "DELETE"}
MAY: dict[str, dict[str, set[str]]] = {
    "fazhi_bi": {"dw": READ, "mart": READ, "etl": set(), "stg": set()},
    "fazhi_loader": {"dw": READ | WRITE, "mart": READ, "etl": READ | WRITE, "stg": READ | WRITE},
    "fazhi_editor": {"dw": set(), "mart": set(), "etl": set(), "stg": set()},
}
KEPT = (
    *("fact_observation", "fact_statement", "fact_indicator", "fact_target", "fact_check", "bridge_check_observation"),
    *("fact_score", "fact_score_total", "bridge_score_observation"),
)
MAY_BESIDES = {
    ("fazhi_loader", "dim_document"): {"SELECT", "INSERT", "UPDATE"},
    # but when one ended, and why: tried below
    **{("fazhi_loader", f"{name}{year}"): {"SELECT", "INSERT"} for name in KEPT for year in ("", "_2024")},
    ("fazhi_editor", "rejected_rows"): READ,
    ("fazhi_loader", "rejected_decision"): {"SELECT", "INSERT"},  # what people decided is added to, never changed
}
TRIED: dict[str, LiteralString] = {
    "SELECT": "SELECT FROM {table} LIMIT 0",
    "INSERT": "INSERT INTO {table} DEFAULT VALUES",
    "UPDATE": "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
}
NOT_ALLOWED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ObjectNotInPrerequisiteState,  # writing to a view
    psycopg.errors.WrongObjectType,  # truncating one
)
Login = psycopg.Connection[tuple[Any, ...]]


def log_in(postgres: PostgresServer, dsn: str, role: str) -> Login:
    """A login of the role itself: the settings of a role hold from the login on, not by SET ROLE."""
    return psycopg.connect(postgres.dsn(str(conninfo_to_dict(dsn)["dbname"]), role))


def _relations(connection: Connection) -> list[tuple[str, str, str, bool]]:
    """Schema, name, a column that can be written and whether it is a view, of all; partitions of one year only."""
    return connection.execute(
        "SELECT nspname::text, relname::text, min(attname)::text, bool_or(relkind = 'v')"
        " FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE nspname = ANY(%s) AND relkind IN ('r', 'p', 'v') AND attnum > 0 AND NOT attisdropped"
        " AND attidentity <> 'a' AND (NOT relispartition OR relname LIKE %s) GROUP BY 1, 2 ORDER BY 1, 2",
        (list(SCHEMAS), "%2024"),
    ).fetchall()


def _allowed(login: Login, action: str, schema: str, name: str, column: str) -> bool:
    query = sql.SQL(TRIED[action]).format(table=sql.Identifier(schema, name), column=sql.Identifier(column))
    try:
        with login.transaction(force_rollback=True):
            login.execute(query)
    except NOT_ALLOWED:
        return False
    except psycopg.errors.IntegrityError:  # a row of nothing got as far as the constraints
        return True
    return True


@pytest.mark.parametrize("role", MAY)
def test_a_role_can_do_what_it_may_with_each_table_and_nothing_else(
    postgres: PostgresServer, prepared: str, connection: Connection, role: str
) -> None:
    relations = _relations(connection)
    connection.rollback()
    with log_in(postgres, prepared, role) as login:
        login.execute("SET default_transaction_read_only = off")  # which anybody may: privileges must do
        login.commit()
        done = {
            (name, action)
            for schema, name, column, _ in relations
            for action in TRIED
            if _allowed(login, action, schema, name, column)
        }

    expected = {
        (name, action)
        for schema, name, _, is_view in relations
        for action in MAY_BESIDES.get((role, name), MAY[role][schema] & (READ if is_view else READ | WRITE))
    }
    assert {schema for schema, *_ in relations} == set(SCHEMAS)
    assert done == expected


def test_a_report_of_bi_tools_ends_after_a_minute_and_writes_nothing(postgres: PostgresServer, prepared: str) -> None:
    upgrade(prepared)  # the settings are of this database

    with log_in(postgres, prepared, "fazhi_bi") as login:
        assert login.execute("SHOW statement_timeout").fetchone() == ("1min",)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            login.execute("CREATE TEMPORARY TABLE kept (number integer)")


def test_what_an_administrator_set_for_bi_tools_stays(
    postgres: PostgresServer, prepared: str, connection: Connection
) -> None:
    name = sql.Identifier(connection.info.dbname)
    connection.execute(sql.SQL("ALTER ROLE fazhi_bi IN DATABASE {} SET statement_timeout = '5min'").format(name))
    connection.commit()

    upgrade(prepared)

    with log_in(postgres, prepared, "fazhi_bi") as login:
        assert login.execute("SHOW statement_timeout").fetchone() == ("5min",)


def test_an_editor_decides_about_rejected_rows_as_the_command_line_does(
    postgres: PostgresServer, prepared: str, connection: Connection
) -> None:
    load(connection, page("x", said("litigation.filed", "1", "2004")))
    connection.execute("INSERT INTO etl.expectation VALUES ('value_negative', true)")
    connection.execute("UPDATE etl.rejected SET expectation = 'value_negative'")
    connection.commit()

    with log_in(postgres, prepared, "fazhi_editor") as login:
        row = login.execute("SELECT rejected_id FROM mart.rejected_rows").fetchone()
        assert row is not None
        login.execute("SELECT etl.release_rejected(%s, '电话核实', '县法治办 李')", row)

    decided = connection.execute("SELECT state, decision_reason, decided_by, decided_at FROM etl.rejected").fetchone()
    asked = connection.execute("SELECT redo_requested_at FROM etl.derivation WHERE is_current").fetchone()
    assert decided is not None
    assert asked is not None
    assert decided[:3] == ("released", "电话核实", "县法治办 李")
    assert asked[0] == decided[3]
    with log_in(postgres, prepared, "fazhi_editor") as login:
        login.execute("SELECT etl.discard_rejected(%s, '误', '王')", row)
    kept = "SELECT state, decided_by, decision_reason FROM etl.rejected_decision ORDER BY decided_at"
    assert connection.execute(kept).fetchall() == [("released", "县法治办 李", "电话核实"), ("discarded", "王", "误")]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("etl.release_rejected(1, '  ', '李')", "needs a reason and a name"),
        ("etl.release_rejected(1, '核实', NULL)", "needs a reason and a name"),
        ("etl.discard_rejected(1, NULL, '李')", "needs a reason and a name"),
        ("etl.release_rejected(1, '核实', '李')", "can't hold what fails period_out_of_range"),
        ("etl.discard_rejected(99, '核实', '李')", "no rejected row 99"),
        ("etl.decide_rejected(1, 'pending', '核实', '李', now())", "permission denied"),
        ("etl.analyse('dw.dim_document')", "permission denied"),
    ],
)
def test_an_editor_cannot_decide_otherwise(
    postgres: PostgresServer, prepared: str, connection: Connection, call: LiteralString, message: str
) -> None:
    load(connection, page("x", said("litigation.filed", "1", "2004")))
    connection.execute("ALTER TABLE etl.rejected ALTER rejected_id DROP IDENTITY")
    connection.execute("UPDATE etl.rejected SET rejected_id = 1")
    connection.commit()

    with log_in(postgres, prepared, "fazhi_editor") as login, pytest.raises(psycopg.Error, match=message):
        login.execute("SELECT " + call)

    assert connection.execute("SELECT state FROM etl.rejected").fetchall() == [("pending",)]


REPORT = page(
    "report", said("litigation.filed", "111"), said("publicity.events", "500", "2024", kind="target", unit="场次")
)


@pytest.fixture
def revised(connection: Connection) -> Connection:
    """As the loader itself loads it: a report, and what it says after a revision."""
    connection.execute("SET ROLE fazhi_loader")
    load(connection, REPORT)
    says = (said("litigation.filed", "112"), said("publicity.events", "600", "2024", kind="target", unit="场次"))
    load(connection, replace(REPORT, says=says, captured_at=night(1)), at=night(1))
    return connection


@pytest.mark.parametrize(
    "rewriting",
    [
        "UPDATE dw.fact_observation SET value = 1",
        "UPDATE dw.fact_observation_2024 SET superseded_at = NULL, superseded_cause = NULL",
        "UPDATE dw.fact_observation SET superseded_at = NULL, superseded_cause = NULL WHERE superseded_at IS NOT NULL",
        "UPDATE dw.fact_observation SET superseded_at = now() WHERE superseded_at IS NOT NULL",
        "UPDATE dw.fact_indicator SET superseded_cause = 'extractor' WHERE superseded_at IS NOT NULL",
        "UPDATE dw.fact_target SET superseded_cause = 'extractor' WHERE superseded_at IS NOT NULL",
        "UPDATE dw.fact_indicator SET recorded_at = now()",
        "DELETE FROM dw.fact_observation",
        "DELETE FROM dw.fact_observation_2024",
        "DELETE FROM dw.fact_indicator WHERE superseded_at IS NOT NULL",
        "DELETE FROM dw.bridge_check_observation",
        "DELETE FROM dw.fact_score",
        "DELETE FROM dw.dim_document",
    ],
)
def test_the_loader_ends_facts_and_rewrites_none(revised: Connection, rewriting: LiteralString) -> None:
    ended = "SELECT value, superseded_cause FROM dw.fact_indicator ORDER BY fact_key"
    assert revised.execute(ended).fetchall() == [(111, "revised_by_source"), (112, None)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege), revised.transaction():
        revised.execute(rewriting)
    assert revised.execute(ended).fetchall() == [(111, "revised_by_source"), (112, None)]


IMPOSSIBLE = {
    "dw.fact_indicator": (
        "value_status = 'empty'",
        "bound = '~'",
        "basis = 'x'",
        "confidence = 'sure'",
        "value_max = 1",
    ),
    "dw.fact_target": ("bound = '~'", "confidence = 'sure'", "value_max = 1"),
    "dw.fact_publication": ("document_id = NULL", "found = false", "due_date = '2024-06-01'", "document_type = ''"),
}


@pytest.mark.parametrize(("table", "said_so"), [(table, each) for table, all_ in IMPOSSIBLE.items() for each in all_])
def test_what_no_fact_can_say_is_refused_whoever_writes_it(connection: Connection, table: str, said_so: str) -> None:
    load(connection, REPORT)
    assert connection.execute(f"SELECT count(*) > 0 FROM {table}").fetchone() == (True,)  # type: ignore[arg-type]
    with pytest.raises(psycopg.errors.CheckViolation), connection.transaction():
        connection.execute(f"UPDATE {table} SET {said_so}")  # type: ignore[arg-type]
