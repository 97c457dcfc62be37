"""What fifty readers wait for an evidence page, on the sample province, behind a real Airflow API server.

Every reader has a login of an operator's colleague (VIEWER) and goes round the main pages of all counties and years:
province, chart, county, item, the sentence in its text, what-if; between two pages he reads for a second on average
(exponential, fixed seed). Ours is the time that 95 of 100 pages take at most, counted as its inverse, so that higher is
better; the bar is 200 ms. The peer is Airflow's own list of DAGs (`/api/v2/dags`), asked by as many readers in the same
way of the same server: it needs the same login and a database, too. The readers share the machine with the server.

Then they read once more while all documents of the province are derived, loaded and scored again, as after a release:
what a night writes makes every answer anew. As in `make up`, the night gives way to who reads.

Notes: the 95th percentile, the median and the slowest page in milliseconds, pages a second, answers that were none;
`beside_night_` before them while the night ran; `night_CPU_seconds` of its process beside the readers, and
`night_alone_CPU_seconds` without any: the readers must not make it dearer (it waits for a place on the CPU, of course).

`size` is the number of readers.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from benchmarks.protocol import Benchmark, Turn

if TYPE_CHECKING:
    from fazhi.settings import Settings

BENCHMARK = Benchmark(peer_name="Airflow's list of DAGs", unit="1/s at the 95th percentile", target=1, size=50, turns=3)
_SECONDS = 20.0
_READING_SECONDS = 1.0
_SEED = 20250402


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """The sample province in a warehouse, an Airflow API server over it, the addresses that readers go round."""
    from fazhi.warehouse.migrate import upgrade
    from fazhi_local.postgres import PostgresServer, free_port
    from tests.databases import copy_database
    from tests.evidence.api_server import api_server
    from tests.province import loaded, with_roles

    postgres = PostgresServer(folder / "postgres", free_port())
    postgres.start()
    try:
        dsn = copy_database(postgres, "evidence", template="template0")
        upgrade(dsn)
        settings = with_roles(loaded(dsn, folder))
        with api_server(postgres, settings, folder / "airflow") as server:
            viewer = server.session("viewer")
            viewer.get(f"{server.url}/fazhi/", timeout=60).raise_for_status()  # it builds the pages
            given = {
                "url": server.url,
                "authorization": viewer.headers["Authorization"],
                "readers": size,
                "pages": _pages(dsn),
            }
            given["environment"] = _environment(settings)
            given["night_alone_CPU_seconds"] = _night(given["environment"])
            (folder / "readers.json").write_text(json.dumps(given), encoding="utf-8")
            yield
    finally:
        postgres.stop()


def ours(folder: Path) -> Turn:
    given = json.loads((folder / "readers.json").read_text(encoding="utf-8"))
    quiet = _read(folder, given["pages"])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        night = beside.submit(_night_that_gives_way, given["environment"])
        busy = _read(folder, given["pages"])
        spent = night.result()
    notes = {f"beside_night_{name}": value for name, value in busy.notes.items()}
    alone = given["night_alone_CPU_seconds"]
    return Turn(
        1, quiet.seconds, {**quiet.notes, **notes, "night_CPU_seconds": spent, "night_alone_CPU_seconds": alone}
    )


def peer(folder: Path) -> Turn:
    return _read(folder, ["/api/v2/dags"])


def _environment(settings: Settings) -> dict[str, str]:
    """What another process needs to work on the same warehouse and archive."""
    return {
        "FAZHI_WAREHOUSE_DSN": settings.warehouse_dsn,
        "FAZHI_ARCHIVE": settings.archive,
        "FAZHI_SPOOL": str(settings.spool),
        "FAZHI_DATA_DOCS": str(settings.data_docs),
        "FAZHI_SOURCES": os.pathsep.join(map(str, settings.sources)),
        "FAZHI_SCHEMES": os.pathsep.join(map(str, settings.schemes)),
        "FAZHI_REGIONS": os.pathsep.join(map(str, settings.regions)),
    }


def _night(environment: Mapping[str, str]) -> float:
    """Derive, load and score every year of the sample province again; the CPU seconds of this process."""
    from fazhi.backfill import load_and_score
    from fazhi.derive import request_rederivation
    from fazhi.settings import Settings

    settings = Settings.from_environment(environment)
    started = time.process_time()
    partitions = request_rederivation(settings, provinces=["99"], years=range(2018, 2026))
    result = load_and_score(settings, partitions)
    assert partitions
    assert not result.failed, result.failed
    return time.process_time() - started


def _night_that_gives_way(environment: Mapping[str, str]) -> float:
    from fazhi_local.process import NIGHT_NICENESS, give_way

    os.setsid()
    give_way(os.getpid(), NIGHT_NICENESS)
    return _night(environment)


def _pages(dsn: str) -> list[str]:
    """The addresses of the main pages of every county and year."""
    import psycopg

    pages: list[str] = []
    with psycopg.connect(dsn) as connection:
        scored = connection.execute(
            "SELECT DISTINCT province_code, year, region_code FROM mart.county_scorecard ORDER BY year, region_code"
        ).fetchall()
        said = connection.execute(
            "SELECT document_key, evidence_start, evidence_end FROM dw.fact_observation"
            " WHERE superseded_at IS NULL ORDER BY year, observation_key LIMIT 200"
        ).fetchall()
    for province, year, county in scored:
        base = f"/fazhi/counties/{county}/{year}"
        pages += [f"/fazhi/provinces/{province}/{year}", f"/fazhi/provinces/{province}/{year}/ranking.svg", base]
        pages += [f"{base}/items/disputes.loss_rate", f"{base}/whatif?litigation.loss_rate=5"]
    return pages + [f"/fazhi/documents/{key}?start={start}&end={end}" for key, start, end in said]


def _read(folder: Path, pages: Sequence[str]) -> Turn:
    given = json.loads((folder / "readers.json").read_text(encoding="utf-8"))
    with ThreadPoolExecutor(given["readers"]) as readers:
        seeds = range(_SEED, _SEED + given["readers"])
        answers = [each for read in readers.map(partial(_reader, given, pages), seeds) for each in read]
    waited = [seconds for seconds, _ in answers]
    p95 = quantiles(waited, n=20)[-1]
    notes = {
        "p95_ms": p95 * 1000,
        "median_ms": median(waited) * 1000,
        "slowest_ms": max(waited) * 1000,
        "pages_a_second": len(waited) / _SECONDS,
        "none": float(sum(status != 200 for _, status in answers)),
    }
    return Turn(1, p95, notes)


def _reader(given: Mapping[str, str], pages: Sequence[str], seed: int) -> list[tuple[float, int]]:
    """(seconds waited, status) of every page of one reader."""
    import requests

    choose = random.Random(seed)
    answers = []
    end = time.monotonic() + _SECONDS
    with requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = given["authorization"]
        time.sleep(choose.expovariate(1 / _READING_SECONDS))  # readers don't all come at once
        while time.monotonic() < end:
            started = time.monotonic()
            answer = session.get(given["url"] + choose.choice(pages), timeout=60)
            answers.append((time.monotonic() - started, answer.status_code))
            time.sleep(choose.expovariate(1 / _READING_SECONDS))
    return answers
