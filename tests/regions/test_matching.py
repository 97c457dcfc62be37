"""Which division a name means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from fazhi.regions import AmbiguousRegionError, Division, UnknownRegionError, division_files, find, read_divisions
from fazhi.settings import PROJECT

DIVISIONS = read_divisions(division_files([PROJECT / "include" / "regions"]))


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        ("三门县", {}, "331022"),
        ("三门", {}, "331022"),
        ("三门峡市", {}, "411200"),
        ("鼓楼区", {"prefecture": "福州"}, "350102"),
        ("鼓楼区", {"province": "江苏", "prefecture": "徐州市"}, "320302"),
        ("鼓楼", {"prefecture": "410200"}, "410204"),
        ("朝阳区", {"province": "11"}, "110105"),
        ("通州区", {"province": "北京市"}, "110112"),
        ("苏州工业园区", {}, "320576"),
        ("即墨市", {"on": date(2016, 12, 31)}, "370282"),
        ("即墨区", {"on": date(2017, 12, 31)}, "370215"),
        ("余杭区", {"on": date(2020, 12, 31)}, "330110"),
    ],
)
def test_a_name_and_its_context_decide(name: str, context: dict[str, str], code: str) -> None:
    assert find(DIVISIONS, name, **context).code == code  # type: ignore[arg-type]


def test_a_name_that_several_have_is_refused_and_all_are_named() -> None:
    with pytest.raises(AmbiguousRegionError) as refused:
        find(DIVISIONS, "鼓楼区")
    for region in ("江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "福建省福州市鼓楼区", "河南省开封市鼓楼区"):
        assert region in str(refused.value)
    with pytest.raises(AmbiguousRegionError, match=r"320106 .*320302"):
        find(DIVISIONS, "鼓楼区", province="江苏省")


def test_a_short_name_never_reaches_into_a_longer_one() -> None:
    assert find(DIVISIONS, "三门", province="浙江").name == "三门县"
    with pytest.raises(UnknownRegionError):
        find(DIVISIONS, "三门", province="河南")
    with pytest.raises(UnknownRegionError):
        find(DIVISIONS, "市")


def test_a_name_of_another_time_says_when_it_held() -> None:
    with pytest.raises(UnknownRegionError, match="370282 即墨市 held from 2005-01-01 to 2017-07-18"):
        find(DIVISIONS, "即墨市")
    with pytest.raises(UnknownRegionError, match="330113 临平区 held from 2021-04-09"):
        find(DIVISIONS, "临平区", on=date(2020, 12, 31))


@pytest.mark.parametrize("name", ["龙湖县", "龙湖区"])
def test_in_a_year_of_an_undated_change_both_names_hold(name: str) -> None:
    before = Division("990100", "龙湖县", "county", "99", None, "县", date(2005, 1, 1), date(2013, 12, 31))
    after = Division("990102", "龙湖区", "county", "99", None, "市辖区", date(2013, 12, 31), None)
    assert find([before, after], name, on=date(2013, 6, 30)).name == name
    same = replace(after, name="龙湖县")
    assert find([before, same], "龙湖县", on=date(2013, 6, 30)) == before
    with pytest.raises(UnknownRegionError):
        find([before, after], "龙湖区", on=date(2012, 12, 31))
    with pytest.raises(UnknownRegionError):
        find([before, replace(after, valid_from=date(2013, 12, 30))], "龙湖区", on=date(2013, 6, 30))


@pytest.mark.parametrize(
    ("name", "day", "code"),
    [
        ("浑南区", date(2015, 12, 31), "210112"),
        ("密云区", date(2015, 11, 1), "110118"),
        ("黔西市", date(2021, 6, 30), "520581"),
        ("兰州新区", date(2013, 1, 1), "620171"),
    ],
)
def test_divisions_are_found_from_the_day_of_their_approval(name: str, day: date, code: str) -> None:
    assert find(DIVISIONS, name, on=day).code == code


def test_a_zone_is_not_found_before_it_was_founded() -> None:
    with pytest.raises(UnknownRegionError, match="620171 兰州新区 held from 2012-08-20"):
        find(DIVISIONS, "兰州新区", on=date(2008, 1, 1))


def test_no_context_makes_a_division_of_another_province_fit() -> None:
    with pytest.raises(UnknownRegionError, match="no division is named 河南 三门县"):
        find(DIVISIONS, "三门县", province="河南")
