"""Schedulers of a real Airflow that are killed in a backfill with all they run: the next night puts things right."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import psutil
import psycopg
import pytest

from fazhi_local import airflow, deployment
from fazhi_local.state import State
from tests.counts import FULL, counted, moments
from tests.e2e.conftest import Deployment
from tests.e2e.one_county import YEARS, one_county
from tests.warehouse.kills import READ_OTHERWISE

pytestmark = [
    pytest.mark.airflow,
    counted,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full kills 3 schedulers, make test-long 30"),
]
SO_MANY_DERIVED = """
SELECT count(*) FILTER (WHERE extractor_version <> 'earlier') * 100 >= %s * count(*)
FROM etl.derivation WHERE is_current
"""
# The next scheduler takes over what the dead one ran, and a task whose process is gone is tried again, after so many
# seconds and not after five minutes each.
SOON = {
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with one_county(tmp_path_factory.mktemp("county"), **SOON) as deployed:
        yield deployed


@pytest.mark.parametrize(("number", "percent"), list(enumerate(moments([20, 50, 80], full=30, last=99))), ids=str)
def test_after_a_scheduler_was_killed_the_next_run_gives_the_same_facts(
    county: Deployment, number: int, percent: int
) -> None:
    facts = county.fingerprint()
    with psycopg.connect(county.state.postgres.dsn("warehouse")) as connection:
        connection.execute("DELETE FROM etl.derivation WHERE NOT is_current")  # what the kill before this left
        connection.execute(READ_OTHERWISE)
    assert county.fingerprint() != facts
    moment = county.start_backfill(**YEARS, source="archive")

    _wait_for_work(county, percent)
    _kill_scheduler(county.state)
    deployment.up(county.state, lambda message: None)
    county.end_of_backfill(moment)
    county.night()  # what was lost with its process is found in the ledger

    assert not county.failure, county.output
    assert county.fingerprint() == facts
    assert county.query("SELECT count(*) FROM etl.derivation WHERE is_current AND extractor_version = 'earlier'") == [
        (0,)
    ]


def _wait_for_work(county: Deployment, percent: int) -> None:
    """Until so many of a hundred documents were derived again, and a moment longer, of which nothing is known."""
    deadline = time.monotonic() + 600
    while county.query(SO_MANY_DERIVED, percent) != [(True,)]:
        assert time.monotonic() < deadline, "the backfill does not go on"
        time.sleep(0.1)
    time.sleep(random.Random(percent).uniform(0, 2))


def _kill_scheduler(state: State) -> None:
    """SIGKILL for the scheduler and every task that it runs, as when their machine dies."""
    (scheduler,) = [process for process in airflow.processes(state) if process.name == airflow.SCHEDULER]
    family = [psutil.Process(scheduler.pid), *psutil.Process(scheduler.pid).children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=30)
