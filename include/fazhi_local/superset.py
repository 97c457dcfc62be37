"""Apache Superset on this machine: its own environment, provisioned from `superset/`, reading as role fazhi_bi."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import requests

from fazhi.errors import FazhiError
from fazhi.settings import PROJECT, STATE
from fazhi_local.process import BackgroundProcess

FILES = PROJECT / "superset"
ENVIRONMENT = STATE / "superset-venv"
START_SECONDS = 180
# What a process needs of ours; the owner's address of the warehouse is not for Superset.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


class SupersetError(FazhiError):
    """Superset is not installed, or does not come up; the message ends with its log."""


def process(directory: Path, port: int) -> BackgroundProcess:
    """Superset as a background process, to be found or stopped; `Superset` starts it with what it must know."""
    command = [
        *(str(ENVIRONMENT / "bin" / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1"),
        *("--worker-class", "gthread", "--threads", "8", "--timeout", "120", "superset.app:create_app()"),
    ]
    return BackgroundProcess("superset", command, directory / "superset.pid", directory / "superset.log")


@dataclass(frozen=True, slots=True)
class Superset:
    """Superset with its own database in `directory`, answering on 127.0.0.1:`port`; its charts read `bi_dsn`."""

    directory: Path
    port: int
    bi_dsn: str
    secret_key: str
    admin_password: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def process(self) -> BackgroundProcess:
        return process(self.directory, self.port)

    def start(self) -> None:
        """Bring it to what the files say and start it; one that runs is started anew.

        Raises:
            SupersetError: its environment is missing, or it does not answer.
        """
        self.process.stop()
        self._provision()
        self.process.start(self._environment(), self.directory)
        self._wait_until_healthy()

    def stop(self) -> None:
        """Stop it; dashboards that people made stay in its database."""
        self.process.stop()

    def _provision(self) -> None:
        python = ENVIRONMENT / "bin" / "python"
        if not python.exists():
            raise SupersetError(f"no Superset in {ENVIRONMENT}: make superset installs it")
        self.directory.mkdir(parents=True, exist_ok=True)
        result = subprocess.run(
            [python, FILES / "provision.py"],
            env=self._environment(),
            cwd=self.directory,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise SupersetError(f"superset/provision.py failed:\n{(result.stdout + result.stderr)[-3000:]}")

    def _environment(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "SUPERSET_CONFIG_PATH": str(FILES / "superset_config.py"),
            "SUPERSET_HOME": str(self.directory),
            "SUPERSET_SECRET_KEY": self.secret_key,
            "SUPERSET_ADMIN_PASSWORD": self.admin_password,
            "FAZHI_BI_DSN": self.bi_dsn,
        }

    def _wait_until_healthy(self) -> None:
        session = requests.Session()
        session.trust_env = False  # a proxy of the environment must not see loopback requests
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.running():
            with contextlib.suppress(requests.RequestException):
                if session.get(f"{self.url}/health", timeout=5).ok:
                    return
            time.sleep(0.5)
        raise SupersetError(f"Superset does not answer at {self.url}:\n{self.process.log_tail()}")
