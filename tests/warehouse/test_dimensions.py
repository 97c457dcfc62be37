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
    """A `divisions.csv` with these counties and the prefectures above them."""
    directory.mkdir(exist_ok=True)
    above = sorted({line.split(",")[4] for line in lines} - {""})
    prefectures = [f"{code},{code}市,prefecture,{code[:2]},,地级市,," for code in above]
    (directory / "divisions.csv").write_text("\n".join((HEADER, *prefectures, *lines)) + "\n", encoding="utf-8")
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
        "SELECT code, province_code, valid_from FROM dw.dim_region"
        " WHERE code LIKE '33%' AND level = 'county' ORDER BY code"
    )
    assert rows.fetchall() == [("330110", "33", date(1949, 10, 1)), ("331022", "33", date(1949, 10, 1))]


def test_a_correction_is_made_in_place_and_a_new_version_keeps_the_durable_id(
    connection: Connection, tmp_path: Path
) -> None:
    before = connection.execute("SELECT region_id FROM dw.dim_region WHERE code = '990101'").fetchone()
    directory = _divisions(
        tmp_path / "a",
        "990101,东河县,county,99,990900,县,,2020-06-01",
        "990101,东河市,county,99,990900,县级市,2020-06-01,",
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


def test_a_version_that_facts_may_hang_on_is_not_taken_away(connection: Connection, tmp_path: Path) -> None:
    directory = _divisions(tmp_path / "a", "990102,西河区,county,99,990900,市辖区,,")
    with pytest.raises(ConfigurationError, match="990102 has no row with valid_from 2016-05-01"):
        dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)


def test_a_first_day_that_was_corrected_is_one_of_the_same_version(connection: Connection, tmp_path: Path) -> None:
    """What hangs on the version stays there, and what it said before is kept for scores that were signed then."""
    before = connection.execute("SELECT region_key, region_id FROM dw.dim_region WHERE name = '西河区'").fetchone()
    directory = _divisions(
        tmp_path / "a",
        "990102,西河县,county,99,990900,县,,2014-03-01",
        "990102,西河区,county,99,990900,市辖区,2014-03-01,",
    )
    dimensions.sync(connection, CATALOGUE, [directory], recorded_at=night(1))
    rows = connection.execute(
        "SELECT region_key, region_id, valid_from, valid_to, recorded_at FROM dw.dim_region WHERE name = '西河区'"
    ).fetchall()
    assert rows == [(*(before or ()), date(2014, 3, 1), None, night(1))]
    kept = connection.execute(
        "SELECT revision.valid_from, revision.valid_to, superseded_at FROM dw.region_revision AS revision"
        " JOIN dw.dim_region AS region USING (region_key) WHERE code = '990102' ORDER BY 1"
    ).fetchall()
    assert kept == [(date(1949, 10, 1), date(2016, 5, 1), night(1)), (date(2016, 5, 1), None, night(1))]
    assert connection.execute("SELECT valid_to FROM dw.dim_region WHERE name = '西河县'").fetchone() == (
        date(2014, 3, 1),
    )


FOLLOWED = "from_code,to_code,happened_on,kind,source"


def _region_ids(connection: Connection) -> dict[tuple[str, str], int]:
    return {
        (code, name): region_id
        for code, name, region_id in connection.execute("SELECT code, name, region_id FROM dw.dim_region")
    }


def _jimo(directory: Path) -> Path:
    """A city that became a district in 2017, one that took over another, and a code that was used again."""
    _divisions(
        directory,
        "370282,即墨市,county,37,370200,县级市,2005-01-01,2017-07-18",
        "370215,即墨区,county,37,370200,市辖区,2017-07-18,",
        "500110,万盛区,county,50,,市辖区,2005-01-01,2011-12-31",
        "500110,綦江区,county,50,,市辖区,2011-12-31,",
        "500222,綦江县,county,50,,县,2005-01-01,2011-12-31",
    )
    rows = (
        FOLLOWED,
        "370282,370215,2017-07-18,upgraded,国函〔2017〕105号",
        "500110,500110,2011-12-31,merged,国函〔2011〕129号",
        "500222,500110,2011-12-31,merged,国函〔2011〕129号",
    )
    (directory / "successions.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return directory


def test_a_division_keeps_its_durable_id_under_another_code_and_a_merged_one_does_not(
    connection: Connection, tmp_path: Path
) -> None:
    dimensions.sync(connection, CATALOGUE, [_jimo(tmp_path / "a")], recorded_at=MORNING)
    ids = _region_ids(connection)
    assert ids["370282", "即墨市"] == ids["370215", "即墨区"]
    assert len({ids["500110", "万盛区"], ids["500110", "綦江区"], ids["500222", "綦江县"]}) == 3


def test_a_report_of_an_earlier_year_lands_on_the_division_of_that_year(connection: Connection, tmp_path: Path) -> None:
    dimensions.sync(connection, CATALOGUE, [_jimo(tmp_path / "a")], recorded_at=MORNING)

    def names(code: str, *days: str) -> list[str]:
        return [
            connection.execute(
                "SELECT name FROM dw.region_at(%s, %s::date) JOIN dw.dim_region USING (region_key)", (code, day)
            ).fetchall()[0][0]
            for day in days
        ]

    assert names("370215", "2016-12-31", "2017-12-31") == ["即墨市", "即墨区"]
    assert names("370282", "2016-12-31", "2017-12-31") == ["即墨市", "即墨区"]
    assert names("500110", "2010-12-31", "2012-12-31") == ["綦江区", "綦江区"]  # 万盛's past is not 綦江's


def test_who_followed_whom_is_shown_with_its_source(connection: Connection, tmp_path: Path) -> None:
    dimensions.sync(connection, CATALOGUE, [_jimo(tmp_path / "a")], recorded_at=MORNING)
    rows = connection.execute(
        "SELECT from_name, to_name, kind, same_division, source FROM mart.region_succession ORDER BY from_code, to_code"
    ).fetchall()
    assert rows == [
        ("即墨市", "即墨区", "upgraded", True, "国函〔2017〕105号"),
        ("万盛区", "綦江区", "merged", False, "国函〔2011〕129号"),
        ("綦江县", "綦江区", "merged", False, "国函〔2011〕129号"),
    ]


def test_a_wrong_succession_is_named(connection: Connection, tmp_path: Path) -> None:
    directory = _jimo(tmp_path / "a")
    (directory / "successions.csv").write_text(FOLLOWED + "\n370282,370215,2017/07/18,upgraded,x\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"successions\.csv:2: .*dates are written 2021-04-09"):
        dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)
    (directory / "successions.csv").write_text(FOLLOWED + "\n370282,370215,2017-07-18,swapped,x\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"successions\.csv:2: kind 'swapped' is not one of renamed"):
        dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)
