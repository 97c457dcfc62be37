"""docker-compose.yaml without Docker: PostgreSQL, Redis, an object store, Airflow, two workers: `make test-full`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from fazhi.settings import Settings
from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.airflow import AirflowApi
from fazhi_local.postgres import PostgresServer, free_port
from fazhi_local.run import follow
from tests.archive.s3 import s3_server
from tests.conftest import PROJECT
from tests.counts import FULL
from tests.deploy.by_hand import VENV, Containers, secured
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

__all__ = ["s3_server"]

WORKERS = ("worker-1", "worker-2")
MAINTENANCE = "maintenance"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    reason = "" if FULL and VENV.is_dir() else "make test-full makes the environment that these need"
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.airflow)
            item.add_marker(pytest.mark.timeout(3600))
            item.add_marker(pytest.mark.skipif(bool(reason), reason=reason))


@dataclass
class Deployment:
    """What the tests drive."""

    containers: Containers
    api: AirflowApi

    def night(self) -> Callable[[], dict[str, list[dict]]]:
        """Start a crawl of every county; what is given back waits for all that follows and gives the runs by DAG."""
        moment = datetime.now(UTC).isoformat()
        self.api.trigger("crawl_disclosures", {})
        return lambda: follow(self.api, moment, lambda _message: None)

    def query(self, statement: str) -> list[tuple]:
        with self.warehouse() as connection:
            return connection.execute(statement).fetchall()

    def fingerprint(self) -> str:
        with self.warehouse() as connection:
            return fingerprint(connection)

    def warehouse(self) -> psycopg.Connection:
        """As the superuser: a test may look at what the roles of the file may not."""
        server = self.containers.server
        password = self.containers.secrets["POSTGRES_PASSWORD"]
        return psycopg.connect(server.dsn("warehouse", "postgres"), password=password)


@pytest.fixture(scope="session")
def undisturbed(loaded_province: Settings) -> str:
    """The fingerprint of a first night without Airflow, in one process, that nobody disturbs."""
    with psycopg.connect(loaded_province.warehouse_dsn) as connection:
        return fingerprint(connection)


@pytest.fixture
def deployment(tmp_path_factory: pytest.TempPathFactory, s3_server: str) -> Iterator[Deployment]:
    """Everything up and healthy, the warehouse empty, the archive a new one."""
    directory = tmp_path_factory.mktemp("compose")
    server = PostgresServer(directory / "postgres", free_port())
    with SampleSites(SAMPLE) as sites:
        containers = Containers(directory, server, s3_server, _sample(sites, f"s3://{directory.name}/warc"))
        try:
            server.start(durable=False)
            secured(server, containers.secrets["POSTGRES_PASSWORD"])
            containers.start_redis()
            containers.wait_until_healthy("redis")
            containers.run("databases")
            containers.run("init")
            core = ("api-server", "scheduler", "dag-processor", "triggerer")
            for service in core:
                containers.start(service)
            for worker in WORKERS:
                containers.start("worker", worker)
            containers.start(MAINTENANCE)
            containers.wait_until_healthy(*core, *WORKERS, MAINTENANCE)
            api = AirflowApi(containers)  # type: ignore[arg-type]  # it asks for address and password only
            there = {path.stem for path in (PROJECT / "dags").glob("*.py")}
            containers.wait(lambda: {dag["dag_id"] for dag in api.get("dags")["dags"]} == there, "DAGs are missing")
            yield Deployment(containers, api)
        finally:
            containers.stop()
            server.stop()


def _sample(sites: SampleSites, archive: str) -> dict[str, str]:
    """The fictional province in place of the mounted county YAMLs, served on this machine."""
    return {
        "FAZHI_ARCHIVE": archive,
        "FAZHI_SOURCES": str(SAMPLE / "sources"),
        "FAZHI_SCHEMES": str(SAMPLE / "schemes"),
        "FAZHI_REGIONS": str(SAMPLE / "regions"),
        "FAZHI_CONNECT_TO": sites.connect_to,
    }
