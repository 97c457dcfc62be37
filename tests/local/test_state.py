"""Local state: ports that stay, secrets that only the owner reads, an environment for the sample alone."""

from __future__ import annotations

import json
import socket
import stat
from dataclasses import asdict
from pathlib import Path

import pytest

from fazhi_local import deployment
from fazhi_local.state import State


def test_ports_stay_from_run_to_run(tmp_path: Path):
    assert State(tmp_path).ports == State(tmp_path).ports


def test_a_service_that_an_earlier_version_did_not_have_gets_its_usual_port(tmp_path: Path):
    usual = State(tmp_path / "new").ports
    kept = {name: port + 1 for name, port in asdict(usual).items() if name != "superset"}
    (tmp_path / "ports.json").write_text(json.dumps(kept))
    assert asdict(State(tmp_path).ports) == {**kept, "superset": usual.superset}


def test_a_port_that_a_stranger_took_is_replaced_and_named(tmp_path: Path):
    state = State(tmp_path)
    state.replace_port("airflow")  # a free one: the usual one may be another deployment's
    said: list[str] = []
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", state.ports.airflow))
        stranger.listen()
        taken = state.ports.airflow
        deployment.free_ports(state, said.append)
    assert state.ports.airflow != taken
    assert f"port {taken} is taken by another program: airflow uses {state.ports.airflow}" in said
    assert State(tmp_path).ports.airflow == state.ports.airflow


def test_only_the_owner_reads_the_password(tmp_path: Path):
    state = State(tmp_path)
    password = state.admin_password()
    assert len(password) >= 12
    assert json.loads(state.password_file.read_text()) == {"admin": password}
    assert stat.S_IMODE(state.password_file.stat().st_mode) == 0o600
    state.jwt_secret()
    assert stat.S_IMODE((tmp_path / "jwt_secret").stat().st_mode) == 0o600


def test_where_superset_is_not_started_nothing_is_written_for_it(tmp_path: Path):
    state = State(tmp_path)
    deployment.free_ports(state, lambda message: None)
    assert not state.superset_process.running()
    assert not state.superset_directory.exists()
    assert state.superset.process == state.superset_process, "the same process, whoever looks for it"


def test_the_fictional_province_never_reaches_another_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", "postgresql://production.example/warehouse")
    monkeypatch.setenv("FAZHI_SOURCES", "/somewhere")
    environment = State(tmp_path).environment()
    assert environment["FAZHI_WAREHOUSE_DSN"].startswith("postgresql://fazhi_owner@127.0.0.1:")
    assert environment["FAZHI_SOURCES"] == "/somewhere"
