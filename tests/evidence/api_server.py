"""A real Airflow API server with one user of each role, and nothing else of Airflow."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer, free_port
from fazhi_local.state import State
from tests.conftest import PROJECT
from tests.databases import database

ROLES = ("viewer", "user", "op", "admin")
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class ApiServer:
    """Where it answers."""

    url: str

    def session(self, role: str = "") -> requests.Session:
        """A client that is logged in as the user of a role; without one, anonymous."""
        session = requests.Session()
        session.trust_env = False
        if role:
            answer = session.post(f"{self.url}/auth/token", json={"username": role, "password": role}, timeout=30)
            session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return session


@contextmanager
def api_server(postgres: PostgresServer, province: Settings, directory: Path) -> Iterator[ApiServer]:
    """`airflow api-server` with our plugins, over a warehouse and a metadata database of its own."""
    with database(postgres, template="template0") as metadata:
        environment = _environment(State(directory), metadata, province)
        subprocess.run(
            [sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True, capture_output=True
        )
        with (directory / "api-server.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", "api-server"], env=environment, cwd=PROJECT, stdout=log, stderr=log
            )
            try:
                server = ApiServer(environment["AIRFLOW__API__BASE_URL"])
                _wait(server, process, directory / "api-server.log")
                yield server
            finally:
                process.terminate()
                process.wait(60)


def _environment(state: State, metadata: str, province: Settings) -> dict[str, str]:
    state.ports.airflow = free_port()
    state.admin_password()  # makes the folder
    environment = state.environment()
    state.password_file.write_text(json.dumps({role: role for role in ROLES}), encoding="utf-8")
    return environment | {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{role}:{role}" for role in ROLES),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata.replace("postgresql:", "postgresql+psycopg2:"),
        "FAZHI_BI_DSN": province.bi_dsn,
        "FAZHI_EDITOR_DSN": province.editor_dsn,
        "FAZHI_ARCHIVE": province.archive,
    }


def _wait(server: ApiServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")[-3000:]
        try:
            if server.session().get(f"{server.url}/api/v2/version", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(0.3)  # between two looks at whether it listens
    raise AssertionError(log.read_text(encoding="utf-8")[-3000:])
