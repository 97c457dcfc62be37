"""The sample province crawled from its simulators: every family, several hosts, three nights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fazhi.crawl.run import crawl_batch
from fazhi.settings import Settings
from fazhi.sources import load_sources
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.crawl.conftest import IMPATIENT
from tests.province import environment
from tests.sites import SampleSites

YUNCHUAN = Path(__file__).resolve().parents[2] / "examples" / "yunchuan"
SOURCES = load_sources([YUNCHUAN / "sources"])
FAULTS = {
    "refuse": ("failed", "connection_refused"),
    "reset": ("failed", "connection_reset"),
    "timeout": ("failed", "timeout"),
    "http_500": ("failed", "http_500"),
    "challenge": ("failed", "blocked"),
    "empty_list": ("failed", "empty_list"),
    "no_body": ("failed", "no_body"),
    "gbk_as_utf8": ("unchanged", ""),  # other bytes, the same text
}


@pytest.fixture
def simulators() -> Iterator[SampleSites]:
    with SampleSites(YUNCHUAN) as running:
        yield running


@pytest.fixture
def settings(simulators: SampleSites, warehouse: str, tmp_path: Path) -> Settings:
    return Settings.from_environment({**environment(warehouse, tmp_path, simulators), "FAZHI_SWEEP_DAYS": "0"})


def crawl(settings: Settings) -> dict[str, int]:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "crawl")
    codes = [source.code for source in SOURCES]
    return crawl_batch(codes, settings=settings, run_id=run_id, limits=replace(IMPATIENT, body_bytes=10_000_000))


def query(settings: Settings, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        return connection.execute(statement).fetchall()  # type: ignore[arg-type]


def test_three_nights(simulators: SampleSites, settings: Settings) -> None:
    declared = {source.host for source in SOURCES}  # the YAML of 澄岩县 is for the reader of the tutorial to write
    published = {
        (f"http://{host}{path}", article.published.date())
        for host, site in simulators.sites.items()
        if host in declared
        for path, _, article in site.articles()
    }

    assert crawl(settings)["sites_done"] == len(SOURCES)
    captured = "SELECT url, published_on FROM etl.capture WHERE kind = 'article' AND content_hash IS NOT NULL"
    assert set(query(settings, captured)) == published
    assert query(settings, "SELECT count(*) FROM etl.outcome WHERE outcome <> 'done'") == [(0,)]
    assert query(settings, f"SELECT count(*) FROM ({captured} AND partition_year IS NULL) AS unplaced") == [(0,)]

    asked = len(simulators.requests)
    assert crawl(settings)["sites_unchanged"] == len(SOURCES)
    assert {request.bytes for request in simulators.requests[asked:] if "dataproxy" not in request.path} == {0}
    assert query(settings, "SELECT DISTINCT record_type FROM etl.capture WHERE run_id = 2") == [("revisit",)]

    simulators.revise()
    counts = crawl(settings)
    assert (counts["sites_done"], counts["pages_done"]) == (1, 1)


def test_faults_are_outcomes_of_their_own_county(simulators: SampleSites, settings: Settings) -> None:
    crawl(settings)
    hosts = sorted({source.host for source in SOURCES if sum(source.host == other.host for other in SOURCES) == 1})
    failing = dict(zip(hosts, FAULTS, strict=False))
    for host, fault in failing.items():
        simulators.fail(host, fault)
    refusing = dict(entry.split("=") for entry in simulators.connect_to.split(","))

    crawl(replace(settings, connect_to=refusing))

    ended = query(
        settings, "SELECT source_code, outcome, reason FROM etl.outcome WHERE item_kind = 'site' AND run_id = 2"
    )
    expected = {
        source.code: FAULTS[failing[source.host]] if source.host in failing else ("unchanged", "") for source in SOURCES
    }
    assert len(failing) == len(FAULTS)
    assert {code: (outcome, reason) for code, outcome, reason in ended} == expected
