"""One migrated database for all tests that touch only `etl`: emptied between tests, which is faster than a new one."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from fazhi_local.postgres import PostgresServer
from tests.databases import copy_database

EMPTY = """
DELETE FROM etl.outcome; DELETE FROM etl.list_state; DELETE FROM etl.redirect; DELETE FROM etl.page_state;
DELETE FROM etl.capture; DELETE FROM etl.archive_file; DELETE FROM etl.run;
SELECT setval(pg_get_serial_sequence('etl.run', 'run_id'), 1, false)
"""


@pytest.fixture(scope="session")
def ledger_database(postgres: PostgresServer, migrated_template: str) -> str:
    """The DSN of the shared database; made once, though each conftest that imports this has a fixture of its own."""
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'test_ledger'").fetchone():
            copy_database(postgres, "test_ledger", template=migrated_template)
    return postgres.dsn("test_ledger")


@pytest.fixture
def warehouse(ledger_database: str) -> Iterator[str]:
    """In place of the fixture of the same name: the shared database with an empty `etl`."""
    yield ledger_database
    with psycopg.connect(ledger_database) as connection:
        connection.execute(EMPTY)
