"""What the lock of a partition keeps apart: two loads are made to meet in the midst, and both go through.

The first is stopped where it has written its documents and waits to choose facts, by a third session that holds the
lock of the period. The second begins then. Without the lock of the partition it would not see what the first has
written: the later text of a page would be dropped as that of somebody else, and a load be merged twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from fazhi.warehouse import locks, merge
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi.warehouse.merge import MergeResult
from tests.warehouse.pages import load, night, page, said, stage

NEW = page("new", said("litigation.filed", "111"), said("notary.cases", "900"))
LATER = replace(NEW, says=(said("litigation.filed", "112"), said("notary.cases", "900")), captured_at=night(1))
HELD = page("held", said("litigation.filed", "90"))


@contextmanager
def _stopped_before_choosing(dsn: str) -> Iterator[None]:
    """While another session has the period of 2024, nobody chooses its facts."""
    with connect(dsn) as third, third.transaction():
        locks.lock_period(third, "99", 2024)
        yield


def _wait_until_waiting(watch: Connection, sessions: int, merges: Sequence[Future[MergeResult]]) -> None:
    """Until so many sessions of this database wait for a lock; a merge that ended before says why it did not wait."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while watch.execute(waiting).fetchone() != (sessions,):
        for each in merges:
            assert not each.done(), each.exception() or "it waited for nobody"


def _meet(dsn: str, first: int, second: int) -> list[MergeResult]:
    """Merge the first load until it waits to choose, then the second until it waits for the first, then both."""

    def run(load_id: int) -> MergeResult:
        with connect(dsn) as own:
            return merge.merge_load(own, load_id)

    with ThreadPoolExecutor(2) as pool, connect(dsn, autocommit=True) as watch:
        with _stopped_before_choosing(dsn):
            merges = [pool.submit(run, first)]
            _wait_until_waiting(watch, 1, merges)
            merges.append(pool.submit(run, second))
            _wait_until_waiting(watch, 2, merges)
        return [each.result(timeout=60) for each in merges]


@pytest.fixture
def one_by_one(other: str) -> Iterator[Connection]:
    with connect(other) as own:
        yield own


def test_two_live_loads_of_one_partition_bring_two_texts_of_a_new_page(
    connection: Connection, prepared: str, one_by_one: Connection
) -> None:
    _meet(prepared, stage(connection, [NEW]), stage(connection, [LATER], at=night(1)))
    load(one_by_one, NEW)
    load(one_by_one, LATER, at=night(1))
    assert table_fingerprints(connection, history=True) == table_fingerprints(one_by_one, history=True)
    assert _current(connection) == [112, 900]


def test_one_load_that_two_tasks_merge_is_merged_once(connection: Connection, prepared: str) -> None:
    """A task that was given up for dead and its second try."""
    load_id = stage(connection, [NEW])
    first, second = _meet(prepared, load_id, load_id)
    assert first == second
    assert connection.execute("SELECT count(*) FROM dw.fact_observation").fetchone() == (2,)
    assert connection.execute("SELECT change_number FROM etl.partition_change WHERE year = 2024").fetchone() == (1,)


@pytest.mark.parametrize("backfill_first", [True, False])
def test_a_load_beside_a_backfill(
    connection: Connection, prepared: str, one_by_one: Connection, backfill_first: bool
) -> None:
    """A backfill reads the texts of yesterday while the night brings those of today, of one page for the first time."""
    revised = replace(HELD, says=(said("litigation.filed", "95"),), captured_at=night(1))
    for own in (connection, one_by_one):
        load(own, HELD)
        backfill, live = stage(own, [HELD, NEW], at=night(1)), stage(own, [revised, LATER], at=night(1))
        staged = [backfill, live] if backfill_first else [live, backfill]
        if own is one_by_one:
            for each in staged:
                merge.merge_load(own, each)
        else:
            _meet(prepared, *staged)
    assert table_fingerprints(connection, history=True) == table_fingerprints(one_by_one, history=True)
    assert _current(connection) == [95, 112, 900]


def _current(connection: Connection) -> list[int]:
    rows = connection.execute("SELECT value FROM dw.fact_observation WHERE superseded_at IS NULL ORDER BY value")
    return [int(value) for (value,) in rows]
