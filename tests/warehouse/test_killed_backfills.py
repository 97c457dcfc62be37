"""kill -9 of a backfill or of PostgreSQL at any moment: the next load goes on, and the warehouse holds what it would
hold if nothing had happened."""

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

pytestmark = [
    counted,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full kills 3 times, make test-long 30 times"),
]
PROGRAM = """
import sys
from fazhi.cli import app
from tests.warehouse.tasks import tell_statements
tell_statements(int(sys.argv[1]))
app(sys.argv[2:])
"""
COUNTY = "990221"
BACKFILL = ("backfill", "--province", "99", "--years", "2019-2025")
# What an earlier extractor would have left: it read other figures in every second sentence.
READ_OTHERWISE = """
UPDATE dw.fact_observation SET row_digest = gen_random_uuid(), value = value + 1 WHERE observation_key % 2 = 0;
UPDATE dw.fact_indicator SET value = value + 1 WHERE observation_key % 2 = 0;
UPDATE etl.derivation SET extractor_version = 'earlier', observation_digest = '';
"""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A durable server with a county that an earlier extractor read; what an undisturbed backfill makes of it, in how
    many statements."""

    server: PostgresServer
    environment: dict[str, str]
    statements: int = 0
    expected: dict[str, str] | None = None

    def start(self, dsn: str, log: Path, *arguments: str) -> tuple[subprocess.Popen[bytes], int]:
        """The command line in a process of its own, and the file that gives a byte for each of its statements."""
        told, tell = os.pipe()
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tell), *arguments],
                env={**os.environ, **self.environment, "FAZHI_WAREHOUSE_DSN": dsn},
                cwd=PROJECT,
                pass_fds=(tell,),
                stdout=output,
                stderr=output,
            )
        os.close(tell)
        return process, told

    def run(self, dsn: str, log: Path, *arguments: str) -> int:
        """The command line, which must succeed; the number of its statements."""
        process, told = self.start(dsn, log, *arguments)
        statements = count_statements(told)
        os.close(told)
        assert process.wait() == 0, log.read_text(encoding="utf-8")
        return statements


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A county loaded by an earlier extractor, and what an undisturbed backfill makes of it."""
    directory = tmp_path_factory.mktemp("killed")
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=True)
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE crawled")
        upgrade(server.dsn("crawled"))
        with SampleSites(SAMPLE) as sites:
            environment = province.environment(server.dsn("crawled"), directory, sites)
            settings = Settings.from_environment(environment)
            crawl_all(settings, only=(COUNTY,))
        province.load(settings)
        with psycopg.connect(server.dsn("crawled")) as connection:
            right = table_fingerprints(connection)
            connection.execute(READ_OTHERWISE)
            assert table_fingerprints(connection) != right
        deployment = Deployment(server, environment)
        with database(server, template="crawled") as dsn:
            statements = deployment.run(dsn, directory / "undisturbed.log", *BACKFILL)
            with connect(dsn) as connection:
                assert table_fingerprints(connection) == right
        yield replace(deployment, statements=statements, expected=right)
    finally:
        server.stop()


@pytest.mark.parametrize(("number", "percent"), list(enumerate(moments([20, 55, 90], full=30, last=99))), ids=str)
def test_after_a_kill_the_next_load_ends_the_backfill(
    loaded: Deployment, tmp_path: Path, number: int, percent: int
) -> None:
    with database(loaded.server, template="crawled") as dsn:
        with psycopg.connect(loaded.server.dsn("postgres"), autocommit=True) as connection:
            connection.execute("CHECKPOINT")  # before one, recovery turns the sequences of a copied database back
        process, told = loaded.start(dsn, tmp_path / "backfill.log", *BACKFILL)
        try:
            count_statements(told, until=max(1, loaded.statements * percent // 100))
            if number % 3 == 2:
                kill_server(loaded.server)
            else:
                process.kill()
            process.wait()
        finally:
            process.kill()
            os.close(told)
        loaded.run(dsn, tmp_path / "next.log", "load")
        with connect(dsn) as connection:
            assert table_fingerprints(connection) == loaded.expected
        settings = Settings.from_environment({**loaded.environment, "FAZHI_WAREHOUSE_DSN": dsn})
        assert pending_partitions(settings) == []
