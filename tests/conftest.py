"""A real PostgreSQL for every test that wants one; nothing leaves the loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer, free_port
from tests.databases import copy_database, database

PROJECT = Path(__file__).resolve().parents[1]

# pytest-xdist tells its workers that a terminal of 80 columns is there; commands write 160 where there is none.
os.environ.pop("COLUMNS", None)


@pytest.fixture(scope="session", autouse=True)
def _airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Importing Airflow without AIRFLOW_HOME would make ~/airflow."""
    os.environ |= {
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(PROJECT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    }


@pytest.fixture(scope="session", autouse=True)
def _state_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What a test puts nowhere goes to a directory of ours: the archive of the project is that of `make run`."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("fazhi.settings.STATE", tmp_path_factory.mktemp("state"))
        yield


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """An embedded server for the session; not durable, so fast."""
    server = PostgresServer(tmp_path_factory.mktemp("postgres") / "data", free_port())
    server.start(durable=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_template(postgres: PostgresServer) -> str:
    """The name of a database with every migration applied, to be copied by each test."""
    from fazhi.warehouse.migrate import upgrade

    upgrade(copy_database(postgres, "fazhi_template", template="template0"))
    return "fazhi_template"


@pytest.fixture(scope="session")
def loaded_province(
    postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The sample province crawled, loaded and scored once: tests work on copies of it (`tests.province.copied`)."""
    from tests.province import loaded

    dsn = copy_database(postgres, "loaded_province", template=migrated_template)
    return loaded(dsn, tmp_path_factory.mktemp("loaded_province"))


@pytest.fixture
def empty_database(postgres: PostgresServer) -> Iterator[str]:
    """The DSN of a new empty database."""
    with database(postgres, template="template0") as dsn:
        yield dsn


@pytest.fixture
def warehouse(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    """The DSN of a new warehouse: every migration applied, no rows."""
    with database(postgres, template=migrated_template) as dsn:
        yield dsn
