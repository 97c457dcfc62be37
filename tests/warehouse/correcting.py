"""A night that corrects what it reads, and what people enter before it: for the tests of corrections and inputs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from fazhi.correcting import correct
from fazhi.quality.trial import Trial
from fazhi.settings import Settings
from fazhi.warehouse import correction_states, corrections, inputs, runs
from fazhi.warehouse.corrections import Correction
from fazhi.warehouse.database import Connection
from tests.warehouse import pages
from tests.warehouse.pages import CATALOGUE, Page, derive, night, page, said

REPORT = page("report", said("litigation.filed", "111"), said("litigation.lost", "3"))


SETTINGS = Settings.from_environment({})


def load_night(connection: Connection, read: Page, number: int) -> list[Correction]:
    """One night as `fazhi.derive` does it: corrections are applied to what was read; those that do not hold."""
    derived = derive(connection, read)
    extraction, tried = correct(
        derived.capture,
        derived.document,
        derived.extraction,
        corrections.corrections(connection, [read.url]),
        catalogue=CATALOGUE,
        objections=Trial(connection, SETTINGS).objections,
    )
    run_id = runs.start_run(connection, "load", started_at=night(number))
    found = [(each.correction.correction_id, each.state, each.why) for each in tried]
    correction_states.record(connection, run_id, found, at=night(number))
    pages.load_derived(connection, replace(derived, extraction=extraction), at=night(number))
    return [each.correction for each in tried if each.state != "holds"]


def apply_lines(connection: Connection, lines: list[str]) -> inputs.Applied:
    asked = Trial(connection, SETTINGS).objections
    return inputs.apply_lines(connection, lines, catalogue=CATALOGUE, objections=asked)


def held(connection: Connection) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(
        "SELECT indicator_code, value, period, confidence FROM mart.indicator_timeseries"
    ).fetchall()
    return {code: tuple(rest) for code, *rest in rows}


def correct_figure(connection: Connection, of: str, expected: str, /, **corrected: str) -> Correction:
    row = connection.execute(
        "SELECT year, observation_key FROM mart.indicator_timeseries WHERE indicator_code = %s", (of,)
    ).fetchone()
    assert row is not None
    return corrections.correct(
        connection,
        *row,
        expected=Decimal(expected),
        corrected=corrected,
        catalogue=CATALOGUE,
        objections=Trial(connection, SETTINGS).objections,
        reason="旁证",
        owner="王",
        made_at=night(1),
    )


def confirm_figure(connection: Connection, of: str, expected: str) -> None:
    row = connection.execute(
        "SELECT year, observation_key FROM mart.indicator_timeseries WHERE indicator_code = %s", (of,)
    ).fetchone()
    assert row is not None
    corrections.confirm(connection, *row, expected=Decimal(expected), reason="无误", owner="李", made_at=night(2))
