"""The files of `superset/` against the marts: quick, so without Superset."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from fazhi_local.postgres import PostgresServer
from fazhi_local.superset import FILES

Asset = dict[str, Any]


def _assets(kind: str) -> dict[str, Asset]:
    """The YAML files of a kind by their path below it."""
    root = FILES / "assets" / kind
    return {
        str(path.relative_to(root)): yaml.safe_load(path.read_text(encoding="utf-8")) for path in root.rglob("*.yaml")
    }


DATASETS = {dataset["uuid"]: dataset for dataset in _assets("datasets").values()}
CHARTS = _assets("charts")
DASHBOARDS = _assets("dashboards")


@pytest.fixture(scope="module")
def marts(postgres: PostgresServer, migrated_template: str) -> dict[str, set[str]]:
    """The columns of each mart."""
    with psycopg.connect(postgres.dsn(migrated_template)) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'mart'"
        ).fetchall()
    columns: dict[str, set[str]] = {}
    for mart, column in rows:
        columns.setdefault(mart, set()).add(column)
    return columns


def test_every_mart_is_a_dataset_with_columns_that_it_has(marts: dict[str, set[str]]) -> None:
    assert {dataset["table_name"] for dataset in DATASETS.values()} == marts.keys()
    for dataset in DATASETS.values():
        stored = {column["column_name"] for column in dataset["columns"] if "expression" not in column}
        assert stored <= marts[dataset["table_name"]]
        assert dataset["schema"] == "mart"


@pytest.mark.parametrize("path", CHARTS)
def test_a_chart_asks_for_named_columns_and_metrics_of_its_dataset(path: str, marts: dict[str, set[str]]) -> None:
    chart, params = CHARTS[path], CHARTS[path]["params"]
    dataset = DATASETS[chart["dataset_uuid"]]
    labels = {column["column_name"]: column["verbose_name"] for column in dataset["columns"]}
    grouped = params.get("groupby", [])
    asked = [
        *params.get("all_columns", []),
        *([grouped] if isinstance(grouped, str) else grouped),
        *([params["x_axis"]] if "x_axis" in params else []),
    ]
    assert {name: labels.get(name) for name in asked if not labels.get(name)} == {}
    # only metrics of the dataset: nobody sums a rate by choosing SUM in a chart
    metrics = {metric["metric_name"] for metric in dataset["metrics"]}
    assert {*params.get("metrics", []), *filter(None, [params.get("metric")])} <= metrics
    assert {*params.get("column_config", {})} <= {*asked}
    ordered = {json.loads(each)[0] for each in params.get("order_by_cols", [])}
    assert ordered <= marts[dataset["table_name"]] | labels.keys()


@pytest.mark.parametrize("path", [path for path, chart in CHARTS.items() if chart["viz_type"] == "table"])
def test_no_table_renders_crawled_text_as_html(path: str) -> None:
    assert CHARTS[path]["params"]["allow_render_html"] is False


def test_every_chart_stands_on_one_dashboard() -> None:
    placed = [
        part["meta"]["uuid"]
        for dashboard in DASHBOARDS.values()
        for part in dashboard["position"].values()
        if isinstance(part, dict) and part["type"] == "CHART"
    ]
    assert sorted(placed) == sorted(chart["uuid"] for chart in CHARTS.values())


def test_filters_stand_for_columns_of_their_datasets() -> None:
    for dashboard in DASHBOARDS.values():
        for each in dashboard["metadata"]["native_filter_configuration"]:
            for target in each["targets"]:
                columns = {column["column_name"] for column in DATASETS[target["datasetUuid"]]["columns"]}
                assert target["column"]["name"] in columns


@pytest.mark.parametrize(
    ("seed", "wanted"),
    [
        ("(1.0, true, 'year', 'a', '%'), (3.0, true, 'year', 'a', '%')", 4),
        ("(1.0, false, 'year', 'a', '%'), (3.0, false, 'year', 'a', '%')", None),  # rates
        ("(1.0, true, 'year', 'a', '%'), (3.0, true, 'half', 'a', '%')", None),  # a half year lies in its year
        ("(1.0, true, 'months', 'a', '%'), (3.0, true, 'months', 'a', '%')", None),  # January to March, to June
        ("(1.0, true, 'year', 'a', '%'), (3.0, true, 'year', 'b', '%')", None),  # two indicators
        ("(1.0, true, 'year', 'a', '%'), (3.0, true, 'year', 'a', '件')", None),
    ],
)
def test_the_sum_is_null_where_a_sum_would_be_wrong(postgres: PostgresServer, seed: str, wanted: float | None) -> None:
    assert _metric(postgres, "sum_of_additive", seed) == wanted


@pytest.mark.parametrize(
    ("seed", "wanted"),
    [("(1.0, true, 'year', 'a', '%')", 1), ("(1.0, true, 'year', 'a', '%'), (1.0, true, 'year', 'a', '%')", None)],
)
def test_the_value_is_null_where_more_than_one_row_is_meant(
    postgres: PostgresServer, seed: str, wanted: float | None
) -> None:
    assert _metric(postgres, "the_value", seed) == wanted


def _metric(postgres: PostgresServer, name: str, rows: str) -> float | None:
    dataset = next(each for each in DATASETS.values() if each["table_name"] == "indicator_timeseries")
    expression = next(metric["expression"] for metric in dataset["metrics"] if metric["metric_name"] == name)
    with psycopg.connect(postgres.dsn("postgres")) as connection:
        row = connection.execute(
            f"SELECT {expression} FROM (SELECT *, '' AS bound, NULL AS value_max, 'total' AS breakdown_dimension"  # type: ignore[arg-type]
            f" FROM (VALUES {rows}) AS given (value, additive, granularity, indicator_code, unit)) AS rows"
        ).fetchone()
    assert row is not None
    return None if row[0] is None else float(row[0])


@pytest.mark.parametrize("missing", ["FAZHI_BI_DSN", "SUPERSET_ADMIN_PASSWORD"])
def test_a_missing_setting_is_named(missing: str) -> None:
    given = {"FAZHI_BI_DSN": "dbname=warehouse", "SUPERSET_ADMIN_PASSWORD": "x", "PATH": os.environ["PATH"]}
    del given[missing]
    result = _run(FILES / "provision.py", given)
    assert result.returncode == 1
    assert f"{missing} is not set" in result.stderr


def test_a_short_secret_is_refused() -> None:
    result = _run(FILES / "superset_config.py", {"SUPERSET_SECRET_KEY": "short", "PATH": os.environ["PATH"]})
    assert result.returncode == 1
    assert "SUPERSET_SECRET_KEY needs at least 32 characters" in result.stderr


def _run(script: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=False)
