"""The first fill of a year, in observations a second of wall clock.

Ours is what a load does after extraction: staging, merge with versions, digests and ledger, and the choice of what
holds true (`fazhi.warehouse`), from Python objects to the star schema on the embedded PostgreSQL with durable settings.
Two processes stage, as the tasks of a load do; one transaction merges.
The peer is the least that any loader must do: plain COPY (psycopg, binary) of the same rows, also from Python objects,
into an unindexed table of the same columns as `dw.fact_observation` on the same server.
Wall clock, because most of the work is the server's; each turn has a fresh database with nothing left to flush.

`size` is the number of observations.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn, peak_megabytes

BENCHMARK = Benchmark(
    peer_name="plain COPY",
    unit="observations/s",
    target=0.2,
    size=100_000,
    turns=3,
)


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A server; a warehouse that knows the counties and captures; the rows for the peer, loaded once."""
    from benchmarks import warehouse
    from fazhi.warehouse.database import connect

    with warehouse.server(folder):
        warehouse.fill(warehouse.template(folder), folder, size)
        with warehouse.fresh_copy(folder) as dsn, connect(dsn) as connection:
            warehouse.load(connection, warehouse.derived_documents(connection))
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
        turn = watch.turn(result.observations_added, seconds_of_staging=staged - watch.started)
        expected = len(documents) * warehouse.FIGURES_A_DOCUMENT
        assert (result.observations_added, result.rejected) == (expected, 0), result
    return replace(turn, notes={**turn.notes, "peak_megabytes": peak_megabytes()})


def peer(folder: Path) -> Turn:
    from benchmarks import warehouse

    return warehouse.copy_rows(folder)
