"""
### Score one partition

For `province|year`: applies the assessment scheme of that province and year to `dw.fact_indicator` and writes
`dw.fact_score`, each item with its reason and the observations it rests on. Without a scheme for that year it skips.
The same inputs and scheme add no row.

**When it fails**: the message names the scheme file and the item. Redo: clear the task, or
`fazhi score --province PROVINCE --year YEAR`.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, PartitionedAssetTimetable, dag, get_current_context, task

from fazhi_airflow.retries import RETRIES_BY_MEANING

FACTS = Asset(name="facts", uri="fazhi://warehouse/dw/fact_indicator")


@dag(
    schedule=PartitionedAssetTimetable(assets=FACTS),
    max_active_runs=4,
    dagrun_timeout=timedelta(hours=1),
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "score"],
    doc_md=__doc__,
)
def score_assessment():
    @task
    def score() -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.nightly import score_and_record
        from fazhi_airflow.settings import task_settings

        context = get_current_context()
        if not score_and_record(task_settings(), context["partition_key"], orchestrator_run_id=context["run_id"]):
            raise AirflowSkipException(f"{context['partition_key']}: no assessment scheme for this province and year")

    score()


score_assessment()
