"""Files into dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fazhi.catalogue import Indicator
from fazhi.errors import ConfigurationError
from fazhi.warehouse import dimensions
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import CATALOGUE, MORNING, night

HEADER = "code,name,level,province_code,prefecture_code,kind,valid_from,valid_to"


def _divisions(directory: Path, *lines: str) -> Path:
    directory.mkdir(exist_ok=True)
    (directory / "divisions.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return directory


def _indicators(connection: Connection, code: str) -> Sequence[tuple[Any, ...]]:
    return connection.execute(
        "SELECT version, name_zh, unit, is_current FROM dw.dim_indicator WHERE code = %s ORDER BY version", (code,)
    ).fetchall()


def test_an_indicator_gets_a_version_for_its_meaning_not_for_its_name(connection: Connection) -> None:
    known = CATALOGUE.indicators["litigation.filed"]
    renamed = known.model_copy(update={"name_zh": "别名", "tier": "extended"})
    dimensions.sync_indicators(connection, [renamed], recorded_at=night(1))
    assert _indicators(connection, known.code) == [(1, "别名", known.unit, True)]

    for changed in ({"unit": "宗"}, {"measure": "stock"}, {"direction": "0"}, {"definition": "一审"}):
        renamed = renamed.model_copy(update=changed)
        dimensions.sync_indicators(connection, [renamed], recorded_at=night(2))
    versions = _indicators(connection, known.code)
    assert [(version, current) for version, _, _, current in versions] == [
        *((number, False) for number in range(1, 5)),
        (5, True),
    ]
    ids = connection.execute("SELECT count(DISTINCT indicator_id) FROM dw.dim_indicator WHERE code = %s", (known.code,))
    assert ids.fetchone() == (1,)


def test_additivity_follows_the_measure(connection: Connection) -> None:
    rows = connection.execute("SELECT DISTINCT measure, additive FROM dw.dim_indicator").fetchall()
    assert dict(rows) == {"flow": True, "stock": False, "rate": False} | {
        measure: False for measure, _ in rows if measure == "cumulative"
    }


def test_an_indicator_that_left_the_catalogue_keeps_its_row(connection: Connection) -> None:
    extra = Indicator(code="litigation.extra", name_zh="另", unit="件", measure="flow", direction="0", tier="core")
    dimensions.sync_indicators(connection, [extra], recorded_at=MORNING)
    dimensions.sync_indicators(connection, CATALOGUE.indicators.values(), recorded_at=night(1))
    assert _indicators(connection, "litigation.extra") == [(1, "另", "件", True)]


def test_regions_of_several_directories_with_their_versions(connection: Connection, tmp_path: Path) -> None:
    first = _divisions(tmp_path / "a", "330110,余杭区,county,33,330100,市辖区,,")
    second = _divisions(tmp_path / "b", "331022,三门县,county,330000,331000,县,,")
    dimensions.sync(connection, CATALOGUE, [first, second, tmp_path / "none"], recorded_at=MORNING)

    rows = connection.execute(
        "SELECT code, province_code, valid_from FROM dw.dim_region WHERE code LIKE '33%' ORDER BY code"
    )
    assert rows.fetchall() == [("330110", "33", date(1949, 10, 1)), ("331022", "33", date(1949, 10, 1))]


def test_a_correction_is_made_in_place_and_a_new_version_keeps_the_durable_id(
    connection: Connection, tmp_path: Path
) -> None:
    before = connection.execute("SELECT region_id FROM dw.dim_region WHERE code = '990101'").fetchone()
    directory = _divisions(
        tmp_path / "a",
        "990101,东河县,county,99,990100,县,,2020-06-01",
        "990101,东河市,county,99,990100,县级市,2020-06-01,",
    )
    dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)
    rows = connection.execute(
        "SELECT name, region_id = %s FROM dw.dim_region WHERE code = '990101' ORDER BY valid_from", before
    ).fetchall()
    assert rows == [("东河县", True), ("东河市", True)]
    assert connection.execute("SELECT name FROM dw.dim_region WHERE code = '990102'").fetchall()


@pytest.mark.parametrize(
    ("day", "name"), [("2015-12-31", "西河县"), ("2016-05-01", "西河区"), ("1900-01-01", "西河县"), (None, "西河区")]
)
def test_the_region_at_a_day(connection: Connection, day: str | None, name: str) -> None:
    row = connection.execute(
        "SELECT name FROM dw.region_at('990102', %s::date) JOIN dw.dim_region USING (region_key)", (day,)
    ).fetchone()
    assert row == (name,)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["33,浙江,province,33,,,,"], r"divisions\.csv:2: code '33' is not a 行政区划代码"),
        (["330110,余杭区,district,33,330100,,,"], r"divisions\.csv:2: level 'district' is not one of province"),
        (["330110,,county,33,330100,,,"], r"divisions\.csv:2: 330110 has no name"),
        (["330110,余杭区,county,33,330100,,2021/04/09,"], r"divisions\.csv:2: .*dates are written 2021-04-09"),
        (["330110,余杭区,county,33,330100,,2021-04-09,2021-04-09"], r"330110 ends 2021-04-09, before it begins"),
        (
            ["330110,余杭区,county,33,330100,,,", "330110,新余杭区,county,33,330100,,2021-04-09,"],
            r"divisions\.csv:3: 330110 is valid from 2021-04-09, but its earlier version ends never",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        dimensions.read_divisions(dimensions.division_files([_divisions(tmp_path / "a", *lines)]))


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no divisions\.csv in .*FAZHI_REGIONS"):
        dimensions.division_files([tmp_path])
    (tmp_path / "divisions.csv").write_text("code,name\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"divisions.csv: no column kind, level"):
        dimensions.read_divisions([tmp_path / "divisions.csv"])


def test_a_version_that_facts_may_hang_on_is_not_taken_away(connection: Connection, tmp_path: Path) -> None:
    directory = _divisions(tmp_path / "a", "990102,西河区,county,99,990100,市辖区,,")
    with pytest.raises(ConfigurationError, match="990102 has no row with valid_from 2016-05-01"):
        dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)
