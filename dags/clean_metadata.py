"""
### Forget what nobody asks for any more

Every Sunday at 12:00 (Asia/Shanghai) deletes what is older than 90 days: Airflow's own metadata (runs, task instances,
XCom, events, DAG versions that no run refers to) by `airflow db clean`, the logs of its tasks, and the records of how
things went well in the warehouse (`fazhi retention`). Facts, failures, captures and what people put in stay for ever.

**Needs** the Airflow connection `fazhi_metadata` (`AIRFLOW_CONN_FAZHI_METADATA`): tasks have no access to the metadata
database of their own. Workers that read what strangers wrote must not have it: `FAZHI_MAINTENANCE_QUEUE` names the
queue of one that reads nothing and has it, as in docker-compose.yaml. Without the connection `clean_airflow` skips, and
a person types the command of docs/how-to-back-up.md.

**When it fails**: the log says which table. Nothing depends on it: the next Sunday deletes more.
"""

from __future__ import annotations

import os
from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, Param, dag, task

from fazhi_airflow.retries import RETRIES_BY_MEANING


@dag(
    schedule=CronTriggerTimetable("0 12 * * 0", timezone="Asia/Shanghai", run_immediately=timedelta(0)),
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    default_args=RETRIES_BY_MEANING,
    tags=["fazhi", "maintenance"],
    params={"days": Param(90, type="integer", minimum=30, maximum=3650, description="Older records than these go")},
    doc_md=__doc__,
)
def clean_metadata():
    @task(queue=os.environ.get("FAZHI_MAINTENANCE_QUEUE", "default"))
    def clean_airflow(params: dict | None = None) -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        from fazhi import clock
        from fazhi.errors import ConfigurationError
        from fazhi_airflow.metadata import clean_metadata

        try:
            print(clean_metadata(clock.now() - timedelta(params["days"])))
        except ConfigurationError as error:
            raise AirflowSkipException(str(error)) from error

    @task
    def drop_logs(params: dict | None = None) -> int:
        from pathlib import Path

        from airflow.sdk.configuration import conf

        from fazhi import clock
        from fazhi_airflow.metadata import drop_logs

        return drop_logs(Path(conf.get("logging", "base_log_folder")), clock.now() - timedelta(params["days"]))

    @task
    def forget(params: dict | None = None) -> dict[str, int]:
        from fazhi import clock
        from fazhi.warehouse.database import connect
        from fazhi.warehouse.retention import forget
        from fazhi_airflow.settings import task_settings

        with connect(task_settings().warehouse_dsn) as connection:
            return forget(connection, now=clock.now(), days=params["days"])

    clean_airflow()
    drop_logs()
    forget()


clean_metadata()
