"""What a reading may be called certain for, and what makes it no more than likely."""

from __future__ import annotations

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse import parse_text
from fazhi.settings import PROJECT

TITLE = "某县2023年法治政府建设情况的报告"


def _read(text: str, title: str = TITLE) -> list[tuple[str, float, str]]:
    document = parse_text(text, url="file:///case.txt", title=title)
    found = extract(document, load_catalogue(PROJECT / "include/catalogue")).observations
    return [(item.indicator, float(item.value or 0), item.confidence) for item in found]


def test_a_head_beside_its_figure_is_certain() -> None:
    assert _read("全县办理法律援助案件215件。") == [("legal_aid.cases", 215, "certain")]


@pytest.mark.parametrize("text", ["全县办结行政复议案件36件。", "我局共办理公证860件。", "全县新收行政复议申请36件。"])
def test_a_verb_and_its_object_are_certain(text: str) -> None:
    assert [confidence for *_, confidence in _read(text)] == ["certain"]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("全县办理法律援助案件215件，同比增长12%。", [215, 12]),
        ("全县办理法律援助案件215件，其中刑事案件95件。", [215, 95]),
    ],
)
def test_what_belongs_to_a_certain_figure_is_as_certain(text: str, sure: list[float]) -> None:
    assert [(value, confidence) for _, value, confidence in _read(text)] == [(value, "certain") for value in sure]


def test_of_two_values_of_the_same_the_smaller_may_be_a_part() -> None:
    read = _read("一是做实窗口服务，今年办理法律援助案件31件。\n\n全县办理法律援助案件215件。")
    assert read == [("legal_aid.cases", 31, "likely"), ("legal_aid.cases", 215, "certain")]


def test_a_weak_claim_leaves_no_doubt_about_a_clear_one() -> None:
    read = _read("公证、法律援助工作有序。全县办案1370件；办理法律援助案件193件。")
    assert read == [("legal_aid.cases", 1370, "uncertain"), ("legal_aid.cases", 193, "certain")]


def test_the_same_value_said_twice_is_no_contradiction() -> None:
    read = _read("全县办理法律援助案件215件。\n\n一是做实窗口服务，共办理法律援助案件215件。")
    assert {confidence for *_, confidence in read} == {"certain"}


def test_another_year_is_no_contradiction() -> None:
    read = _read("全县办理法律援助案件215件。\n\n2022年，全县办理法律援助案件190件。")
    assert read[0][2] == "certain"


def test_the_year_of_publication_is_as_good_as_one_in_the_text() -> None:
    text = "日期：2023-10-11\n一是扩大援助范围，共办理法律援助案件215件。"
    assert [confidence for *_, confidence in _read(text, "司法局做实法律援助")] == ["certain"]


@pytest.mark.parametrize(
    "text",
    [
        "质量评估中，随机查看了全县各所办理法律援助案件60件。",
        "从案件类型看，办理法律援助案件60件。",
        "县公安局受理行政复议案件3件。",
        "评选优秀人民调解员10名。",
        "依托2个省级民主法治示范村，群众学法更方便。",
    ],
)
def test_a_sample_kinds_and_others_leave_a_doubt(text: str) -> None:
    assert "certain" not in {confidence for *_, confidence in _read(text)}


@pytest.mark.parametrize(
    "text",
    ["8个律师事务所免费代写法律文书。", "建成1个律师事务所被表彰为先进集体。"],
)
def test_those_of_whom_something_is_told_need_not_be_all(text: str) -> None:
    assert "certain" not in {confidence for *_, confidence in _read(text)}


def test_what_was_set_up_is_told_of_all() -> None:
    assert _read("全县设立103个法律援助工作站。") == [("legal_aid.stations", 103, "certain")]


def test_a_part_of_another_thing_leaves_a_doubt() -> None:
    assert ("enforcement.penalties", 102, "likely") in _read("审核重大执法决定136件，其中行政处罚102件。")


def test_a_part_that_is_named_in_full_is_certain() -> None:
    read = _read("全年办理案件1335件，其中行政许可932件，行政处罚403件。")
    assert read == [("enforcement.licences", 932, "certain"), ("enforcement.penalties", 403, "certain")]


def test_a_part_of_its_own_field_is_certain() -> None:
    assert [confidence for *_, confidence in _read("审结行政复议案件67件，其中维持40件。")] == ["certain", "certain"]


def test_a_period_held_from_the_sentence_before_is_no_more_than_likely() -> None:
    read = _read("1-9月，全县办理法律援助案件215件；办理公证560件。新收行政复议申请52件。")
    assert [confidence for *_, confidence in read] == ["certain", "certain", "likely"]


@pytest.mark.parametrize("since", ["近年来，", "自中心成立以来，", "党的十八大以来，"])
def test_since_some_time_leaves_a_doubt(since: str) -> None:
    assert _read(since + "全县办理法律援助案件215件。") == [("legal_aid.cases", 215, "likely")]


@pytest.mark.parametrize("time", ["4月，", "2023年底前，"])
def test_a_month_or_a_deadline_leaves_a_doubt(time: str) -> None:
    assert _read(time + "全县办理法律援助案件215件。") == [("legal_aid.cases", 215, "likely")]


@pytest.mark.parametrize(
    ("text", "title", "sure"),
    [
        ("办理公证860件。", "某县司法局2023年工作总结", "certain"),
        ("办理公证860件。", "某县公证处走进社区", "likely"),
        ("开展普法宣传活动12场。", "某县司法局2023年工作总结", "likely"),
        ("调解纠纷86件。", "某县司法局2023年工作总结", "likely"),
        ("法律援助工作站办理法律援助案件86件。", "某县司法局2023年工作总结", "likely"),
        ("审查合同86份。", "某县法治政府建设情况的报告", "certain"),
        ("开展普法宣传活动86场。", "某县司法局2023年工作总结", "certain"),
        ("开展普法宣传活动86场。", "某县司法局走进社区", "likely"),
        ("推送普法图文126条。", "某县司法局2023年工作总结", "certain"),
        ("力争开展普法宣传活动12场。", "某县司法局2023年工作总结", "certain"),
        ("力争开展普法宣传活动12场。", "某县司法局走进社区", "likely"),
    ],
)
def test_what_one_office_does_alone_needs_no_word_of_all_in_its_report(text: str, title: str, sure: str) -> None:
    assert [confidence for *_, confidence in _read(text, title)] == [sure]
