"""Cleaning Airflow's own metadata and logs, which nothing else does.

Tasks have no access to the metadata database: the Airflow connection `fazhi_metadata` gives it to this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from fazhi.errors import ConfigurationError, FazhiError

METADATA_CONNECTION = "fazhi_metadata"
_SAID = 3000


def clean_metadata(before: datetime) -> str:
    """`airflow db clean` of everything before `before`, without archive tables; gives what it printed.

    Raises:
        ConfigurationError: there is no Airflow connection `fazhi_metadata`.
        FazhiError: a table could not be cleaned; the message ends with what Airflow said.
    """
    try:
        dsn = Connection.get(METADATA_CONNECTION).get_uri()
    except AirflowNotFoundException as error:
        raise ConfigurationError(
            f"there is no Airflow connection {METADATA_CONNECTION}: set AIRFLOW_CONN_FAZHI_METADATA to the"
            " database that AIRFLOW__DATABASE__SQL_ALCHEMY_CONN names, as postgresql://..."
        ) from error
    result = subprocess.run(
        [
            *(sys.executable, "-m", "airflow", "db", "clean", "--clean-before-timestamp", before.isoformat()),
            *("--skip-archive", "--yes", "--error-on-cleanup-failure"),
        ],
        env={**os.environ, "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _by_psycopg2(dsn)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode:
        raise FazhiError(f"airflow db clean failed:\n{result.stdout[-_SAID:]}")
    return result.stdout


def drop_logs(directory: Path, before: datetime) -> int:
    """Delete the log files of tasks below `directory` that were last written before `before`; gives their number."""
    old = [path for path in directory.rglob("*.log") if path.is_file() and path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    # Of no others: a task that begins now has made the folder of a log that it has yet to write.
    above = {parent for path in old for parent in path.parents if directory in parent.parents}
    for folder in sorted(above, key=lambda each: len(each.parts), reverse=True):
        with suppress(OSError):  # something is in it
            folder.rmdir()
    return len(old)


def _by_psycopg2(dsn: str) -> str:
    """Airflow's metadata wants the driver named; a connection of Airflow names the kind alone."""
    scheme, separator, rest = dsn.partition("://")
    return f"postgresql+psycopg2{separator}{rest}" if scheme in ("postgres", "postgresql") else dsn
