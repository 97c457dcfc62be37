"""A real Airflow API server with one user of each role, and nothing else of Airflow.

Its people are those of the simple auth manager (one person's machine) or of FAB (docker-compose.yaml).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer, free_port
from fazhi_local.state import State
from tests.conftest import PROJECT
from tests.counts import FULL
from tests.databases import database
from tests.deploy import compose
from tests.deploy.by_hand import VENV

ROLES = ("viewer", "user", "op", "admin")
AUTH_MANAGERS = (
    "simple",
    pytest.param(
        "fab",
        marks=[
            pytest.mark.skipif(not (FULL and VENV.is_dir()), reason="make test-full installs FAB"),
            pytest.mark.timeout(900),  # FAB's command and server take minutes to start where others work, too
        ],
    ),
)
_START_SECONDS = 300


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
def api_server(
    postgres: PostgresServer,
    province: Settings,
    directory: Path,
    *,
    auth_manager: str = "simple",
    login: Mapping[str, str] | None = None,
) -> Iterator[ApiServer]:
    """`airflow api-server` with our plugins, over a warehouse and a metadata database of its own.

    `login` are variables of .env with which FAB takes people from elsewhere; without them each role has a person.
    """
    fab = auth_manager == "fab"
    airflow = [str(VENV / "bin" / "python") if fab else sys.executable, "-m", "airflow"]
    with database(postgres, template="template0") as metadata:
        environment = _environment(State(directory), metadata, province) | (_fab(login or {}) if fab else {})
        subprocess.run([*airflow, "db", "migrate"], env=environment, check=True, capture_output=True)
        if fab and not login:
            _create_admin(airflow, environment)
        with (directory / "api-server.log").open("wb") as log:
            process = subprocess.Popen([*airflow, "api-server"], env=environment, cwd=PROJECT, stdout=log, stderr=log)
            try:
                server = ApiServer(environment["AIRFLOW__API__BASE_URL"])
                _wait(server, process, directory / "api-server.log")
                if fab and not login:
                    _create_others(server)
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


def _fab(login: Mapping[str, str]) -> dict[str, str]:
    """What docker-compose.yaml says of the login."""
    given = compose.read({**compose.secrets(), **login})["services"]["api-server"]["environment"]
    of_login = ("AIRFLOW__CORE__AUTH_MANAGER", "AIRFLOW__FAB__", "FAZHI_OIDC_", "AIRFLOW__API__SECRET_KEY")
    return {
        name: value.replace("/opt/fazhi", str(PROJECT)) for name, value in given.items() if name.startswith(of_login)
    }


def _create_admin(airflow: list[str], environment: dict[str, str]) -> None:
    person = ["--username", "admin", "--firstname", "admin", "--lastname", "admin", "--email", "admin@justice.example"]
    subprocess.run(
        [*airflow, "users", "create", "--role", "Admin", "--password", "admin", *person],
        env=environment,
        check=True,
        capture_output=True,
    )


def _create_others(server: ApiServer) -> None:
    admin = server.session("admin")
    for role in ROLES[:-1]:
        person = {
            **{"username": role, "password": role, "email": f"{role}@justice.example", "first_name": role},
            **{"last_name": role, "roles": [{"name": role.capitalize()}]},
        }
        answer = admin.post(f"{server.url}/auth/fab/v1/users", json=person, timeout=60)
        assert answer.ok, answer.text


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
