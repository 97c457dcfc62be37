"""`python -m fazhi_local run|up|superset|down`: what the Makefile calls."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import typer
from rich.console import Console

from fazhi.errors import FazhiError
from fazhi_local import deployment
from fazhi_local.process import NIGHT_NICENESS
from fazhi_local.run import run_night
from fazhi_local.state import State

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
console = Console(width=None if sys.stdout.isatty() else 140)


@app.command()
def run(only: str = typer.Option("", help="行政区划代码, separated by commas; default: every active county")) -> None:
    """One night on the sample province: crawl, load, score in real Airflow."""
    run_night(State(), console, only=[code for code in only.split(",") if code])


@app.command()
def up() -> None:
    """Start PostgreSQL, Airflow and the sample sites; they stay up until `down`."""
    state = State()
    deployment.up(state, _once(), night_niceness=NIGHT_NICENESS)
    console.print(f"Airflow    {state.airflow_url}  user admin, password {state.admin_password()}")
    console.print(f"Evidence   {state.airflow_url}/fazhi/  the pages from a score to its sentence, with the same login")
    console.print(f"Warehouse  {state.postgres.dsn('warehouse')}  for those who change it")
    console.print(f"BI tools   {state.postgres.dsn('warehouse', 'fazhi_bi')}  reads mart and dw; no password here")
    console.print(f"Sites      curl -H 'Host: www.zhenxi.yunchuan.example' http://127.0.0.1:{state.ports.sites}/")
    console.print("Next: make run; make down stops everything.")


@app.command()
def superset() -> None:
    """Start PostgreSQL and Superset with the dashboards of `superset/`; they stay up until `down`."""
    state = State()
    deployment.free_ports(state, _once())
    deployment.start_warehouse(state)
    console.print("bringing Superset to what superset/ says; the first time takes a minute or two")
    state.superset.start()
    for slug, title in {"fazhi-province": "全省总览", "fazhi-county": "县区画像"}.items():
        console.print(f"{title}   {state.superset.url}/superset/dashboard/{slug}/", soft_wrap=True)
    console.print(f"Login      admin, password {state.superset.admin_password}", markup=False)
    if not deployment.has_scores(state):
        console.print("The warehouse holds no scores yet: make run fills it.")
    console.print("make down stops it.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def fazhi(context: typer.Context) -> None:
    """The `fazhi` command with this deployment's settings; PostgreSQL runs at least as long as the command."""
    state = State()
    was_running = state.postgres.running()
    deployment.free_ports(state, lambda message: print(message, file=sys.stderr))
    # a restore brings the schema with it and refuses a database that has one
    start = deployment.start_databases if context.args[:1] == ["restore"] else deployment.start_warehouse
    start(state)
    try:
        command = [sys.executable, "-m", "fazhi.cli", *context.args]
        returned = subprocess.run(command, env=state.environment(), check=False).returncode
    finally:
        if not was_running:
            state.postgres.stop()
    raise typer.Exit(returned)


@app.command()
def down() -> None:
    """Stop everything; nothing is lost."""
    deployment.down(State(), _once())
    console.print("stopped; nothing is lost")


def _once() -> Callable[[str], None]:
    """A printer that says the same thing only once in a row."""
    last = ""

    def say(message: str) -> None:
        nonlocal last
        if message != last:
            console.print(message)
        last = message

    return say


if __name__ == "__main__":
    try:
        app()
    except FazhiError as error:
        sys.exit(f"error: {error}")
