"""A night in which one site of a hundred has something new, in sites a second of CPU: all of it, but for Airflow.

The sites are those of the synthetic country (all families), known since the night before with three reports each. Ours
is plan, crawl in batches of 25, summary, then the load and the scores of the partitions that changed. The peer is the
physical limit: robots.txt and the list of the same sites fetched by the standard library, a connection a site, and
thrown away. CPU is that of the client alone, without PostgreSQL and the sites.

Notes: CPU milliseconds a site; of ours, the crawl's part; documents found.

`size` is the number of sites.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn, peak_megabytes

BENCHMARK = Benchmark(peer_name="a bare fetch of two pages", unit="sites/CPU-s", target=0.1, size=200, turns=1)
_KINDS = ("annual", "bureau", "plan")


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """Sites in their first night, an archive and a warehouse that know them as they were before it."""
    from benchmarks import warehouse
    from benchmarks.synthetic.country import Country
    from benchmarks.synthetic.pipeline import crawl, load, night_as_now, surroundings
    from benchmarks.synthetic.server import served
    from fazhi.settings import Settings

    country = Country(counties=size, years=(2024, 2025), nightly=True, kinds=_KINDS)
    with warehouse.server(folder), served(country, folder / "sites") as sites:
        environment = surroundings(country, folder, warehouse.template(folder), sites)
        given = {
            "environment": environment,
            "now": [night_as_now(number) for number in (0, 1)],
            "port": sites.port,
            "changed": sum(country.changes(number, 1) for number in range(size)),
            "lists": [country.list_url(number) for number in range(size)],
        }
        (folder / "given.json").write_text(json.dumps(given), encoding="utf-8")
        os.environ["FAZHI_NOW"] = given["now"][0]
        try:
            settings = Settings.from_environment(environment)
            crawl(settings)
            result = load(settings)
        finally:
            del os.environ["FAZHI_NOW"]
        assert not result.failed, result.failed
        sites.night(1)
        yield


def ours(folder: Path) -> Turn:
    from benchmarks import warehouse
    from benchmarks.synthetic.pipeline import crawl, load
    from fazhi.settings import Settings

    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    os.environ["FAZHI_NOW"] = given["now"][1]
    with warehouse.fresh_copy(folder) as dsn:
        settings = replace(Settings.from_environment(given["environment"]), warehouse_dsn=dsn)
        spent = time.process_time()
        _, summary = crawl(settings)
        crawled = time.process_time() - spent
        result = load(settings)
        cpu = time.process_time() - spent
    assert not result.failed, result.failed
    assert summary.new_documents == given["changed"], summary
    sites = sum(summary.sites.values())
    notes = {"CPU_ms_a_site": cpu / sites * 1000, "of_it_crawl": crawled / sites * 1000}
    return Turn(sites, cpu, {**notes, "documents": summary.new_documents, "peak_megabytes": peak_megabytes()})


def peer(folder: Path) -> Turn:
    import http.client
    from urllib.parse import urlsplit

    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    spent = time.process_time()
    for url in given["lists"]:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", given["port"], timeout=60)
        for path in ("/robots.txt", f"{parts.path}?{parts.query}" if parts.query else parts.path):
            connection.request("GET", path, headers={"Host": parts.netloc})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (url, path, answer.status)
        connection.close()
    cpu = time.process_time() - spent
    sites = len(given["lists"])
    return Turn(sites, cpu, {"CPU_ms_a_site": cpu / sites * 1000})
