"""`make run`: one night from crawl to score in real Airflow, with progress shown and a table at the end."""

from __future__ import annotations

import time
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import psycopg
from rich.console import Console

from fazhi import clock
from fazhi.crawl.plan import choose
from fazhi.errors import FazhiError
from fazhi.settings import Settings
from fazhi_local import deployment
from fazhi_local.airflow import AirflowApi
from fazhi_local.report import print_report, read_night, rows_of_dw
from fazhi_local.state import State

STAGES = {
    "backfill_years": "backfill",
    "crawl_disclosures": "crawl",
    "load_indicators": "load",
    "score_assessment": "score",
}
POLL_SECONDS = 0.5
SETTLED_POLLS = 3  # Airflow's scheduler turns an event into a run within a loop of about a second
TIMEOUT_SECONDS = 3600


class NightFailedError(FazhiError):
    """A run of the night failed; the message says which, why, and how to redo only that."""


def run_night(state: State, console: Console, *, only: list[str]) -> None:
    """Crawl (all active counties, or `only` those), load, score; then print what the warehouse holds.

    Stops the deployment again unless it ran before.

    Raises:
        ConfigurationError: `only` names no active county.
        NightFailedError: after the report, if a run failed.
    """
    choose(Settings.from_environment(state.environment()), only)
    started = time.monotonic()
    was_up = deployment.is_up(state)

    shown = ""

    def progress(message: str) -> None:
        nonlocal shown
        if message != shown:
            console.print(f"[dim]{time.monotonic() - started:6.1f} s[/dim]  {message}", highlight=False)
        shown = message

    try:
        deployment.up(state, progress)
        api = AirflowApi(state)
        with psycopg.connect(state.postgres.dsn("warehouse")) as connection:
            rows_before = rows_of_dw(connection)
        moment = datetime.now(UTC).isoformat()
        conf = {"only": only} if only else {}
        progress("crawl: every active county" if not only else f"crawl: {', '.join(only)}")
        crawl_run = api.trigger("crawl_disclosures", conf)
        runs = follow(api, moment, progress)
        with psycopg.connect(state.postgres.dsn("warehouse")) as connection:
            night = read_night(connection, crawl_run, rows_before)
        print_report(state, console, night=night, year=clock.now().year - 1, only=only)
        failed = [
            f"{dag_id} {run['partition_key'] or run['dag_run_id']}: {_why(api, dag_id, run['dag_run_id'])}"
            for dag_id, found in runs.items()
            for run in found
            if run["state"] == "failed"
        ]
    finally:
        if not was_up:
            deployment.down(state, progress)
    progress("done")
    if failed:
        raise NightFailedError("Some of the night failed, the rest is done:\n  " + "\n  ".join(failed))


def follow(
    api: AirflowApi, moment: str, progress: deployment.Progress, *, poll_seconds: float = POLL_SECONDS
) -> dict[str, list[dict[str, Any]]]:
    """Report every change until no run and no event is left; gives the runs by DAG."""
    settled = 0
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while settled < SETTLED_POLLS:
        if time.monotonic() > deadline:
            raise NightFailedError(f"the night was not over after {TIMEOUT_SECONDS} s; Airflow goes on: make up")
        waiting = api.waiting_partitions()
        runs = {dag_id: api.runs_since(dag_id, moment) for dag_id in STAGES}
        progress(_status(runs))
        active = any(run["state"] in ("queued", "running") for found in runs.values() for run in found)
        settled = 0 if active or waiting else settled + 1
        time.sleep(poll_seconds)
    return runs


def _status(runs: dict[str, list[dict[str, Any]]]) -> str:
    parts = []
    for dag_id, stage in STAGES.items():
        states = Counter(run["state"] for run in runs[dag_id])
        if not states and dag_id == "backfill_years":
            continue
        ended = states["success"] + states["failed"]
        text = f"{stage} {ended}/{sum(states.values())}"
        parts.append(text + (f" ({states['failed']} failed)" if states["failed"] else ""))
    return "  ".join(parts)


def _why(api: AirflowApi, dag_id: str, run_id: str) -> str:
    tasks = api.failed_tasks(dag_id, run_id)
    if not tasks:
        return "no task failed; see the scheduler's log"
    first = min(tasks, key=lambda task: task["end_date"] or "")
    message = api.error_of(dag_id, run_id, first).splitlines()  # the report above has the rest
    return f"task {first['task_id']}: {message[0] if message else 'no message; see its log in Airflow'}"
