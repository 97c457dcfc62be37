"""The example notebook against a loaded sample province; it is stored without outputs."""

from __future__ import annotations

import json
import os
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from fazhi.settings import PROJECT, Settings
from fazhi_local.postgres import PostgresServer
from tests.counts import FULL

NOTEBOOK = PROJECT / "examples" / "notebooks" / "marts.ipynb"
EXECUTE = PROJECT / ".fazhi" / "notebook-venv" / "bin" / "jupyter-execute"


def test_it_is_stored_without_outputs() -> None:
    cells = _code(NOTEBOOK)
    assert cells
    assert [cell["outputs"] for cell in cells if cell["outputs"]] == []
    assert {cell["execution_count"] for cell in cells} == {None}


@pytest.mark.skipif(not FULL, reason="make test-full installs pandas and a kernel of its own for the notebook")
def test_it_runs_and_shows_what_the_marts_hold(
    postgres: PostgresServer, loaded_province: Settings, tmp_path: Path
) -> None:
    address = postgres.dsn(str(conninfo_to_dict(loaded_province.warehouse_dsn)["dbname"]), "fazhi_bi")
    result = subprocess.run(
        [EXECUTE, NOTEBOOK, f"--output={tmp_path / 'executed'}"],
        env={**os.environ, "FAZHI_BI_DSN": address, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-3000:]
    _, ranks, trend, province, figure, held, said, before = _code(tmp_path / "executed.ipynb")

    with psycopg.connect(address) as connection:
        wanted = connection.execute(
            "SELECT rank, region_name, total FROM mart.county_scorecard"
            " WHERE province_code = '99' AND year = 2024 ORDER BY rank, region_code"
        ).fetchall()
        missing = connection.execute(
            "SELECT count(DISTINCT region_code) * count(DISTINCT year) - count(*) FROM mart.indicator_timeseries"
            " WHERE indicator_code = 'litigation.loss_rate' AND granularity = 'year' AND bound = ''"
            " AND breakdown_dimension = 'total' AND province_code = '99'"
        ).fetchone()
        rates = connection.execute(
            "SELECT lost.year, round(100 * sum(lost.value) / sum(concluded.value), 2)"
            " FROM mart.indicator_timeseries AS lost JOIN mart.indicator_timeseries AS concluded"
            " USING (region_code, period, breakdown_dimension)"
            " WHERE lost.indicator_code = 'litigation.lost' AND concluded.indicator_code = 'litigation.concluded'"
            " AND lost.granularity = 'year' AND breakdown_dimension = 'total' GROUP BY 1 ORDER BY 1"
        ).fetchall()
    shown = _table(ranks)
    assert list(zip(shown["rank"], shown["region_name"], shown["total"], strict=True)) == [
        (rank, name, float(total)) for rank, name, total in wanted
    ]
    assert missing is not None
    assert _table(trend).isna().sum().sum() == missing[0] > 0  # a year without a figure is empty, not 0
    assert _table(province)["loss_rate"].dropna().tolist() == [float(rate) for _, rate in rates]
    assert "败诉率10.71%" in _html(figure)
    assert "败诉率10.71%" in _html(held)
    assert "败诉率10.71%" in _html(said)
    assert _table(before)["figures"].tolist() == [0]


def _code(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def _html(cell: dict[str, Any]) -> str:
    return "".join(cell["outputs"][-1]["data"]["text/html"])


def _table(cell: dict[str, Any]) -> pd.DataFrame:
    return pd.read_html(StringIO(_html(cell)))[0]
