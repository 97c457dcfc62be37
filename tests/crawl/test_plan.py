"""What a crawl visits: one county's mistake in its YAML is that county's failure, not the night's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fazhi.crawl.plan import start_crawl
from fazhi.crawl.summary import summarise
from fazhi.errors import ConfigurationError
from fazhi.nightly import crawl_planned, plan_crawl
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from tests.conftest import PROJECT


@pytest.fixture
def settings(warehouse: str, tmp_path: Path) -> Settings:
    sources = tmp_path / "sources"
    shutil.copytree(PROJECT / "examples" / "yunchuan" / "sources", sources)
    return replace(Settings.from_environment({}), warehouse_dsn=warehouse, sources=(sources,), contact="test")


def break_yaml(settings: Settings, code: str) -> None:
    (path,) = settings.sources[0].rglob(f"{code}_*.yml")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("home:")), encoding="utf-8")


def test_a_wrong_yaml_fails_its_county_alone(settings: Settings):
    break_yaml(settings, "990122")

    run_id, chosen = start_crawl(settings)

    assert len(chosen) == 11
    assert "990122" not in {source.code for source in chosen}
    with connect(settings.warehouse_dsn) as connection:
        summary = summarise(connection, run_id)
    assert summary.sites == {"failed": 1}
    assert summary.to_redo == ("990122",)
    assert "990122_lanqiao.yml: home: this key is missing" in str(summary)


def test_two_files_with_one_code_are_both_left_out(settings: Settings):
    directory = settings.sources[0] / "99"
    shutil.copy(directory / "990122_lanqiao.yml", directory / "990122_other.yml")
    _, chosen = start_crawl(settings)
    assert len(chosen) == 11


def test_nothing_left_to_crawl_is_an_error_with_the_reason(settings: Settings):
    break_yaml(settings, "990122")
    with pytest.raises(ConfigurationError, match=r"990122_lanqiao.yml: home: this key is missing"):
        start_crawl(settings, only=["990122"])


def test_a_code_that_no_active_county_has_is_named(settings: Settings):
    with pytest.raises(ConfigurationError, match="990999: no active source"):
        start_crawl(settings, only=["990121", "990999"])
    with connect(settings.warehouse_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM etl.run").fetchone() == (0,)


@pytest.mark.parametrize(
    ("moment", "scheduled", "closes_at"),
    [
        ("2026-04-01T01:00:05+08:00", True, "2026-04-01T06:30:00+08:00"),
        ("2026-04-01T09:00:00+08:00", True, "2026-04-01T09:00:00+08:00"),  # too late: the night is over
        ("2026-04-01T09:00:00+08:00", False, None),  # a person asks for it by day
    ],
)
def test_only_what_the_schedule_starts_is_bound_to_the_night(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, moment: str, scheduled: bool, closes_at: str | None
):
    monkeypatch.setenv("FAZHI_NOW", moment)

    batches = plan_crawl(settings, only=[], most_a_batch=4, scheduled=scheduled)

    assert {batch["closes_at"] for batch in batches} == {closes_at}
    if closes_at == moment:
        run_id = batches[0]["run_id"]
        counts = [crawl_planned(replace(settings, spool=settings.sources[0] / "spool"), batch) for batch in batches]
        assert sum(each["sites_skipped"] for each in counts) == sum(len(batch["codes"]) for batch in batches)
        with connect(settings.warehouse_dsn) as connection:
            reasons = connection.execute(
                "SELECT DISTINCT reason FROM etl.outcome WHERE run_id = %s AND item_kind = 'site'", (run_id,)
            ).fetchall()
        assert reasons == [("window_closed",)]


def test_a_window_that_is_none_stops_the_plan_before_it_begins(settings: Settings):
    with pytest.raises(ConfigurationError, match="FAZHI_CRAWL_WINDOW: 'all night'"):
        plan_crawl(replace(settings, crawl_window="all night"), only=[], most_a_batch=4)
