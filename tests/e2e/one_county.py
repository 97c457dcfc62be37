"""A deployment of one county after its first night, and backfills of it: minutes of a real Airflow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fazhi_local import deployment
from fazhi_local.airflow import AirflowApi
from fazhi_local.run import follow
from fazhi_local.state import SAMPLE_PROVINCE, State
from tests.e2e.conftest import Deployment
from tests.sites import SampleSites

COUNTY = "990224"  # the one that revises a page silently
_YEARS = {"provinces": ["99"], "from_year": 2019, "to_year": 2025}


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


def start_backfill(county: Deployment, source: str) -> str:
    """Start the DAG as its form does; gives the moment before, of which `end_of_backfill` wants to know."""
    moment = datetime.now(UTC).isoformat()
    AirflowApi(county.state).trigger("backfill_years", {**_YEARS, "source": source})
    return moment


def end_of_backfill(county: Deployment, moment: str) -> None:
    """Wait for the backfill and all that follows; `failure` names the runs that failed."""
    runs = follow(AirflowApi(county.state), moment, lambda message: None)
    county.failure = " ".join(run["dag_run_id"] for found in runs.values() for run in found if run["state"] == "failed")
