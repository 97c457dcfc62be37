"""Backfills in a real Airflow, from the sites and from the archive.

The tests follow one another on one deployment, that of one county.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from fazhi_local import deployment
from fazhi_local.airflow import AirflowApi
from fazhi_local.run import follow
from fazhi_local.state import SAMPLE_PROVINCE, State
from tests.counts import FULL
from tests.e2e.conftest import Deployment
from tests.sites import SampleSites

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full"),
]
COUNTY = "990224"  # the one that revises a page silently
YEARS = {"provinces": ["99"], "from_year": 2019, "to_year": 2025}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A deployment after its first night."""
    directory = tmp_path_factory.mktemp("county")
    (source,) = (SAMPLE_PROVINCE / "sources").rglob(f"{COUNTY}_*.yml")
    with SampleSites(SAMPLE_PROVINCE) as sites, pytest.MonkeyPatch.context() as environment:
        (directory / "sources" / "99").mkdir(parents=True)
        (directory / "sources" / "99" / source.name).write_bytes(source.read_bytes())
        environment.setenv("FAZHI_SOURCES", str(directory / "sources"))
        state = State(directory / "state", sites_port=sites.port)
        try:
            deployment.up(state, lambda message: None)
            deployed = Deployment(state, sites, directory / "sources")
            deployed.night()
            assert not deployed.failure, deployed.output
            yield deployed
        finally:
            deployment.down(state, lambda message: None)


def _backfill(county: Deployment, **params: object) -> None:
    """Start the DAG as its form does and wait for all that follows."""
    api, moment = AirflowApi(county.state), datetime.now(UTC).isoformat()
    before = len(county.sites.requests)
    api.trigger("backfill_years", {**YEARS, **params})
    runs = follow(api, moment, lambda message: None)
    county.asked = county.sites.requests[before:]
    county.failure = " ".join(run["dag_run_id"] for found in runs.values() for run in found if run["state"] == "failed")


def test_a_backfill_from_the_sites_reads_every_list_and_asks_for_every_article(county: Deployment) -> None:
    facts = county.fingerprint()
    _backfill(county, source="sites")
    assert not county.failure
    (site,) = [site for site in county.sites.sites.values() if site.host in {asked.host for asked in county.asked}]
    articles = {path for path, _, _ in site.articles()}
    asked = {request.path: request.status for request in county.asked}
    assert articles <= set(asked), "every article was asked for, whenever that was done last"
    assert {asked[path] for path in articles} == {304}, "what has not changed is not sent again"
    assert county.fingerprint() == facts


def test_it_takes_in_what_the_sites_changed_meanwhile(county: Deployment) -> None:
    county.sites.revise()
    _backfill(county, source="sites")
    assert not county.failure
    changed = county.query(
        "SELECT indicator_code, earlier_value, later_value FROM mart.supersessions"
        " WHERE cause = 'revised_by_source' AND earlier_value IS DISTINCT FROM later_value ORDER BY 1"
    )
    assert [(code, float(old), float(new)) for code, old, new in changed] == [
        ("legal_aid.cases", 129.0, 139.0),
        ("litigation.loss_rate", 4.35, 6.52),
        ("litigation.lost", 2.0, 3.0),
    ]


def test_a_backfill_from_the_archive_asks_no_site(county: Deployment) -> None:
    facts = county.fingerprint()
    _backfill(county, source="archive")
    assert not county.failure
    assert county.asked == []
    assert county.fingerprint() == facts
