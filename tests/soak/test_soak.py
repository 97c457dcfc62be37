"""Many nights in a row with random faults: sites down, slow, changed, blocked; the worker killed, the database killed.

No fact is lost or doubled: in the end the warehouse holds what one undisturbed night finds that meets the same sites
for the first time. And what lives through all nights does not grow.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from benchmarks.synthetic.country import Country
from benchmarks.synthetic.pipeline import Deployed, deployed, night_as_now
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi.warehouse.integrity import faults
from fazhi_local.postgres import PostgresServer
from tests.conftest import PROJECT
from tests.counts import FULL, count, counted
from tests.warehouse.kills import kill_server

pytestmark = [
    counted,
    pytest.mark.timeout(4 * 3600),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full plays a few nights, make test-long 200"),
]
COUNTRY = Country(
    counties=8, years=(2024, 2025), nightly=True, kinds=("annual", "bureau", "sheet", "news"), changes_one_of=4
)
WEEK = 7
SITE_FAULTS = ("reset", "http_500", "http_403", "challenge", "empty_list", "no_body", "slow")
FAULTY_SHARE = 0.15
KILLS = {"worker": 0.1, "database": 0.1}
"""How many nights meet each."""
LATEST_STATEMENT = 150
NOTICED_SECONDS = 60.0
SETTLED = 20
"""Nights after which a process has everything it keeps."""


@dataclass
class Nights:
    """The worker, restarted when it was killed, and what it said after each night that it lived through."""

    deployment: Deployed
    log: Path
    _worker: subprocess.Popen[str] | None = None
    _told: int = -1
    said: list[dict[str, Any]] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)

    def play(self, number: int, *, kill: str = "", at: int = 0, sweep: bool = False) -> None:
        """One night, in which the worker or the database is killed at statement `at`."""
        worker = self._started()
        assert worker.stdin
        assert worker.stdout
        worker.stdin.write(json.dumps({"now": night_as_now(number), "sweep": sweep}) + "\n")
        worker.stdin.flush()
        if not self._ended(worker, before=at if kill else None):
            self.met[f"{kill} killed"] += 1
            if kill == "worker":
                self.end()
                return
            kill_server(self.deployment.server)
            self._ended(worker)
        said = worker.stdout.readline()
        assert said, f"the worker died of something else:\n{self.log.read_text(encoding='utf-8')[-3000:]}"
        self.said.append(json.loads(said))

    def _ended(self, worker: subprocess.Popen[str], *, before: int | None = None) -> bool:
        """Whether the night ends `before` so many statements; reads the statements away, or their pipe would fill."""
        assert worker.stdout
        seen = 0
        while before is None or seen < before:
            ready, _, _ = select.select([worker.stdout, self._told], [], [])
            if worker.stdout in ready:
                return True
            seen += len(os.read(self._told, 1 if before else 65536))
        return False

    def _started(self) -> subprocess.Popen[str]:
        if self._worker is None:
            self._told, tell = os.pipe()
            with self.log.open("a", encoding="utf-8") as output:
                self._worker = subprocess.Popen(
                    [sys.executable, "-W", "ignore", "-m", "tests.soak.worker", str(tell)],
                    env={**os.environ, **self.deployment.environment},
                    cwd=PROJECT,
                    pass_fds=(tell,),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=output,
                    text=True,
                )
            os.close(tell)
        return self._worker

    def end(self) -> None:
        """Kill the worker."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.communicate()
            os.close(self._told)
            self._worker = None


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    with deployed(COUNTRY, tmp_path / "disturbed") as running:
        playing = Nights(running, tmp_path / "worker.log")
        try:
            yield playing
        finally:
            playing.end()


def test_nights_with_faults_leave_what_an_undisturbed_one_finds(nights: Nights, tmp_path: Path) -> None:
    last = count(8, 200)
    random = Random(20260401)
    connections = []
    for number in range(last):
        nights.deployment.sites.night(number)
        _break_sites(nights, random, number)
        kill = next((what for what, share in KILLS.items() if random.random() < share), "")
        nights.play(number, kill=kill or _at_least_once(number), at=random.randint(1, LATEST_STATEMENT))
        connections.append(_connections(nights.deployment.server))
    nights.deployment.sites.state.reset()
    nights.play(last)
    assert not nights.said[-1]["failed"], nights.said[-1]
    nights.play(last + 1, sweep=True)
    assert not nights.said[-1]["failed"], nights.said[-1]

    assert {"worker killed", "database killed", *SITE_FAULTS} <= set(nights.met) or last < len(SITE_FAULTS) * 2
    with psycopg.connect(nights.deployment.server.dsn("postgres")) as connection:
        disturbed = table_fingerprints(connection)
        assert list(faults(connection)) == []
        assert _doubled(connection) == []
    assert disturbed == _undisturbed(tmp_path / "undisturbed", last)
    assert list(Path(nights.deployment.environment["FAZHI_SPOOL"]).glob("*")) == []
    assert set(connections) == {0}, "a night is over and its connections are not"
    _assert_nothing_grows(nights.said)


def _at_least_once(number: int) -> str:
    """Short runs meet both kills, too."""
    return {2: "worker", 4: "database"}.get(number, "")


def _break_sites(nights: Nights, random: Random, number: int) -> None:
    """Other sites fail in other ways each night; in one night of ten none does, so that sites recover."""
    state = nights.deployment.sites.state
    state.reset()
    if number % 10 == 9:
        return
    for county in range(COUNTRY.counties):
        if random.random() < FAULTY_SHARE:
            how = random.choice(SITE_FAULTS)
            state.fail(COUNTRY.host(county), how)
            nights.met[how] += 1


def _connections(server: PostgresServer) -> int:
    """How many are open and stay open: the server of a killed worker, or on a busy machine, takes a while to notice."""
    deadline = time.monotonic() + NOTICED_SECONDS
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        while True:
            row = connection.execute(
                "SELECT count(*), pg_sleep(0.1) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
            assert row
            if row[0] == 0 or time.monotonic() > deadline:
                return int(row[0])


def _doubled(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Observations that stand twice in one version of a document."""
    return connection.execute(
        "SELECT document_key, row_digest, count(*) FROM dw.fact_observation WHERE superseded_at IS NULL"
        " GROUP BY document_key, row_digest, evidence_start, evidence_end HAVING count(*) > 1"
    ).fetchall()


def _undisturbed(folder: Path, night: int) -> dict[str, str]:
    """What a warehouse holds that meets the sites of the last night for the first time, and nothing fails."""
    with deployed(COUNTRY, folder) as running:
        running.sites.night(night - 1)
        playing = Nights(running, folder / "worker.log")
        try:
            playing.play(night + 1)
        finally:
            playing.end()
        assert not playing.said[-1]["failed"], playing.said[-1]
        with psycopg.connect(running.server.dsn("postgres")) as connection:
            return table_fingerprints(connection)


def _assert_nothing_grows(said: list[dict[str, Any]]) -> None:
    """The worker holds no more after many nights than after a few; it may have been killed and started in between."""
    settled = said[SETTLED:]
    if len(settled) < SETTLED:
        return
    first, last = settled[:SETTLED], settled[-SETTLED:]
    assert max(each["files"] for each in last) <= max(each["files"] for each in first)
    assert max(each["threads"] for each in last) <= max(each["threads"] for each in first)
    assert max(each["megabytes"] for each in last) <= 1.15 * max(each["megabytes"] for each in first)
