"""Marts as files, and the data dictionary."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.settings import PROJECT
from fazhi.warehouse.database import Connection
from fazhi.warehouse.dictionary import data_dictionary
from fazhi.warehouse.export import FORMATS, OF_THIS_WAREHOUSE, ExportError, read_mart
from tests.warehouse.pages import load, night, page, said

PAGES = (
    page("a", said("litigation.filed", "111"), said("litigation.loss_rate", "2.50", unit="%", prose="=败诉率")),
    page("b", said("mediation.success_rate", "99.8", unit="%"), county="990102"),
)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_facts_give_the_same_bytes_whatever_the_order_and_the_night(connection: Connection, form: str) -> None:
    load(connection, *PAGES)
    first = FORMATS[form](read_mart(connection, "indicator_timeseries"))
    tables = "dw.dim_document, dw.fact_observation, dw.fact_indicator, etl.derivation, stg.document, stg.observation"
    connection.execute(f"TRUNCATE {tables}")  # type: ignore[arg-type]
    for each in reversed(PAGES):  # built again, in another order, other keys
        load(connection, each, at=night(5))
    assert FORMATS[form](read_mart(connection, "indicator_timeseries")) == first


def test_a_csv_is_read_by_a_spreadsheet_and_runs_nothing(connection: Connection) -> None:
    load(connection, *PAGES)
    written = FORMATS["csv"](read_mart(connection, "indicator_timeseries"))
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    found = {row["indicator_code"]: row for row in rows}
    assert found["litigation.loss_rate"]["value"] == "2.5"
    assert found["litigation.loss_rate"]["sentence"] == "'=败诉率2.50%。"
    assert found["litigation.filed"]["approx"] == "false"
    assert found["litigation.filed"]["value_max"] == ""


def test_a_sheet_holds_texts_and_numbers_and_no_formula(connection: Connection) -> None:
    load(connection, *PAGES)
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"](read_mart(connection, "indicator_timeseries")))).active
    assert sheet is not None
    heads, *rows = sheet.iter_rows()
    column = {cell.value: place for place, cell in enumerate(heads)}
    found = {row[column["indicator_code"]].value: row for row in rows}
    assert float(found["litigation.filed"][column["value"]].value) == 111
    sentence = found["litigation.loss_rate"][column["sentence"]]
    assert (sentence.value, sentence.data_type) == ("=败诉率2.50%。", "s")


def test_parquet_keeps_the_types(connection: Connection) -> None:
    load(connection, *PAGES)
    table = parquet.read_table(io.BytesIO(FORMATS["parquet"](read_mart(connection, "indicator_timeseries"))))
    rows = {row["indicator_code"]: row for row in table.to_pylist()}
    assert rows["litigation.filed"]["value"] == Decimal(111)
    assert rows["litigation.filed"]["approx"] is False
    assert str(rows["litigation.filed"]["published_on"]) == "2025-03-01"


@pytest.mark.parametrize("form", FORMATS)
def test_a_mart_without_rows_is_a_file_with_its_columns(connection: Connection, form: str) -> None:
    table = read_mart(connection, "contradictions")
    assert table.rows == []
    assert len(FORMATS[form](table)) > 0


def test_a_mart_is_exported_for_one_province_and_year(connection: Connection) -> None:
    load(connection, *PAGES)
    assert len(read_mart(connection, "indicator_timeseries", province="99", year=2024).rows) == 3
    assert len(read_mart(connection, "indicator_timeseries", province="33").rows) == 0
    with pytest.raises(ExportError, match="mart site_health has no column year to select by"):
        read_mart(connection, "site_health", year=2024)
    with pytest.raises(ExportError, match=r"there is no mart scores; there are .*county_scorecard, "):
        read_mart(connection, "scores")


def test_no_export_names_rows_of_one_warehouse(connection: Connection) -> None:
    marts = connection.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'mart'").fetchall()
    for (mart,) in marts:
        columns = read_mart(connection, mart).columns
        assert not [name for name in columns if name.endswith(("_key", "_id", "recorded_at"))], mart
        assert not OF_THIS_WAREHOUSE & set(columns)


def test_the_command_writes_the_file(
    connection: Connection, prepared: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    load(connection, *PAGES)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", prepared)
    out = tmp_path / "figures.csv"
    arguments = ["export", "--mart", "indicator_timeseries", "--out", str(out)]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert "3 rows of mart.indicator_timeseries written to" in result.output
    assert out.read_bytes() == FORMATS["csv"](read_mart(connection, "indicator_timeseries"))


def test_the_data_dictionary_is_not_stale(connection: Connection) -> None:
    written = (PROJECT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    current = data_dictionary(connection, load_catalogue(PROJECT / "include" / "catalogue"))
    assert written == current, "type: fazhi migrate, then fazhi dictionary"
