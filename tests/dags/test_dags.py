"""Every DAG file: it loads, is documented, is cheap to parse, and does not make a new DAG version at each parse."""

from __future__ import annotations

import ast
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from fazhi.archive.response import ArchiveUnavailableError
from fazhi.errors import ConfigurationError, WarehouseUnavailableError
from fazhi.nightly import CrawlFailedError
from tests.conftest import PROJECT

DAGS = PROJECT / "dags"
FILES = sorted(DAGS.glob("*.py"))
SCHEDULES = {
    "crawl_disclosures": "NightlyTimetable",
    "load_indicators": "PartitionedAssetTimetable",
    "score_assessment": "PartitionedAssetTimetable",
    "backfill_years": "PartitionedAtRuntime",
    "report_night": "CronTriggerTimetable",
    "clean_metadata": "CronTriggerTimetable",
}
ALLOWED_AT_TOP_LEVEL = {
    "airflow.sdk",
    "nightly_timetable",
    "fazhi_airflow.retries",
    "__future__",
} | sys.stdlib_module_names
PARSE_BUDGET_SECONDS = 0.3


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory):
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(dag_folder=str(DAGS))
    assert not bag.import_errors
    return bag.dags


def test_the_dags_are_those_of_the_design(dags):
    assert set(dags) == set(SCHEDULES)
    assert {dag_id: type(dag.timetable).__name__ for dag_id, dag in dags.items()} == SCHEDULES


@pytest.mark.parametrize("dag_id", SCHEDULES)
def test_a_dag_explains_itself(dags, dag_id):
    dag = dags[dag_id]
    assert "fazhi" in dag.tags
    assert dag.doc_md.strip().startswith("###")
    assert all(task.retry_policy for task in dag.tasks)


def test_one_asset_leads_to_the_next(dags):
    def outlets(dag_id: str) -> set[str]:
        return {asset.name for task in dags[dag_id].tasks for asset in task.outlets}

    def waits_for(dag_id: str) -> set[str]:
        return {dags[dag_id].timetable.asset_condition.name}

    assert outlets("backfill_years") == waits_for("load_indicators") == {"captures"}
    assert outlets("load_indicators") == waits_for("score_assessment") == {"facts"}
    assert outlets("crawl_disclosures") == {"captures", "facts"}


def test_a_person_sees_which_counties_a_task_crawls(dags):
    crawl = dags["crawl_disclosures"].get_task("crawl")
    assert crawl.is_mapped
    assert crawl.map_index_template == "{{ counties }}"


def test_the_label_of_a_task_fits_however_many_counties_share_a_host():
    from airflow.models.taskinstance import TaskInstance

    from fazhi_airflow.labels import counties

    room = TaskInstance.__table__.c.rendered_map_index.type.length
    many = [str(330_100 + number) for number in range(1000)]
    assert counties(many[:3]) == "330100, 330101, 330102"
    assert counties(many) == "330100 … 331099 (1000 counties)"
    assert all(len(counties(many[:size])) <= room for size in range(1, 1001))


def test_a_crawl_has_a_deadline_after_its_window_and_before_airflow_ends_it(dags):
    from fazhi.crawl.window import Window
    from fazhi_airflow.alerts import crawl_is_late

    dag = dags["crawl_disclosures"]
    (late,) = dag.deadline
    window = Window.parse("01:00-06:30")
    assert timedelta(hours=window.closes.hour - window.opens.hour, minutes=30) < late.interval < dag.dagrun_timeout
    assert late.callback.path == f"{crawl_is_late.__module__}.{crawl_is_late.__qualname__}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_imports_only_what_parsing_may_cost(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported <= ALLOWED_AT_TOP_LEVEL


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_adds_little_to_the_import_of_airflow(path: Path):
    program = (
        "import runpy, sys, time, airflow.sdk\n"
        "from airflow.sdk import DAG, task, Asset, ExceptionRetryPolicy, PartitionedAssetTimetable\n"
        "started = time.process_time(); runpy.run_path(sys.argv[1]); print(time.process_time() - started)"
    )
    times = [
        float(
            subprocess.run(
                [sys.executable, "-c", program, str(path)], env=_paths(), capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(2)
    ]
    assert min(times) < PARSE_BUDGET_SECONDS


def test_a_task_finds_in_memory_what_it_imports():
    """A module that a task imports itself is imported by each task anew, at the cost of seconds a task."""
    program = (
        "import ast, os, pathlib, sys, threading\n"
        "import fazhi_airflow.preloaded\n"
        "before = set(sys.modules)\n"
        "for path in pathlib.Path(sys.argv[1]).glob('*.py'):\n"
        "    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):\n"
        "        if isinstance(node, ast.ImportFrom) and node.module not in ('__future__', 'nightly_timetable'):\n"
        "            exec(ast.unparse(node))\n"
        "opened = [os.readlink(each.path) for each in os.scandir('/proc/self/fd') if os.path.islink(each.path)]\n"
        "sockets = [each for each in opened if 'socket' in each]\n"
        "print(sorted(set(sys.modules) - before), threading.active_count(), sockets)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(DAGS)], env=_paths(), capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "[] 1 []"


def test_parsing_twice_gives_the_same_dag_version(tmp_path: Path):
    """A value that changes from parse to parse would make a new DAG version every 30 seconds."""
    program = (
        "import json, sys\n"
        "from airflow.dag_processing.dagbag import DagBag\n"
        "from airflow.serialization.serialized_objects import DagSerialization\n"
        "bag = DagBag(dag_folder=sys.argv[1])\n"
        "dags = {dag_id: DagSerialization.to_dict(dag) for dag_id, dag in sorted(bag.dags.items())}\n"
        "print(json.dumps(dags, sort_keys=True, default=str))"
    )

    def serialised(seed: str) -> str:
        environment = {**_paths(), "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", program, str(DAGS)]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return result.stdout.splitlines()[-1]

    assert serialised("1") == serialised("2")


def _paths() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(str(PROJECT / name) for name in ("include", "plugins"))}


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (WarehouseUnavailableError("it does not answer"), "RETRY"),
        (ArchiveUnavailableError("the store refuses"), "RETRY"),
        (ConfigurationError("FAZHI_CONTACT is not set"), "FAIL"),
        (CrawlFailedError("3 of 12 sites failed"), "FAIL"),
        (RuntimeError("our own mistake"), "DEFAULT"),
    ],
)
def test_only_what_may_pass_is_tried_again(error: Exception, action: str):
    from fazhi_airflow.retries import RETRIES_BY_MEANING

    decision = RETRIES_BY_MEANING["retry_policy"].evaluate(error, 1, 2)
    assert decision.action.name == action


def test_a_worker_does_not_load_the_pages_with_the_plugins():
    program = "import evidence_pages, nightly_timetable, sys; print({'fazhi.pages', 'pygal'} & {*sys.modules})"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT / "plugins", capture_output=True, text=True, check=True
    )
    assert loaded.stdout.splitlines()[-1] == "set()"
