"""Nights without news in a row through a real Airflow: what Airflow itself keeps of them does not grow.

The facts of disturbed nights are the matter of test_soak.py, which plays hundreds of them without Airflow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import psutil
import psycopg
import pytest

from fazhi_local import airflow
from tests.counts import FULL, count, counted
from tests.e2e.conftest import Deployment
from tests.e2e.one_county import one_county

pytestmark = [
    counted,
    pytest.mark.airflow,
    pytest.mark.timeout(4 * 3600),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full plays 3 nights, make test-long 60"),
]
SETTLED = 10
"""Nights after which every process has what it keeps."""
MEGABYTES_A_NIGHT = 0.5
"""More than this is a leak: in a year it would be 180 MB."""
# Of a night: its runs by DAG, and how many results of tasks they left.
LEFT = """
SELECT run.dag_id, count(DISTINCT run.run_id), count(xcom.key)
FROM dag_run AS run LEFT JOIN xcom ON xcom.dag_run_id = run.id
WHERE run.id > %s GROUP BY run.dag_id ORDER BY run.dag_id
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What stood in Airflow's database and in memory after a night."""

    left: list[tuple[str, int, int]]
    dag_versions: Counter[str]
    connections: int
    megabytes: dict[str, float]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with one_county(tmp_path_factory.mktemp("soak")) as deployed:
        yield deployed


def test_nights_without_news_do_not_grow(county: Deployment) -> None:
    facts, nights = county.fingerprint(), [_night(county) for _ in range(count(3, 60))]

    assert county.fingerprint() == facts
    assert {repr(night.left) for night in nights} == {repr(nights[0].left)}, [night.left for night in nights]
    assert {name for name, _, _ in nights[0].left} >= {"crawl_disclosures"}
    assert set(nights[-1].dag_versions.values()) == {1}, nights[-1].dag_versions
    settled = nights[min(SETTLED, len(nights)) - 1 :]
    assert nights[-1].connections <= max(night.connections for night in nights[:SETTLED])
    for process in settled[0].megabytes:
        grown = settled[-1].megabytes[process] - settled[0].megabytes[process]
        assert grown <= MEGABYTES_A_NIGHT * len(settled), (process, [night.megabytes[process] for night in nights])


def _night(county: Deployment) -> Night:
    with psycopg.connect(county.state.postgres.dsn("airflow")) as connection:
        ((last,),) = connection.execute("SELECT max(id) FROM dag_run").fetchall()
    county.night()
    assert not county.failure, county.output
    with psycopg.connect(county.state.postgres.dsn("airflow")) as connection:
        left = connection.execute(LEFT, (last,)).fetchall()
        versions = connection.execute("SELECT dag_id, count(*) FROM dag_version GROUP BY dag_id").fetchall()
        ((open_now,),) = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL"
        ).fetchall()
    return Night(left, Counter(dict(versions)), open_now, _memory(county))


def _memory(county: Deployment) -> dict[str, float]:
    """Megabytes of each component alone: what a scheduler starts for a task comes and goes."""
    return {
        process.name: psutil.Process(process.pid).memory_info().rss / 2**20
        for process in airflow.processes(county.state)
    }
