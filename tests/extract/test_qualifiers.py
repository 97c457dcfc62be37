"""Whose and of what a figure is: subject, basis and scope, as its words say."""

from __future__ import annotations

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import Observation, extract
from fazhi.parse import parse_text
from fazhi.reconcile import check_document, load_identities
from fazhi.settings import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")


def read(text: str) -> tuple[Observation, ...]:
    document = parse_text(text, url="file:///case.txt", title="某县2023年法治政府建设情况的报告")
    return extract(document, CATALOGUE).observations


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("县委理论学习中心组学法5次，县政府常务会议学法6次。", ["县委理论学习中心组", "县政府常务会议"]),
        ("县委理论中心组学法5次，县政府常务会学法6次。", ["县委理论学习中心组", "县政府常务会议"]),
        ("县委常委会、县政府常务会议共学法16次。", ["县委常委会、县政府常务会议"]),
        ("县委中心组学法3次、常务会会前学法2次。", ["县委中心组", "常务会议"]),
        ("县委中心组、县政府常务会议学法3次、专题研究法治工作5次。", ["县委中心组、县政府常务会议"] * 2),
        ("县政府常务会议专题研究法治工作5次、会前学法10次。", ["县政府常务会议", "县政府常务会议"]),
        ("县政府领导班子会前学法11次。", ["县政府领导班子"]),
        ("县政府党组会前学法9次。", ["县政府党组"]),
        ("县政府常务会议学法由2022年的8次增加到2023年的12次。", ["县政府常务会议", "县政府常务会议"]),
        ("县委理论学习中心组学法5次，同比增加2次。", ["县委理论学习中心组", "县委理论学习中心组"]),
        ("县政府常务会议学法6次，举办法治专题讲座2场。", ["县政府常务会议", ""]),
        ("区政府负责人出庭应诉率100%，区级部门和镇街负责人出庭应诉率99.3%。", ["区政府", "区级部门和镇街"]),
        ("县政府作为被告的行政诉讼案件败诉率5.5%，全县行政诉讼案件败诉率7.2%。", ["县政府", ""]),
        ("县政府及部门负责人出庭应诉率100%。", [""]),
        ("全年新收行政诉讼案件30件。", [""]),
        ("听取法治政府建设情况汇报，开展会前学法4次。", [""]),
    ],
)
def test_subject(text: str, subjects: list[str]) -> None:
    assert [item.subject for item in read(text)] == subjects


@pytest.mark.parametrize(
    ("text", "bases"),
    [
        ("新创省级民主法治示范村2个。", ["new"]),
        ("现有省级民主法治示范村21个。", ["stock"]),
        ("累计建成省级民主法治示范村21个。", ["cumulative"]),
        ("新增执业律师8名，执业律师总数达到76名。", ["new", "stock"]),
        ("全年累计调解矛盾纠纷230件。", [""]),
        ("历年累计调解矛盾纠纷9300件。", ["cumulative"]),
        ("全年新制定行政规范性文件11件。", ["new"]),
    ],
)
def test_basis(text: str, bases: list[str]) -> None:
    assert [item.basis for item in read(text)] == bases


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("全年审结行政复议案件52件（含上年结转4件）。", ["with_carried_in", ""]),
        ("全年审结行政复议案件52件，含上年结转4件。", ["with_carried_in", ""]),
        ("全年审结行政复议案件52件（不含上年结转）。", ["without_carried_in"]),
        ("受理行政复议案件84件，加上上年结转的6件，共办理90件。", ["", "", "with_carried_in"]),
        ("全年新收一审行政诉讼案件30件，审结28件，败诉2件。", ["first_instance"] * 3),
        ("全年新收行政诉讼案件41件（含二审9件）。", ["all_instances"]),
        ("行政应诉案件50件，其中一审40件、二审10件；审结46件。", ["first_instance", "all_instances"]),
        ("2023年，各级人民法院共受理行政诉讼案件377件。", ["court"]),
        ("我局代理行政诉讼案件8件。", ["own_cases"]),
        ("全年新收行政诉讼案件30件。", [""]),
    ],
)
def test_scope(text: str, scopes: list[str]) -> None:
    assert [item.scope for item in read(text)] == scopes


def test_parts_of_different_subjects_are_no_contradiction() -> None:
    items = read("县委理论学习中心组学法5次，县政府常务会议学法6次。")
    assert {item.indicator for item in items} == {"governance.study_sessions"}
    assert check_document(items, load_identities(CATALOGUE)) == []
    assert read("县委理论学习中心组学法5次。")[0].confidence == items[0].confidence, "neither doubts the other"


def test_what_was_added_is_not_compared_with_what_there_is() -> None:
    items = read("新创省级民主法治示范村2个。\n\n全县现有省级民主法治示范村21个。")
    assert [item.basis for item in items] == ["new", "stock"]
    assert [check for check in check_document(items, load_identities(CATALOGUE)) if check.result == "contradicts"] == []
