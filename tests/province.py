"""The sample province as a deployment sees it: its environment, with the simulators in place of its sites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from fazhi.backfill import load_and_score
from fazhi.crawl.run import crawl_all
from fazhi.derive import pending_partitions
from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites


def environment(dsn: str, directory: Path, sites: SampleSites) -> dict[str, str]:
    """What `Settings.from_environment` reads; archive, spool and Data Docs lie below `directory`."""
    return {
        "FAZHI_WAREHOUSE_DSN": dsn,
        "FAZHI_ARCHIVE": str(directory / "archive"),
        "FAZHI_SPOOL": str(directory / "spool"),
        "FAZHI_DATA_DOCS": str(directory / "docs"),
        "FAZHI_SOURCES": str(SAMPLE / "sources"),
        "FAZHI_SCHEMES": str(SAMPLE / "schemes"),
        "FAZHI_REGIONS": str(SAMPLE / "regions"),
        "FAZHI_CONTACT": "data@justice.example",
        "FAZHI_CONNECT_TO": sites.connect_to,
    }


def night(settings: Settings) -> None:
    """Crawl everything, load and score what changed."""
    crawl_all(settings, sweep=True)
    load(settings)


def load(settings: Settings) -> None:
    """Load and score what waits."""
    result = load_and_score(settings, pending_partitions(settings))
    assert not result.failed, result.failed


def loaded(dsn: str, directory: Path) -> Settings:
    """Settings of the warehouse `dsn` after a first night."""
    with SampleSites(SAMPLE) as sites:
        settings = Settings.from_environment(environment(dsn, directory, sites))
        night(settings)
    return settings


@contextmanager
def copied(server: PostgresServer, settings: Settings) -> Iterator[Settings]:
    """A warehouse of one's own that holds what that of `settings` holds; the archive is the same one."""
    template = conninfo_to_dict(settings.warehouse_dsn)["dbname"]
    with database(server, template=str(template)) as dsn:
        yield replace(settings, warehouse_dsn=dsn)
