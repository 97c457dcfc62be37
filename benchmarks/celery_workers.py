"""Celery workers of one task each for `benchmarks.country_airflow`, with Debian's redis-server as broker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from fazhi.errors import ConfigurationError
from fazhi_local.postgres import free_port
from fazhi_local.process import BackgroundProcess
from fazhi_local.state import PROJECT, State

_START_SECONDS = 120


class Workers:
    """A number of workers; their broker's port is taken at once, so that the scheduler can be told."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.port = free_port()
        self.pids: dict[str, int] = {}

    def environment(self, state: State) -> dict[str, str]:
        """What every process of Airflow has to know."""
        return {
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{self.port}/0",
            "AIRFLOW__CELERY__RESULT_BACKEND": "db+" + state.postgres.dsn("airflow"),
            "AIRFLOW__CELERY__WORKER_CONCURRENCY": "1",
            "AIRFLOW__CELERY__WORKER_PREFETCH_MULTIPLIER": "1",
            "AIRFLOW__CELERY__TASK_ACKS_LATE": "True",
            "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": '{"imports": ["fazhi_airflow.preloaded"]}',
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{state.airflow_url}/execution/",
        }

    @contextmanager
    def running(self, state: State) -> Iterator[None]:
        """Broker and workers up, and down afterwards.

        Raises:
            ConfigurationError: this environment has no Celery.
        """
        if find_spec("celery") is None:
            raise ConfigurationError(
                "no Celery here: use the python of .fazhi/deploy-venv, which `make test-full` makes"
            )
        broker = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--daemonize", "no"]
        started = [_process(state, "redis", broker)]
        for number in range(1, self.number + 1):
            command = [sys.executable, "-m", "airflow", "celery", "worker", "--skip-serve-logs"]
            started.append(_process(state, f"worker {number}", [*command, "--celery-hostname", f"worker{number}@%h"]))
        try:
            for process in started:
                process.start(state.environment(), PROJECT)
                self.pids[process.name] = process.pid
            self._wait(state, started)
            yield
        finally:
            self.pids.clear()
            for process in reversed(started):
                process.stop()

    def _wait(self, state: State, started: list[BackgroundProcess]) -> None:
        inspect = [sys.executable, "-m", "celery", "--app", "airflow.providers.celery.executors.celery_executor.app"]
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            said = subprocess.run(
                [*inspect, "inspect", "ping"], env=state.environment(), capture_output=True, text=True, check=False
            ).stdout
            if said.count("pong") == self.number:
                return
        raise ConfigurationError("\n".join(f"{process.name}: {process.log_tail()}" for process in started))


def _process(state: State, name: str, command: list[str]) -> BackgroundProcess:
    file = name.replace(" ", "-")
    return BackgroundProcess(name, command, state.processes / f"{file}.pid", state.logs / f"{file}.log")
