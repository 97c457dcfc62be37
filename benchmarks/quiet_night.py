"""A night in which nothing changed, in sites a second of CPU.

1,000 county sites with a list of 15 articles each, all known since the night before, on one local server that honours
ETags. Ours is the whole night but for Airflow: plan, batches of 100 sites (robots.txt and the first list page asked
with conditions, the list from the archive, revisit records, upload, index, outcomes), summary. No body is downloaded,
which each turn checks. The peer is Scrapy with its cache under RFC 9111 rules (`RFC2616Policy`): robots.txt and list of
the same sites, conditional too, links by its selectors; no archive, no ledger. Imports are not counted, nor are the
PostgreSQL server and the sites.

Notes: CPU milliseconds a site; peak memory. A site is to cost less than 5 ms, which is 0.7 of the peer's speed on the
machine where both were first measured.

`size` is the number of sites.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.protocol import Benchmark, Turn, peak_megabytes

BENCHMARK = Benchmark(
    peer_name="Scrapy 2.19 with its cache",
    environment="scrapy",
    unit="sites/CPU-s",
    target=0.7,
    size=1000,
    turns=3,
)
_AT_ONCE = 8


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """The sites, a warehouse and an archive in which the night before left everything, and Scrapy's cache."""
    from benchmarks import warehouse
    from benchmarks.environments import interpreter
    from benchmarks.page_server import write_source

    with warehouse.server(folder), warehouse.fresh_copy(folder) as dsn:
        command = [sys.executable, "-m", "benchmarks.page_server", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as pages:
            try:
                assert pages.stdout is not None
                given = {"port": int(pages.stdout.readline()), "sites": size, "dsn": dsn}
                (folder / "crawl.json").write_text(json.dumps(given), encoding="utf-8")
                for site in range(size):
                    write_source(folder / "sources", str(100_000 + site), f"{_root(site)}/zw/index.html")
                counts, _ = _night(folder)
                assert counts["sites_done"] == size, counts
                warm = [interpreter("scrapy"), "-m", "benchmarks.turn", __name__, "peer", folder]
                subprocess.run(warm, check=True, capture_output=True)
                yield
            finally:
                pages.terminate()


def ours(folder: Path) -> Turn:
    spent = time.process_time()
    counts, summary = _night(folder)
    cpu = time.process_time() - spent
    sites = counts["sites_unchanged"]
    assert summary.sites == {"unchanged": sites}, summary
    assert not counts["bytes"], counts
    return Turn(sites, cpu, _notes(sites, cpu))


def peer(folder: Path) -> Turn:
    from benchmarks.scrapy_crawl import look_again

    given = _given(folder)
    starts = [f"{_root(site)}/zw/index.html" for site in range(given["sites"])]
    spent = time.process_time()
    read = look_again(starts, folder / "cache", f"http://127.0.0.1:{given['port']}", connections=_AT_ONCE)
    cpu = time.process_time() - spent
    assert read == given["sites"], read
    return Turn(read, cpu, _notes(read, cpu))


def _night(folder: Path) -> tuple[Counter[str], Any]:
    """The next night; the nights of one benchmark are a few and follow each other, so that none is one for sweeping."""
    from fazhi.nightly import crawl_planned, finish_crawl, plan_crawl
    from fazhi.settings import Settings

    given = _given(folder)
    nights = given.get("nights", 0) + 1
    (folder / "crawl.json").write_text(json.dumps({**given, "nights": nights}), encoding="utf-8")
    os.environ["FAZHI_NOW"] = f"2026-04-{nights % 7 + 1:02}T01:00:00+08:00"
    settings = replace(
        Settings.from_environment({"FAZHI_CONNECT_TO": f"*=127.0.0.1:{given['port']}"}),
        warehouse_dsn=given["dsn"],
        archive=str(folder / "archive"),
        spool=folder / "spool",
        sources=(folder / "sources",),
        contact="https://warehouse.example/",
    )
    counts: Counter[str] = Counter()
    batches = plan_crawl(settings, only=())
    for batch in batches:
        counts.update(crawl_planned(settings, batch))
    summary = finish_crawl(
        settings,
        batches[0]["run_id"],
        planned=[code for batch in batches for code in batch["codes"]],
        partitions=[],
        tolerated_share=0,
    )
    return counts, summary


def _given(folder: Path) -> dict[str, Any]:
    given: dict[str, Any] = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
    return given


def _root(site: int) -> str:
    return f"http://www.s{site}.bench.example"


def _notes(sites: int, cpu: float) -> dict[str, float]:
    return {"CPU_ms_a_site": cpu / sites * 1000, "peak_megabytes": peak_megabytes()}
