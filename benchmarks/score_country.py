"""Scoring counties from the warehouse to `dw.fact_score`, in items a second of the client's CPU.

Ours is `score_partition` for ten years of one province: reading the facts, 60 items of eight rule types a county in
Decimal, each with the formula a person reads, and storing them with the observations they rest on.
The peer is plain COPY (psycopg, binary) of the very rows that ours leaves in `dw.fact_score`, from Python objects into
an unindexed table: what any program that stores scores row by row must spend, whatever its rules. A data frame would
compute two of the rules on binary floats in no time, but without reasons, rounding or evidence: that is other work.

Notes: `country_CPU_seconds` is what 2,900 counties would cost at this rate (wanted: under 15), `country_wall_seconds`
likewise (25); memory is of all ten years.

`size` is the number of counties.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn, peak_megabytes

BENCHMARK = Benchmark(
    peer_name="plain COPY",
    unit="items/CPU-s",
    target=0.35,
    size=290,
    turns=3,
)
_COUNTRY = 2900


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A server, a warehouse with the facts of ten years, a scheme of 60 items; the rows for the peer."""
    from benchmarks import scores, warehouse
    from fazhi.warehouse.database import connect

    with warehouse.server(folder):
        scores.write_scheme(folder / "schemes")
        with connect(warehouse.template(folder)) as connection:
            warehouse.add_counties(connection, folder, size)
            scores.add_facts(connection)
        with connect(warehouse.template(folder), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        with warehouse.fresh_copy(folder) as dsn, connect(dsn) as connection:
            scores.score(folder, dsn)
            warehouse.keep_rows(folder, connection, scores.ROWS)
        yield


def ours(folder: Path) -> Turn:
    from benchmarks import scores, warehouse

    with warehouse.fresh_copy(folder) as dsn:
        started, spent = time.perf_counter(), time.process_time()
        counties, items = scores.score(folder, dsn)
        wall, cpu = time.perf_counter() - started, time.process_time() - spent
    notes = {
        "country_CPU_seconds": cpu * _COUNTRY / counties,
        "country_wall_seconds": wall * _COUNTRY / counties,
        "peak_megabytes": peak_megabytes(),
    }
    return Turn(items, cpu, notes)


def peer(folder: Path) -> Turn:
    from benchmarks import warehouse

    copied = warehouse.copy_rows(folder)
    return Turn(copied.amount, copied.amount * copied.notes["client_CPU_us"] / 1e6)
