"""Deriving documents again from the archive, in documents a second of clock: what a backfill does, but for Airflow.

The documents are those of the synthetic country (fifteen kinds, all families, counties of one province, two years),
crawled into the archive beforehand. Ours is the load of their partitions by two processes into an empty star schema:
archive, parse, extract, checks, staging, gate, merge, choice, checks across documents, gate, scores. The peer is the
physical limit of reading: one scan by a compiled pattern for numbers with a unit over the text of the same pages, in
one process.

Notes: CPU seconds a document (client, without PostgreSQL); observations a document.

`size` is the number of documents, of which a county and year has fifteen.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn, passes

BENCHMARK = Benchmark(peer_name="one scan by a compiled pattern", unit="documents/s", target=0.002, size=900, turns=1)
_YEARS = (2023, 2024)
_DOCUMENTS_A_YEAR = 15
_JOBS = 2
_SCAN_SECONDS = 1.0
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,.．，]*\s*(?:万|亿)?\s*(?:件|人次|人|名|次|场次|场|份|条|个|家|项|%|元)")


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """A warehouse in which the documents wait, and their pages as text."""
    from benchmarks import warehouse
    from benchmarks.synthetic.country import Country
    from benchmarks.synthetic.pipeline import crawl, surroundings
    from benchmarks.synthetic.server import served

    country = Country(counties=max(1, size // (_DOCUMENTS_A_YEAR * len(_YEARS))), years=_YEARS)
    with warehouse.server(folder), served(country, folder / "sites") as sites:
        environment = surroundings(country, folder, warehouse.template(folder), sites)
        (folder / "environment.json").write_text(json.dumps(environment), encoding="utf-8")
        crawl(_settings(folder))
        bodies = [source.write().body for number in range(country.counties) for _, source in country.urls(number)]
        (folder / "bodies.json").write_text(json.dumps(bodies, ensure_ascii=False), encoding="utf-8")
        yield


def ours(folder: Path) -> Turn:
    from dataclasses import replace

    from benchmarks import warehouse
    from benchmarks.synthetic.pipeline import load
    from fazhi.warehouse.database import connect

    with warehouse.fresh_copy(folder) as dsn:
        settings = replace(_settings(folder), warehouse_dsn=dsn)
        started, spent = time.perf_counter(), _children_cpu()
        result = load(settings, jobs=_JOBS)
        wall, cpu = time.perf_counter() - started, _children_cpu() - spent
        assert not result.failed, result.failed
        with connect(dsn) as connection:
            row = connection.execute(
                "SELECT (SELECT count(*) FROM dw.dim_document WHERE parent_document_id IS NULL),"
                " (SELECT count(*) FROM dw.fact_observation)"
            ).fetchone()
    assert row is not None
    documents, observations = row
    return Turn(
        documents, wall, {"CPU_ms_a_document": cpu / documents * 1000, "observations": observations / documents}
    )


def peer(folder: Path) -> Turn:
    bodies = json.loads((folder / "bodies.json").read_text(encoding="utf-8"))

    def scan() -> int:
        for body in bodies:
            for _ in _NUMBER.finditer(body):
                pass
        return len(bodies)

    turn = passes(scan, _SCAN_SECONDS)
    return Turn(turn.amount, turn.seconds, {"CPU_ms_a_document": turn.seconds / turn.amount * 1000})


def _settings(folder: Path):  # type: ignore[no-untyped-def]
    from fazhi.settings import Settings

    return Settings.from_environment(json.loads((folder / "environment.json").read_text(encoding="utf-8")))


def _children_cpu() -> float:
    """CPU seconds of this process and of all that it has waited for."""
    import os

    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
