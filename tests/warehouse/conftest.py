"""A connection to a warehouse that knows two counties and the catalogue."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import psycopg
import pytest

from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import PostgresServer
from tests.warehouse import pages

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared_template(
    postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A migrated database with counties and catalogue: entered once, copied by each test."""
    _execute(postgres, f"CREATE DATABASE prepared_template TEMPLATE {migrated_template}")
    with connect(postgres.dsn("prepared_template")) as connection:
        pages.prepare(connection, tmp_path_factory.mktemp("regions"))
    return "prepared_template"


@pytest.fixture
def prepared(postgres: PostgresServer, prepared_template: str) -> Iterator[str]:
    """The DSN of a warehouse that knows two counties and the catalogue."""
    yield from _database(postgres, prepared_template)


@pytest.fixture
def other(postgres: PostgresServer, prepared_template: str) -> Iterator[str]:
    """A second one, to load in another way."""
    yield from _database(postgres, prepared_template)


@pytest.fixture
def connection(prepared: str) -> Iterator[Connection]:
    with connect(prepared) as connection:
        yield connection


def _database(server: PostgresServer, template: str) -> Iterator[str]:
    name = f"prepared_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.dsn(name)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: PostgresServer, statement: str) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(statement)
