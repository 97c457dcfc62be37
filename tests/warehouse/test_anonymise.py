"""What marts show of private persons: numbers and names are hidden, figures and words of offices are not."""

from __future__ import annotations

import pytest

from fazhi.warehouse.database import Connection
from tests.warehouse.pages import load, page, said


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("身份证号330106199001011234", "身份证号****"),
        ("身份证号33010619900101123X。", "身份证号****。"),
        ("汇入6222 0210 0112 3456 789。", "汇入****。"),
        ("电话13812345678或0571-87654321", "电话****或****"),
        ("电话138-1234-5678", "电话****"),
        ("受援人张小明因工伤申请", "受援人张某某因工伤申请"),
        ("矫正对象李四、王五", "矫正对象李某某、王某某"),
        ("当事人为任志强，", "当事人为任某某，"),
    ],
)
def test_persons_are_hidden(connection: Connection, published: str, shown: str) -> None:
    assert connection.execute("SELECT dw.anonymised(%s)", (published,)).fetchone() == (shown,)


@pytest.mark.parametrize(
    "published",
    [
        *("罚没金额123456789012元", "罚没15012345678元", "12348热线接听13812人次"),
        *("索引号001008001026149/2023-1", "11371525004442025C/2024-4"),
        *("居民周边环境", "居民高度评价", "当事人程序，", "村民代表大会", "农民工高温补贴"),
        *("申请人刘某，", "原告或被告"),
        *("2023-2024年", "0.123456789012", "1,234,567人次"),
    ],
)
def test_figures_and_offices_are_not(connection: Connection, published: str) -> None:
    assert connection.execute("SELECT dw.anonymised(%s)", (published,)).fetchone() == (published,)


def test_a_mart_hides_what_the_evidence_keeps(connection: Connection) -> None:
    load(connection, page("x", said("legal_aid.cases", "5", prose="为受援人张小明，电话13812345678，等办理法律援助")))
    assert connection.execute("SELECT sentence FROM mart.indicator_timeseries").fetchall() == [
        ("为受援人张某某，电话****，等办理法律援助5件。",)
    ]
    assert connection.execute("SELECT sentence FROM mart.as_of_warehouse('2026-01-01')").fetchall() == [
        ("为受援人张某某，电话****，等办理法律援助5件。",)
    ]
    kept = connection.execute("SELECT sentence FROM dw.fact_observation").fetchall()
    assert kept == [("为受援人张小明，电话13812345678，等办理法律援助5件。",)]
