"""Alerts from Airflow: the report of a night, and the word that a crawl is late.

The channels are those of the Airflow connection `fazhi_alerts`, which Airflow keeps encrypted: its extra is
`{"channels": ["URL", ...]}`. Without that connection `FAZHI_ALERTS` holds.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi.settings import Settings

CHANNELS_CONNECTION = "fazhi_alerts"


def alert_settings() -> Settings:
    """The settings of a task, with its channels.

    Raises:
        ConfigurationError: the connection has no list of channels.
    """
    from airflow.sdk import Connection  # noqa: PLC0415  (DAG files name this module's functions)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415

    from fazhi_airflow.settings import task_settings  # noqa: PLC0415

    settings = task_settings()
    try:
        return _with_channels(settings, Connection.get(CHANNELS_CONNECTION).extra_dejson)
    except AirflowNotFoundException:
        return settings


def airflow_address() -> str:
    """The address of Airflow's web site, for links; empty where none is configured."""
    from airflow.sdk.configuration import conf  # noqa: PLC0415

    return str(conf.get("api", "base_url", fallback="") or "")


async def crawl_is_late(context: dict[str, Any]) -> None:
    """What the deadline of `crawl_disclosures` calls in the triggerer; `context` holds the run as the API shows it.

    Not in the executor: a crawl that hangs may hold all of its slots, and callbacks there are refused connections.
    """
    run_id = str(context["dag_run"]["dag_run_id"])
    settings = await _triggerer_settings()
    await asyncio.to_thread(_tell_late, settings, run_id)


def _tell_late(settings: Settings, run_id: str) -> None:
    """In a thread with its imports, too: other triggers share the event loop."""
    from fazhi import clock  # noqa: PLC0415
    from fazhi.alerts.delivery import report_late  # noqa: PLC0415

    report_late(settings, run_id, now=clock.now(), airflow=airflow_address())


async def _triggerer_settings() -> Settings:
    from airflow.sdk import Connection  # noqa: PLC0415
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415

    from fazhi.settings import Settings  # noqa: PLC0415
    from fazhi_airflow.settings import WAREHOUSE_CONNECTION  # noqa: PLC0415

    warehouse = await Connection.async_get(WAREHOUSE_CONNECTION)
    settings = replace(Settings.from_environment(), warehouse_dsn=await warehouse.aget_uri())
    try:
        given = await Connection.async_get(CHANNELS_CONNECTION)
    except AirflowNotFoundException:
        return settings
    return _with_channels(settings, await given.aextra_dejson())


def _with_channels(settings: Settings, extra: dict[str, Any]) -> Settings:
    from fazhi.errors import ConfigurationError  # noqa: PLC0415

    given = extra.get("channels")
    if not isinstance(given, list) or not all(isinstance(url, str) for url in given):
        raise ConfigurationError(
            f'the Airflow connection {CHANNELS_CONNECTION} needs the extra {{"channels": ["URL", ...]}}'
        )
    return replace(settings, alerts=" ".join(given))
