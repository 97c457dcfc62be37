"""deploy/databases.sql on a server with passwords: who may go where, and what a second run changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port
from tests.counts import FULL
from tests.deploy.by_hand import Containers, secured

pytestmark = pytest.mark.skipif(not FULL, reason="a server of its own: make test-full")

MAY_CONNECT = {
    "airflow": {"airflow"},
    "celery": {"celery"},
    "superset": {"superset"},
    "fazhi_owner": {"warehouse"},
    "fazhi_loader": {"warehouse"},
    "fazhi_bi": {"warehouse"},
    "fazhi_editor": {"warehouse"},
}
SECRET = {
    "airflow": "AIRFLOW_DB_PASSWORD",
    "celery": "CELERY_DB_PASSWORD",
    "superset": "SUPERSET_DB_PASSWORD",
    **{f"fazhi_{role}": f"FAZHI_{role.upper()}_PASSWORD" for role in ("owner", "loader", "bi", "editor")},
}


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    directory = tmp_path_factory.mktemp("databases")
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=False)
    try:
        containers = Containers(directory, server, "http://objects:7070", {})
        secured(server, containers.secrets["POSTGRES_PASSWORD"])
        containers.run("databases")
        yield containers
    finally:
        server.stop()


def dsn(containers: Containers, role: str, database: str) -> str:
    return containers.server.dsn(database, f"{role}:{containers.secrets[SECRET[role]]}")


def test_each_role_reaches_its_own_database_and_no_other(containers: Containers) -> None:
    for role, databases in MAY_CONNECT.items():
        for database in ("airflow", "celery", "superset", "warehouse"):
            if database in databases:
                psycopg.connect(dsn(containers, role, database)).close()
            else:
                with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                    psycopg.connect(dsn(containers, role, database))


def test_nobody_gets_in_without_the_password(containers: Containers) -> None:
    for role in MAY_CONNECT:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(containers.server.dsn("warehouse", f"{role}:wrong"))


def test_the_owner_migrates_without_being_a_superuser(containers: Containers) -> None:
    owner = dsn(containers, "fazhi_owner", "warehouse")
    upgrade(owner)
    with psycopg.connect(owner) as connection:
        supers = connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper AND NOT rolname ~ '^pg_'").fetchall()
        assert {name for (name,) in supers} == {"bootstrap", "postgres"}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("ALTER ROLE fazhi_editor PASSWORD 'mine'")
    with psycopg.connect(dsn(containers, "fazhi_bi", "warehouse")) as reader:
        assert reader.execute("SHOW statement_timeout").fetchone() == ("1min",)
        assert reader.execute("SHOW default_transaction_read_only").fetchone() == ("on",)
        assert reader.execute("SELECT count(*) FROM mart.county_scorecard").fetchone() == (0,)


def test_a_second_run_sets_a_new_password_and_keeps_the_rest(containers: Containers, tmp_path: Path) -> None:
    earlier = dsn(containers, "fazhi_bi", "warehouse")
    changed = Containers(tmp_path, containers.server, "", {}, containers.secrets | {"FAZHI_BI_PASSWORD": "an'other"})
    changed.run("databases")
    with psycopg.connect(containers.server.dsn("warehouse", "fazhi_bi"), password="an'other") as reader:
        assert reader.execute("SELECT count(*) FROM mart.county_scorecard").fetchone() == (0,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(earlier)
    containers.run("databases")


def test_no_password_is_in_the_log(containers: Containers) -> None:
    log = containers.server.log.read_text(encoding="utf-8")
    assert "password authentication failed" in log
    assert not [name for name in SECRET.values() if containers.secrets[name] in log]
