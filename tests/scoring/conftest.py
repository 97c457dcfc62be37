"""A warehouse with the sample province in it, filled once and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.databases import copy_database, database
from tests.scoring.seed import seed_sample, settings_for


@pytest.fixture(scope="session")
def sample_template(postgres: PostgresServer, migrated_template: str) -> str:
    seed_sample(settings_for(copy_database(postgres, "scoring_template", template=migrated_template)))
    return "scoring_template"


@pytest.fixture
def settings(postgres: PostgresServer, sample_template: str) -> Iterator[Settings]:
    """Settings that lead to a warehouse of one's own with the sample province and to its scheme."""
    with database(postgres, template=sample_template) as dsn:
        yield settings_for(dsn)
