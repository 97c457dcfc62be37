"""Corrections as a whole load meets them: the sample province, with what people entered about it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from fazhi import clock
from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.derive import pending_partitions
from fazhi.quality.trial import Trial
from fazhi.settings import Settings
from fazhi.warehouse import corrections
from fazhi.warehouse.corrections import Correction
from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import PostgresServer
from tests.province import copied

FIGURE = """
SELECT said.year, said.observation_key, said.value FROM dw.fact_observation AS said
JOIN dw.dim_document AS document USING (document_key) JOIN dw.dim_indicator USING (indicator_key)
WHERE document.source_code = %s AND document.partition_year = 2024 AND said.kind = 'actual' AND said.unit = '件'
  AND said.superseded_at IS NULL AND said.value > 1 ORDER BY document.url, said.evidence_start LIMIT 1
"""


@pytest.fixture
def settings(postgres: PostgresServer, loaded_province: Settings) -> Iterator[Settings]:
    with copied(postgres, loaded_province) as copy:
        yield copy


def _correct(connection: Connection, settings: Settings, county: str, value: str) -> Correction:
    row = connection.execute(FIGURE, (county,)).fetchone()
    assert row is not None
    year, observation, expected = row
    return corrections.correct(
        connection,
        year,
        observation,
        expected=expected,
        corrected={"value": value},
        catalogue=load_catalogue(settings.catalogue),
        objections=Trial(connection, settings).objections,
        reason="与年鉴不符",
        owner="王处长",
        made_at=clock.now(),
    )


def test_a_wrong_correction_of_one_county_keeps_no_other_from_being_loaded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connect(settings.require("warehouse_dsn")) as connection:
        wrong = _correct(connection, settings, "990221", "4321")
        right = _correct(connection, settings, "990124", "1234")
        # as an older version took it, and as a backup brings it back
        connection.execute("ALTER TABLE etl.correction DROP CONSTRAINT correction_can_be")
        connection.execute(
            """UPDATE etl.correction SET corrected = '{"value": "NaN"}' WHERE correction_id = %s""",
            (wrong.correction_id,),
        )
        kept = connection.execute("SELECT count(*) FROM etl.rejected").fetchone()
    monkeypatch.setattr(Settings, "from_environment", lambda: settings)
    loaded = CliRunner().invoke(app, ["load"], catch_exceptions=False)
    assert (loaded.exit_code, "Loaded: 99|2024\n" in loaded.output) == (0, True), loaded.output
    assert (
        f"correction {wrong.correction_id} by 王处长 of {wrong.expected} ({wrong.locator} of {wrong.url})"
        in loaded.output
    )
    assert "refused: value NaN is not a finite number" in loaded.output
    assert f"correction withdraw {wrong.correction_id} --reason '...'" in loaded.output
    with connect(settings.require("warehouse_dsn")) as connection:
        corrected = "SELECT value FROM dw.fact_observation WHERE rule = 'correction' AND superseded_at IS NULL"
        assert [int(value) for (value,) in connection.execute(corrected)] == [1234]
        assert connection.execute("SELECT count(*) FROM etl.rejected").fetchone() == kept
        assert pending_partitions(settings) == []
        (told,) = connection.execute(
            "SELECT item, detail FROM etl.outcome WHERE reason = 'correction_refused'"
        ).fetchall()
    assert told[0] == wrong.url != right.url
    for words in (f"correction {wrong.correction_id} by 王处长", wrong.locator, "value NaN is not a finite number"):
        assert words in told[1]
