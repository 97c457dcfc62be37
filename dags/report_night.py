"""
### Tell in one message what went wrong in the night

Every morning at 07:00 (Asia/Shanghai), after the crawl's window and the loads that follow: what failed since the last
report, by reason and county, and the commands that redo it, to the channels of the Airflow connection `fazhi_alerts`
or of `FAZHI_ALERTS` (e-mail, 企业微信, 钉钉, 飞书, JSON). A good night is not told. What `fazhi silence` covers is left
out until its end. First `verify` asks whether every reference of the star schema leads somewhere, as `fazhi verify`
does; what it finds is told, too.

**When it fails**: `verify`: rows lead nowhere, the log says which (docs/runbook.md, 11). `report`: a channel did not
take the message; the log says which and why, and holds the text; the data is not concerned. Where Airflow itself may
be down, run `fazhi alert report` from cron as well.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, TriggerRule, dag, get_current_context, task

from fazhi_airflow.retries import RETRIES_BY_MEANING


@dag(
    schedule=CronTriggerTimetable("0 7 * * *", timezone="Asia/Shanghai", run_immediately=timedelta(0)),
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args={**RETRIES_BY_MEANING, "retries": 0},  # a second try would send a second message
    tags=["fazhi", "alerts"],
    params={"always": Param(False, type="boolean", description="Tell of a good night, too")},
    doc_md=__doc__,
)
def report_night():
    @task(execution_timeout=timedelta(hours=1))
    def verify() -> None:
        from fazhi.errors import FazhiError
        from fazhi.warehouse.verification import verify_and_record
        from fazhi_airflow.settings import task_settings

        dsn = task_settings().warehouse_dsn
        found = verify_and_record(dsn, orchestrator_run_id=get_current_context()["run_id"])
        if found:
            raise FazhiError("; ".join(map(str, found)))

    @task(trigger_rule=TriggerRule.ALL_DONE)  # also of a warehouse that is not whole, or does not answer
    def report(params: dict | None = None) -> str:
        from fazhi import clock
        from fazhi.alerts.delivery import report_night
        from fazhi.errors import FazhiError
        from fazhi_airflow.alerts import airflow_address, alert_settings

        sent = report_night(alert_settings(), now=clock.now(), always=params["always"], airflow=airflow_address())
        if sent.refused:
            raise FazhiError("; ".join(f"{name}: {why}" for name, why in sorted(sent.refused.items())))
        return sent.state

    verify() >> report()


report_night()
