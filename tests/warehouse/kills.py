"""Killing a program at a chosen statement, or a server with all its processes, while a county is loaded."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from fazhi.crawl.run import crawl_all
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port
from tests import province
from tests.conftest import PROJECT
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

COUNTY = "990221"
CRAWLED = "crawled"
"""The database that each kill copies."""

# What an earlier extractor would have left: it read other figures in every second sentence.
READ_OTHERWISE = """
UPDATE dw.fact_observation SET row_digest = gen_random_uuid(), value = value + 1 WHERE observation_key % 2 = 0;
UPDATE dw.fact_indicator SET value = value + 1 WHERE observation_key % 2 = 0;
UPDATE etl.derivation SET extractor_version = 'earlier', observation_digest = '';
"""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A durable server with the database CRAWLED, and the environment of programs that work on a copy of it."""

    server: PostgresServer
    environment: dict[str, str]

    def settings(self, dsn: str) -> Settings:
        return Settings.from_environment({**self.environment, "FAZHI_WAREHOUSE_DSN": dsn})

    def statements(self, dsn: str, log: Path, *program: str) -> int:
        """Run a program, which must succeed; the number of its statements."""
        process, told = self._start(dsn, log, program)
        statements = count_statements(told)
        os.close(told)
        assert process.wait() == 0, log.read_text(encoding="utf-8")
        return statements

    @contextmanager
    def copy(self) -> Iterator[str]:
        """A database of one's own that holds what CRAWLED does."""
        with database(self.server, template=CRAWLED) as dsn:
            with psycopg.connect(self.server.dsn("postgres"), autocommit=True) as connection:
                connection.execute("CHECKPOINT")  # before one, recovery turns the sequences of a copied database back
            yield dsn

    def kill(self, dsn: str, log: Path, *program: str, after: int, with_server: bool) -> None:
        """Kill a program, or the server below it, before its statement number `after` + 1."""
        process, told = self._start(dsn, log, program)
        try:
            count_statements(told, until=max(1, after))
            if with_server:
                kill_server(self.server)
            else:
                process.kill()
            process.wait()
        finally:
            process.kill()
            os.close(told)

    def _start(self, dsn: str, log: Path, program: tuple[str, ...]) -> tuple[subprocess.Popen[bytes], int]:
        """`program` as arguments of Python, `{told}` for the file to which it tells its statements."""
        told, tell = os.pipe()
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", *(each.replace("{told}", str(tell)) for each in program)],
                env={**os.environ, **self.environment, "FAZHI_WAREHOUSE_DSN": dsn},
                cwd=PROJECT,
                pass_fds=(tell,),
                stdout=output,
                stderr=output,
            )
        os.close(tell)
        return process, told


@contextmanager
def crawled(directory: Path) -> Iterator[Deployment]:
    """A durable server of its own with a county that is crawled and not loaded."""
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=True)
    try:
        with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {CRAWLED}")
        upgrade(server.dsn(CRAWLED))
        with SampleSites(SAMPLE) as sites:
            environment = province.environment(server.dsn(CRAWLED), directory, sites)
            crawl_all(Settings.from_environment(environment), only=(COUNTY,))
        yield Deployment(server, environment)
    finally:
        server.stop()


def held(dsn: str) -> dict[str, str]:
    """What a warehouse holds, by table."""
    with connect(dsn) as connection:
        return table_fingerprints(connection)


def count_statements(told: int, *, until: int | None = None) -> int:
    """Wait for so many statements, or for the last; how many there were."""
    seen = 0
    while until is None or seen < until:
        given = os.read(told, 4096 if until is None else 1)
        if not given:
            break
        seen += len(given)
    return seen


def kill_server(server: PostgresServer) -> None:
    """Kill every process of the server and start it again: it recovers from its log."""
    postmaster = server.pid
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{process}").exists() for process in (postmaster, *children)):
        assert time.monotonic() < deadline, "killed processes do not go away"
    server.start(durable=True)
