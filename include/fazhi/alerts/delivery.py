"""Sending an alert, and its record in `etl.alert`: what was sent, what was kept back, what did not get through."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from psycopg.types.json import Jsonb

from fazhi.alerts import message, night, silences
from fazhi.alerts.channels import Channel, NotSentError, channels
from fazhi.alerts.message import Message
from fazhi.alerts.problem import Problem
from fazhi.clock import SHANGHAI
from fazhi.errors import FazhiError, WarehouseUnavailableError
from fazhi.program import command
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect

log = logging.getLogger(__name__)

_FIRST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an alert.

    `state` is sent, quiet (nothing to tell), silenced (all of it), unsent (no channel took it) or no_channel; `refused`
    says why by channel, also where another one took it.
    """

    state: str
    message: Message
    refused: dict[str, str]


def report_night(
    settings: Settings, *, now: datetime, always: bool = False, nightly: bool = True, airflow: str = ""
) -> Sent:
    """Tell what went wrong since the last report, in one message; nothing of a good night unless `always`.

    A warehouse that does not answer is told, too. `airflow` is the address of Airflow, for links; `nightly` says that a
    crawl was due.

    Raises:
        ConfigurationError: the channels or the DSN are wrong.
    """
    to = channels(settings.alerts)
    try:
        with connect(settings.require("warehouse_dsn")) as connection:
            read = night.read_night(connection, since=_told_until(connection, now), until=now, nightly=nightly)
            links = _links(airflow, read.runs)
            return _tell(connection, to, read.problems, now=now, done=read.done, links=links, always=always)
    except WarehouseUnavailableError as error:
        return _send(to, _unavailable(error, now))


def report_late(settings: Settings, orchestrator_run_id: str, *, now: datetime, airflow: str = "") -> Sent:
    """Tell that the crawl of that Airflow run is not over when it should be.

    Raises:
        ConfigurationError: the channels or the DSN are wrong.
    """
    to = channels(settings.alerts)
    try:
        with connect(settings.require("warehouse_dsn")) as connection:
            progress = night.read_progress(connection, orchestrator_run_id)
            late = Problem(stage="crawl", what="run", reason="late", places=(), count=1, detail=progress)
            links = [_link(airflow, "crawl_disclosures", orchestrator_run_id)] if airflow else []
            done = "what was fetched is archived and will be loaded; ending this run loses nothing"
            return _tell(connection, to, [late], now=now, done=done, links=links, kind="late")
    except WarehouseUnavailableError as error:
        return _send(to, _unavailable(error, now))


def try_channels(settings: Settings, *, now: datetime) -> Sent:
    """Send a message that says it is only a test.

    Raises:
        ConfigurationError: the channels are wrong.
    """
    return _send(channels(settings.alerts), Message(title=f"fazhi {now:%Y-%m-%d %H:%M}: a test, nothing to do"))


def last_unsent(connection: Connection) -> tuple[datetime, str] | None:
    """When the last alert was made, and why it did not get through; None where it did, or there is none."""
    row = connection.execute("SELECT made_at, state, refused FROM etl.alert ORDER BY alert_id DESC LIMIT 1").fetchone()
    if row is None or not (row[2] or row[1] == "no_channel"):
        return None
    refused = "; ".join(f"{name}: {why}" for name, why in sorted(row[2].items()))
    return row[0], refused or "FAZHI_ALERTS names no channel"


def _tell(
    connection: Connection,
    to: Sequence[Channel],
    problems: Sequence[Problem],
    *,
    now: datetime,
    done: str,
    links: Sequence[str],
    always: bool = False,
    kind: str = "night",
) -> Sent:
    heard, silenced = silences.divide(problems, silences.holding(connection, now))
    names: dict[str, str] = dict(
        connection.execute("SELECT code, name FROM dw.dim_region WHERE valid_to IS NULL").fetchall()
    )
    about = f"{now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    worded = message.of_problems(
        heard, silenced, about=about, done=done, names=names, links=links if heard else (), until=now
    )
    kept_back = Sent("silenced" if silenced else "quiet", worded, {})
    sent = _send(to, worded) if heard or always else kept_back
    connection.execute(
        "INSERT INTO etl.alert (kind, made_at, state, title, body, refused) VALUES (%s, %s, %s, %s, %s, %s)",
        (kind, now, sent.state, worded.title, worded.text(), Jsonb(sent.refused)),
    )
    return sent


def _send(to: Sequence[Channel], worded: Message) -> Sent:
    log.info("%s", worded.text())
    refused: dict[str, str] = {}
    for channel in to:
        try:
            channel.send(worded)
        except NotSentError as error:
            refused[channel.name] = str(error)
            log.error("alert not sent by %s: %s", channel.name, error)
        except Exception as error:  # one channel must not keep the message from the others
            refused[channel.name] = type(error).__name__
            log.exception("alert not sent by %s", channel.name)
    if not to:
        log.warning("no alert is sent: FAZHI_ALERTS and the Airflow connection fazhi_alerts name no channel")
        return Sent("no_channel", worded, {})
    return Sent("unsent" if len(refused) == len(to) else "sent", worded, refused)


def _unavailable(error: FazhiError, now: datetime) -> Message:
    return Message(
        title=f"fazhi {now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}: the warehouse does not answer",
        lines=[f"1. {error}"],
        what_to_do=["What to do:", f"  {command('status')}"],
        ending=["No night can load until it does. What each means: docs/runbook.md"],
        details={"until": now.isoformat(), "problems": [{"stage": "warehouse", "reason": "unavailable"}]},
    )


def _told_until(connection: Connection, now: datetime) -> datetime:
    """Until when the last report that got through told; a day back where there is none, and never more than a week."""
    ((last,),) = connection.execute(
        "SELECT max(made_at) FROM etl.alert WHERE kind = 'night' AND state <> 'unsent' AND made_at < %s", (now,)
    )
    return max(last, now - 7 * _FIRST) if last else now - _FIRST


_DAGS = {"crawl": "crawl_disclosures", "load": "load_indicators", "score": "score_assessment"}
_LINKS = 3


def _links(airflow: str, runs: Sequence[night.Run]) -> list[str]:
    failed = [run for run in runs if run.state not in ("success", "skipped") and run.stage in _DAGS]
    shown = [run for run in failed if run.orchestrator_run_id] if airflow else []
    return [_link(airflow, _DAGS[run.stage], run.orchestrator_run_id) for run in shown[:_LINKS]]


def _link(airflow: str, dag_id: str, run_id: str) -> str:
    return f"{airflow.rstrip('/')}/dags/{dag_id}/runs/{quote(run_id, safe='')}"
