"""
### Crawl county disclosure pages

Every night at 01:00 (Asia/Shanghai) reads the list pages of each active county, fetches what is new or changed,
and archives it as WARC. A batch is whole hosts, so that no host is ever asked by two tasks at once. A scheduled run
asks no site after the window of `FAZHI_CRAWL_WINDOW`; what it did not reach is `skipped`, and the next night goes on.

**Gives** one event a partition `province|year` that holds captures not yet derived, whichever run fetched them; none
where nothing changed. A partition whose scoring was lost to a kill is sent to `score_assessment` again.

**When it fails**: more than 2 % of the counties failed. The log of `summarise` says which, why, and the command that
redoes only those; the others are done. One that is not over after 5:45 hours is told at once (`FAZHI_ALERTS`), and
everything that failed at 07:00 by `report_night`. `only` in the run's configuration limits a run to the named counties.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import (
    Asset,
    AsyncCallback,
    DeadlineAlert,
    DeadlineReference,
    Param,
    dag,
    get_current_context,
    task,
)

from fazhi_airflow.retries import RETRIES_BY_MEANING
from nightly_timetable import NightlyTimetable

CAPTURES = Asset(name="captures", uri="fazhi://warehouse/etl/capture")
FACTS = Asset(name="facts", uri="fazhi://warehouse/dw/fact_indicator")
TOLERATED_SHARE_OF_FAILED_SITES = 0.02
LATE = DeadlineAlert(
    name="late",
    reference=DeadlineReference.DAGRUN_QUEUED_AT,
    interval=timedelta(hours=5, minutes=45),  # the window closes after 5:30
    callback=AsyncCallback("fazhi_airflow.alerts.crawl_is_late"),
)


@dag(
    schedule=NightlyTimetable("0 1 * * *"),
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    deadline=LATE,
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "crawl"],
    params={
        "only": Param(
            [], type="array", items={"type": "string"}, description="行政区划代码; empty: every active county"
        )
    },
    doc_md=__doc__,
)
def crawl_disclosures():
    @task
    def plan(params: dict | None = None) -> list[dict]:
        from fazhi.nightly import plan_crawl
        from fazhi_airflow.settings import task_settings

        run = get_current_context()["dag_run"]
        return plan_crawl(
            task_settings(),
            only=params["only"],
            orchestrator_run_id=run.run_id,
            scheduled=run.run_type == "scheduled",
        )

    @task(map_index_template="{{ counties }}")
    def crawl(batch: dict) -> dict:
        from fazhi.nightly import crawl_planned
        from fazhi_airflow.labels import counties
        from fazhi_airflow.settings import task_settings

        get_current_context()["counties"] = counties(batch["codes"])
        return crawl_planned(task_settings(), batch)

    @task(trigger_rule="all_done", outlets=[CAPTURES])
    def emit(*, outlet_events=None) -> list[str]:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import pending_partitions
        from fazhi_airflow.settings import task_settings

        keys = pending_partitions(task_settings())
        if not keys:
            raise AirflowSkipException("every capture is derived: nothing to load")
        outlet_events[CAPTURES].add_partitions(keys)
        return keys

    @task(trigger_rule="all_done", outlets=[FACTS])
    def emit_unscored(*, outlet_events=None) -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi.derive import unscored_partitions
        from fazhi_airflow.settings import task_settings

        keys = unscored_partitions(task_settings())
        if not keys:
            raise AirflowSkipException("every partition is scored as its facts are")
        outlet_events[FACTS].add_partitions(keys)

    @task(trigger_rule="all_done")
    def summarise(planned: list[dict] | None, partitions: list[str] | None) -> None:
        from fazhi.errors import ConfigurationError
        from fazhi.nightly import finish_crawl
        from fazhi_airflow.settings import task_settings

        if planned is None:
            raise ConfigurationError("nothing was crawled, because `plan` failed: its log says why")
        finish_crawl(
            task_settings(),
            planned[0]["run_id"],
            planned=[code for batch in planned for code in batch["codes"]],
            partitions=partitions or [],
            tolerated_share=TOLERATED_SHARE_OF_FAILED_SITES,
        )

    planned = plan()
    emitted = emit()
    crawl.expand(batch=planned) >> emitted >> emit_unscored()
    summarise(planned, emitted)


crawl_disclosures()
