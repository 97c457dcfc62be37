"""The whole deployment of one machine: PostgreSQL, both databases, the sample province's sites, Airflow."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg import sql

from fazhi.settings import PROJECT
from fazhi.warehouse import migrate
from fazhi_local import airflow
from fazhi_local.postgres import free_port
from fazhi_local.process import BackgroundProcess
from fazhi_local.state import SAMPLE_PROVINCE, State

Progress = Callable[[str], None]


def sites_process(state: State) -> BackgroundProcess:
    """The simulator that serves the sample province's sites on loopback."""
    command = [
        *(sys.executable, "-m", "tests.sites", "--province", str(SAMPLE_PROVINCE), "--port", str(state.ports.sites)),
        *("--state", str(state.sites_state), "--request-log", str(state.request_log)),
    ]
    return BackgroundProcess("sample sites", command, state.processes / "sites.pid", state.logs / "sites.log")


def up(state: State, progress: Progress, *, night_niceness: int = 0) -> None:
    """Start what does not run; create and migrate what does not exist. Tasks run with `night_niceness`."""
    free_ports(state, progress)
    progress("starting PostgreSQL, migrating Airflow's metadata and the warehouse")
    start_warehouse(state)
    airflow.migrate(state)
    for process in _processes(state):
        niceness = night_niceness if process.name == airflow.SCHEDULER else 0
        process.start(state.environment(), PROJECT, niceness=niceness)
    airflow.AirflowApi(state).wait_until_healthy(progress)


def start_warehouse(state: State) -> None:
    """Start PostgreSQL, if it does not run, with both databases and a migrated warehouse."""
    start_databases(state)
    migrate.upgrade(state.postgres.dsn("warehouse"))


def start_databases(state: State) -> None:
    """Start PostgreSQL, if it does not run, with both databases; new ones are empty, as a restore wants them."""
    state.postgres.start()
    with psycopg.connect(state.postgres.dsn("postgres"), autocommit=True) as connection:
        existing = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for name in ("airflow", "warehouse"):
            if name not in existing:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # Airflow's metadata may lose its last commits in a crash; the warehouse may not.
        connection.execute("ALTER DATABASE airflow SET synchronous_commit = off")


def down(state: State, progress: Progress) -> None:
    """Stop everything; nothing is lost."""
    progress("stopping")
    processes = [*_processes(state), state.superset_process]
    with ThreadPoolExecutor(len(processes)) as pool:  # each takes seconds to end, none needs another
        list(pool.map(BackgroundProcess.stop, processes))
    state.postgres.stop()


def is_up(state: State) -> bool:
    """Whether every process of the deployment runs."""
    return state.postgres.running() and all(process.running() for process in _processes(state))


def has_scores(state: State) -> bool:
    """Whether the warehouse holds a score of anybody."""
    with psycopg.connect(state.postgres.dsn("warehouse", "fazhi_bi")) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM mart.county_scorecard)").fetchone()
        return bool(row and row[0])


def _processes(state: State) -> list[BackgroundProcess]:
    return [*([sites_process(state)] if state.serves_sites else []), *airflow.processes(state)]


def free_ports(state: State, progress: Progress) -> None:
    """Choose another port where a stranger sits on ours while our own process does not run."""
    ours = {"postgres": state.postgres.running()}
    ours["sites"] = not state.serves_sites or sites_process(state).running()
    running = {process.name: process.running() for process in airflow.processes(state)}
    ours |= {"airflow": running["airflow api-server"], "worker_logs": running[airflow.SCHEDULER]}
    ours |= {"trigger_logs": running["airflow triggerer"], "superset": state.superset_process.running()}
    for name, is_ours in ours.items():
        port = getattr(state.ports, name)
        if not is_ours and free_port(port) != port:
            old, new = state.replace_port(name)
            progress(f"port {old} is taken by another program: {name} uses {new}")
