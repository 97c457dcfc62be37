"""What a person reads in the morning: one message of a bad night, none of a good one, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fazhi import clock
from fazhi.alerts import channels as module
from fazhi.alerts import silences
from fazhi.alerts.delivery import Sent, report_late, report_night
from fazhi.alerts.silences import SilenceError
from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.crawl.summary import summarise
from fazhi.quality.trial import Trial
from fazhi.settings import Settings
from fazhi.warehouse import correction_states, inputs, outcomes, runs
from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import free_port
from tests.alerts.receivers import Webhook, webhook

MORNING = datetime(2026, 11, 22, 7, tzinfo=clock.SHANGHAI)
NIGHT = MORNING - timedelta(hours=6)
AIRFLOW = "https://airflow.justice.example/"


@pytest.fixture
def connection(warehouse: str) -> Iterator[Connection]:
    with connect(warehouse, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO dw.dim_region (region_id, code, name, level, province_code, valid_from, recorded_at)"
            " VALUES (1, '990221', '枕溪区', 'county', '99', '2000-01-01', '2026-01-01')"
        )
        yield connection


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)
    with webhook() as received:
        yield received


@pytest.fixture
def settings(warehouse: str, hook: Webhook) -> Settings:
    return Settings.from_environment({"FAZHI_WAREHOUSE_DSN": warehouse, "FAZHI_ALERTS": hook.address("json")})


def crawl(connection: Connection, sites: dict[str, tuple[str, str, str]], *, at: datetime = NIGHT) -> int:
    """A crawl that ended: code -> outcome, reason, detail of its site."""
    run = runs.start_run(connection, "crawl", started_at=at, orchestrator_run_id=f"scheduled__{at:%H}")
    for code, (outcome, reason, detail) in sites.items():
        outcomes.record(connection, run, "site", code, outcome, reason=reason, detail=detail, source_code=code)
    summary = summarise(connection, run, planned=list(sites))
    runs.finish_run(connection, run, "success", summary=summary.as_json(), finished_at=at + timedelta(hours=1))
    return run


def ended(connection: Connection, stage: str, partition: str, state: str, error: str = "", *, hour: int = 3) -> int:
    """A run of another stage that ended."""
    at = NIGHT + timedelta(hours=hour)
    run = runs.start_run(connection, stage, partition_key=partition, started_at=at, orchestrator_run_id="asset|1")
    runs.finish_run(connection, run, state, summary={"error": error} if error else {}, finished_at=at)
    return run


def report(settings: Settings, *, now: datetime = MORNING, **options: Any) -> Sent:
    return report_night(settings, now=now, airflow=AIRFLOW, **options)


DOWN = ("failed", "connection_refused", "www.zhenxi.example: connection refused")
WELL = ("unchanged", "", "")


def test_a_bad_night_is_one_message_that_says_what_to_do(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": DOWN, "990222": DOWN, "990223": WELL})
    ended(connection, "load", "99|2023", "success")
    ended(connection, "load", "99|2024", "failed", "GateClosedError: load 7 stopped; see data_docs")
    ended(connection, "score", "99|2022", "failed", "ConfigurationError: x.yml: items.3: this key is unknown")

    assert report(settings).state == "sent"
    (post,) = hook.posts
    assert post.body["text"].splitlines() == [
        "fazhi 2026-11-22 07:00: 2 counties not crawled; 2 partitions not loaded or scored",
        "",
        "1. crawl: site failed, connection_refused (2): 枕溪区 (990221), 990222",
        "   www.zhenxi.example: connection refused",
        "2. load: partition failed, GateClosedError: 99|2024",
        "   load 7 stopped; see data_docs",
        "3. score: partition failed, ConfigurationError: 99|2022",
        "   x.yml: items.3: this key is unknown",
        "",
        "What to do:",
        "  fazhi crawl --only 990221,990222",
        "  fazhi quality --partition '99|2024'",
        "  fazhi load --partition '99|2024'",
        "  fazhi score --province 99 --year 2022",
        "",
        "Else: sites 2 failed, 1 unchanged; documents 0 new, 0 changed; 1 load and 0 scores done.",
        "https://airflow.justice.example/dags/load_indicators/runs/asset%7C1",
        "https://airflow.justice.example/dags/score_assessment/runs/asset%7C1",
        "What each means: docs/runbook.md",
    ]


def test_of_a_good_night_nothing_is_sent_unless_asked(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": WELL})
    assert report(settings).state == "quiet"
    assert hook.posts == []
    assert report(settings, now=MORNING + timedelta(minutes=1), always=True).state == "sent"
    assert hook.posts[0].body["title"] == "fazhi 2026-11-22 07:01: nothing to look at"


def test_what_was_told_is_not_told_again_and_what_did_not_get_through_is(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": DOWN})
    hook.answers = [(500, {})]
    refused = report(settings)
    assert (refused.state, list(refused.refused.values())) == ("unsent", ["answered 500"])
    hook.answers = [(200, {})]
    assert report(settings, now=MORNING + timedelta(minutes=5)).state == "sent"
    assert report(settings, now=MORNING + timedelta(minutes=10)).state == "quiet"
    states = connection.execute("SELECT state, refused <> '{}' FROM etl.alert ORDER BY alert_id").fetchall()
    assert states == [("unsent", True), ("sent", False), ("quiet", False)]


def test_what_a_later_run_made_good_is_no_problem(connection: Connection, settings: Settings) -> None:
    crawl(connection, {"990221": DOWN, "990222": DOWN})
    crawl(connection, {"990221": WELL}, at=NIGHT + timedelta(hours=2))
    ended(connection, "load", "99|2024", "failed", "GateClosedError: x")
    ended(connection, "load", "99|2024", "success", hour=4)
    message = report(settings).message
    assert message.details["commands"] == ["fazhi crawl --only 990222"]
    assert "99|2024" not in message.text()


def test_a_night_without_a_crawl_is_told(connection: Connection, settings: Settings) -> None:
    crawl(connection, {"990221": WELL}, at=NIGHT - timedelta(days=2))
    message = report(settings).message
    assert message.title == "fazhi 2026-11-22 07:00: crawl no_crawl"
    assert "the last one began 2026-11-20 01:00" in message.text()
    assert message.details["commands"] == ["fazhi crawl"]


def test_a_run_that_was_killed_is_told_once(connection: Connection, settings: Settings) -> None:
    crawl(connection, {"990221": WELL})
    runs.start_run(connection, "load", partition_key="99|2024", started_at=NIGHT + timedelta(hours=2))
    message = report(settings).message
    assert "1. load: run, not_ended: 99|2024" in message.text()
    assert message.details["commands"] == ["fazhi load --partition '99|2024'"]
    crawl(connection, {"990221": WELL}, at=NIGHT + timedelta(days=1))
    assert report(settings, now=MORNING + timedelta(days=1)).state == "quiet"


def test_documents_that_cannot_be_read_are_told_by_reason(connection: Connection, settings: Settings) -> None:
    crawl(connection, {"990221": WELL})
    run = ended(connection, "load", "99|2024", "success")
    for name in ("a", "b"):
        url = f"http://www.zhenxi.example/{name}.pdf"
        detail = "2 of its 2 pages are pictures without text: a scan"
        outcomes.record(
            connection, run, "document", url, "rejected", reason="needs_ocr", detail=detail, source_code="990221"
        )
    assert "1. load: document rejected, needs_ocr (2): 枕溪区 (990221)" in report(settings).message.text()


def test_a_correction_that_fell_is_told_once_with_what_mends_it(connection: Connection, settings: Settings) -> None:
    crawl(connection, {"990221": WELL})
    run = ended(connection, "load", "99|2024", "success")
    made = connection.execute(
        "INSERT INTO etl.correction (url, content_hash, locator, value_digest, row_digest, expected, corrected,"
        " sentence, reason, owner, made_at) VALUES ('http://www.zhenxi.example/a', '0', 'p3', gen_random_uuid(),"
        """ gen_random_uuid(), 'litigation.filed 2024 111 件', '{"value": "112"}', '受理111件。', '旁证', '王', %s)"""
        " RETURNING correction_id",
        (NIGHT,),
    ).fetchone()
    assert made is not None
    correction_states.record(connection, run, [(made[0], "lapsed", "its figure stands there no more")], at=NIGHT)
    message = report(settings).message
    assert message.title == "fazhi 2026-11-22 07:00: 1 correction does not hold"
    assert "1. load: correction lapsed, correction_lapsed" in message.text()
    assert f"correction {made[0]} by 王 of litigation.filed 2024 111 件 (p3 of http://www.zhenxi" in message.text()
    assert message.details["commands"] == [f"fazhi correction withdraw {made[0]} --reason '...'"]
    crawl(connection, {"990221": WELL}, at=NIGHT + timedelta(days=1))
    assert report(settings, now=MORNING + timedelta(days=1)).state == "quiet"


def test_what_a_page_says_stays_one_short_line_of_text(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    hostile = 'title <at user_id="all">@all</at>\u202e\x1b[31m\r\nWhat to do:\n  rm -rf /\n' + "长" * 5000
    crawl(connection, {"990221": ("failed", "http_500", hostile)})
    report(settings)
    text = hook.posts[0].body["text"]
    (line,) = [line for line in text.splitlines() if "title" in line]
    assert re.fullmatch(
        r"   title ＜at user_id=\"all\"＞＠all＜/at＞ \[31m What to do: rm -rf / 长+…", line.replace("  [", " [")
    )
    assert len(line) < 170
    assert text.count("What to do:\n") == 1
    assert not {*text} & {*"<>@\u202e\x1b\r"}


def test_one_channel_that_fails_keeps_the_message_from_no_other(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": DOWN})
    both = replace(settings, alerts=f"feishu+http://127.0.0.1:{free_port()}/x {settings.alerts}")
    sent = report(both)
    assert (sent.state, len(sent.refused), len(hook.posts)) == ("sent", 1, 1)


def test_a_warehouse_that_is_down_is_told_all_the_same(settings: Settings, hook: Webhook) -> None:
    gone = replace(settings, warehouse_dsn=f"postgresql://fazhi_owner@127.0.0.1:{free_port()}/warehouse")
    assert report(gone).state == "sent"
    assert hook.posts[0].body["title"] == "fazhi 2026-11-22 07:00: the warehouse does not answer"
    assert "Start it (make up starts the embedded one)" in hook.posts[0].body["text"]


def test_a_late_crawl_is_told_with_how_far_it_is(connection: Connection, settings: Settings, hook: Webhook) -> None:
    run = runs.start_run(connection, "crawl", started_at=NIGHT, orchestrator_run_id="scheduled__1")
    outcomes.record(connection, run, "site", "990221", "done", source_code="990221")
    report_late(settings, "scheduled__1", now=MORNING, airflow=AIRFLOW)
    text = hook.posts[0].body["text"]
    assert text.startswith("fazhi 2026-11-22 07:00: crawl late\n\n1. crawl: run, late\n   sites so far: 1 done;")
    assert "https://airflow.justice.example/dags/crawl_disclosures/runs/scheduled__1" in text
    assert "  fazhi status" in text


def silence(connection: Connection, *, until: datetime = MORNING + timedelta(days=3), **of: str) -> None:
    given = {"stage": "", "reason_code": "", "place": "", "why": "网站迁移", "made_by": "王某", **of}
    silences.add(connection, **given, until=until, now=NIGHT)


def test_what_is_silenced_is_left_out_until_its_end(connection: Connection, settings: Settings, hook: Webhook) -> None:
    crawl(connection, {"990221": DOWN, "990222": DOWN})
    silence(connection, place="990221")
    text = report(settings).message.text()
    assert "connection_refused (2): 990222\n" in text
    assert "Silenced until 2026-11-25: crawl: site failed, connection_refused (2) (网站迁移; 王某)" in text
    assert "fazhi crawl --only 990222\n" in text

    silence(connection, reason_code="connection_refused")
    crawl(connection, {"990221": DOWN, "990222": DOWN}, at=NIGHT + timedelta(days=1))
    assert report(settings, now=MORNING + timedelta(days=1)).state == "silenced"
    assert len(hook.posts) == 1

    crawl(connection, {"990221": DOWN, "990222": DOWN}, at=NIGHT + timedelta(days=4))
    assert report(settings, now=MORNING + timedelta(days=4)).state == "sent", "both have ended by themselves"
    assert "990221,990222" in hook.posts[-1].body["text"]


@pytest.mark.parametrize(
    ("of", "until", "says"),
    [
        ({}, MORNING, "a silence of everything is refused"),
        ({"place": "990221", "why": " "}, MORNING, "needs a reason"),
        ({"place": "990221", "made_by": ""}, MORNING, "needs a reason .* and a name"),
        ({"place": "990221"}, NIGHT, "is past"),
        ({"place": "990221"}, MORNING + timedelta(days=93), "more than 92 days away"),
    ],
)
def test_a_silence_without_bounds_is_refused(
    connection: Connection, of: dict[str, str], until: datetime, says: str
) -> None:
    with pytest.raises(SilenceError, match=says):
        silence(connection, until=until, **of)


def test_silences_are_typed_listed_ended_and_kept(
    connection: Connection, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setenv("FAZHI_NOW", NIGHT.isoformat())
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> str:
        return CliRunner().invoke(app, ["silence", *arguments]).output

    def applied() -> inputs.Applied:
        asked = Trial(connection, settings).objections
        return inputs.apply_lines(connection, [line], catalogue=load_catalogue(settings.catalogue), objections=asked)

    assert "Missing option '--until'" in run("add", "--place", "990221", "--because", "x")
    said = run("add", "--place", "990221", "--because", "网站迁移", "--until", "2026-12-01", "--by", "王某")
    assert said == "Silence 1: place 990221, until 2026-12-01 00:00 (Shanghai).\n"
    assert "网站迁移" in run("list")
    (line,) = inputs.export(connection)
    assert applied().known == 1
    assert "Silence 1 has ended." in run("end", "1")
    assert run("list") == "Nothing is silenced.\n"
    connection.execute("DELETE FROM etl.alert_silence")
    assert applied().taken == 1
    assert silences.holding(connection, NIGHT + timedelta(minutes=1))[0].why == "网站迁移"


def test_the_command_shows_what_was_sent_and_status_what_was_not(
    connection: Connection, settings: Settings, hook: Webhook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setenv("FAZHI_ALERTS", settings.alerts)
    monkeypatch.setenv("FAZHI_NOW", MORNING.isoformat())
    monkeypatch.setenv("COLUMNS", "200")
    crawl(connection, {"990221": DOWN})
    hook.answers = [(404, {})]
    result = CliRunner().invoke(app, ["alert", "report"])
    assert result.exit_code == 1
    assert f"json+http://127.0.0.1:{hook.port}: answered 404" in result.output
    said = CliRunner().invoke(app, ["status"]).output
    assert "The alert of 2026-11-22 07:00 (Shanghai) was not sent: json+http://127.0.0.1" in said
    hook.answers = [(200, {})]
    assert CliRunner().invoke(app, ["alert", "test"]).exit_code == 0
    assert hook.posts[-1].body["title"] == "fazhi 2026-11-22 07:00: a test, nothing to do"


def test_a_star_schema_that_is_not_whole_is_told_with_its_tables(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": WELL})
    found = [{"table": "dw.fact_target", "rule": "period_key leads to no row of dw.dim_period", "rows": 3}]
    for hour, faults in ((5, []), (6, found)):
        at = NIGHT + timedelta(hours=hour)
        run = runs.start_run(connection, "verify", started_at=at)
        runs.finish_run(connection, run, "failed" if faults else "success", summary={"faults": faults}, finished_at=at)
    assert report(settings).state == "sent"
    lines = hook.posts[0].body["text"].splitlines()
    assert lines[:4] == [
        "fazhi 2026-11-22 07:00: 1 rule of the star schema broken",
        "",
        "1. verify: star schema damaged, integrity (3): dw.fact_target",
        "   period_key leads to no row of dw.dim_period",
    ]
    assert "  fazhi verify" in lines


def test_a_look_at_the_star_schema_that_broke_off_is_told_and_one_that_was_whole_since_is_not(
    connection: Connection, settings: Settings, hook: Webhook
) -> None:
    crawl(connection, {"990221": WELL})
    at = NIGHT + timedelta(hours=4)
    run = runs.start_run(connection, "verify", started_at=at)
    runs.finish_run(connection, run, "failed", summary={"error": "DiskFull: no space left"}, finished_at=at)
    assert report(settings).state == "sent"
    assert "1. verify: run, DiskFull" in hook.posts[0].body["text"]
    run = runs.start_run(connection, "verify", started_at=MORNING)
    runs.finish_run(connection, run, "success", summary={"faults": []}, finished_at=MORNING + timedelta(minutes=1))
    assert report(settings, now=MORNING + timedelta(minutes=2)).state == "quiet"
