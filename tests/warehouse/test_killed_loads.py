"""kill -9 of a worker, of the scheduler with it, or of PostgreSQL at any moment of a load: after the next run the
warehouse holds what it would hold if nothing had happened."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from fazhi.crawl.run import crawl_all
from fazhi.derive import pending_partitions
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port
from tests import province
from tests.conftest import PROJECT
from tests.counts import FULL, counted, moments
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites
from tests.warehouse.kills import count_statements, kill_server
from tests.warehouse.tasks import load_what_waits

pytestmark = [
    counted,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full kills 3 times, make test-long 30 times"),
]
COUNTY = "990221"
VICTIMS = ("worker", "scheduler", "postgres")


@dataclass(frozen=True, slots=True)
class Deployment:
    """A durable server of its own with a crawled county; what an undisturbed load gives, and of how many statements."""

    server: PostgresServer
    environment: dict[str, str]
    statements: int = 0
    expected: dict[str, str] | None = None

    def settings(self, dsn: str) -> Settings:
        return Settings.from_environment({**self.environment, "FAZHI_WAREHOUSE_DSN": dsn})

    def start(self, dsn: str, journal: Path) -> tuple[subprocess.Popen[bytes], int]:
        """A process that loads what waits, and the file that gives a byte for each of its statements."""
        told, tell = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.warehouse.tasks", str(tell), str(journal)],
            env={**os.environ, **self.environment, "FAZHI_WAREHOUSE_DSN": dsn},
            cwd=PROJECT,
            pass_fds=(tell,),
            stderr=subprocess.DEVNULL,
        )
        os.close(tell)
        return process, told


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    directory = tmp_path_factory.mktemp("killed")
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=True)
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE crawled")
        upgrade(server.dsn("crawled"))
        with SampleSites(SAMPLE) as sites:
            environment = province.environment(server.dsn("crawled"), directory, sites)
            crawl_all(Settings.from_environment(environment), only=(COUNTY,))
        deployment = Deployment(server, environment)
        with database(server, template="crawled") as dsn:
            process, told = deployment.start(dsn, directory / "undisturbed")
            statements = count_statements(told)
            os.close(told)
            assert process.wait() == 0
            expected = _held(dsn)
        assert not expected["fact_indicator"].startswith("0 ")
        yield replace(deployment, statements=statements, expected=expected)
    finally:
        server.stop()


@pytest.mark.parametrize(("number", "percent"), list(enumerate(moments([15, 55, 95], full=30, last=99))), ids=str)
def test_after_a_kill_the_next_run_gives_what_an_undisturbed_one_gives(
    crawled: Deployment, tmp_path: Path, number: int, percent: int
) -> None:
    victim = VICTIMS[number % len(VICTIMS)]
    journal = tmp_path / "journal"
    with database(crawled.server, template="crawled") as dsn:
        with psycopg.connect(crawled.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # before one, recovery turns the sequences of a copied database back
        process, told = crawled.start(dsn, journal)
        try:
            count_statements(told, until=max(1, crawled.statements * percent // 100))
            if victim == "postgres":
                kill_server(crawled.server)
            else:
                process.kill()
            process.wait()
        finally:
            process.kill()
            os.close(told)
        settings = crawled.settings(dsn)
        if victim != "scheduler":  # it tries the task again
            load_what_waits(settings, journal)

        load_what_waits(settings, tmp_path / "next")

        assert _held(dsn) == crawled.expected
        assert pending_partitions(settings) == []


def _held(dsn: str) -> dict[str, str]:
    with connect(dsn) as connection:
        return table_fingerprints(connection)
