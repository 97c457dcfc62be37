"""Two years side by side: each change with its cause."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
import typer
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from typer.testing import CliRunner

from fazhi.commands import explain as explain_command
from fazhi.scoring.comparison import Comparison, ItemChange, compare
from fazhi.scoring.run import score_partition
from fazhi.scoring.standings import NotScoredError
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.scoring.seed import SAMPLE

app = typer.Typer()
app.command()(explain_command.explain)


def _score(settings: Settings, year: int) -> None:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "score", partition_key=f"99|{year}")
    score_partition(settings, "99", year, run_id=run_id)


def _put(settings: Settings, code: str, year: int, indicator: str, value: int | None) -> None:
    """Another value of a fact, or none."""
    change = "DELETE FROM dw.fact_indicator" if value is None else f"UPDATE dw.fact_indicator SET value = {value}"
    with psycopg.connect(settings.warehouse_dsn) as connection:
        touched = connection.execute(
            f"{change} WHERE year = %s AND superseded_at IS NULL"
            " AND indicator_id = (SELECT indicator_id FROM dw.dim_indicator WHERE code = %s)"
            " AND region_id = (SELECT region_id FROM dw.dim_region WHERE code = %s)",
            (year, indicator, code),
        ).rowcount
    assert touched, (code, year, indicator)


def _compare(settings: Settings) -> tuple[Comparison, dict[str, ItemChange]]:
    with connect(settings.warehouse_dsn) as connection:
        comparison = compare(connection, "990221", 2024, 2023)
    return comparison, {item.code: item for item in comparison.items}


def test_each_change_names_its_cause(settings: Settings, tmp_path: Path) -> None:
    _put(settings, "990221", 2023, "governance.study_sessions", None)
    _put(settings, "990221", 2024, "governance.government_meetings", 2)
    _score(settings, 2023)
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    (tmp_path / "scheme.yml").write_text(text.replace("full_at: 5", "full_at: 1"), encoding="utf-8")
    _score(replace(settings, schemes=(tmp_path,)), 2024)
    comparison, changed = _compare(settings)
    assert changed["leadership.study"].causes == ("data_appeared",)
    meetings = changed["leadership.meetings"]
    assert (meetings.causes, meetings.after) == (("value_changed",), Decimal("2.00"))
    (value,) = meetings.values
    assert (value.name, value.after) == ("governance.government_meetings", "2")
    assert changed["disputes.loss_rate"].causes == ("scheme_changed", "value_changed")
    for change in comparison.items:
        assert (change.before, change.marks_before) != (change.after, change.marks_after)
    gained = sum((change.after or 0) - (change.before or 0) for change in comparison.items)
    assert comparison.after.total - comparison.before.total == gained


def test_others_change_what_compares_with_them(settings: Settings) -> None:
    """The same figure in both years, and another score: only the others can be the cause."""
    for year in (2023, 2024):
        _put(settings, "990221", year, "publicity.events", 500)
    _put(settings, "990222", 2023, "publicity.events", 499)
    _put(settings, "990222", 2024, "publicity.events", 501)
    _score(settings, 2023)
    _score(settings, 2024)
    _, changed = _compare(settings)
    assert (changed["publicity.events"].causes, changed["publicity.events"].values) == (("others_changed",), ())


def test_items_come_and_go_with_the_scheme(settings: Settings, tmp_path: Path) -> None:
    _score(settings, 2023)
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    renamed = text.replace("id: leadership.study\n", "id: leadership.learning\n")
    (tmp_path / "scheme.yml").write_text(renamed, encoding="utf-8")
    _score(replace(settings, schemes=(tmp_path,)), 2024)
    _, changed = _compare(settings)
    assert (changed["leadership.learning"].causes, changed["leadership.learning"].before) == (("item_added",), None)
    assert (changed["leadership.study"].causes, changed["leadership.study"].after) == (("item_dropped",), None)


def test_a_year_that_was_not_scored_is_told(settings: Settings) -> None:
    _score(settings, 2024)
    with connect(settings.warehouse_dsn) as connection, pytest.raises(NotScoredError, match="score --year 2023"):
        compare(connection, "990221", 2024, 2023)


def test_the_command_shows_it_in_every_format(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    _put(settings, "990221", 2024, "governance.government_meetings", 2)
    _score(settings, 2023)
    _score(settings, 2024)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setattr(explain_command.console, "_width", 200)

    def shown(*options: str) -> str:
        result = CliRunner().invoke(app, ["990221", "--year", "2024", "--against", "2023", *options])
        assert result.exit_code == 0, result.output
        return result.output

    text = shown()
    assert "value changed: governance.government_meetings" in text
    assert "2023: " in text
    assert "参考分" in text
    assert "disputes" not in shown("--item", "leadership")
    comparison = json.loads(shown("--format", "json"))["comparison"]
    assert (comparison["against"], comparison["year"]) == (2023, 2024)
    page = HTMLParser(shown("--format", "html"))
    rows = [row.text(separator="|", strip=True) for row in page.css("tbody.changes tr")]
    assert any(
        row.startswith("leadership.meetings|") and "数值变化：governance.government_meetings" in row for row in rows
    )
