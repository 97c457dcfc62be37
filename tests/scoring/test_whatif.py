"""What a score would be: the same as if the figures were there, and nothing of it stays."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
import typer
from typer.testing import CliRunner

from fazhi.commands import whatif as whatif_command
from fazhi.errors import ConfigurationError
from fazhi.scoring.run import score_partition
from fazhi.scoring.standings import NotScoredError, score_run, standings
from fazhi.scoring.stored import stored_scheme
from fazhi.scoring.whatif import WhatIf, held, what_if
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi.warehouse.runs import start_run

app = typer.Typer()
app.command()(whatif_command.whatif)


@pytest.fixture
def scored(settings: Settings) -> Settings:
    _score(settings)
    return settings


def _score(settings: Settings) -> None:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "score", partition_key="99|2024")
    score_partition(settings, "99", 2024, run_id=run_id)


def _what_if(settings: Settings, code: str, *changes: str) -> WhatIf:
    with connect(settings.warehouse_dsn) as connection:
        return what_if(held(connection, code, 2024), code, changes)


def test_it_foretells_what_a_scoring_then_gives(scored: Settings) -> None:
    foretold = _what_if(scored, "990221", "litigation.loss_rate=10", "governance.study_sessions=2")
    assert [(item.code, item.before, item.after) for item in foretold.moved] == [
        ("leadership.study", Decimal("4.00"), Decimal("1.00")),
        ("disputes.loss_rate", Decimal("7.71"), Decimal("4.00")),
    ]
    with psycopg.connect(scored.warehouse_dsn) as connection:
        for code, value in {"litigation.loss_rate": 10, "governance.study_sessions": 2}.items():
            connection.execute(
                "UPDATE dw.fact_indicator SET value = %s WHERE year = 2024 AND superseded_at IS NULL AND indicator_id ="
                " (SELECT indicator_id FROM dw.dim_indicator WHERE code = %s)"
                " AND region_id = (SELECT region_id FROM dw.dim_region WHERE code = '990221')",
                (value, code),
            )
    before = _table(scored)
    _score(scored)
    after = _table(scored)
    assert (foretold.total_before, foretold.total_after) == (before["990221"][0], after["990221"][0])
    assert (foretold.rank_before, foretold.rank_after) == (before["990221"][1], after["990221"][1])
    moved = {code: (before[code][1], after[code][1]) for code in before if before[code][1] != after[code][1]}
    assert {**foretold.others_moved, "990221": (foretold.rank_before, foretold.rank_after)} == moved


def _table(settings: Settings) -> dict[str, tuple[Decimal, int]]:
    with connect(settings.warehouse_dsn) as connection:
        return {row.code: (row.total, row.rank) for row in standings(connection, "99", 2024)}


def test_figures_of_last_year_documents_and_what_is_missing_can_be_set(scored: Settings) -> None:
    last = _what_if(scored, "990221", "last(lawyers.public)=1000")
    assert [item.code for item in last.moved] == ["leadership.public_lawyers"]
    late = _what_if(scored, "990221", "document:rule_of_law_annual_report=2025-04-11")
    assert [(item.code, item.after) for item in late.moved] == [("openness.annual_report", Decimal("5.00"))]
    gone = _what_if(scored, "990221", "document:rule_of_law_annual_report=missing", "governance.study_sessions=missing")
    assert {item.code: item.after for item in gone.moved} == {
        "openness.annual_report": 0, "leadership.study": 0, "disclosure.set": 0,
    }  # fmt: skip
    assert _what_if(scored, "990221", "litigation.loss_rate=5.36").moved == ()


def test_the_scheme_is_the_one_that_was_used(scored: Settings) -> None:
    with connect(scored.warehouse_dsn) as connection:
        scheme = stored_scheme(connection, score_run(connection, "99", 2024).scheme_key)
        digest = connection.execute("SELECT digest FROM dw.dim_scheme").fetchone()
    assert digest == (scheme.digest,)


def test_nothing_is_written(scored: Settings) -> None:
    with connect(scored.warehouse_dsn) as connection:
        before = fingerprint(connection, history=True)
    _what_if(scored, "990221", "litigation.loss_rate=10")
    with connect(scored.warehouse_dsn) as connection:
        assert fingerprint(connection, history=True) == before


def test_the_command_shows_what_moves(scored: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", scored.warehouse_dsn)
    result = CliRunner().invoke(app, ["990221", "--year", "2024", "--set", "litigation.loss_rate=10"])
    assert result.exit_code == 0, result.output
    assert "disputes.loss_rate" in result.output
    assert "total 94.12 -> 90.41 of 160, rank 4 -> 5 of 12" in result.output
    assert "990224 5 -> 4" in result.output
    assert "参考分" in result.output


def test_what_cannot_be_set_is_told(scored: Settings) -> None:
    with pytest.raises(ConfigurationError, match=r"does not read litigation\.lossrate; did you mean litigation"):
        _what_if(scored, "990221", "litigation.lossrate=5")
    with pytest.raises(ConfigurationError, match="'viele' is neither a number nor missing"):
        _what_if(scored, "990221", "litigation.loss_rate=viele")
    with pytest.raises(ConfigurationError, match="not a number of a report"):
        _what_if(scored, "990221", "litigation.loss_rate=NaN")
    with pytest.raises(ConfigurationError, match="is not INPUT=NUMBER"):
        _what_if(scored, "990221", "litigation.loss_rate")
    with pytest.raises(ConfigurationError, match="neither a day"):
        _what_if(scored, "990221", "document:rule_of_law_annual_report=soon")
    with pytest.raises(NotScoredError, match="990299 is none of the 12"):
        _what_if(scored, "990299", "litigation.loss_rate=5")
