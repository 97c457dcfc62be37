"""上年12月至11月: put together from what was published of its months, or submitted; else visibly missing."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
import yaml

from fazhi.catalogue import load_catalogue
from fazhi.derive import load_partition
from fazhi.extract.observation import Observation
from fazhi.nightly import score_and_record
from fazhi.scoring.explain import explain
from fazhi.scoring.freezing import reproduce
from fazhi.scoring.scheme import load_scheme
from fazhi.scoring.scheme_check import warnings
from fazhi.scoring.windows import Part, joined
from fazhi.settings import Settings
from fazhi.submissions.columns import COLUMNS
from fazhi.submissions.filing import submit
from fazhi.submissions.form import form
from fazhi.warehouse.database import connect
from fazhi.warehouse.periods import parse_period
from tests.scoring.seed import SAMPLE, add_document

COUNTY, INDICATOR = "990122", "mediation.received"
Score = Callable[..., Any]


def _part(period: str, value: int = 1) -> Part:
    known = parse_period(period)
    assert known is not None
    assert known.start is not None
    assert known.end is not None
    assert known.year is not None
    return Part(period, known.start, known.end, Decimal(value), (known.year, 1))


@pytest.mark.parametrize(
    ("published", "joined_up"),
    [
        (["2023M12", "2024M1-11"], ["2023M12", "2024M1-11"]),
        (["2023M12", "2024H1", "2024Q3", "2024M10", "2024M11"], ["2023M12", "2024H1", "2024Q3", "2024M10", "2024M11"]),
        (["2023M12", "2024M1-9", "2024Q1", "2024M4-11"], ["2023M12", "2024Q1", "2024M4-11"]),  # not the longest
        (["2023M12", "2024M1-6", "2024H1", "2024M7-11"], ["2023M12", "2024H1", "2024M7-11"]),  # the same months twice
        (["2023M12", "2024M2-11"], ["2023M12"]),  # a gap
        (["2024M1-11"], []),
        ([], []),
    ],
)  # fmt: skip
def test_parts_follow_one_another_without_gap_or_overlap(published: list[str], joined_up: list[str]) -> None:
    for order in (published, published[::-1]):
        found = joined([_part(period) for period in order], date(2023, 12, 1))
        assert [part.period for part in found] == joined_up


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("2023M12-2024M11", (date(2023, 12, 1), date(2024, 11, 30))),
        ("2023M7-2024M6", (date(2023, 7, 1), date(2024, 6, 30))),
        ("2023M1-2024M12", None),
        ("2022M12-2024M11", None),
        ("2023M12-2024", None),
        ("2023M12-2024M1-11", None),
        ("2023M13-2024M11", None),
    ],
)
def test_a_period_may_run_over_the_end_of_a_year(code: str, days: tuple[date, date] | None) -> None:
    known = parse_period(code)
    assert (known and (known.start, known.end)) == days
    assert known is None or (known.year, known.granularity) == (2024, "months")


@pytest.fixture
def over_years(settings: Settings, tmp_path: Path) -> Settings:
    """The sample province under one item that counts the mediations of December to November."""
    scheme = {
        "code": "window", "title": "调解", "issuer": "某市", "province": "99", "first_year": 2024, "last_year": 2024,
        "marks": 10,
        "branches": [{"id": "b", "title": "调解", "marks": 10, "items": [{
            "id": "mediated", "title": "调解案件", "marks": 10,
            "rule": {"type": "linear", "target": 100, "value": {
                "indicator": INDICATOR, "unit": "件", "window": "december_november", "at_least_months": 9}},
        }]}],
    }  # fmt: skip
    schemes = tmp_path / "schemes"
    schemes.mkdir()
    (schemes / "window.yml").write_text(yaml.safe_dump(scheme, allow_unicode=True), encoding="utf-8")
    places = {name: tmp_path / name for name in ("spool", "data_docs")}
    return replace(settings, schemes=(schemes,), archive=str(tmp_path / "archive"), **places)


def _publish(settings: Settings, figures: dict[str, int]) -> None:
    with connect(settings.warehouse_dsn) as connection:
        for number, (period, value) in enumerate(figures.items()):
            figure = Observation(
                indicator=INDICATOR, value=Decimal(value), value_status="reported", unit="件", unit_raw="件",
                period=period, period_source="stated", kind="actual", breakdown="", evidence_start=0, evidence_end=1,
                sentence_start=0, sentence_end=1, locator="p1", rule="gold", confidence="certain",
            )  # fmt: skip
            add_document(connection, f"{COUNTY}_part{number}_2024_sfj", [figure])


def _explained(settings: Settings) -> tuple[Decimal | None, str, str, int]:
    score_and_record(settings, "99|2024")
    with connect(settings.warehouse_dsn) as connection:
        explanation = explain(connection, COUNTY, 2024)
        assert reproduce(connection, explanation.run.score_run_id).is_identical
    (item,) = explanation.items
    return item.score, item.reason, item.formula, len(item.evidence)


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ({"2023M12": 5, "2024M1-11": 60},
         (Decimal("6.50"), "partial", "min(65 (2023M12 + 2024M1-11) / 100, 1) × 10 = 6.5", 2)),
        ({"2023M12": 5, "2024Q1": 20, "2024Q2": 20, "2024Q3": 25},
         (Decimal("7.00"), "partial",
          "min(70 (first 10 months: 2023M12 + 2024Q1 + 2024Q2 + 2024Q3) / 100, 1) × 10 = 7", 4)),
        ({"2023M12": 5, "2024M1-11": 60, "2023M12-2024M11": 64},
         (Decimal("6.40"), "partial", "min(64 / 100, 1) × 10 = 6.4", 1)),
        ({"2023M12": 5, "2024H1": 40},  # seven months are too few
         (Decimal("0.00"), "unpublished",
          f"{INDICATOR} of December to November of at least 9 months is not published: zero", 0)),
        ({"2024": 90},
         (Decimal("0.00"), "unpublished",
          f"{INDICATOR} of December to November of at least 9 months is not published: zero", 0)),
    ],
)  # fmt: skip
def test_the_months_of_the_window_are_added_up_with_all_their_sentences(
    over_years: Settings, published: dict[str, int], told: tuple[Decimal, str, str, int]
) -> None:
    _publish(over_years, published)
    assert _explained(over_years) == told


def test_a_form_asks_for_the_window_and_fills_it(over_years: Settings, tmp_path: Path) -> None:
    catalogue = load_catalogue(over_years.catalogue)
    scheme = load_scheme(over_years.schemes[0] / "window.yml", catalogue)
    book = openpyxl.load_workbook(io.BytesIO(form(scheme, 2024, catalogue, COUNTY)))
    (row,) = book.active.iter_rows(min_row=2)
    assert row[COLUMNS.index("数据年度")].value == "2023M12-2024M11"
    row[COLUMNS.index("数值")].value, row[COLUMNS.index("资料来源")].value = 80, "调解台账"
    book.save(tmp_path / "form.xlsx")
    submit(over_years, tmp_path / "form.xlsx", submitted_by="司法局")
    load_partition(over_years, "99|2024")
    assert _explained(over_years) == (Decimal("8.00"), "partial", "min(80 / 100, 1) × 10 = 8", 1)
    with psycopg.connect(over_years.warehouse_dsn) as connection:
        periods = connection.execute(
            "SELECT start_date, end_date, year, granularity FROM dw.dim_period WHERE code = '2023M12-2024M11'"
        ).fetchall()
    assert periods == [(date(2023, 12, 1), date(2024, 11, 30), 2024, "months")]


def test_scheme_check_warns_of_what_is_not_added_up(over_years: Settings) -> None:
    catalogue = load_catalogue(over_years.catalogue)
    path = over_years.schemes[0] / "window.yml"
    assert not [line for line in warnings(load_scheme(path, catalogue), catalogue) if "December" in line]
    text = path.read_text(encoding="utf-8").replace(INDICATOR, "litigation.loss_rate").replace("件", "'%'", 2)
    path.write_text(text.replace("调解案'%'", "调解案件"), encoding="utf-8")
    told = list(warnings(load_scheme(path, catalogue), catalogue))
    assert any("litigation.loss_rate is a rate: December to November is not put together" in line for line in told)


def test_the_sample_scheme_is_not_touched() -> None:
    """No item of it has a window: forms of it ask for calendar years only."""
    catalogue = load_catalogue(SAMPLE.parents[1] / "include" / "catalogue")
    scheme = load_scheme(SAMPLE / "schemes" / "yunchuan_county.yml", catalogue)
    rows = openpyxl.load_workbook(io.BytesIO(form(scheme, 2024, catalogue))).active.iter_rows(min_row=2)
    assert {type(row[COLUMNS.index("数据年度")].value) for row in rows} == {int}
