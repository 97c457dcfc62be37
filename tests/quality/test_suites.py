"""A suite that is wrong is refused with its file and entry; nothing is left out silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from fazhi.quality.engine import build_suite
from fazhi.quality.suites import digest, load_suites
from fazhi.settings import PROJECT

GOOD = """
table: stg.figure
key: [number]
batch: SELECT * FROM stg.figure WHERE load_id = {load_id}
expectations:
  - type: expect_column_values_to_not_be_null
    kwargs: {column: kind}
    severity: critical
    meta: {id: kind_missing, scope: row, reason: "Figure {number} has no kind."}
"""


def write(directory: Path, text: str) -> Path:
    (directory / "stg_figure.yml").write_text(text, encoding="utf-8")
    return directory


def test_a_suite_is_read_with_its_name_key_and_entries(tmp_path: Path) -> None:
    (suite,) = load_suites(write(tmp_path, GOOD))

    assert (suite.name, suite.table, suite.key) == ("stg_figure", "stg.figure", ("number",))
    (entry,) = suite.expectations
    assert entry.quarantines
    assert not entry.stops
    assert entry.meta.reason_columns == ["number"]


@pytest.mark.parametrize(
    ("severity", "scope", "quarantines", "stops"),
    [
        ("critical", "row", True, False),
        ("critical", "batch", False, True),
        ("warning", "row", False, False),
        ("warning", "batch", False, False),
    ],
)
def test_severity_and_scope_say_what_a_failure_does(
    tmp_path: Path, severity: str, scope: str, quarantines: bool, stops: bool
) -> None:
    text = GOOD.replace("severity: critical", f"severity: {severity}").replace("scope: row", f"scope: {scope}")

    (entry,) = load_suites(write(tmp_path, text))[0].expectations

    assert (entry.quarantines, entry.stops) == (quarantines, stops)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("severity: critical", "severity: fatal", "kind_missing severity"),
        ("scope: row", "scope: table", "kind_missing meta scope"),
        ("    severity: critical\n", "", "kind_missing severity"),
        ("{id: kind_missing, ", "{", "entry 1 meta id"),
        ("id: kind_missing", "id: Kind missing", "meta id"),
        ("{number} has", "{number.__class__} has", "is not the name of a column"),
        ("key: [number]", "key: []", "key"),
        ("key: [number]", "keys: [number]", "keys"),
        ("table: stg.figure", "table: figure; DROP", "table"),
        ("table: stg.figure", "table: dw.figure", "the suite of dw.figure must be dw_figure.yml"),
        ("WHERE load_id = {load_id}", "", "limited to one load"),
        (
            "{column: kind}",
            "{unexpected_rows_query: SELECT 1}",
            "kind_missing kwargs: the query must read",
        ),
        ("table: stg.figure", "table: [stg.figure", "is not YAML"),
        (GOOD, "- just\n- a list", "expected the keys"),
    ],
)
def test_a_malformed_suite_is_refused_with_file_and_entry(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert right in GOOD
    with pytest.raises(ConfigurationError) as refused:
        load_suites(write(tmp_path, GOOD.replace(right, wrong)))

    assert "stg_figure.yml" in str(refused.value)
    assert message in str(refused.value)


def test_an_id_may_stand_once_in_a_suite(tmp_path: Path) -> None:
    entry = GOOD[GOOD.index("  - type") :]

    with pytest.raises(ConfigurationError, match=r"stg_figure\.yml.*kind_missing is declared twice"):
        load_suites(write(tmp_path, GOOD + entry))


def test_a_directory_without_suites_is_refused_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="FAZHI_EXPECTATIONS"):
        load_suites(tmp_path)


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        (
            "expect_column_values_to_not_be_null",
            "expect_column_values_to_be_nice",
            "has no expectation expect_column_v",
        ),
        ("{column: kind}", "{colum: kind}", "colum"),
        ("{column: kind}", "{}", "column"),
    ],
)
def test_what_great_expectations_cannot_build_is_refused_not_left_out(
    tmp_path: Path, right: str, wrong: str, message: str
) -> None:
    (suite,) = load_suites(write(tmp_path, GOOD.replace(right, wrong)))

    with pytest.raises(ConfigurationError) as refused:
        build_suite(suite)

    assert "stg_figure.yml: kind_missing" in str(refused.value)
    assert message in str(refused.value)


def test_the_suites_of_the_project_build_whole() -> None:
    for suite in load_suites(PROJECT / "expectations"):
        assert len(build_suite(suite).expectations) == len(suite.expectations)


def test_what_is_tried_after_the_merge_has_nothing_derived_again(tmp_path: Path) -> None:
    before = digest(write(tmp_path, GOOD))
    (tmp_path / "dw_figure.yml").write_text(GOOD.replace("table: stg", "table: dw"), encoding="utf-8")

    assert [suite.of_staging for suite in load_suites(tmp_path)] == [False, True]
    assert digest(tmp_path) == before
    assert digest(write(tmp_path, GOOD + "# another")) != before
