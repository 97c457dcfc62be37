"""kill -9 of a worker, of the scheduler with it, or of PostgreSQL at any moment of a load: after the next run the
warehouse holds what it would hold if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from fazhi.crawl.run import crawl_all
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port
from tests import province
from tests.counts import FULL, counted, moments
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

pytestmark = [
    counted,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full kills 3 times, make test-long 30 times"),
]
COUNTY = "990221"
VICTIMS = ("worker", "scheduler", "postgres")
# The tasks of load_indicators for every partition that waits. Each that ends is noted in the journal, as Airflow notes
# it in its database; with the journal of one that was killed, what had not ended is tried again. Statements are told.
LOAD = """
import json, os, sys
from pathlib import Path
import psycopg
from fazhi.derive import derive_batch, merge_load, pending_partitions, plan_load, validate_load
from fazhi.settings import Settings

told, journal = int(sys.argv[1]), Path(sys.argv[2])
for name in ("execute", "copy"):
    def tell(self, *arguments, original=getattr(psycopg.Cursor, name), **options):
        os.write(told, b".")
        return original(self, *arguments, **options)
    setattr(psycopg.Cursor, name, tell)

settings = Settings.from_environment()
noted = dict(map(json.loads, journal.read_text().splitlines())) if journal.exists() else {}

def task(name, work, *arguments):
    if name not in noted:
        noted[name] = work(*arguments)
        with journal.open("a") as file:
            file.write(json.dumps([name, noted[name]]) + "\\n")
    return noted[name]

for key in task("keys", pending_partitions, settings):
    batches = task(f"plan {key}", lambda: plan_load(settings, key, batch_size=4))
    for number, batch in enumerate(batches):
        task(f"derive {key} {number}", derive_batch, settings, batch)
    if batches:
        task(f"validate {key}", validate_load, settings, batches[0])
        task(f"merge {key}", merge_load, settings, batches[0])
"""


@dataclass(frozen=True, slots=True)
class Deployment:
    """A durable server of its own with a crawled county; what an undisturbed load gives, and of how many statements."""

    server: PostgresServer
    directory: Path
    environment: dict[str, str]
    statements: int = 0
    expected: dict[str, str] | None = None

    def start(self, dsn: str, journal: Path) -> tuple[subprocess.Popen[bytes], int]:
        """A process that loads, and the file that gives a byte for each of its statements."""
        told, tell = os.pipe()
        with journal.with_suffix(".log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-c", LOAD, str(tell), str(journal)],
                env={**os.environ, **self.environment, "FAZHI_WAREHOUSE_DSN": dsn},
                pass_fds=(tell,),
                stderr=log,
            )
        os.close(tell)
        return process, told

    def night(self, dsn: str, journal: Path) -> tuple[int, int]:
        """A load that nobody kills: its exit code and the number of its statements."""
        process, told = self.start(dsn, journal)
        statements = _read(told)
        return process.wait(), statements


def _read(told: int, count: int | None = None) -> int:
    """Wait for so many statements, or for the end; how many there were."""
    seen = 0
    while count is None or seen < count:
        given = os.read(told, 1 if count else 4096)
        if not given:
            break
        seen += len(given)
    if count is None:
        os.close(told)
    return seen


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
        deployment = Deployment(server, directory, environment)
        with database(server, template="crawled") as dsn:
            code, statements = deployment.night(dsn, directory / "undisturbed")
            assert code == 0
            with connect(dsn) as connection:
                expected = table_fingerprints(connection)
        assert not expected["fact_indicator"].startswith("0 ")
        yield Deployment(server, directory, environment, statements, expected)
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
            _read(told, max(1, crawled.statements * percent // 100))
            if victim == "postgres":
                _kill_server(crawled.server)
            else:
                process.kill()
            process.wait()
        finally:
            process.kill()
            os.close(told)
        if victim != "scheduler":  # it tries the task again
            crawled.night(dsn, journal)
        assert crawled.night(dsn, tmp_path / "next")[0] == 0, (tmp_path / "next.log").read_text(encoding="utf-8")

        with connect(dsn) as connection:
            assert table_fingerprints(connection) == crawled.expected
        assert _plan(crawled, dsn, tmp_path) == []


def _plan(crawled: Deployment, dsn: str, tmp_path: Path) -> list[str]:
    """What the night after the next would load."""
    journal = tmp_path / "after"
    assert crawled.night(dsn, journal)[0] == 0
    name, keys = json.loads(journal.read_text(encoding="utf-8").splitlines()[0])
    assert name == "keys"
    return list(keys)


def _kill_server(server: PostgresServer) -> None:
    """Kill every process of the server and start it again: it recovers from its log."""
    postmaster = int((server.directory / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{process}").exists() for process in (postmaster, *children)):
        assert time.monotonic() < deadline, "killed processes do not go away"
    server.start(durable=True)
