"""Every form of number that reports print, and what looks like one and is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fazhi.extract.numbers import scan, tokens
from fazhi.extract.numerals import chinese_value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("办理1762件", "1762", "件"),
        ("约2.2亿元", "220000000", "元"),
        ("324万余元", "3240000", "元"),
        ("800余万元", "8000000", "元"),
        ("三万余册(个)", "30000", "册"),
        ("20万余人次", "200000", "人次"),
        ("99 %", "99", "%"),
        ("１００％", "100", "%"),
        ("百分之八十九点四七", "89.47", "%"),
        ("三成。", "30", "%"),
        ("四分之一", "25", "%"),
        ("3,905件", "3905", "件"),
        ("3，905件", "3905", "件"),
        ("4 126起", "4126", "起"),
        ("1 4 件", "14", "件"),
        ("1.5个百分点", "1.5", "百分点"),
        ("500余场（次）", "500", "场次"),
        ("近百场", "100", "场"),
        ("三千零五十件", "3050", "件"),
        ("受理131；", "131", ""),
        ("1,100万元", "11000000", "元"),
        ("1万2千件", "12000", "件"),
        ("3万5千余次", "35000", "次"),
        ("2千3百万元", "23000000", "元"),
        ("2千3百余万元", "23000000", "元"),
        ("1亿2千万元", "120000000", "元"),
        ("1亿5000万元", "150000000", "元"),
        ("2万零6百次", "20600", "次"),
        ("3万2385件", "32385", "件"),
        ("5百2十人", "520", "人"),
        ("2千余件", "2000", "件"),
    ],
)
def test_value_and_measure_word(text: str, value: str, unit: str) -> None:
    (number,) = scan(text)
    assert (number.value, number.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不少于60学时", ">="),
        ("至少抽取10本", ">="),
        ("达到50%以上", ">="),
        ("突破1,100件", ">="),
        ("逾四十件", ">="),
        ("超5万人次", ">="),
        ("不少于总人数的10%", ">="),
        ("控制在3%以内", "<="),
        ("不超过7%", "<="),
        ("≤5%", "<="),
        ("低于8%", "<="),
        ("达到100%", ""),
        ("市级以上87个", ""),
    ],
)
def test_bound(text: str, bound: str) -> None:
    assert scan(text)[-1].bound == bound


@pytest.mark.parametrize("text", ["40余项", "约1500名", "近3万份", "7万多份", "130人左右"])
def test_approximate(text: str) -> None:
    assert scan(text)[0].approx


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5个", 3, 5),
        ("2至3个", 2, 3),
        ("5%-10%", 5, 10),
        ("1万2千至1万5千件", 12000, 15000),
        ("2千3百至2千6百万元", 23000000, 26000000),
    ],
)
def test_range_keeps_both_ends(text: str, low: int, high: int) -> None:
    (number,) = scan(text)
    assert (number.value, number.value_max) == (low, high)


@pytest.mark.parametrize("text", ["5万3万", "1万2件", "2百3千", "1万2", "3万2385.5元"])
def test_what_need_not_be_one_number_stays_apart(text: str) -> None:
    assert len(scan(text)) == 2


def test_signed_only_where_a_sign_can_stand() -> None:
    assert scan("同比-18.6%")[0].value == Decimal("-18.6")
    assert scan("2021-2023期间3-5个")[-1].value == 3


@pytest.mark.parametrize(
    "text",
    [
        "2023年6月18日",
        "第43期",
        "12348热线",
        "（2.0版）",
        "〔2023〕12号",
        "“1+1>2”",
        "《2023年工作要点》",
        "1.加强统筹",
        "年满60周岁",
        "15分钟",
        "一本账S1",
        "表3 情况",
        "万人化解率",
    ],
)
def test_no_figure(text: str) -> None:
    assert [number for number in scan(text) if number.unit != "本"] == []


def test_spans_cover_number_unit_and_bound() -> None:
    text = "调解成功率达98.5%以上，发放资料3万余份"
    assert [text[number.start : number.end] for number in scan(text)] == ["98.5%以上", "3万余份"]


def test_tokens_give_times_and_parentheses_in_order() -> None:
    kinds = [(kind, start) for kind, start, _, _ in tokens("1—10月，办结28,410件（前三季度1.36万次）")]
    assert kinds == [("time", 0), ("number", 8), ("punct", 15), ("time", 16), ("number", 20), ("punct", 26)]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("十", 10), ("二百一十三", 213), ("一百五", 150), ("两", 2), ("一万零八十", 10080), ("三千二百余"[:-1], 3200)],
)
def test_chinese_value(numeral: str, value: int) -> None:
    assert chinese_value(numeral) == value


def test_scan_of_a_part_keeps_positions_of_the_whole() -> None:
    text = "前言1件。后文22件。"
    (number,) = scan(text, 5)
    assert text[number.start : number.end] == "22件"
