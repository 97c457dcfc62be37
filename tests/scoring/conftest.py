"""A warehouse with the sample province in it, filled once and copied for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import psycopg
import pytest

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.scoring.seed import seed_sample, settings_for

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sample_template(postgres: PostgresServer, migrated_template: str) -> str:
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE scoring_template TEMPLATE {migrated_template}")
    seed_sample(settings_for(postgres.dsn("scoring_template")))
    return "scoring_template"


@pytest.fixture
def settings(postgres: PostgresServer, sample_template: str) -> Iterator[Settings]:
    """Settings that lead to a warehouse of one's own with the sample province and to its scheme."""
    name = f"scoring_{next(_numbers)}"
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {sample_template}")
    yield settings_for(postgres.dsn(name))
    with psycopg.connect(postgres.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
