"""Finding that nothing is to be loaded, in documents a second of wall clock: what every night begins with.

Ours is `fazhi.warehouse.ledger.pending_partitions` over captures that are all derived by the current versions. The peer
is the least that finds the same out: both lists of (URL, content hash) read into Python and compared as sets.

Notes: `seconds` is what ours takes for all of them.

`size` is the number of documents.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn

BENCHMARK = Benchmark(
    peer_name="two sets in Python",
    unit="documents/s",
    target=1,
    size=23_000,
    turns=5,
)


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A warehouse whose ledger knows the text of every capture."""
    from benchmarks import warehouse
    from fazhi.warehouse.database import connect

    with warehouse.server(folder):
        dsn = warehouse.template(folder)
        warehouse.fill(dsn, folder, size * warehouse.FIGURES_A_DOCUMENT)
        with connect(dsn) as connection:
            connection.execute(
                "INSERT INTO etl.derivation (url, content_hash, parser_version, extractor_version, catalogue_digest,"
                " capture_id, observation_digest, observations, derived_at)"
                " SELECT url, content_hash, '1', '1', %s, capture_id, '', 0, captured_at FROM etl.capture",
                (warehouse.catalogue().digest,),
            )
        with connect(dsn, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE etl.capture, etl.derivation")
        yield


def ours(folder: Path) -> Turn:
    from benchmarks import warehouse
    from fazhi.warehouse import ledger
    from fazhi.warehouse.database import connect

    versions = ledger.Versions("1", "1", warehouse.catalogue().digest)
    with connect(warehouse.template(folder)) as connection:
        documents = _documents(connection)
        started = time.perf_counter()
        assert ledger.pending_partitions(connection, versions) == []
        seconds = time.perf_counter() - started
    return Turn(documents, seconds, {"seconds": seconds})


def peer(folder: Path) -> Turn:
    from benchmarks import warehouse
    from fazhi.warehouse.database import connect

    with connect(warehouse.template(folder)) as connection:
        documents = _documents(connection)
        started = time.perf_counter()
        captured = set(connection.execute("SELECT url, content_hash FROM etl.capture").fetchall())
        derived = set(connection.execute("SELECT url, content_hash FROM etl.derivation WHERE is_current").fetchall())
        assert not captured - derived
        return Turn(documents, time.perf_counter() - started)


def _documents(connection: object) -> int:
    row = connection.execute("SELECT count(*) FROM etl.capture").fetchone()  # type: ignore[attr-defined]
    return int(row[0])
