"""What makes a text a plan, and what only names one."""

from __future__ import annotations

import pytest

from fazhi.parse.plan import is_plan_title, opens_as_plan


@pytest.mark.parametrize(
    ("title", "plan"),
    [
        ("青笠县2024年法治建设工作要点", True),
        ("关于印发《青笠县2024年普法工作计划》的通知", True),
        ("青笠县2024年法律援助惠民活动实施方案", True),
        ("青笠县法治宣传教育第八个五年规划（2021—2025年）", True),
        ("青笠县人民政府2024年民生实事", True),
        ("青笠县“八五”普法规划启动", False),
        ("青笠县司法局对照《2024年工作要点》抓进度", False),
        ("根据《2024年工作要点》安排", False),
        ("青笠县“八五”普法规划中期评估报告", False),
        ("青笠县2023年民生实事完成情况", False),
        ("青笠县司法局2023年工作总结及2024年工作计划", False),
        ("青笠县司法局2023年度重点工作及2024年工作安排", False),
        ("青笠县2023年法治建设工作要点落实情况", False),
        ("《青笠县2024年法治建设工作要点》解读", False),
        ("青笠县召开会议部署2024年工作计划", False),
        ("青笠县2023年法治政府建设年度报告", False),
    ],
)
def test_a_plan_title_tells_of_nothing_else(title: str, plan: bool) -> None:
    assert is_plan_title(title) is plan


@pytest.mark.parametrize(
    ("opening", "plan"),
    [
        ("2024年，县司法局将围绕中心工作谋篇布局。现将具体工作思路汇报如下：", True),
        ("为做好全年普法工作，结合实际，特制定如下工作计划。", True),
        ("2024年全县法治建设工作的总体要求是：坚持稳中求进。", True),
        ("县委印发《2023年工作要点》，将任务分解到人。现将2023年情况报告如下：", False),
        ("现将2023年工作情况和2024年工作打算汇报如下：", False),
        ("我县制定年度工作计划，将法治建设纳入考核。", False),
    ],
)
def test_only_what_declares_itself_opens_as_a_plan(opening: str, plan: bool) -> None:
    assert opens_as_plan(opening) is plan
