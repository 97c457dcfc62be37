"""A country's nights and a province's backfill through real Airflow, with what each part of it costs.

    python -m benchmarks.country_airflow night --sizes 100,400,1600,2900
    python -m benchmarks.country_airflow backfill --counties 100 --years 2015-2024
    python -m benchmarks.country_airflow celery --workers 1,2 --counties 20 --years 2015-2024

`night`: the sites hold three reports each, crawled and loaded beforehand; in each measured night one site of a hundred
has a new one, and a run of the DAGs over the first so many counties finds, loads and scores it. `backfill`: the
documents of a province and years, crawled beforehand and not loaded, then the DAG `backfill_years` over them, and once
more when all are loaded. `celery`: the first of these with so many workers of one task each. PostgreSQL, Airflow (else
LocalExecutor, four tasks at once) and the sites share the machine. CPU is that of whole process trees, so it hangs
little on what else the machine does; the clock does.

Writes benchmarks/results/night_country.json, backfill_country.json and backfill_celery.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.celery_workers import Workers
from benchmarks.country import county_code
from benchmarks.harness import RESULTS
from benchmarks.processes import Cpu, Watch, cpu_of
from benchmarks.synthetic.country import Country, write_deployment
from benchmarks.synthetic.pipeline import crawl, load, night_as_now
from benchmarks.synthetic.server import Running, served
from fazhi.settings import Settings
from fazhi_local import deployment
from fazhi_local.airflow import AirflowApi, processes
from fazhi_local.run import follow
from fazhi_local.state import State

_KINDS = ("annual", "bureau", "plan")
_IDLE_SECONDS = 20.0
_POLL_SECONDS = 3.0


class _State(State):
    """As deployed, a list is swept once a week; `make run` sweeps every time."""

    workers: Workers | None = None

    def environment(self) -> dict[str, str]:
        return {**super().environment(), **(self.workers.environment(self) if self.workers else {})}

    def warehouse_environment(self) -> dict[str, str]:
        return {**super().warehouse_environment(), "FAZHI_SWEEP_DAYS": "7"}


@dataclass(frozen=True, slots=True)
class Deployment:
    """The sites, PostgreSQL and, once it is `up`, Airflow."""

    state: _State
    sites: Running

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.state.environment())

    def pids(self) -> dict[str, int]:
        """The process at the top of each part."""
        pids = {each.name.removeprefix("airflow "): each.pid for each in processes(self.state)}
        pids |= self.state.workers.pids if self.state.workers else {}
        return {**pids, "postgres": self.state.postgres.pid, "sites": self.sites.process.pid}

    def cpu(self) -> dict[str, Cpu]:
        """What each part has cost so far."""
        return {name: cpu_of(pid) for name, pid in self.pids().items()}


@contextmanager
def _deployment(country: Country, workers: Workers | None = None) -> Iterator[Deployment]:
    folder = Path(tempfile.mkdtemp(prefix="fazhi-country-"))
    saved = dict(os.environ)
    with served(country, folder / "sites") as sites:
        os.environ |= write_deployment(country, folder, years=range(country.years[0], country.years[-1] + 2))
        state = _State(folder / "state", sites_port=sites.port)
        state.workers = workers
        try:
            _on_night(0)
            deployment.free_ports(state, print)
            deployment.start_warehouse(state)
            yield Deployment(state, sites)
        finally:
            deployment.down(state, print)
            os.environ.clear()
            os.environ |= saved
            shutil.rmtree(folder, ignore_errors=True)


def _on_night(number: int) -> None:
    os.environ["FAZHI_NOW"] = night_as_now(number)


def night(sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Nights over so many counties each, in one warehouse of all; what each cost."""
    country = Country(counties=max(sizes), years=(2024, 2025), nightly=True, kinds=_KINDS)
    results = []
    with _deployment(country) as running:
        started, spent = time.monotonic(), time.process_time()
        _, summary = crawl(running.settings)
        _say(
            f"first crawl {summary.sites}: {time.monotonic() - started:.0f} s, {time.process_time() - spent:.0f} CPU-s"
        )
        result = load(running.settings, jobs=2)
        assert not result.failed, result.failed
        _say(f"first load done after {time.monotonic() - started:.0f} s")
        _on_night(
            len(sizes)
        )  # the frozen clock of all measured nights: within a week of the first, so nothing is swept
        deployment.up(running.state, _say)
        idle = _idle(running)
        for number, size in enumerate(sorted(sizes), start=1):
            running.sites.night(number)
            conf = {"only": [county_code(each) for each in range(size)]} if size < max(sizes) else {}
            results.append({"counties": size, **_measured(running, "crawl_disclosures", conf), "idle_CPU_share": idle})
            _say(json.dumps(results[-1], ensure_ascii=False))
    return results


def backfill(counties: int, years: Sequence[int]) -> list[dict[str, Any]]:
    """The documents of a province derived from the archive: for the first time, and once more."""
    results = []
    with _deployment(Country(counties=counties, years=tuple(years))) as running:
        _, summary = crawl(running.settings)
        _say(f"crawled {summary.sites}")
        deployment.up(running.state, _say)
        idle = _idle(running)
        conf = {"provinces": [county_code(0)[:2]], "from_year": years[0] - 1, "to_year": years[-1] + 1}
        for what in ("first", "again"):
            measured = _measured(running, "backfill_years", conf)
            results.append(
                {"counties": counties, "years": len(years), "what": what, **measured, "idle_CPU_share": idle}
            )
            _say(json.dumps(results[-1], ensure_ascii=False))
    return results


def backfill_by_workers(counties: int, years: Sequence[int], numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The same documents derived for the first time by so many Celery workers, each time in a new warehouse."""
    results: list[dict[str, Any]] = []
    for number in numbers:
        workers = Workers(number)
        with _deployment(Country(counties=counties, years=tuple(years)), workers) as running:
            crawl(running.settings)
            deployment.up(running.state, _say)
            with workers.running(running.state):
                idle = _idle(running)
                conf = {"provinces": [county_code(0)[:2]], "from_year": years[0] - 1, "to_year": years[-1] + 1}
                measured = _measured(running, "backfill_years", conf)
        results.append(
            {"counties": counties, "years": len(years), "workers": number, **measured, "idle_CPU_share": idle}
        )
        results[-1]["speed_up"] = round(results[0]["wall_seconds"] / measured["wall_seconds"], 2)
        _say(json.dumps(results[-1], ensure_ascii=False))
    return results


def _idle(running: Deployment) -> float:
    """What share of one core the deployment takes while nothing is to be done."""
    time.sleep(_IDLE_SECONDS / 2)  # what starting left
    before = running.cpu()
    time.sleep(_IDLE_SECONDS)
    spent = {name: cpu - before[name] for name, cpu in running.cpu().items()}
    return round(sum(cpu.all for cpu in spent.values()) / _IDLE_SECONDS, 3)


def _measured(running: Deployment, dag_id: str, conf: Mapping[str, Any]) -> dict[str, Any]:
    """Start a DAG, wait for all that follows, and tell what it took."""
    api = AirflowApi(running.state)
    asked, before = running.sites.counts(), running.cpu()
    moment, started = datetime.now(UTC).isoformat(), time.monotonic()
    last_run, load_average = _last_run(running.state), os.getloadavg()[0]
    with Watch(running.pids()) as watch:
        api.trigger(dag_id, dict(conf))
        runs = follow(api, moment, _say, poll_seconds=_POLL_SECONDS)
    wall = time.monotonic() - started
    cpu = {name: spent - before[name] for name, spent in running.cpu().items()}
    counted = running.sites.counts()
    failed = [run["dag_run_id"] for found in runs.values() for run in found if run["state"] != "success"]
    tasks = _tasks(running.state, moment)
    return {
        "wall_seconds": round(wall, 1),
        "load_average": round(load_average, 1),
        "CPU_seconds": round(sum(spent.all for name, spent in cpu.items() if name != "sites"), 1),
        "CPU_of_tasks": round(cpu["scheduler"].below + sum(cpu[name].all for name in cpu if "worker" in name), 1),
        "CPU_of_scheduler": round(cpu["scheduler"].own, 1),
        "CPU_of_api_server": round(cpu["api-server"].all, 1),
        "CPU_of_dag_processor": round(cpu["dag-processor"].all + cpu["triggerer"].all, 1),
        "CPU_of_postgres": round(cpu["postgres"].all, 1),
        "CPU_of_sites": round(cpu["sites"].all, 1),
        "peak_megabytes": round(watch.peak),
        "requests": counted["requests"] - asked["requests"],
        "bytes": counted["bytes"] - asked["bytes"],
        "tasks": sum(tasks.values()),
        "runs": {dag: len(found) for dag, found in runs.items() if found},
        "not_successful": failed,
        **_work(running.state, last_run),
    }


def _tasks(state: State, moment: str) -> dict[str, int]:
    """How many task instances ran since, by DAG."""
    with psycopg.connect(state.postgres.dsn("airflow")) as connection:
        rows = connection.execute(
            "SELECT dag_id, count(*) FROM task_instance WHERE start_date >= %s GROUP BY dag_id", (moment,)
        ).fetchall()
    return dict(rows)


def _last_run(state: State) -> int:
    """The youngest run that the warehouse knows."""
    with psycopg.connect(state.postgres.dsn("warehouse")) as connection:
        row = connection.execute("SELECT coalesce(max(run_id), 0) FROM etl.run").fetchone()
    assert row is not None
    return int(row[0])


def _work(state: State, after: int) -> dict[str, int]:
    """What the warehouse says was done by the runs after that one."""
    with psycopg.connect(state.postgres.dsn("warehouse")) as connection:
        row = connection.execute(
            "SELECT coalesce(sum((summary->>'documents')::integer) FILTER (WHERE stage = 'load'), 0),"
            " count(*) FILTER (WHERE stage = 'load'), count(*) FILTER (WHERE stage = 'score'),"
            " coalesce(sum((summary->>'observations_added')::integer), 0)"
            " FROM etl.run WHERE run_id > %s AND state = 'success'",
            (after,),
        ).fetchone()
    assert row is not None
    return dict(zip(("documents", "loads", "scores", "observations_added"), map(int, row), strict=True))


def _say(message: str) -> None:
    if message != _say.last:  # type: ignore[attr-defined]
        print(f"{datetime.now(UTC):%H:%M:%S} {message}", flush=True)
    _say.last = message  # type: ignore[attr-defined]


_say.last = ""  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country_airflow")
    verbs = parser.add_subparsers(dest="verb", required=True)
    nights = verbs.add_parser("night")
    nights.add_argument("--sizes", default="100,400,1600,2900", help="numbers of counties")
    filled = verbs.add_parser("backfill")
    filled.add_argument("--counties", type=int, default=100)
    filled.add_argument("--years", default="2015-2024")
    by_workers = verbs.add_parser("celery")
    by_workers.add_argument("--workers", default="1,2", help="numbers of workers")
    by_workers.add_argument("--counties", type=int, default=20)
    by_workers.add_argument("--years", default="2015-2024")
    chosen = parser.parse_args()
    if chosen.verb == "night":
        _write("night_country", night([int(size) for size in chosen.sizes.split(",")]))
        return
    first, _, last = chosen.years.partition("-")
    years = range(int(first), int(last or first) + 1)
    if chosen.verb == "backfill":
        _write("backfill_country", backfill(chosen.counties, years))
    else:
        numbers = [int(number) for number in chosen.workers.split(",")]
        _write("backfill_celery", backfill_by_workers(chosen.counties, years, numbers))


def _write(name: str, measured: Sequence[Mapping[str, Any]]) -> None:
    text = json.dumps(list(measured), ensure_ascii=False, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
