"""Formulas and reasons in Chinese: nothing of the other language is left, and nothing but the language changes."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from fazhi.scoring.explain import explain
from fazhi.scoring.wording import in_chinese
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from tests.scoring.test_run import score

NAMES = {
    "litigation.loss_rate": "败诉率", "litigation.lost": "败诉案件", "litigation.closed": "审结案件",
    "disputes.loss_rate": "败诉率不高于5%",
}  # fmt: skip


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("min(46 / 50, 1) × 8 = 7.36", "取小(46 / 50, 1) × 8 = 7.36"),
        ("clamp((100 - 2 / 46 × 100) / (100 - 5), 0, 1) × 8 = 7.5",
         "限值((100 - 2 / 46 × 100) / (100 - 5), 0, 1) × 8 = 7.5"),
        ("8 / 60 × 100 of 3 years against 5 last year: 8 - min(8.3333 × 1, 8) = 0",
         "8 / 60 × 100（3年合计），对照上年5：8 - 取小(8.3333 × 1, 8) = 0"),
        ("12 (first 9 months) ≥ 10: 2", "12 （前9个月） ≥ 10: 2"),
        ("40 against the county's own target 50: 3 - min(10 × 0.1, 3) = 2",
         "40，对照本县自定目标50：3 - 取小(10 × 0.1, 3) = 2"),
        ("40 against the median 41.5 of 12: 3", "40，对照12个县的中位数41.5：3"),
        ("40 is rank 3 of 12: 2", "40在12个县中居第3：2"),
        ("40 is better than 7 and equal to 1 of 11 others: 0.68 × 4 = 2.7273",
         "40优于其他11个县中的7个，与1个相同：0.68 × 4 = 2.7273"),
        ("published 2025-04-18, due 2025-04-01: 7 - min(17 d × 0.2, 7) = 3.6",
         "2025-04-18发布，期限2025-04-01：7 - 取小(17日 × 0.2, 7) = 3.6"),
        ("rule_of_law_annual_report was published: 3", "法治政府建设年度报告已发布：3"),
        ("fixed 2", "定额2"),
        ("litigation.loss_rate is not published: zero", "败诉率未公布：不得分"),
        ("litigation.loss_rate does not apply: full", "败诉率不适用：得满分"),
        ("neither the rate nor litigation.lost and litigation.closed is published: mean",
         "比率未公布，败诉案件、审结案件也未都公布：按其他县的平均分"),
        ("litigation.closed is 3, fewer than 10, also of 3 years: 0.5 of the mark",
         "审结案件为3，少于10，3年合计仍少：得该项分值的0.5"),
        ("litigation.closed is 0: excluded", "审结案件为0：不计入总分，其余按比例放大"),
        ("last(litigation.closed) is not published: full", "上年审结案件未公布：得满分"),
        ("litigation.closed of December to November of at least 9 months is not published: zero",
         "审结案件（上年12月至11月）（不少于9个月）未公布：不得分"),
        ("no target(litigation.loss_rate) was set: full", "本县没有为败诉率设定目标：得满分"),
        ("there is no reference(population.resident) of 2024: zero", "没有2024年的常住人口(万人)：不得分"),
        ("2 counties published it, fewer than 3: full", "只有2个县公布，不足3个：得满分"),
        ("no points of 群众满意度, 专家组: zero", "缺少群众满意度, 专家组的评分：不得分"),
        ("nothing of the list is published: zero", "清单各项均未公布：不得分"),
        ("nothing that costs points is published: full", "扣分各项均未公布：得满分"),
        ("no rule_of_law_annual_report or enforcement_statistics of 2024 was found: zero",
         "没有找到2024年的法治政府建设年度报告或行政执法统计年报：不得分"),
        ("the page gives no date of publication: zero", "页面没有发布日期：不得分"),
        ("disputes.loss_rate has 3 of 8, fewer than 4", "败诉率不高于5%得3分（满分8分），不到4分"),
        ("6.5 by 王处长: see minutes of the meeting (file 17)", "6.5分，王处长：see minutes of the meeting (file 17)"),
    ],
)  # fmt: skip
def test_a_phrase_has_its_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english, NAMES) == chinese


def _numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))


def test_no_english_is_left_in_what_the_sample_province_is_told(settings: Settings) -> None:
    told: dict[str, str] = {}
    for year in (2022, 2023, 2024):
        score(settings, year)
        with connect(settings.warehouse_dsn) as connection:
            for code in ("990121", "990126", "990221", "990223", "990225"):
                for item in explain(connection, code, year).items:
                    told[item.formula] = item.formula_zh
                    assert _numbers(item.formula) <= _numbers(item.formula_zh), "a name may hold numbers, too"
    assert len(told) > 150
    left = {zh for zh in told.values() if re.search(r"[A-Za-z]{2}", re.sub(r"\[[a-z_]+=\w+\]", "", zh))}
    assert not left, sorted(left)[:5]
