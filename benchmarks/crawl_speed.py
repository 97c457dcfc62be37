"""A crawl of many small sites on one server, in pages a second of wall clock.

2,000 articles of 40 KB on eight sites of the TRS family, one local server, eight connections, no delay. Ours is
`crawl_batch`: robots.txt, lists, articles, each parsed for its metadata and content hash, archived as a WARC record,
uploaded and indexed in the warehouse with its outcome. One host is asked by one connection by design, so the eight
sites have eight host names, all led to the server. The peer is Scrapy, what one would crawl with otherwise: robots.txt,
lists, articles, title and paragraphs by its selectors, the same WARC records by warcio; no index, no outcomes.
Imports are not counted.

Notes: pages a CPU second and peak memory of both.

`size` is the number of articles.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn, peak_megabytes

BENCHMARK = Benchmark(
    peer_name="Scrapy 2.19",
    environment="scrapy",
    unit="pages/s",
    target=1.5,
    size=2000,
    turns=3,
)
_SITES = 8


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """The server of the pages, and a warehouse for each turn."""
    from benchmarks import warehouse

    with warehouse.server(folder):
        command = [sys.executable, "-m", "benchmarks.page_server", str(size)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pages:
            try:
                assert pages.stdout is not None
                given = {"port": int(pages.stdout.readline()), "pages": size}
                (folder / "crawl.json").write_text(json.dumps(given), encoding="utf-8")
                yield
            finally:
                pages.terminate()


def ours(folder: Path) -> Turn:
    from benchmarks import warehouse
    from benchmarks.page_server import write_source
    from fazhi.crawl.run import crawl_batch
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.runs import start_run

    given = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
    turn = folder / f"turn-{time.time_ns()}"
    codes = [f"9902{site + 1:02}" for site in range(_SITES)]
    for site, code in enumerate(codes):
        write_source(turn / "sources", code, f"http://www.s{site}.bench.example/s{site}/fzzf/index.html")
    with warehouse.fresh_copy(folder) as dsn:
        settings = Settings.from_environment(
            {
                "FAZHI_WAREHOUSE_DSN": dsn,
                "FAZHI_ARCHIVE": str(turn / "archive"),
                "FAZHI_SPOOL": str(turn / "spool"),
                "FAZHI_SOURCES": str(turn / "sources"),
                "FAZHI_CONTACT": "https://warehouse.example/",
                "FAZHI_CONNECT_TO": f"*=127.0.0.1:{given['port']}",
            }
        )
        with connect(dsn) as connection:
            run_id = start_run(connection, "crawl")
        started, spent = time.perf_counter(), time.process_time()
        counts = crawl_batch(codes, settings=settings, run_id=run_id, hosts_at_once=_SITES)
        wall, cpu = time.perf_counter() - started, time.process_time() - spent
    assert counts["pages_done"] == given["pages"], counts
    assert not any("failed" in key for key in counts), counts
    return Turn(given["pages"], wall, _notes(given["pages"], cpu))


def peer(folder: Path) -> Turn:
    from benchmarks.scrapy_crawl import crawl

    given = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
    starts = [f"http://127.0.0.1:{given['port']}/s{site}/fzzf/index.html" for site in range(_SITES)]
    started, spent = time.perf_counter(), time.process_time()
    pages = crawl(starts, folder / f"scrapy-{time.time_ns()}.warc.gz", connections=_SITES)
    wall, cpu = time.perf_counter() - started, time.process_time() - spent
    assert pages == given["pages"], pages
    return Turn(pages, wall, _notes(pages, cpu))


def _notes(pages: int, cpu: float) -> dict[str, float]:
    return {"pages_a_CPU_second": pages / cpu, "peak_megabytes": peak_megabytes()}
