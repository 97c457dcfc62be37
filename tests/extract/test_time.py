"""Which period a document and an expression of time mean."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.extract.time import DocumentTime


@pytest.mark.parametrize(
    ("title", "report", "plan", "plan_only"),
    [
        ("某县2023年法治政府建设情况的报告", "2023", "2024", False),
        ("某局2022年上半年工作总结及下半年工作计划", "2022H1", "2022", False),
        ("某局2024年度工作总结暨2025年工作计划", "2024", "2025", False),
        ("某自治县二〇二〇年法治政府建设工作报告", "2020", "2021", False),
        ("某县2023年工作要点", "2023", "2023", True),
        ("某局2024年1-10月工作总结", "2024M1-10", "2024", False),
        ("某局2023年第三季度工作情况", "2023Q3", "2023", False),
    ],
)
def test_title(title: str, report: str, plan: str, plan_only: bool) -> None:
    time = DocumentTime.read(title, "")
    assert (time.report, time.plan, time.plan_only, time.source) == (report, plan, plan_only, "title")


def test_opening_lines_stand_in_for_a_title() -> None:
    time = DocumentTime.read("", "2022年上半年,在县委的领导下,我局完成了各项任务。")
    assert (time.report, time.source) == ("2022H1", "stated")


def test_plan_without_a_title() -> None:
    time = DocumentTime.read("", "2023年,市司法局将坚持稳中求进。现将具体工作思路汇报如下。")
    assert (time.plan, time.plan_only) == ("2023", True)


def test_signature_of_january_speaks_of_the_year_before() -> None:
    assert DocumentTime.read("", "我局完成了各项任务。\n某县司法局\n2024年1月9日").report == "2023"


def test_publication_date_is_the_last_resort() -> None:
    time = DocumentTime.read("工作总结", "我局完成了各项任务。", date(2023, 12, 28))
    assert (time.report, time.source) == ("2023", "published")


def test_without_any_year_the_period_is_empty() -> None:
    assert DocumentTime.read("工作总结", "我局完成了各项任务。").report == ""


@pytest.mark.parametrize(
    ("expression", "period"),
    [
        ("2021—2023年", "2021-2023"),
        ("2021年1月至2023年6月", "2021-2023H1"),
        ("2019年以来", "2019-2023"),
        ("1月至10月", "2023M1-10"),
        ("1—6月", "2023H1"),
        ("前三季度", "2023M1-9"),
        ("2022年上半年", "2022H1"),
        ("2020年末", "2020"),
        ("2023年6月20日", "2023"),
        ("6月20日", None),
        ("2021-2025", None),
    ],
)
def test_expression(expression: str, period: str | None) -> None:
    assert DocumentTime.read("某县2023年报告", "").period_of(expression) == period


def test_the_year_before_keeps_the_stretch() -> None:
    assert DocumentTime.read("某局2023年上半年总结", "").year_before() == "2022H1"
