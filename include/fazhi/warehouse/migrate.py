"""The schema of the warehouse: `sql/migrations/NNNN_what.sql`, run by Alembic, each in one transaction.

Functions (`sql/functions/*.sql`), views (`sql/marts/*.sql`) and grants (`sql/roles.sql`) hold no rows, so they are no
migrations: they are applied again after each upgrade. The version table is `etl.alembic_version`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import sqlalchemy
from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import Script, ScriptDirectory

from fazhi import clock
from fazhi.errors import FazhiError
from fazhi.warehouse.database import open_connection, unavailable
from fazhi.warehouse.schema_version import (
    FIRST_YEAR,
    SQL,
    VERSION_TABLE,
    YEARS_AHEAD,
    applied_version,
    migrations,
    version_of,
)
from fazhi.warehouse.transaction_commands import transaction_commands

_REAPPLIED = ("functions/*.sql", "marts/*.sql", "roles.sql")
_UPGRADE_LOCK = 0x66617A6869  # "fazhi": one upgrade at a time


class MigrationError(FazhiError):
    """A migration failed and was rolled back, or was refused; the message names file and line."""


def upgrade(dsn: str, sql: Path = SQL) -> list[str]:
    """Bring the warehouse to the newest version and return the names of the migrations that were applied.

    Each migration is one transaction: a failed one leaves nothing behind, those before it stay. Two upgrades at the
    same moment wait for each other.

    Raises:
        WarehouseUnavailableError: the server does not answer.
        MigrationError: a migration, view or grant failed, or a file holds a command that ends its transaction.
        ConfigurationError: the file names below `sql/migrations` are not a sequence.
    """
    names = migrations(sql)
    _refuse_transactions(sql)
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=partial(psycopg.connect, dsn), poolclass=sqlalchemy.pool.NullPool
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (_UPGRADE_LOCK,))
            connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS etl")
            connection.commit()
            waiting = _waiting(names, _current(connection))
            _run_alembic(connection, sql)
            _ensure_partitions(connection)
            for path in (path for pattern in _REAPPLIED for path in sorted(sql.glob(pattern))):
                with connection.begin():
                    _execute(connection, path)
    except sqlalchemy.exc.OperationalError as error:
        raise unavailable(dsn, error.orig or error) from error
    return waiting


def _refuse_transactions(sql: Path) -> None:
    """Each file is one transaction of ours: one that ends it would leave behind what stands before a failure."""
    for path in (path for pattern in ("migrations/*.sql", *_REAPPLIED) for path in sorted(sql.glob(pattern))):
        for command in transaction_commands(path.read_text(encoding="utf-8")):
            raise MigrationError(
                f"{path}:{command.line}: {command.words} stands in a file that is one transaction already; take it out."
                " Nothing was applied"
            )


def pending(dsn: str, sql: Path = SQL) -> list[str]:
    """The names of the migrations that `upgrade` would apply.

    Raises:
        WarehouseUnavailableError: the server does not answer.
    """
    with open_connection(dsn) as connection:
        return _waiting(migrations(sql), applied_version(connection))


def _waiting(names: list[str], version: str | None) -> list[str]:
    return [name for name in names if version is None or version_of(name) > version]


def _current(connection: sqlalchemy.Connection) -> str | None:
    driver_connection: psycopg.Connection[Any] | None = connection.connection.driver_connection
    assert driver_connection is not None
    version = applied_version(driver_connection)
    connection.rollback()
    return version


class _SqlScripts(ScriptDirectory):
    """Alembic's revisions, made from SQL files instead of Python modules."""

    def _load_revisions(self) -> Iterator[Script]:
        earlier = None
        for name in migrations(Path(self.dir)):
            module: Any = ModuleType(name)
            module.__doc__ = name
            module.down_revision = earlier
            module.upgrade = _upgrade_of(Path(self.dir) / "migrations" / name)
            earlier = version_of(name)
            yield Script(module, earlier, str(Path(self.dir) / "migrations" / name))


def _upgrade_of(path: Path) -> Callable[[], None]:
    def upgrade() -> None:  # Alembic logs the function's name
        _execute(op.get_bind(), path)

    return upgrade


def _run_alembic(connection: sqlalchemy.Connection, sql: Path) -> None:
    scripts = _SqlScripts(sql)

    def steps(version: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", version)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(
            connection=connection,
            version_table=VERSION_TABLE,
            version_table_schema="etl",
            transaction_per_migration=True,
        )
        with environment.begin_transaction():
            environment.run_migrations()
    connection.commit()


def _ensure_partitions(connection: sqlalchemy.Connection) -> None:
    with connection.begin():
        last_year = clock.now().year + YEARS_AHEAD
        connection.exec_driver_sql("SELECT dw.ensure_partitions(%s, %s)", (FIRST_YEAR, last_year))


def _execute(connection: sqlalchemy.Connection, path: Path) -> None:
    """Run the statements of a file as they are: no bind parameters, so `%` and `:` mean what they mean in psql."""
    text = path.read_text(encoding="utf-8")
    try:
        connection.execution_options(no_parameters=True).exec_driver_sql(text)
    except sqlalchemy.exc.DBAPIError as error:
        cause = error.orig
        if not isinstance(cause, psycopg.Error) or cause.diag.message_primary is None:
            raise
        position = int(cause.diag.statement_position or 0)
        where = f"{path}:{text.count(chr(10), 0, position) + 1}" if position else str(path)
        raise MigrationError(f"{where}: {cause.diag.message_primary}; nothing of this file was applied") from error
