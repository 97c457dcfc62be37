"""Migrations: from empty, again, side by side, and one that fails."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.warehouse import migrate
from fazhi.warehouse.database import connect
from fazhi.warehouse.transaction_commands import transaction_commands
from fazhi_local.postgres import free_port


@pytest.fixture
def own_sql(tmp_path: Path) -> Path:
    """A copy of sql/ to which a test adds files."""
    return Path(shutil.copytree(migrate.SQL, tmp_path / "sql"))


def _relations(dsn: str) -> set[str]:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "SELECT relnamespace::regnamespace || '.' || relname FROM pg_class"
            " WHERE relnamespace::regnamespace::text IN ('etl', 'stg', 'dw', 'mart')"
        ).fetchall()
    return {row[0] for row in rows}


def test_from_empty_and_again(empty_database: str) -> None:
    assert migrate.pending(empty_database) == migrate.migrations()
    assert migrate.upgrade(empty_database) == migrate.migrations()
    before = _relations(empty_database)
    assert {"etl.run", "etl.capture", "etl.outcome", "etl.alembic_version"} <= before

    assert migrate.pending(empty_database) == []
    assert migrate.upgrade(empty_database) == []
    assert _relations(empty_database) == before


REAPPLIED = ("functions", "marts", "roles.sql")


def test_two_upgrades_at_once_apply_each_migration_once(empty_database: str) -> None:
    with ThreadPoolExecutor(2) as pool:
        applied = list(pool.map(migrate.upgrade, [empty_database] * 2))
    assert sorted(applied) == [[], migrate.migrations()]


def test_a_failed_migration_leaves_nothing_and_names_file_and_line(warehouse: str, own_sql: Path) -> None:
    number = len(migrate.migrations())
    good = own_sql / "migrations" / f"{number + 1:04d}_good.sql"
    good.write_text("CREATE TABLE etl.good (share text CHECK (share LIKE '%:%'));\n", encoding="utf-8")
    bad = own_sql / "migrations" / f"{number + 2:04d}_bad.sql"
    bad.write_text("CREATE TABLE etl.half_done (id int);\nSELECT nothing FROM nowhere;\n", encoding="utf-8")

    with pytest.raises(migrate.MigrationError, match=rf"{bad.name}:2: .*nowhere.*nothing of this file was applied"):
        migrate.upgrade(warehouse, own_sql)

    assert migrate.pending(warehouse, own_sql) == [bad.name]
    assert "etl.good" in _relations(warehouse)
    assert "etl.half_done" not in _relations(warehouse)

    bad.write_text("CREATE TABLE etl.half_done (id int);\n", encoding="utf-8")
    assert migrate.upgrade(warehouse, own_sql) == [bad.name]


@pytest.mark.parametrize("command", ["COMMIT", "commit work", "END", "ROLLBACK", "BEGIN", "START  TRANSACTION"])
def test_a_migration_that_ends_its_transaction_is_refused_before_anything_runs(
    warehouse: str, own_sql: Path, command: str
) -> None:
    number = len(migrate.migrations())
    good = own_sql / "migrations" / f"{number + 1:04d}_good.sql"
    good.write_text("CREATE TABLE etl.good (id int);\n", encoding="utf-8")
    bad = own_sql / "migrations" / f"{number + 2:04d}_bad.sql"
    bad.write_text(f"CREATE TABLE etl.half_done (id int);\n{command};\nSELECT nothing;\n", encoding="utf-8")
    words = " ".join(command.upper().removesuffix(" WORK").split())
    with pytest.raises(migrate.MigrationError, match=rf"{bad.name}:2: {words} stands .*Nothing was applied"):
        migrate.upgrade(warehouse, own_sql)
    assert not {"etl.good", "etl.half_done"} & _relations(warehouse)


@pytest.mark.parametrize(
    "text",
    [
        "-- COMMIT;\nSELECT 1;",
        "/* one /* COMMIT; */ COMMIT; */ SELECT 1;",
        "SELECT 'it''s; COMMIT; ', E'\\'; COMMIT; ', \"; COMMIT\";",
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN PERFORM '$$'; END; $body$;",
        "COMMENT ON TABLE x IS 'y'; SELECT commit FROM etl.begin;",
        "PREPARE plan AS SELECT 1; SELECT endless;",
    ],
)
def test_words_that_end_no_transaction_are_let_pass(text: str) -> None:
    assert list(transaction_commands(text)) == []


def test_every_table_and_column_says_what_it_is(warehouse: str) -> None:
    """Of all our schemas, partitions aside, and functions."""
    ours = "('etl', 'stg', 'dw', 'mart')"
    with psycopg.connect(warehouse) as connection:
        silent = connection.execute(
            "SELECT oid::regclass || coalesce('.' || attname, '') FROM pg_class"
            " LEFT JOIN pg_attribute ON attrelid = oid AND attnum > 0 AND NOT attisdropped"
            f" WHERE relnamespace::regnamespace::text IN {ours} AND relkind IN ('r', 'p', 'v', 'm')"
            " AND NOT relispartition AND (coalesce(obj_description(oid, 'pg_class'), '') = ''"
            " OR coalesce(col_description(oid, attnum), '') = '')"
            " UNION ALL SELECT oid::regprocedure::text FROM pg_proc"
            f" WHERE pronamespace::regnamespace::text IN {ours} AND coalesce(obj_description(oid, 'pg_proc'), '') = ''"
            " UNION ALL SELECT nspname FROM pg_namespace"
            f" WHERE nspname IN {ours} AND coalesce(obj_description(oid, 'pg_namespace'), '') = ''"
        ).fetchall()
    assert silent == []


def test_partitions_of_facts_that_hold_any_stay_and_others_are_made_when_filled(
    empty_database: str, own_sql: Path
) -> None:
    """A warehouse of before 0039 has a partition for the facts of every year."""
    later = [name for name in migrate.migrations() if name >= "0039"]
    # functions, views and grants of today know tables that came later
    aside = {**{f"migrations/{name}": name for name in later}, **{name: f"{name} of today" for name in REAPPLIED}}
    for name, elsewhere in aside.items():
        (own_sql / name).rename(own_sql / elsewhere)
    migrate.upgrade(empty_database, own_sql)
    with psycopg.connect(empty_database) as connection:
        connection.execute(
            "INSERT INTO dw.fact_indicator (year, region_key, region_id, indicator_key, indicator_id, period_key,"
            " breakdown_key, value, value_status, bound, approx, unit, basis, scope, confidence, observation_key,"
            " document_id, reason, sources_agreeing, sources_disagreeing, recorded_at)"
            " VALUES (2024, 1, 1, 1, 1, 1, 1, 5, 'reported', '', false, '', '', '', 'certain', 1, 1, 'only_source', 1,"
            " 0, '2025-01-01')"
        )
        connection.execute(
            "CREATE TABLE dw.fact_observation_2023 PARTITION OF dw.fact_observation FOR VALUES IN (2023)"
        )
    before = {name for name in _relations(empty_database) if name.startswith("dw.fact_indicator_2")}
    assert {f"dw.fact_indicator_{year}" for year in (2022, 2023, 2024)} <= before

    for name, elsewhere in aside.items():
        (own_sql / elsewhere).rename(own_sql / name)
    assert migrate.upgrade(empty_database, own_sql) == later
    tables = {f"dw.fact_indicator_{year}" for year in range(2000, 2100)} & _relations(empty_database)
    assert tables == {"dw.fact_indicator_2023", "dw.fact_indicator_2024"}
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("SELECT count(*) FROM dw.fact_indicator").fetchone() == (1,)


def test_a_gap_in_the_numbers_is_refused(own_sql: Path, empty_database: str) -> None:
    (own_sql / "migrations" / "0999_later.sql").write_text("SELECT 1;", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"0999_later\.sql: expected .* no gaps"):
        migrate.upgrade(empty_database, own_sql)
    assert _relations(empty_database) == set()


def test_a_warehouse_that_is_down_is_named_with_what_to_type() -> None:
    port = free_port()
    dsn = f"postgresql://fazhi_owner:secret@127.0.0.1:{port}/fazhi"
    for action in (connect, migrate.upgrade, migrate.pending):
        with pytest.raises(WarehouseUnavailableError) as raised:
            action(dsn)
        assert f"fazhi at 127.0.0.1:{port} does not answer" in str(raised.value)
        assert "make up" in str(raised.value)
        assert "secret" not in str(raised.value)


def test_a_warehouse_without_schema_asks_for_migrate(empty_database: str) -> None:
    with pytest.raises(WarehouseUnavailableError, match=r"has no schema yet\. Type: fazhi migrate"):
        connect(empty_database)


@pytest.mark.parametrize(("version", "message"), [("0000", "Type: fazhi migrate"), ("9999", "newer than this program")])
def test_another_version_is_refused(warehouse: str, version: str, message: str) -> None:
    with psycopg.connect(warehouse) as connection:
        connection.execute("UPDATE etl.alembic_version SET version_num = %s", (version,))
    with pytest.raises(WarehouseUnavailableError, match=message):
        connect(warehouse)


@pytest.mark.parametrize(("dsn", "message"), [("", "FAZHI_WAREHOUSE_DSN is not set"), ("nonsense", "not a libpq")])
def test_a_dsn_that_is_none_is_a_configuration_error(dsn: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        connect(dsn)


def test_it_can_be_logged(empty_database: str, caplog: pytest.LogCaptureFixture) -> None:
    """Airflow's processes log at INFO, which makes Alembic name each step."""
    caplog.set_level("INFO")
    migrate.upgrade(empty_database)
    assert any("0001" in record.getMessage() for record in caplog.records if record.name.startswith("alembic"))
