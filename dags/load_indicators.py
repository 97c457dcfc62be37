"""
### Load one partition into the star schema

For `province|year`: parses and extracts every capture that has no current derivation (archive only, no request to
any site), reconciles each document, validates what was staged, and merges it. Rows that fail a gate go to
`etl.rejected` with the reason and the sentence; the rest loads. A failed critical expectation stops the partition
and leaves the warehouse as it was; one that fails after the merge keeps it from being scored. Warnings (drift, volume,
what is overdue) stop nothing: `fazhi quality --partition 'PROVINCE|YEAR'` shows them.

**Gives** one event a **period** year that changed, and the year after it (rules compare with last year). Nothing
changed: it skips, and no score runs.

**When it fails**: the log of the failed task names the document or the expectation. Redo: clear the task, or
`fazhi load --partition 'PROVINCE|YEAR'`.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, PartitionedAssetTimetable, dag, get_current_context, task

from fazhi_airflow.retries import RETRIES_BY_MEANING

CAPTURES = Asset(name="captures", uri="fazhi://warehouse/etl/capture")
FACTS = Asset(name="facts", uri="fazhi://warehouse/dw/fact_indicator")
DOCUMENTS_A_BATCH = 400


@dag(
    schedule=PartitionedAssetTimetable(assets=CAPTURES),
    max_active_runs=4,
    dagrun_timeout=timedelta(hours=3),
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "load"],
    doc_md=__doc__,
)
def load_indicators():
    @task
    def plan() -> list[dict]:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import plan_load
        from fazhi_airflow.settings import task_settings

        context = get_current_context()
        batches = plan_load(
            task_settings(),
            context["partition_key"],
            batch_size=DOCUMENTS_A_BATCH,
            orchestrator_run_id=context["run_id"],
        )
        if not batches:
            raise AirflowSkipException(f"{context['partition_key']}: every capture is derived")
        return batches

    @task(map_index_template="{{ documents }}")
    def derive(batch: dict) -> int:
        from fazhi.derive import derive_batch
        from fazhi_airflow.settings import task_settings

        get_current_context()["documents"] = f"{len(batch['captures'])} documents"
        return derive_batch(task_settings(), batch)

    @task(outlets=[FACTS])
    def validate_and_merge(batches: list[dict], *, outlet_events=None) -> list[str]:
        # one task: the gate looks before and after the merge, and Great Expectations takes seconds to import
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import merge_load, validate_load
        from fazhi_airflow.settings import task_settings

        validate_load(task_settings(), batches[0])
        keys = merge_load(task_settings(), batches[0])
        if not keys:
            raise AirflowSkipException("no fact changed: nothing to score")
        outlet_events[FACTS].add_partitions(keys)
        return keys

    batches = plan()
    derive.expand(batch=batches) >> validate_and_merge(batches)


load_indicators()
