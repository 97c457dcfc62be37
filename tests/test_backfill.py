"""Backfills: from the archive and from the sites, side by side, and what a person sees when a partition fails."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fazhi.backfill import load_and_score
from fazhi.cli import app
from fazhi.crawl.run import crawl_all
from fazhi.derive import pending_partitions, request_rederivation
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.postgres import PostgresServer
from tests import province
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

COUNTIES = ("990221", "990124")


@pytest.fixture(scope="module")
def sites() -> Iterator[SampleSites]:
    with SampleSites(SAMPLE) as served:
        yield served


@pytest.fixture
def environment(
    postgres: PostgresServer, migrated_template: str, sites: SampleSites, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """A warehouse of its own with two counties crawled and nothing loaded."""
    with database(postgres, template=migrated_template) as dsn:
        environment = {**province.environment(dsn, tmp_path, sites), "COLUMNS": "200"}
        crawl_all(Settings.from_environment(environment), only=COUNTIES)
        yield environment


def _fingerprint(settings: Settings) -> str:
    with connect(settings.require("warehouse_dsn")) as connection:
        return fingerprint(connection)


def test_partitions_side_by_side_give_the_facts_that_one_by_one_gives(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    keys = pending_partitions(settings)
    told: list[tuple[str, str]] = []
    result = load_and_score(settings, keys, progress=lambda what, key: told.append((what, key)))
    assert (sorted(result.loaded), result.failed) == (keys, {})
    assert {what for what, _ in told} == {"loaded", "scored"}
    one_by_one = _fingerprint(settings)

    request_rederivation(settings, provinces=["99"], years=range(2015, 2026))
    again = load_and_score(settings, pending_partitions(settings), jobs=2)
    assert sorted(again.loaded) == keys
    assert _fingerprint(settings) == one_by_one


def test_a_partition_that_fails_stops_no_other_and_the_command_that_redoes_it_is_printed(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment(environment)
    (lost, *others) = pending_partitions(settings)
    with connect(settings.require("warehouse_dsn")) as connection:
        province, year = lost.split("|")
        connection.execute(
            "UPDATE etl.capture SET archive_file = 'lost.warc.gz' WHERE (province_code, partition_year) = (%s, %s)",
            (province, int(year)),
        )
    failed = CliRunner().invoke(app, ["load"], catch_exceptions=False)
    assert failed.exit_code == 1
    assert f"failed {lost}: " in failed.output
    assert "lost.warc.gz" in failed.output
    assert f"Redo only these:  fazhi load --partition '{lost}'" in failed.output
    assert f"Loaded: {', '.join(others)}" in failed.output
    assert pending_partitions(settings) == [lost], "nothing of it is lost: it still waits"


def test_a_backfill_from_the_archive_asks_no_site_and_one_from_the_sites_asks_for_every_article(
    environment: dict[str, str], sites: SampleSites, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment(environment)
    load_and_score(settings, pending_partitions(settings))
    before = _fingerprint(settings)
    asked = len(sites.requests)

    from_archive = ["backfill", "--province", "99", "--years", "2022-2024"]
    assert CliRunner().invoke(app, from_archive, catch_exceptions=False).exit_code == 0
    assert len(sites.requests) == asked
    assert _fingerprint(settings) == before

    from_sites = ["backfill", "--province", "99", "--years", "2024", "--from", "sites", "--jobs", "2"]
    assert CliRunner().invoke(app, from_sites, catch_exceptions=False).exit_code == 0
    again = {(each.host, each.path) for each in sites.requests[asked:]}
    home = "www.zhenxi.yunchuan.example"
    articles = {path for path, _, _ in sites.sites[home].articles()}
    assert articles, "the county has some"
    assert articles <= {path for host, path in again if host == home}

    held = _fingerprint(settings)
    monkeypatch.setenv("FAZHI_CONNECT_TO", "*=127.0.0.1:1")
    unanswered = CliRunner().invoke(app, from_sites, catch_exceptions=False)
    assert unanswered.exit_code == 1
    assert "Loaded: 99|2024" in unanswered.output
    assert "to redo only what failed" in unanswered.output
    assert _fingerprint(settings) == held


def test_what_cannot_be_backfilled_is_said(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def refused(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["backfill", *arguments])
        assert result.exit_code != 0
        return str(result.exception)

    assert "--from web is neither archive nor sites" in refused("--province", "99", "--years", "2024", "--from", "web")
    assert "no document of province 98" in refused("--province", "98", "--years", "2024")
    assert "no county of province 98 has status: active" in refused(
        "--province", "98", "--years", "2024", "--from", "sites"
    )
    assert "'2024-2022' is no year or span of years" in refused("--province", "99", "--years", "2024-2022")


NIGHT = """
from fazhi.crawl.run import crawl_all
from fazhi.settings import Settings
from fazhi.cli import app
crawl_all(Settings.from_environment(), only=("990221", "990124"), sweep=True)
app(["load"])
"""
BACKFILL = "import sys; from fazhi.cli import app; app(['backfill', '--province', '99', *sys.argv[1:]])"


def test_backfills_of_the_same_years_and_a_night_beside_them_leave_the_same_facts(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    load_and_score(settings, pending_partitions(settings))
    before = _fingerprint(settings)
    programs = (
        [BACKFILL, "--years", "2022-2024", "--jobs", "2"],
        [BACKFILL, "--years", "2024"],
        [NIGHT],
    )
    running = [
        subprocess.Popen([sys.executable, "-W", "ignore", "-c", *program], env={**os.environ, **environment})
        for program in programs
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    load_and_score(settings, pending_partitions(settings))
    assert _fingerprint(settings) == before
    assert pending_partitions(settings) == []
