"""Which year a document is about and where it is filed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.parse.partition import partition_year, report_year

IN_2024 = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("青笠县2023年法治政府建设年度报告", 2023),
        ("青笠县2023年度法治政府建设情况报告", 2023),
        ("关于２０２３年法治政府建设情况的报告", 2023),
        ("青笠县二〇二三年法治政府建设工作报告", 2023),
        ("青笠县二0二三年度依法行政报告", 2023),
        ("青笠县二○二三年依法行政报告", 2023),
        ("司法局2022年工作总结及2023年工作计划", 2022),
        ("司法局2023年工作计划及2022年工作总结", 2022),
        ("司法局2023年度工作总结暨2024年工作计划", 2023),
        ("关于2024年工作安排和2023年工作情况的报告", 2023),
        ("司法局2022年上半年工作总结及下半年工作计划", 2022),
        ("司法局2023年工作思路", 2023),
        ("2025年全县司法行政工作要点", 2025),
        ("2023法治政府建设报告", 2023),
        ("《法治政府建设实施纲要（2021-2025年）》2022年度落实情况报告", 2022),
        ("青政发〔2024〕3号关于2023年法治政府建设情况的报告", 2023),
    ],
)
def test_the_year_reported_on_is_the_partition(title: str, year: int) -> None:
    assert report_year(title, IN_2024) == year
    assert partition_year(title, IN_2024) == year


@pytest.mark.parametrize(
    "title",
    [
        "法治政府建设规划（2021-2025年）",
        "法治政府建设规划（2021—2025年）",
        "2021年至2025年普法规划",
        "2021－2023年度法治建设总结",
        "2022年12月-2023年3月专项行动总结",
        "关于印发行政执法公示办法的通知（青政发〔2021〕3号）",
        "“十四五”法治建设规划",
        "关于召开法治建设工作会议的通知",
        "1998年档案目录",
        "2031年远景目标",
        "二〇三一年远景目标",
        "20256月工作简报",
        "公开日期2021-02-01的报告",
        "",
    ],
)
def test_a_title_without_one_plausible_year_goes_by_publication(title: str) -> None:
    assert report_year(title, IN_2024) is None
    assert partition_year(title, IN_2024) == 2024


def test_nothing_known_gives_no_partition() -> None:
    assert partition_year("关于召开会议的通知", None) is None


def test_without_a_publication_date_the_title_is_believed() -> None:
    assert partition_year("2031年工作要点", None) == 2031


def test_next_years_plan_published_in_december_is_filed_under_next_year() -> None:
    assert partition_year("司法局2025年工作计划", date(2024, 12, 28)) == 2025


@given(
    st.text(alphabet="年度20１9二〇零-—至〔〕（）计划总结报告 \n", max_size=60),
    st.dates(date(2006, 1, 1), date(2030, 1, 1)),
)
def test_any_title_gives_a_year_that_can_be_true(title: str, published_on: date) -> None:
    year = partition_year(title, published_on)
    assert year is not None
    assert 2005 <= year <= published_on.year + 1
