"""The nightly schedule of the crawl: a cron whose partition keys are decided while the run goes.

Airflow's own cron timetables work a partition key out from the date; the crawl learns `province|year` only from what
it fetched. Registered as a plugin because the scheduler must be able to load it.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.plugins_manager import AirflowPlugin
from airflow.timetables.trigger import CronTriggerTimetable


class NightlyTimetable(CronTriggerTimetable):
    """Runs at `cron` in Asia/Shanghai; tasks add the partition keys to their outlet.

    A DAG that has never run waits for the next slot: starting Airflow at noon must not start a crawl at noon. One that
    has run makes up for one missed night.
    """

    partitioned_at_runtime = True

    def __init__(
        self,
        cron: str,
        *,
        timezone: object = "Asia/Shanghai",
        interval: timedelta = timedelta(0),
        run_immediately: bool | timedelta = timedelta(0),
    ) -> None:
        super().__init__(cron, timezone=timezone, interval=interval, run_immediately=run_immediately)


class NightlyTimetablePlugin(AirflowPlugin):
    name = "fazhi_nightly_timetable"
    timetables = [NightlyTimetable]
