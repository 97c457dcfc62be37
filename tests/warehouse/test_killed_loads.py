"""kill -9 of a worker, of the scheduler with it, or of PostgreSQL at any moment of a load: after the next run the
warehouse holds what it would hold if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.derive import pending_partitions
from tests.counts import FULL, counted, moments
from tests.warehouse.kills import Deployment, crawled, held
from tests.warehouse.tasks import load_what_waits

pytestmark = [
    counted,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full kills 3 times, make test-long 30 times"),
]
VICTIMS = ("worker", "scheduler", "postgres")
LOAD = ("-m", "tests.warehouse.tasks", "{told}")

Undisturbed = tuple[Deployment, int, dict[str, str]]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Undisturbed]:
    """A crawled county, how many statements a load of it takes, and what that gives."""
    directory = tmp_path_factory.mktemp("killed")
    with crawled(directory) as deployment:
        with deployment.copy() as dsn:
            statements = deployment.statements(dsn, directory / "log", *LOAD, str(directory / "journal"))
            expected = held(dsn)
        assert not expected["fact_indicator"].startswith("0 ")
        yield deployment, statements, expected


@pytest.mark.parametrize(("number", "percent"), list(enumerate(moments([15, 55, 95], full=30, last=99))), ids=str)
def test_after_a_kill_the_next_run_gives_what_an_undisturbed_one_gives(
    undisturbed: Undisturbed, tmp_path: Path, number: int, percent: int
) -> None:
    deployment, statements, expected = undisturbed
    victim, journal = VICTIMS[number % len(VICTIMS)], tmp_path / "journal"
    with deployment.copy() as dsn:
        program = (*LOAD, str(journal))
        after = statements * percent // 100
        deployment.kill(dsn, tmp_path / "log", *program, after=after, with_server=victim == "postgres")
        settings = deployment.settings(dsn)
        if victim != "scheduler":  # it tries the task again
            load_what_waits(settings, journal)

        load_what_waits(settings, tmp_path / "next")

        assert held(dsn) == expected
        assert pending_partitions(settings) == []
