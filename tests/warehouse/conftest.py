"""A connection to a warehouse that knows two counties and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import PostgresServer
from tests.databases import copy_database, database
from tests.warehouse import pages


@pytest.fixture(scope="session")
def prepared_template(
    postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A migrated database with counties and catalogue: entered once, copied by each test."""
    with connect(copy_database(postgres, "prepared_template", template=migrated_template)) as connection:
        pages.prepare(connection, tmp_path_factory.mktemp("regions"))
    return "prepared_template"


@pytest.fixture
def prepared(postgres: PostgresServer, prepared_template: str) -> Iterator[str]:
    """The DSN of a warehouse that knows two counties and the catalogue."""
    with database(postgres, template=prepared_template) as dsn:
        yield dsn


@pytest.fixture
def other(postgres: PostgresServer, prepared_template: str) -> Iterator[str]:
    """A second one, to load in another way."""
    with database(postgres, template=prepared_template) as dsn:
        yield dsn


@pytest.fixture
def connection(prepared: str) -> Iterator[Connection]:
    with connect(prepared) as connection:
        yield connection
