"""Whose a document is: of the county's page that lists it, or of one of the departments and townships listed there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fazhi.extract.publisher import speaks_for_its_region
from fazhi.parse import parse_text

ANNUAL = "2024年度法治政府建设工作报告"


@pytest.mark.parametrize(
    ("title", "publisher", "own"),
    [
        ("清河县人民政府2024年法治政府建设年度报告", "清河县人民政府办公室", True),
        ("清河县人民政府关于2023年法治政府建设情况的报告", "", True),
        ("云川省清河县2024年法治政府建设报告", "", True),
        ("云川省清溪市2024年法治政府建设报告", "", True),
        ("清河县司法局2024年工作总结", "", True),
        ("清河县法律援助中心2024年工作总结", "", True),
        ("清河县公共法律服务中心2024年工作总结", "", True),
        ("清河县社会矛盾纠纷调处化解中心2024年工作总结", "", True),
        ("清河县人民检察院工作报告", "", True),
        ("清河县统计局关于2024年国民经济和社会发展的统计公报", "", True),
        ("中共清河县委全面依法治县委员会办公室关于2024年工作的报告", "", True),
        ("清河县普法依法治理工作领导小组办公室2024年工作总结", "", True),
        ("清河县2024年政府信息公开工作年度报告", "清河县政务服务中心", True),
        ("清河县公安局破获非法采砂案", "", True),
        (ANNUAL, "清河县司法局", True),
        (ANNUAL, "", True),
        (ANNUAL, "清河县教育局", False),
        ("清河县住房和城乡建设局2024年法治政府建设工作情况报告", "", False),
        ("关于清河县公安局2024年度法治政府建设情况的报告", "", False),
        ("清河县教育局2024年政府信息公开工作年度报告", "清河县人民政府", False),
        ("清河县市场监督管理局行政执法统计年报（2024年）", "", False),
        ("2024年行政执法统计年报", "清河县综合行政执法局", False),
        ("清河县妇联2024年工作总结", "", False),
        ("高村镇2024年政府信息公开工作年度报告", "", False),
        ("西湖街道办事处2024年法治政府建设年度报告", "", False),
        ("云川省司法厅2024年工作总结", "", False),
        ("云川省人民政府2024年法治政府建设报告", "", False),
    ],
)
def test_a_department_a_township_or_a_province_does_not_speak_for_the_county(
    title: str, publisher: str, own: bool
) -> None:
    document = parse_text("受理行政复议案件3件。", url="http://www.qinghe.example/1.html")
    assert speaks_for_its_region(replace(document, title=title, publisher=publisher), "清河县") is own


def test_a_development_zone_speaks_by_its_committee_on_its_own_site_alone() -> None:
    document = parse_text("受理行政复议案件3件。", url="http://www.qinghe.example/1.html")
    report = replace(document, title="清河经济开发区管理委员会2024年法治政府建设年度报告")
    assert speaks_for_its_region(report, "清河经济开发区")
    assert not speaks_for_its_region(report, "清河县")
