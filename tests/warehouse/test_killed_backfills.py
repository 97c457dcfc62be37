"""kill -9 of a backfill or of PostgreSQL at any moment: the next load goes on, and the warehouse holds what it would
hold if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fazhi.derive import pending_partitions
from tests import province
from tests.counts import FULL, counted, moments
from tests.warehouse.kills import CRAWLED, READ_OTHERWISE, Deployment, crawled, held

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
COMMAND = ("-c", PROGRAM, "{told}")
BACKFILL = (*COMMAND, "backfill", "--province", "99", "--years", "2019-2025")

Undisturbed = tuple[Deployment, int, dict[str, str]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    """A county that an earlier extractor read, how many statements a backfill takes, and what that makes of it."""
    directory = tmp_path_factory.mktemp("killed")
    with crawled(directory) as deployment:
        dsn = deployment.server.dsn(CRAWLED)
        province.load(deployment.settings(dsn))
        right = held(dsn)
        with psycopg.connect(dsn) as connection:
            connection.execute(READ_OTHERWISE)
        assert held(dsn) != right
        with deployment.copy() as copied:
            statements = deployment.statements(copied, directory / "log", *BACKFILL)
            assert held(copied) == right
        yield deployment, statements, right


@pytest.mark.parametrize(("number", "percent"), list(enumerate(moments([20, 55, 90], full=30, last=99))), ids=str)
def test_after_a_kill_the_next_load_ends_the_backfill(
    undisturbed: Undisturbed, tmp_path: Path, number: int, percent: int
) -> None:
    deployment, statements, expected = undisturbed
    with deployment.copy() as dsn:
        log = tmp_path / "log"
        deployment.kill(dsn, log, *BACKFILL, after=statements * percent // 100, with_server=number % 3 == 2)
        deployment.statements(dsn, log, *COMMAND, "load")
        assert held(dsn) == expected
        assert pending_partitions(deployment.settings(dsn)) == []
