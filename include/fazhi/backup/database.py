"""The warehouse as pg_dump and pg_restore carry it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from psycopg import pq, sql

from fazhi.backup.manifest import BackupError
from fazhi.postgresql import binaries
from fazhi.warehouse.database import Connection

SCHEMAS = ("etl", "stg", "dw", "mart")
_SERVER_MAJOR = 10_000
_SAID = 2000


def dump(dsn: str, file: Path, *, snapshot: str) -> None:
    """Write the warehouse as of an exported snapshot to `file`; staging, which a load in flight fills, is left out.

    Raises:
        BackupError: pg_dump failed.
        PostgresError: there is no pg_dump.
    """
    schemas = [f"--schema={name}" for name in SCHEMAS]
    options = ["--format=custom", "--no-owner", "--no-privileges", "--no-unlogged-table-data", *schemas]
    _run("pg_dump", dsn, [*options, f"--snapshot={snapshot}", f"--file={file}"])


def restore(dsn: str, file: Path) -> None:
    """Make the warehouse in the empty database of `dsn`, all of it or nothing.

    Raises:
        BackupError: pg_restore failed.
        PostgresError: there is no pg_restore.
    """
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", dsn, [*options, f"--dbname={_parameters(dsn)['PGDATABASE']}", str(file)])


def rows(connection: Connection) -> dict[str, int]:
    """The number of rows of each table of dw and etl."""
    tables = connection.execute(
        "SELECT nspname::text, relname::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname IN ('dw', 'etl') AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1, 2"
    ).fetchall()
    counts = {}
    for schema, table in tables:
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        ((count,),) = connection.execute(query)
        counts[f"{schema}.{table}"] = int(count)
    return counts


def schemas_there(connection: Connection) -> list[str]:
    """Which of the warehouse's schemas the database has."""
    found = connection.execute("SELECT nspname::text FROM pg_namespace WHERE nspname = ANY(%s)", (list(SCHEMAS),))
    return sorted(name for (name,) in found)


def server_version(connection: Connection) -> int:
    """The major version of the server."""
    return connection.info.server_version // _SERVER_MAJOR


def _run(program: str, dsn: str, arguments: list[str]) -> None:
    # by the environment, because every user of the machine sees a command line
    result = subprocess.run(
        [str(binaries(program) / program), "--no-password", *arguments],
        env={**os.environ, **_parameters(dsn)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise BackupError(f"{program} failed: {result.stderr.strip()[-_SAID:]}")


def _parameters(dsn: str) -> dict[str, str]:
    options = pq.Conninfo.parse(dsn.encode())
    return {option.envvar.decode(): option.val.decode() for option in options if option.envvar and option.val}
