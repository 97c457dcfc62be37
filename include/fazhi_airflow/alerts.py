"""Alerts from Airflow: the report of a night, and the word that a crawl is late."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fazhi.settings import Settings

CHANNELS_CONNECTION = "fazhi_alerts"


def alert_settings() -> Settings:
    """The settings of a task; the channels are those of the Airflow connection `fazhi_alerts`, if there is one.

    Its extra is `{"channels": ["URL", ...]}`, which Airflow keeps encrypted. Without it `FAZHI_ALERTS` holds.

    Raises:
        ConfigurationError: the connection has no list of channels.
    """
    from airflow.sdk import Connection  # noqa: PLC0415  (DAG files name this module's functions)
    from airflow.sdk.exceptions import AirflowNotFoundException  # noqa: PLC0415

    from fazhi.errors import ConfigurationError  # noqa: PLC0415
    from fazhi_airflow.settings import task_settings  # noqa: PLC0415

    settings = task_settings()
    try:
        given = Connection.get(CHANNELS_CONNECTION).extra_dejson.get("channels")
    except AirflowNotFoundException:
        return settings
    if not isinstance(given, list) or not all(isinstance(url, str) for url in given):
        raise ConfigurationError(
            f'the Airflow connection {CHANNELS_CONNECTION} needs the extra {{"channels": ["URL", ...]}}'
        )
    return replace(settings, alerts=" ".join(given))


def airflow_address() -> str:
    """The address of Airflow's web site, for links; empty where none is configured."""
    from airflow.sdk.configuration import conf  # noqa: PLC0415

    return str(conf.get("api", "base_url", fallback="") or "")


def crawl_is_late(context: dict[str, Any]) -> None:
    """What the deadline of `crawl_disclosures` calls; `context` holds the run as the REST API shows it."""
    from fazhi import clock  # noqa: PLC0415
    from fazhi.alerts.delivery import report_late  # noqa: PLC0415

    run_id = str(context["dag_run"]["dag_run_id"])
    report_late(alert_settings(), run_id, now=clock.now(), airflow=airflow_address())
