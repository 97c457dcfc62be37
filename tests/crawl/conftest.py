"""Sites on the loopback, and a crawl of them into a real warehouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fazhi.crawl.fetcher import Limits
from fazhi.crawl.run import crawl_batch
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.archive.ledger import ledger_database, warehouse
from tests.archive.s3 import place, s3, s3_server
from tests.crawl.site import Sites, settings_for, write_source

__all__ = ["ledger_database", "place", "s3", "s3_server", "warehouse"]  # fixtures

HOST = "www.jia.example"
CODE = "990201"
AddSite = Callable[..., None]
IMPATIENT = Limits(connect_seconds=2, read_seconds=1, total_seconds=4, body_bytes=200_000, tries=2)


@dataclass(frozen=True)
class Crawler:
    """Crawls the sites it knows; `query` looks into the warehouse. `archive` is below `directory` unless given."""

    sites: Sites
    directory: Path
    dsn: str
    archive: str = ""

    @property
    def settings(self) -> Settings:
        settings = settings_for(self.sites, self.directory, self.dsn)
        return replace(settings, archive=self.archive or settings.archive)

    def add(self, code: str, host: str, pages: dict[str, Any], **changes: object) -> None:
        write_source(self.directory / "sources", code, host, **changes)
        self.sites.hosts[host] = pages

    def start(self) -> int:
        with connect(self.dsn) as connection:
            return start_run(connection, "crawl")

    def crawl(
        self, *codes: str, limits: Limits = IMPATIENT, sweep_days: int = 0, closes_at: datetime | None = None
    ) -> dict[str, int]:
        settings = replace(self.settings, sweep_days=sweep_days)
        return crawl_batch(codes or [CODE], settings=settings, run_id=self.start(), limits=limits, closes_at=closes_at)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def outcomes(self, kind: str) -> list[tuple[str, str, str]]:
        """Outcome, reason and item of the last run, by item."""
        return self.query(
            "SELECT outcome, reason, item FROM etl.outcome WHERE item_kind = %s"
            " AND run_id = (SELECT max(run_id) FROM etl.run) ORDER BY item",
            kind,
        )

    def reasons(self, kind: str) -> list[tuple[str, str]]:
        return [(outcome, reason) for outcome, reason, _ in self.outcomes(kind)]


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Sites() as running:
        yield running


@pytest.fixture
def crawler(sites: Sites, warehouse: str, tmp_path: Path) -> Crawler:
    return Crawler(sites, tmp_path, warehouse)


@pytest.fixture
def add_site(crawler: Crawler) -> AddSite:
    """Add a site and its YAML; the first argument is the pages by path."""

    def add(pages: dict[str, Any], host: str = HOST, code: str = CODE, **changes: object) -> None:
        crawler.add(code, host, pages, **changes)

    return add
