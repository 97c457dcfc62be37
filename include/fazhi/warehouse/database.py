"""Connections to the warehouse, and what to tell a person when there is none."""

from __future__ import annotations

import os

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import TupleRow

from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.program import command
from fazhi.warehouse.schema_version import applied_version, newest_version

Connection = psycopg.Connection[TupleRow]


def connect(dsn: str, *, autocommit: bool = False) -> Connection:
    """A psycopg connection to a migrated warehouse: rows are tuples, dates are read in Asia/Shanghai.

    Use it as a context manager: it commits at the end, rolls back on an error, and closes.

    Raises:
        WarehouseUnavailableError: the server does not answer, or the schema is older or newer than this code.
        ConfigurationError: `dsn` is empty or not a libpq connection string.
    """
    connection = open_connection(dsn)
    try:
        _refuse_other_version(connection)
        connection.execute("SET TIME ZONE 'Asia/Shanghai'")
        connection.commit()
        connection.autocommit = autocommit
    except BaseException:
        connection.close()
        raise
    return connection


def table_identifier(name: str) -> sql.Identifier:
    """A table by its whole name (dw.fact_check), quoted for a statement."""
    return sql.Identifier(*name.split("."))


def open_connection(dsn: str) -> Connection:
    """A connection to a warehouse whatever its version, for migrations and status; errors as of `connect`."""
    if not dsn:
        raise ConfigurationError(
            "FAZHI_WAREHOUSE_DSN is not set; for example postgresql://fazhi_owner@127.0.0.1:5432/fazhi"
        )
    try:
        return psycopg.connect(dsn, connect_timeout=10, application_name="fazhi")
    except psycopg.OperationalError as error:
        raise unavailable(dsn, error) from error
    except psycopg.ProgrammingError as error:
        raise ConfigurationError(f"FAZHI_WAREHOUSE_DSN is not a libpq connection string: {error}") from error


def unavailable(dsn: str, error: BaseException) -> WarehouseUnavailableError:
    """The error to raise where `error` ended a conversation with the server of `dsn`; holds no password."""
    parameters = conninfo_to_dict(dsn)
    host = parameters.get("host") or os.environ.get("PGHOST") or "localhost"
    port = parameters.get("port") or os.environ.get("PGPORT") or "5432"
    database = parameters.get("dbname") or os.environ.get("PGDATABASE") or "?"
    reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
    return WarehouseUnavailableError(
        f"The warehouse {database} at {host}:{port} does not answer ({reason[0].strip()}). "
        "Start it (make up starts the embedded one) or correct FAZHI_WAREHOUSE_DSN."
    )


def _refuse_other_version(connection: Connection) -> None:
    applied, newest = applied_version(connection), newest_version()
    if applied == newest:
        return
    name = f"{connection.info.dbname} at {connection.info.host}:{connection.info.port}"
    if applied is None:
        raise WarehouseUnavailableError(f"The warehouse {name} has no schema yet. Type: {command('migrate')}")
    if applied < newest:
        raise WarehouseUnavailableError(
            f"The warehouse {name} is at version {applied}, this program needs {newest}. Type: {command('migrate')}"
        )
    raise WarehouseUnavailableError(
        f"The warehouse {name} is at version {applied}, newer than this program ({newest}). Install the newer program."
    )
