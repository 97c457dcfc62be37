"""The pipeline over a country, without Airflow: what each task of a night does, one after the other."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.synthetic.country import FIRST_NIGHT, Country, write_deployment
from benchmarks.synthetic.server import Running, served
from fazhi.backfill import Result, load_and_score
from fazhi.crawl.summary import CrawlSummary
from fazhi.derive import pending_partitions
from fazhi.nightly import crawl_planned, finish_crawl, plan_crawl
from fazhi.settings import Settings
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port


@dataclass(frozen=True, slots=True)
class Deployed:
    """A country served, and an empty warehouse beside it."""

    country: Country
    sites: Running
    server: PostgresServer
    environment: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environment)

    def at_night(self, number: int) -> None:
        """Sites and clock of this process go to the night of that number (0: the first, on which all is new)."""
        self.sites.night(number)
        os.environ["FAZHI_NOW"] = night_as_now(number)


@contextmanager
def deployed(country: Country, folder: Path, *, durable: bool = True) -> Iterator[Deployed]:
    """PostgreSQL and the sites while the block lasts; all files below `folder`."""
    server = PostgresServer(folder / "postgres" / "data", free_port())
    server.start(durable=durable)
    now = os.environ.get("FAZHI_NOW")
    try:
        upgrade(server.dsn("postgres"))
        with served(country, folder / "sites") as sites:
            environment = surroundings(country, folder, server.dsn("postgres"), sites)
            yield Deployed(country, sites, server, environment)
    finally:
        if now is None:
            os.environ.pop("FAZHI_NOW", None)
        else:
            os.environ["FAZHI_NOW"] = now
        server.stop()


def surroundings(country: Country, folder: Path, dsn: str, sites: Running) -> dict[str, str]:
    """What `Settings.from_environment` reads, with sources, regions and schemes written below `folder`."""
    return {
        **write_deployment(country, folder, years=country.years),
        "FAZHI_WAREHOUSE_DSN": dsn,
        "FAZHI_ARCHIVE": str(folder / "archive"),
        "FAZHI_SPOOL": str(folder / "spool"),
        "FAZHI_DATA_DOCS": str(folder / "docs"),
        "FAZHI_CONTACT": "https://warehouse.example/",
        "FAZHI_CONNECT_TO": sites.connect_to,
    }


def night_as_now(number: int) -> str:
    """What FAZHI_NOW is at the beginning of a night."""
    return (FIRST_NIGHT + timedelta(days=number)).isoformat() + "+08:00"


def crawl(settings: Settings, *, sweep: bool = False, tolerated: float = 0) -> tuple[Counter[str], CrawlSummary]:
    """One crawl as the DAG does it, in this process."""
    counts: Counter[str] = Counter()
    batches = plan_crawl(settings, only=(), sweep=sweep)
    for batch in batches:
        counts.update(crawl_planned(settings, batch))
    planned = [code for batch in batches for code in batch["codes"]]
    summary = finish_crawl(settings, batches[0]["run_id"], planned=planned, partitions=[], tolerated_share=tolerated)
    return counts, summary


def load(settings: Settings, *, jobs: int = 1) -> Result:
    """Load and score whatever waits."""
    return load_and_score(settings, pending_partitions(settings), jobs=jobs)
