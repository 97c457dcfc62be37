"""The evidence pages over a copy of the sample province, read as the role that can only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from fazhi.pages import Person, create_app
from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.province import copied, with_roles

READER = Person("reader", may_decide=False)
OPERATOR = Person("operator", may_decide=True)


@pytest.fixture(scope="package")
def province(postgres: PostgresServer, loaded_province: Settings) -> Iterator[Settings]:
    """Settings of a copy of the sample province with the DSNs that the pages use."""
    with copied(postgres, loaded_province) as settings:
        yield with_roles(settings)


@pytest.fixture(scope="package")
def reader(province: Settings) -> Iterator[TestClient]:
    """The pages as somebody sees them who may look and not decide."""
    with TestClient(create_app(province, lambda: READER), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="package")
def operator(province: Settings) -> Iterator[TestClient]:
    """The pages as somebody sees them who may decide, too."""
    with TestClient(create_app(province, lambda: OPERATOR), follow_redirects=False) as client:
        yield client
