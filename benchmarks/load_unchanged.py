"""The same observations again, in observations a second of wall clock: what a backfill after a release does where
nothing comes out differently.

Ours is staging and merge of documents that the warehouse already holds word for word: every row is compared, none is
written. The peer is the same as of `load_new`: plain COPY of the same rows into an unindexed table.

`size` is the number of observations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn

BENCHMARK = Benchmark(
    peer_name="plain COPY",
    unit="observations/s",
    target=0.35,
    size=100_000,
    turns=3,
)


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A server and a warehouse that holds all of it."""
    from benchmarks import warehouse
    from fazhi.warehouse.database import connect

    with warehouse.server(folder):
        dsn = warehouse.template(folder)
        warehouse.fill(dsn, folder, size)
        with connect(dsn) as connection:
            warehouse.load(connection, warehouse.derived_documents(connection))
        with connect(dsn, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            warehouse.keep_rows(folder, connection, warehouse.FACTS)
        yield


def ours(folder: Path) -> Turn:
    from benchmarks import warehouse
    from fazhi.warehouse.database import connect

    with warehouse.fresh_copy(folder) as dsn, connect(dsn) as connection:
        documents = warehouse.derived_documents(connection)
        connection.commit()
        watch = warehouse.Stopwatch(folder)
        staged, result = warehouse.load(connection, documents)
        turn = watch.turn(result.observations_unchanged, seconds_of_staging=staged - watch.started)
        expected = len(documents) * warehouse.FIGURES_A_DOCUMENT
        assert (result.observations_unchanged, result.observations_added) == (expected, 0), result
    return turn


def peer(folder: Path) -> Turn:
    from benchmarks import warehouse

    return warehouse.copy_rows(folder)
