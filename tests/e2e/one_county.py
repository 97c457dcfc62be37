"""A deployment of one county after its first night, and backfills of it: minutes of a real Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fazhi_local import deployment
from fazhi_local.state import SAMPLE_PROVINCE, State
from tests.e2e.conftest import Deployment
from tests.sites import SampleSites

COUNTY = "990224"  # the one that revises a page silently
YEARS: dict[str, object] = {"provinces": ["99"], "from_year": 2019, "to_year": 2025}
"""What a backfill of all that the county published asks for."""


@contextmanager
def one_county(directory: Path, **environment: str) -> Iterator[Deployment]:
    """The county crawled and loaded below `directory` by an Airflow with this `environment`; down afterwards."""
    (source,) = (SAMPLE_PROVINCE / "sources").rglob(f"{COUNTY}_*.yml")
    with SampleSites(SAMPLE_PROVINCE) as sites, pytest.MonkeyPatch.context() as patched:
        (directory / "sources" / "99").mkdir(parents=True)
        (directory / "sources" / "99" / source.name).write_bytes(source.read_bytes())
        for name, value in {**environment, "FAZHI_SOURCES": str(directory / "sources")}.items():
            patched.setenv(name, value)
        state = State(directory / "state", sites_port=sites.port)
        try:
            deployment.up(state, lambda message: None)
            deployed = Deployment(state, sites, directory / "sources")
            deployed.night()
            assert not deployed.failure, deployed.output
            yield deployed
        finally:
            deployment.down(state, lambda message: None)
