"""Which version the schema is at, and which this program needs: asked by each connection, so it costs no Alembic."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg

from fazhi.errors import ConfigurationError
from fazhi.settings import PROJECT

SQL = PROJECT / "sql"
VERSION_TABLE = "alembic_version"
FIRST_YEAR = 2005  # before it no county published reports; facts of earlier periods are rejected
YEARS_AHEAD = 6  # a five-year plan set at the end of a year speaks of the sixth after it
_MIGRATION_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migrations(sql: Path = SQL) -> list[str]:
    """The file names of all migrations, oldest first.

    Raises:
        ConfigurationError: a name is not NNNN_what.sql, a number is missing or occurs twice.
    """
    names = sorted(path.name for path in (sql / "migrations").glob("*.sql"))
    for position, name in enumerate(names, 1):
        match = _MIGRATION_NAME.fullmatch(name)
        if not match or int(match[1]) != position:
            raise ConfigurationError(
                f"{sql / 'migrations' / name}: expected {position:04d}_what.sql; numbers have no gaps"
            )
    if not names:
        raise ConfigurationError(f"{sql / 'migrations'} holds no migrations (NNNN_what.sql)")
    return names


def newest_version(sql: Path = SQL) -> str:
    """The number of the newest migration, as the version table holds it."""
    return version_of(migrations(sql)[-1])


def applied_version(connection: psycopg.Connection[Any]) -> str | None:
    """The version that the database is at; None where nothing was ever migrated."""
    table = connection.execute(f"SELECT to_regclass('etl.{VERSION_TABLE}')").fetchone()
    if table is None or table[0] is None:
        return None
    row = connection.execute(f"SELECT version_num FROM etl.{VERSION_TABLE}").fetchone()
    return str(row[0]) if row else None


def version_of(name: str) -> str:
    """The version that the migration of that file name brings the warehouse to."""
    return name[:4]
