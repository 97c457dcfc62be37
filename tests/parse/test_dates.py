"""Dates as pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.parse.dates import dates_in, first_date, printed_behind


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-21 15:26", date(2024, 3, 21)),
        ("2024-03-21T15:26:08", date(2024, 3, 21)),
        ("发布时间：2024/3/1", date(2024, 3, 1)),
        ("2024.03.21", date(2024, 3, 21)),
        ("2024年3月21日", date(2024, 3, 21)),
        ("2024 年 3 月 21 日", date(2024, 3, 21)),
        ("２０２４年３月２１日", date(2024, 3, 21)),
        ("二〇二四年三月二十一日", date(2024, 3, 21)),
        ("二○二四年十月十日", date(2024, 10, 10)),
        ("二0一九年元月三十日", date(2019, 1, 30)),
        ("二〇二四年十二月三十一日", date(2024, 12, 31)),
        ("2024-02-30，更正为2024-03-01", date(2024, 3, 1)),
    ],
)
def test_written_dates_are_read(text: str, day: date) -> None:
    assert first_date(text) == day


@pytest.mark.parametrize(
    "text",
    ["2024年3月", "2024-13-01", "1024-03-21", "12024-03-21", "002958773/2023-201333", "2024-03/21", "三月二十一日", ""],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert first_date(text) is None


def test_dates_come_in_text_order_with_their_spans() -> None:
    text = "二〇二四年一月二日至2024-03-04"
    assert [(day, text[start:end]) for day, start, end in dates_in(text)] == [
        (date(2024, 1, 2), "二〇二四年一月二日"),
        (date(2024, 3, 4), "2024-03-04"),
    ]


@pytest.mark.parametrize(
    ("title", "printed"),
    [
        ("法治宣传进集市（2021年4月）", (2021, 4, 0)),
        ("法治宣传进集市(2021年4月9日)", (2021, 4, 9)),
        ("法治宣传进集市（２０２１年４月９日） ", (2021, 4, 9)),
        ("政府工作报告(2021-04-09)", (2021, 4, 9)),
        ("法治宣传进集市（2021年）", None),
        ("普法成效（2016-2020年）", None),
        ("法治宣传（2021年4月）进集市", None),
        ("法治宣传进集市（2021年13月）", None),
        ("法治宣传进集市（2021年2月30日）", None),
        ("法治宣传进集市2021年4月", None),
        ("", None),
    ],
)
def test_the_date_behind_a_title(title: str, printed: tuple[int, int, int] | None) -> None:
    assert printed_behind(title) == printed
