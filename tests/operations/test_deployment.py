"""A real Airflow with the extra `openlineage` in an environment of its own: lineage, late alert, report, cleaning.

`make test-full` makes the environment; the tests follow one another on one deployment.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from fazhi_local.airflow import AirflowApi
from fazhi_local.run import follow
from fazhi_local.state import State
from tests.alerts.receivers import Webhook, webhook
from tests.conftest import PROJECT
from tests.counts import FULL

PYTHON = PROJECT / ".fazhi" / "openlineage-venv" / "bin" / "python"
COUNTY = "990224"
pytestmark = [
    pytest.mark.airflow,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not (FULL and PYTHON.exists()), reason="make test-full: an environment of its own, minutes"),
]


@dataclass(frozen=True, slots=True)
class Running:
    """The deployment, what it sent to the webhook, and the file of its lineage."""

    state: State
    hook: Webhook
    lineage: Path

    @property
    def api(self) -> AirflowApi:
        return AirflowApi(self.state)

    def run(self, dag_id: str, conf: dict, *, meanwhile: Callable[[], None] = lambda: None) -> dict[str, list[dict]]:
        """Start a DAG and wait for all that follows; gives the runs by DAG."""
        moment = datetime.now(UTC).isoformat()
        self.api.trigger(dag_id, conf)
        meanwhile()
        runs = follow(self.api, moment, lambda _: None)
        deadline = time.monotonic() + 300
        while any(run["state"] in ("queued", "running") for run in self.api.runs_since(dag_id, moment)):
            assert time.monotonic() < deadline
            time.sleep(0.5)
        return {**runs, dag_id: self.api.runs_since(dag_id, moment)}

    def connect(self, extra: dict) -> None:
        """Give Airflow the connection `fazhi_alerts`, as a person does on its page: it is kept encrypted."""
        body = {"connection_id": "fazhi_alerts", "conn_type": "generic", "extra": json.dumps(extra)}
        self.api._request("POST", "api/v2/connections", json=body)

    def metadata(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.state.postgres.dsn("airflow"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def events(self) -> list[dict]:
        return [json.loads(line) for line in self.lineage.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = tmp_path_factory.mktemp("operations")
    state = State(directory / "state")
    for name in asdict(state.ports):  # those that are tried first may be another deployment's by then
        state.replace_port(name)
    with webhook() as hook:
        environment = {
            **os.environ,
            "FAZHI_STATE": str(state.directory),
            "PYTHONPATH": os.pathsep.join(str(PROJECT / name) for name in (".", "include", "plugins")),
        }
        del environment["AIRFLOW_HOME"]

        def local(command: str) -> None:
            subprocess.run([PYTHON, "-m", "fazhi_local", command], cwd=PROJECT, env=environment, check=True)

        try:
            local("up")
            deployed = Running(state, hook, state.directory / "lineage.jsonl")
            deployed.connect({"channels": [hook.address("json")]})
            yield deployed
        finally:
            local("down")


def names(datasets: list[dict]) -> set[str]:
    return {dataset["name"].partition("warehouse.")[2] or dataset["namespace"] for dataset in datasets}


def test_a_crawl_past_its_deadline_is_told_at_once(running: Running) -> None:
    def deadline_passes() -> None:
        """As hours would do it: the scheduler finds the deadline of the run missed."""
        moment = time.monotonic() + 240
        while not running.hook.posts:
            assert time.monotonic() < moment, "no alert came"
            running.metadata("UPDATE deadline SET deadline_time = now() - interval '1 second' WHERE NOT missed")
            time.sleep(0.2)

    runs = running.run("crawl_disclosures", {"only": [COUNTY]}, meanwhile=deadline_passes)
    (crawl,) = runs["crawl_disclosures"]
    assert crawl["state"] == "success", "an alert ends no run"
    assert {run["state"] for run in runs["load_indicators"]} == {"success"}
    (post,) = running.hook.posts
    assert post.body["title"].endswith(": crawl late")
    linked = f"{running.state.airflow_url}/dags/crawl_disclosures/runs/{quote(crawl['dag_run_id'], safe='')}"
    assert linked in post.body["text"].splitlines()


def test_the_lineage_leads_from_the_archive_to_the_scores(running: Running) -> None:
    """Written by the night before this test."""
    finished = [event for event in running.events() if event["eventType"] == "COMPLETE"]
    by_job = {event["job"]["name"]: event for event in finished}
    for event in finished:
        assert event["schemaURL"].startswith("https://openlineage.io/spec/")
        assert datetime.fromisoformat(event["eventTime"])
        assert event["run"]["runId"]
    derived, merged = by_job["load_indicators.derive"], by_job["load_indicators.validate_and_merge"]
    assert {"name": str(running.state.directory / "archive"), "namespace": "file"}.items() <= {
        key: value for dataset in derived["inputs"] for key, value in dataset.items() if dataset["namespace"] == "file"
    }.items()
    assert names(derived["outputs"]) == names(merged["inputs"]) >= {"stg.document", "stg.observation"}
    assert names(merged["outputs"]) >= {"dw.fact_observation", "dw.fact_indicator", "dw.dim_document"}
    assert "dw.fact_score" in names(by_job["score_assessment.score"]["outputs"])
    server = f"postgres://127.0.0.1:{running.state.ports.postgres}"
    assert {dataset["namespace"] for dataset in merged["outputs"]} == {server}


def test_every_dataset_of_the_lineage_is_there(running: Running) -> None:
    datasets = {
        name for event in running.events() for side in ("inputs", "outputs") for name in names(event.get(side, []))
    }
    with psycopg.connect(running.state.postgres.dsn("warehouse")) as connection:
        for name in datasets - {"file"}:
            assert connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,), name


def test_the_report_of_a_good_night_comes_where_it_is_asked_for(running: Running) -> None:
    before = len(running.hook.posts)
    (quiet,) = running.run("report_night", {})["report_night"]
    (asked,) = running.run("report_night", {"always": True})["report_night"]
    assert (quiet["state"], asked["state"]) == ("success", "success")
    assert [post.body["title"].partition(": ")[2] for post in running.hook.posts[before:]] == ["nothing to look at"]


def test_old_metadata_goes_and_what_is_new_stays(running: Running) -> None:
    ((kept,),) = running.metadata("SELECT count(*) FROM dag_run")
    running.metadata(
        "INSERT INTO dag_run (dag_id, run_id, run_type, state, run_after, start_date, queued_at, updated_at,"
        " clear_number, log_template_id, bundle_version, created_dag_version_id, last_scheduling_decision, conf)"
        " SELECT dag_id, 'manual__old', run_type, 'success', run_after - interval '200 days',"
        " start_date - interval '200 days', queued_at - interval '200 days', updated_at, 0, log_template_id,"
        " bundle_version, created_dag_version_id, NULL, conf FROM dag_run WHERE dag_id = 'crawl_disclosures' LIMIT 1"
    )
    (cleaned,) = running.run("clean_metadata", {})["clean_metadata"]
    assert cleaned["state"] == "success"
    runs = [run_id for (run_id,) in running.metadata("SELECT run_id FROM dag_run")]
    assert "manual__old" not in runs
    assert len(runs) == kept + 1, "the others and the cleaning itself"
    assert running.metadata("SELECT relname FROM pg_class WHERE relname LIKE '\\_airflow\\_deleted%'") == []
