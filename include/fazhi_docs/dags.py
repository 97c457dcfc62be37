"""The page of the DAGs: what each says of itself, its schedule, parameters and tasks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airflow.dag_processing.dagbag import DagBag

from fazhi.counted import counted

_INTRODUCTION = """# DAGs

Four DAGs. An asset event carries a partition key `province|year`; what one DAG gives is what starts the next.
"""

_RULES = {"all_success": "all before it succeeded", "all_done": "all before it ended"}


def dags_page(folder: Path) -> str:
    """Every DAG below `folder`, as Airflow reads it.

    Raises:
        RuntimeError: a file there does not load.
    """
    bag = DagBag(dag_folder=str(folder))
    if bag.import_errors:
        raise RuntimeError(str(bag.import_errors))
    return "\n".join([_INTRODUCTION, *(part for _, dag in sorted(bag.dags.items()) for part in _section(dag))])


def _section(dag: Any) -> Iterator[str]:
    heading, _, text = dag.doc_md.strip().partition("\n")
    hours = dag.dagrun_timeout.total_seconds() / 3600 if dag.dagrun_timeout else 0
    limit = f"; a run may take {counted(int(hours), 'hour')}" if hours else ""
    yield f"## `{dag.dag_id}`: {heading.lstrip('# ').lower()}\n{text}\n"
    yield f"**Starts**: {_schedule(dag.timetable)}; at most {counted(dag.max_active_runs, 'run')} at once{limit}.\n"
    yield from _parameters(dag)
    yield "| task | after | is made | runs when | gives |\n| --- | --- | --- | --- | --- |"
    for task in dag.topological_sort():
        after = ", ".join(f"`{name}`" for name in sorted(task.upstream_task_ids))
        made = "once a batch" if task.is_mapped else "once"
        gives = ", ".join(f"asset `{asset.name}`" for asset in task.outlets)
        yield f"| `{task.task_id}` | {after} | {made} | {_RULES[task.trigger_rule] if after else ''} | {gives} |"
    yield ""


def _schedule(timetable: Any) -> str:
    if condition := getattr(timetable, "asset_condition", None):
        return f"by the asset `{condition.name}`, one run a partition key"
    if cron := getattr(timetable, "summary", ""):
        return f"`{cron}` (Asia/Shanghai)"
    return "by a person: the form in Airflow, or the command line"


def _parameters(dag: Any) -> Iterator[str]:
    if not dag.params:
        return
    yield "| parameter | default | what it may be | meaning |\n| --- | --- | --- | --- |"
    for name in dag.params:
        parameter = dag.params.get_param(name)
        yield f"| `{name}` | `{parameter.value}` | {_allowed(parameter.schema)} | {parameter.description or ''} |"
    yield ""


def _allowed(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "minimum" in schema:
        return f"{schema['type']}, {schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "array":
        return "list of texts" + (f" `{schema['items']['pattern']}`" if "pattern" in schema["items"] else "")
    return str(schema["type"])
