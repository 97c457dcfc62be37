"""Environments for peers: one below `.fazhi/bench/` for each file of hashed requirements, made once."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
REQUIREMENTS = PROJECT / "benchmarks" / "peers"
STATE = PROJECT / ".fazhi" / "bench"


class BenchmarkError(Exception):
    """A benchmark cannot be run; the message says which part and why."""


def interpreter(environment: str) -> Path:
    """The Python of an environment, made or brought up to date where need be; of the project's own if it is empty.

    Raises:
        BenchmarkError: its requirements cannot be installed.
    """
    if not environment:
        return Path(sys.executable)
    requirements = REQUIREMENTS / f"{environment}.txt"
    folder = STATE / environment
    python, stamp = folder / "bin" / "python", folder / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print(f"Installing {requirements.relative_to(PROJECT)} into {folder.relative_to(PROJECT)} ...", file=sys.stderr)
    uv = Path(sys.executable).with_name("uv")
    _run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder)
    _run(uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", requirements)
    stamp.write_text(wanted)
    return python


def _run(*command: str | Path) -> None:
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BenchmarkError(f"{command[0]} is missing; make install puts it there") from error
    if result.returncode:
        raise BenchmarkError(f"a peer's environment cannot be made: {result.stderr.strip()[-1500:]}")
