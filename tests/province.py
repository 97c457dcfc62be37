"""The sample province as a deployment sees it: its environment, with the simulators in place of its sites."""

from __future__ import annotations

from pathlib import Path

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
