"""Backfills in a real Airflow, from the sites and from the archive.

The tests follow one another on one deployment, that of one county.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.counts import FULL
from tests.e2e.conftest import Deployment
from tests.e2e.one_county import YEARS, one_county

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not FULL, reason="minutes: make test-full"),
]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with one_county(tmp_path_factory.mktemp("county")) as deployed:
        yield deployed


def _backfill(county: Deployment, *, source: str) -> None:
    """Start the DAG as its form does and wait for all that follows."""
    before = len(county.sites.requests)
    county.end_of_backfill(county.start_backfill(**YEARS, source=source))
    county.asked = county.sites.requests[before:]


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
