"""Databases of the session's server, each a copy of another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from fazhi_local.postgres import PostgresServer

_numbers = itertools.count(1)


def copy_database(server: PostgresServer, name: str, *, template: str) -> str:
    """Make the database `name` as a copy of `template`; gives its DSN."""
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.dsn(name)


@contextmanager
def database(server: PostgresServer, *, template: str) -> Iterator[str]:
    """The DSN of a database that is a copy of `template` and is gone afterwards, with whoever is still connected."""
    name = f"test_{next(_numbers)}"
    yield copy_database(server, name, template=template)
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
