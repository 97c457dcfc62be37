"""Waiting for a moment of a program that tells its statements, and killing a server with all its processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from fazhi_local.postgres import PostgresServer


def count_statements(told: int, *, until: int | None = None) -> int:
    """Wait for so many statements, or for the last; how many there were."""
    seen = 0
    while until is None or seen < until:
        given = os.read(told, 4096 if until is None else 1)
        if not given:
            break
        seen += len(given)
    return seen


def kill_server(server: PostgresServer) -> None:
    """Kill every process of the server and start it again: it recovers from its log."""
    postmaster = int((server.directory / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii").split()
    for process in (postmaster, *map(int, children)):
        os.kill(process, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{process}").exists() for process in (postmaster, *children)):
        assert time.monotonic() < deadline, "killed processes do not go away"
    server.start(durable=True)
