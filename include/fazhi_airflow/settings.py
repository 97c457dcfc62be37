"""What tasks need from Airflow before they call `fazhi`: settings with the warehouse's connection filled in."""

from __future__ import annotations

from dataclasses import replace

from airflow.sdk import Connection

from fazhi.settings import Settings

WAREHOUSE_CONNECTION = "fazhi_warehouse"


def task_settings() -> Settings:
    """Settings of the environment, with the DSN of the Airflow connection `fazhi_warehouse`."""
    return replace(Settings.from_environment(), warehouse_dsn=Connection.get(WAREHOUSE_CONNECTION).get_uri())
