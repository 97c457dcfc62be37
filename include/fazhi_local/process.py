"""Background processes that outlive the command that started them: one pid file and one log each."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

STOP_SECONDS = 20
NIGHT_NICENESS = 10
"""What runs a night gives way to who reads a page: a night has hours, a reader waits."""


def give_way(pid: int, niceness: int) -> None:
    """Let a process, which leads its session, and all it starts have the CPU after others.

    Linux weighs sessions against each other (sched_autogroup) before it weighs the processes of each, so both are told.
    """
    psutil.Process(pid).nice(niceness)
    with contextlib.suppress(OSError):  # a system that does not weigh sessions
        Path(f"/proc/{pid}/autogroup").write_text(str(niceness), encoding="ascii")


@dataclass(frozen=True, slots=True)
class BackgroundProcess:
    """A command with a pid file; the file holds the start time too, since pids are used again."""

    name: str
    command: Sequence[str]
    pid_file: Path
    log: Path

    def start(self, environment: Mapping[str, str], directory: Path, *, niceness: int = 0) -> None:
        """Start it unless it runs; with a `niceness` it gives way to others."""
        if self.running():
            return
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command,
                env=dict(environment),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if niceness:
            give_way(process.pid, niceness)
        self.pid_file.write_text(f"{process.pid} {psutil.Process(process.pid).create_time()}", encoding="ascii")

    @property
    def pid(self) -> int:
        """The id of the process that was started last.

        Raises:
            FileNotFoundError: none was started, or it was stopped.
        """
        return int(self._kept()[0])

    def running(self) -> bool:
        """Whether the process of the pid file is alive."""
        return self._process() is not None

    def stop(self) -> None:
        """End the process and all it started; kill what is left after STOP_SECONDS."""
        process = self._process()
        if process is not None:
            family = [process, *process.children(recursive=True)]
            _signal([process], "terminate")
            _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
            _signal(alive, "kill")
            psutil.wait_procs(alive, timeout=STOP_SECONDS)
        self.pid_file.unlink(missing_ok=True)

    def log_tail(self, lines: int = 20) -> str:
        """The last lines of the log, for an error message."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def _kept(self) -> tuple[str, str, str]:
        return self.pid_file.read_text(encoding="ascii").partition(" ")

    def _process(self) -> psutil.Process | None:
        if not self.pid_file.exists():
            return None
        pid, _, created = self._kept()
        try:
            process = psutil.Process(int(pid))
            alive = process.status() != psutil.STATUS_ZOMBIE and str(process.create_time()) == created
        except (psutil.NoSuchProcess, ValueError):
            return None
        return process if alive else None


def _signal(processes: Sequence[psutil.Process], how: str) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            getattr(process, how)()
