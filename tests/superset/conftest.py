"""Superset over a copy of the sample province: `make test-full` installs it; FAZHI_SKIP_SUPERSET=1 leaves it out."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi_local.postgres import PostgresServer, free_port
from fazhi_local.superset import Superset
from tests.browser.conftest import browser, elsewhere
from tests.counts import FULL
from tests.province import copied, with_roles

__all__ = ["browser", "elsewhere"]  # the fixtures of the evidence pages

HOSTILE = '年度报告<img src=x onerror="top.hacked=1"><script>top.hacked=1</script>'
HOSTILE_REGION = "990223"


@pytest.fixture(scope="package")
def wanted() -> None:
    """Skips before anything is loaded."""
    if os.environ.get("FAZHI_SKIP_SUPERSET"):
        pytest.skip("FAZHI_SKIP_SUPERSET is set: Superset is not tried")
    if not FULL:
        pytest.skip("make test-full installs and starts Superset")


@pytest.fixture(scope="package")
def province(wanted: None, postgres: PostgresServer, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """A copy of the sample province in which the titles of one county's documents are hostile."""
    loaded_province: Settings = request.getfixturevalue("loaded_province")  # session fixtures come before any other
    with copied(postgres, loaded_province) as settings:
        with connect(settings.warehouse_dsn) as connection:
            changed = connection.execute(
                "UPDATE dw.dim_document SET title = %s WHERE source_code = %s", (HOSTILE, HOSTILE_REGION)
            ).rowcount
            connection.commit()
        assert changed > 1
        yield with_roles(settings)


@pytest.fixture(scope="package")
def superset(province: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Superset]:
    """Superset as `make superset` starts it."""
    served = Superset(
        tmp_path_factory.mktemp("superset"),
        free_port(),
        province.bi_dsn,
        secret_key="a secret of this test only, long enough",
        admin_password="only of this test",
    )
    served.start()
    yield served
    served.stop()
