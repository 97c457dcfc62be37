"""Today's divisions rolled back by their changes, and the committed files that came of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from fazhi.regions import division_files, read_divisions, read_successions, succession_files
from fazhi.regions.changes import Change, load_changes
from fazhi.regions.history import HistoryError, kind_of, versions
from fazhi.settings import PROJECT

REGIONS = PROJECT / "include" / "regions"
DIVISIONS = read_divisions(division_files([REGIONS]))
SUCCESSIONS = read_successions(succession_files([REGIONS]))
CHANGES = load_changes(REGIONS / "changes.yml")
UPGRADE = {
    "when": "2016",
    "source": "国函〔2016〕1号",
    "ended": [{"code": "990121", "name": "甲县", "into": ["990103"]}],
    "begun": [{"code": "990103", "name": "甲区", "from": ["990121"]}],
}


def _held(code: str, day: date) -> bool:
    return any(
        each.code == code and each.valid_from <= day and (each.valid_to is None or day < each.valid_to)
        for each in DIVISIONS
    )


def _change(**others: object) -> Change:
    return Change.model_validate({**UPGRADE, **others})


def test_a_change_is_rolled_back_to_what_was_before_it() -> None:
    rows = versions({"990100": "乙市", "990103": "甲区"}, [_change()])
    assert [(each.code, each.name, each.kind, each.valid_from, each.valid_to) for each in rows] == [
        ("990100", "乙市", "地级市", date(2005, 1, 1), None),
        ("990103", "甲区", "市辖区", date(2016, 12, 31), None),
        ("990121", "甲县", "县", date(2005, 1, 1), date(2016, 12, 31)),
    ]


def test_changes_that_do_not_lead_to_today_are_refused() -> None:
    with pytest.raises(HistoryError, match="990103 甲区 should hold after it, but nothing does"):
        versions({"990100": "乙市"}, [_change()])
    with pytest.raises(HistoryError, match="990103 甲区 should hold after it, but 丙区 does"):
        versions({"990103": "丙区"}, [_change()])
    with pytest.raises(HistoryError, match="990121 甲县 ended by it, but holds after it"):
        versions({"990103": "甲区", "990121": "甲县"}, [_change()])


@pytest.mark.parametrize(
    ("when", "day"), [("2016", (2016, 12, 31)), ("2016-09", (2016, 9, 1)), ("2016-09-14", (2016, 9, 14))]
)
def test_a_year_stands_for_its_last_day_and_a_month_for_its_first(when: str, day: tuple[int, int, int]) -> None:
    assert _change(when=when).effective_on == date(*day)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (_change(), {"upgraded"}),
        (_change(begun=[{"code": "990103", "name": "甲县", "from": ["990121"]}]), {"moved"}),
        (_change(begun=[{"code": "990103", "name": "丁县", "from": ["990121"]}]), {"renamed"}),
        (_change(begun=[]), {"merged"}),
        (_change(begun=[{"code": "990103", "name": "甲区", "from": ["990121", "990102"]}]), {"merged", "split"}),
        (_change(ended=[]), {"split"}),
    ],
)
def test_how_one_followed_another(change: Change, kinds: set[str]) -> None:
    assert {each.kind for each in change.successions()} == kinds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- {when: '2016/09', source: 国函}", r"changes\.yml: entry 1, when: .*such as 2016, 2016-09 or 2016-09-14"),
        ("- {when: '2016-13', source: 国函}", r"entry 1, when: .*month must be in 1..12"),
        (
            "- {when: '2016', source: 国函, ended: [{code: '99', name: 甲县, into: ['990103']}]}",
            r"entry 1, ended\.0\.code",
        ),
        ("- {when: '2016', source: 国函, gone: []}", r"entry 1, gone"),
        (
            "- {when: '2016', source: 国函, begun: [{code: '500111', name: 甲区, from: ['130802']}]}",
            r"entry 1, .*130802 and 500111 are of different provinces",
        ),
        (
            "- {when: '2016', source: 国函, begun: [{code: '350104', name: 甲区, from: ['350202']}]}",
            r"entry 1, .*350202 and 350104 are of different prefectures, and one of them goes on",
        ),
        (
            "- {when: '2016', source: 国函, ended: [{code: '350122', name: 甲县, into: ['350202']}]}",
            r"entry 1, .*350122 and 350202 are of different prefectures, and one of them goes on",
        ),
        ("when: 2016", "not a list of changes"),
        ("- [", "not YAML"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "changes.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_changes(tmp_path / "changes.yml")


def test_the_committed_divisions_follow_from_the_committed_changes() -> None:
    """Rolled back from what holds today, the changes give the file that was written with them."""
    today = {each.code: each.name for each in DIVISIONS if each.valid_to is None}
    assert versions(today, CHANGES) == sorted(DIVISIONS, key=lambda each: (each.code, each.valid_from))
    followed = [each for change in CHANGES for each in change.successions()]
    assert followed == SUCCESSIONS


def test_who_is_followed_held_until_that_day_and_who_follows_from_it() -> None:
    day_before = timedelta(days=1)
    assert [each for each in SUCCESSIONS if not _held(each.from_code, each.happened_on - day_before)] == []
    assert [each for each in SUCCESSIONS if not _held(each.to_code, each.happened_on)] == []


def test_dazu_came_of_the_shuangqiao_of_its_own_city() -> None:
    """Both had one code; there is a 双桥区 in 承德, too."""
    assert {each.from_code for each in SUCCESSIONS if each.to_code == "500111"} == {"500111", "500225"}
    assert [each for each in SUCCESSIONS if "130802" in {each.from_code, each.to_code}] == []


def test_the_whole_country_is_there() -> None:
    today = Counter(each.level for each in DIVISIONS if each.valid_to is None)
    assert today["province"] == 34
    assert today["prefecture"] == 333
    assert 2950 <= today["county"] <= 3000


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("320323", "2010-12-30", "2010-12-31"),  # 铜山县
        ("500225", "2011-10-21", "2011-10-22"),  # 大足县
        ("341402", "2011-07-13", "2011-07-14"),  # 居巢区
        ("370282", "2017-07-17", "2017-07-18"),  # 即墨市
        ("520522", "2021-02-28", "2021-03-01"),  # 黔西县
    ],
)
def test_divisions_that_ended_hold_until_then(code: str, before: str, after: str) -> None:
    held = [each for each in DIVISIONS if each.code == code]
    assert [each.valid_to for each in held] == [date.fromisoformat(after)]
    assert held[0].valid_from <= date.fromisoformat(before)


def test_every_name_is_one_division_of_a_prefecture_at_any_time() -> None:
    times = defaultdict(list)
    for each in DIVISIONS:
        times[each.prefecture_code or each.province_code, each.name, each.level].append(each)
    for (_, name, _), same in times.items():
        ordered = sorted(same, key=lambda each: each.valid_from)
        for earlier, later in pairwise(ordered):
            assert earlier.valid_to is not None, name
            assert earlier.valid_to <= later.valid_from, name


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("320576", "苏州工业园区", "开发区"),
        ("429021", "神农架林区", "林区"),
        ("232763", "新林区", "市辖区"),
        ("500157", "两江新区", "市辖区"),
        ("150721", "阿荣旗", "旗"),
        ("513200", "阿坝藏族羌族自治州", "自治州"),
        ("310000", "上海市", "直辖市"),
    ],
)
def test_the_kind_of_a_division(code: str, name: str, kind: str) -> None:
    assert kind_of(code, name) == kind
