"""The sample province by two Celery workers, as docker-compose.yaml runs them; then with one killed in a merge."""

from __future__ import annotations

import re
from pathlib import Path

import psutil
import psycopg

from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.postgres import PostgresServer, free_port
from tests.celery.conftest import MAINTENANCE, WORKERS, Deployment
from tests.deploy.by_hand import Containers, secured

# a merge holds the lock of its partition (fazhi.warehouse.locks) to the end of its transaction
MERGING = """
SELECT client_port FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND classid = 28769 AND objsubid = 2 AND granted
"""


def test_two_workers_give_the_facts_of_an_undisturbed_run(
    deployment: Deployment, undisturbed: str, tmp_path: Path
) -> None:
    runs = deployment.night()()

    assert {run["state"] for found in runs.values() for run in found} == {"success"}
    assert len(runs["crawl_disclosures"]) == 1
    assert len(runs["load_indicators"]) >= 6
    for worker in WORKERS:
        assert _succeeded(deployment.containers, worker) > 5, worker
    assert deployment.fingerprint() == undisturbed
    _no_task_imported_great_expectations_anew(deployment)
    _archive_is_in_the_object_store(deployment)
    _log_can_be_read(deployment)
    _metadata_can_be_cleaned(deployment)
    _a_backup_comes_back_on_another_host(deployment, tmp_path)


def test_a_worker_that_is_killed_in_a_merge_changes_nothing(deployment: Deployment, undisturbed: str) -> None:
    containers = deployment.containers
    follow = deployment.night()
    with deployment.warehouse() as connection:
        connection.autocommit = True
        merging: list[str] = []
        containers.wait(lambda: _merging(containers, connection, merging), "no merge was seen", seconds=600, pause=0.01)
    containers.kill(merging[0])

    runs = follow()

    assert {run["state"] for found in runs.values() for run in found} == {"success"}
    tried_again = deployment.api.get("dags/~/dagRuns/~/taskInstances", params={"limit": 1000})["task_instances"]
    assert [task for task in tried_again if task["dag_id"] == "load_indicators" and task["try_number"] > 1]
    assert deployment.fingerprint() == undisturbed
    assert deployment.query("SELECT stage, state FROM etl.run WHERE state = 'running'") == []


def _merging(containers: Containers, connection: psycopg.Connection, found: list[str]) -> bool:
    """Whether a worker is in the middle of a merge just now; it is put into `found`."""
    ports = {port for (port,) in connection.execute(MERGING)}
    if ports:
        found += [worker for worker in WORKERS if ports & _ports(containers, worker)]
    return bool(found)


def _ports(containers: Containers, worker: str) -> set[int]:
    ports = set()
    for process in containers.family(worker):
        try:
            ports |= {each.laddr.port for each in process.net_connections("tcp") if each.laddr}
        except psutil.NoSuchProcess:
            continue  # it ended while we looked
    return ports


def _succeeded(containers: Containers, worker: str) -> int:
    return len(re.findall(r"\bsucceeded in ", containers.log(worker).read_text(encoding="utf-8", errors="replace")))


def _archive_is_in_the_object_store(deployment: Deployment) -> None:
    import requests

    ((files,),) = deployment.query("SELECT count(*) FROM etl.archive_file WHERE bytes > 0")
    bucket = deployment.containers.extra["FAZHI_ARCHIVE"].removeprefix("s3://").partition("/")[0]
    listed = requests.get(f"{deployment.containers.objects}/{bucket}", params={"list-type": "2"}, timeout=30).text
    assert listed.count(".warc.gz</Key>") == files > 0
    assert not list((deployment.containers.directory / "volumes" / "spool").iterdir())


def _metadata_can_be_cleaned(deployment: Deployment) -> None:
    """By the one worker that knows the database of Airflow, whichever takes the rest."""
    run = f"dags/clean_metadata/dagRuns/{deployment.api.trigger('clean_metadata', {})}"
    containers = deployment.containers
    containers.wait(lambda: deployment.api.get(run)["state"] in ("success", "failed"), "clean_metadata does not end")
    tasks = deployment.api.get(f"{run}/taskInstances")["task_instances"]
    assert {task["task_id"]: task["state"] for task in tasks} == dict.fromkeys(
        ("clean_airflow", "drop_logs", "forget"), "success"
    )
    containers.wait(lambda: _succeeded(containers, MAINTENANCE) == 1, "the worker does not say that it cleaned")


def _a_backup_comes_back_on_another_host(deployment: Deployment, directory: Path) -> None:
    """As docs/how-to-back-up.md types it: the service `init` knows the owner and the object store."""
    containers, backups = deployment.containers, str(directory / "backups")
    containers.run("init", "fazhi", "backup", backups)
    elsewhere = {**containers.extra, "FAZHI_ARCHIVE": containers.extra["FAZHI_ARCHIVE"].replace("s3://", "s3://other-")}
    server = PostgresServer(directory / "postgres", free_port())
    server.start(durable=False)
    try:
        secured(server, containers.secrets["POSTGRES_PASSWORD"])
        other = Containers(directory, server, containers.objects, elsewhere)
        other.run("databases")
        said = other.run("init", "fazhi", "restore", backups)
        with deployment.warehouse() as connection:
            assert f"Restored. Fingerprint {fingerprint(connection, history=True)}" in said
        other.run("init")
        assert "To load: nothing" in other.run("fazhi", "status"), "as the loader, whose rights came with init"
    finally:
        server.stop()


def _no_task_imported_great_expectations_anew(deployment: Deployment) -> None:
    """A worker has it in memory before it forks; each import writes hundreds of lines into the log of its task."""
    for run in deployment.api.get("dags/load_indicators/dagRuns")["dag_runs"]:
        path = f"dags/load_indicators/dagRuns/{run['dag_run_id']}/taskInstances/validate_and_merge/logs/1"
        log = str(deployment.api.get(path)["content"])
        assert "rows checked" in log
        assert "great_expectations._docs_decorators" not in log


def _log_can_be_read(deployment: Deployment) -> None:
    """By the API server, which has no file of its own of it, from the volume that the workers write to."""
    (run,) = deployment.api.get("dags/crawl_disclosures/dagRuns")["dag_runs"]
    log = deployment.api.get(f"dags/crawl_disclosures/dagRuns/{run['dag_run_id']}/taskInstances/summarise/logs/1")
    assert "sites 12 done" in str(log["content"])
