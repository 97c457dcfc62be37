"""Airflow on this machine: API server, scheduler and DAG processor as background processes, and its REST API."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from fazhi.errors import FazhiError
from fazhi.settings import PROJECT
from fazhi_local.process import BackgroundProcess
from fazhi_local.state import State

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
SCHEDULER = "airflow scheduler"
"""The name of the process that runs the tasks, too."""
START_SECONDS = 180


class AirflowError(FazhiError):
    """Airflow does not start, or answers something unexpected; the message ends with its log."""


class LoginRefusedError(AirflowError):
    """What answers at our address does not know our password: another Airflow, which took the port before ours."""


def processes(state: State) -> Iterator[BackgroundProcess]:
    """Every component of Airflow as a background process."""
    for component in COMPONENTS:
        yield BackgroundProcess(
            name=f"airflow {component}",
            command=[sys.executable, "-m", "airflow", component],
            pid_file=state.processes / f"airflow-{component}.pid",
            log=state.logs / f"airflow-{component}.log",
        )


def migrate(state: State) -> None:
    """Create or upgrade Airflow's own metadata database, unless this version of Airflow did so before."""
    state.admin_password()
    version = metadata.version("apache-airflow")
    stamp = state.airflow_home / "migrated"
    if stamp.exists() and stamp.read_text(encoding="ascii") == version:
        return
    result = subprocess.run(
        [sys.executable, "-m", "airflow", "db", "migrate"],
        env=state.environment(),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise AirflowError(f"airflow db migrate failed:\n{(result.stdout + result.stderr)[-3000:]}")
    stamp.write_text(version, encoding="ascii")


class AirflowApi:
    """The public REST API (v2) as the user `admin`."""

    def __init__(self, state: State) -> None:
        self._url = state.airflow_url
        self._state = state
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the environment must not see loopback requests
        # On a busy machine a question now and then ends with 500 "Database error"; asked again it is answered.
        again = Retry(
            status=3,
            connect=0,
            read=0,
            status_forcelist=[500, 502, 503],
            allowed_methods={"GET"},
            backoff_factor=1,
            raise_on_status=False,
        )
        self._session.mount("http://", HTTPAdapter(max_retries=again))

    def wait_until_healthy(self, progress: Callable[[str], None]) -> None:
        """Return once API server, scheduler and DAG processor report healthy and every DAG is known.

        Raises:
            AirflowError: a component ended, or START_SECONDS passed.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            for process in processes(self._state):
                if not process.running():
                    raise AirflowError(
                        f"{process.name} ended; where its port is taken, the next start chooses another. "
                        f"{process.log} ends with:\n{process.log_tail()}"
                    )
            try:
                waiting_for = self._unhealthy()
            except LoginRefusedError as error:  # ours cannot have the port, and ends in a moment with that in its log
                waiting_for = f"the API server ({error})"
            if not waiting_for:
                return
            progress(f"waiting for {waiting_for}")
            time.sleep(0.5)
        raise AirflowError(f"Airflow was not ready after {START_SECONDS} s: {waiting_for}; see {self._state.logs}")

    def _unhealthy(self) -> str:
        try:
            health = self._session.get(f"{self._url}/api/v2/monitor/health", timeout=10).json()
        except (requests.RequestException, ValueError):
            return "the API server"
        for component in ("metadatabase", "scheduler", "dag_processor"):
            if (health.get(component) or {}).get("status") != "healthy":
                return f"the {component}"
        errors = self.get("importErrors")["import_errors"]
        if errors:
            raise AirflowError(f"{errors[0]['filename']} does not import:\n{errors[0]['stack_trace']}")
        known = {dag["dag_id"] for dag in self.get("dags")["dags"]}
        missing = {path.stem for path in (PROJECT / "dags").glob("*.py")} - known
        return f"the DAGs {', '.join(sorted(missing))}" if missing else ""

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> str:
        """Start a run of `dag_id` now; gives its run id."""
        body = {"logical_date": None, "conf": conf}
        return str(self._request("POST", f"api/v2/dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def runs_since(self, dag_id: str, moment: str) -> list[dict[str, Any]]:
        """The runs of `dag_id` created at or after `moment` (ISO 8601), oldest first."""
        query = {"run_after_gte": moment, "limit": 1000, "order_by": "run_after"}
        runs: list[dict[str, Any]] = self.get(f"dags/{dag_id}/dagRuns", params=query)["dag_runs"]
        return runs

    def waiting_partitions(self) -> int:
        """How many partitions have an event and no run yet (the route behind Airflow's own page of them)."""
        query = {"has_created_dag_run_id": "false"}
        return int(self._request("GET", "ui/partitioned_dag_runs", params=query)["total"])

    def failed_tasks(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The task instances of a run that failed."""
        path = f"dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances"
        found: list[dict[str, Any]] = self.get(path, params={"state": "failed"})["task_instances"]
        return found

    def error_of(self, dag_id: str, run_id: str, task: dict[str, Any]) -> str:
        """The message of the exception that ended a failed task instance, from its log; empty where there is none."""
        place = f"dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances/{task['task_id']}"
        query = {"map_index": task["map_index"], "full_content": "true"}
        log = self.get(f"{place}/logs/{task['try_number']}", params=query)
        errors = [entry["error_detail"][0] for entry in log["content"] if entry.get("error_detail")]
        return f"{errors[-1]['exc_type']}: {errors[-1]['exc_value']}" if errors else ""

    def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        """GET below /api/v2."""
        return self._request("GET", f"api/v2/{path}", **parameters)

    def _request(self, method: str, path: str, **parameters: Any) -> dict[str, Any]:
        response = self._send(method, path, **parameters)
        if response.status_code == 401:
            self._log_in()
            response = self._send(method, path, **parameters)
        if not response.ok:
            raise AirflowError(f"{method} {response.url} answered {response.status_code}: {response.text[:500]}")
        answer: dict[str, Any] = response.json()
        return answer

    def _send(self, method: str, path: str, **parameters: Any) -> requests.Response:
        try:
            return self._session.request(method, f"{self._url}/{path}", timeout=60, **parameters)
        except requests.RequestException as error:
            raise AirflowError(f"{method} {self._url}/{path}: {error}") from error

    def _log_in(self) -> None:
        credentials = {"username": "admin", "password": self._state.admin_password()}
        response = self._session.post(f"{self._url}/auth/token", json=credentials, timeout=60)
        if not response.ok:
            raise LoginRefusedError(f"logging in as admin at {self._url}: {response.status_code} {response.text[:300]}")
        self._session.headers["Authorization"] = f"Bearer {response.json()['access_token']}"
