"""Period codes."""

from __future__ import annotations

from datetime import date

import pytest

from fazhi.warehouse.periods import UNKNOWN, Period, parse_period


@pytest.mark.parametrize(
    ("code", "year", "start", "end", "granularity"),
    [
        ("2023", 2023, date(2023, 1, 1), date(2023, 12, 31), "year"),
        ("2022H1", 2022, date(2022, 1, 1), date(2022, 6, 30), "half"),
        ("2022H2", 2022, date(2022, 7, 1), date(2022, 12, 31), "half"),
        ("2024Q3", 2024, date(2024, 7, 1), date(2024, 9, 30), "quarter"),
        ("2024M1-10", 2024, date(2024, 1, 1), date(2024, 10, 31), "months"),
        ("2024M2", 2024, date(2024, 2, 1), date(2024, 2, 29), "months"),
        ("2020-2022", 2022, date(2020, 1, 1), date(2022, 12, 31), "span"),
        ("2021-2023H1", 2023, date(2021, 1, 1), date(2023, 6, 30), "span"),
    ],
)
def test_a_period_lies_in_its_last_year(code: str, year: int, start: date, end: date, granularity: str) -> None:
    assert parse_period(code) == Period(code, year, start, end, granularity)


def test_no_period_is_unknown_and_not_an_error() -> None:
    assert parse_period("") is UNKNOWN


@pytest.mark.parametrize(
    "code",
    [
        "2023H3",
        "2023Q0",
        "2023M13",
        "2023M10-1",
        "2023M01",
        "2022-2022",
        "2023-2021",
        "23",
        "２０２３",
        "2023年",
        "0000",
    ],
)
def test_what_is_no_period_gives_none(code: str) -> None:
    assert parse_period(code) is None
