"""The sample province as a deployment sees it: its environment, with the simulators in place of its sites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from fazhi.backfill import load_and_score
from fazhi.crawl.run import crawl_all
from fazhi.derive import pending_partitions
from fazhi.settings import Settings
from fazhi.warehouse.migrate import upgrade
from fazhi_local.postgres import PostgresServer, free_port
from tests.databases import copy_database, database
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


def with_roles(settings: Settings) -> Settings:
    """The same warehouse with the addresses of those who read it and of those who decide on the evidence pages."""
    return replace(
        settings,
        bi_dsn=make_conninfo(settings.warehouse_dsn, user="fazhi_bi"),
        editor_dsn=make_conninfo(settings.warehouse_dsn, user="fazhi_editor"),
    )


@contextmanager
def on_its_own_server(directory: Path) -> Iterator[Settings]:
    """The province after a first night, on a server below `directory`: for programs that are no tests."""
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=False)
    try:
        dsn = copy_database(server, "province", template="template0")
        upgrade(dsn)
        yield with_roles(loaded(dsn, directory))
    finally:
        server.stop()


@contextmanager
def copied(server: PostgresServer, settings: Settings) -> Iterator[Settings]:
    """A warehouse of one's own that holds what that of `settings` holds; the archive is the same one."""
    template = conninfo_to_dict(settings.warehouse_dsn)["dbname"]
    with database(server, template=str(template)) as dsn:
        yield replace(settings, warehouse_dsn=dsn)
