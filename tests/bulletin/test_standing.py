"""Who leads, lags and moves: the guards, each with the figures that it is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fazhi.bulletin.period import parse
from fazhi.bulletin.reading import Due, Facts, Figure
from fazhi.bulletin.standing import Judge, Standing
from fazhi.reconcile.identities import load_identities
from tests.warehouse.pages import CATALOGUE

JUDGE = Judge(CATALOGUE, load_identities(CATALOGUE))
LOSS, LOST, CONCLUDED = "litigation.loss_rate", "litigation.lost", "litigation.concluded"


def figure(county: int, indicator: str, value: str, year: int = 2024, **more: object) -> Figure:
    held = Figure(
        region_code=f"99010{county}",
        series_code=f"99010{county}",
        region_name=f"{county}县",
        indicator_code=indicator,
        year=year,
        value=Decimal(value),
        value_max=None,
        unit=CATALOGUE.indicators[indicator].unit,
        bound="",
        approx=False,
        confidence="certain",
        check_status=None,
        sources_agreeing=1,
        sources_disagreeing=0,
        url=f"https://{county}.example/{year}",
        title="报告",
        published_on=date(year + 1, 3, 1),
    )
    return replace(held, **more)  # type: ignore[arg-type]


def facts(*figures: Figure, wanted: str = "2024", counties: int = 6) -> Facts:
    due = tuple(
        Due(region_code=f"99010{number}", region_name=f"{number}县", year=2024, document_type="bureau_summary",
            due_date=date(2025, 4, 1), found=False, published_on=None, url=None)
        for number in range(1, counties + 1)
    )  # fmt: skip
    return Facts(
        province_code="99", province_name="云川省", period=parse(wanted), read_until=date(2025, 4, 2), published=(),
        figures=figures, revisions=(), contradictions=(), due=due, scores=(), silent=(), sources={},
    )  # fmt: skip


def standing(indicator: str, *figures: Figure, wanted: str = "2024") -> Standing:
    (found,) = [each for each in JUDGE.standings(facts(*figures, wanted=wanted)) if each.indicator.code == indicator]
    return found


def codes(figures: tuple[Figure, ...]) -> list[str]:
    return [each.region_name for each in figures]


def test_less_is_better_where_the_catalogue_says_so() -> None:
    found = standing(LOSS, *(figure(county, LOSS, str(county)) for county in (3, 1, 5, 2, 4)))
    assert (codes(found.leading), codes(found.lagging)) == (["1县", "2县", "3县"], ["5县", "4县"])
    more = standing(
        "legal_aid.cases", *(figure(county, "legal_aid.cases", str(county)) for county in (3, 1, 5, 2, 4, 6))
    )
    assert (codes(more.leading), codes(more.lagging)) == (["6县", "5县", "4县"], ["1县", "2县", "3县"])


def test_equal_values_share_a_place_and_nobody_leads_where_all_are_equal() -> None:
    tied = standing(LOSS, *(figure(county, LOSS, value) for county, value in enumerate("112223", 1)))
    assert (codes(tied.leading), codes(tied.lagging)) == (["1县", "2县", "3县", "4县", "5县"], ["6县"])
    alike = standing(LOSS, *(figure(county, LOSS, "5") for county in range(1, 6)))
    assert (alike.ranked, alike.leading, alike.lagging) == (5, (), ())


def test_three_counties_are_not_ranked() -> None:
    found = standing(LOSS, *(figure(county, LOSS, str(county)) for county in (1, 2, 3)))
    assert (found.ranked, found.leading) == (3, ())


def test_what_is_not_published_is_told_apart_from_zero() -> None:
    found = standing(LOST, figure(1, LOST, "0"), figure(2, LOST, "3"))
    assert (found.zeros, found.unpublished) == (1, ("990103", "990104", "990105", "990106"))


def test_one_case_of_one_neither_leads_nor_lags() -> None:
    others = [figure(county, LOSS, str(county)) for county in (2, 3, 4, 5)]
    small = [figure(1, LOSS, "100"), figure(1, CONCLUDED, "1")]
    found = standing(LOSS, *others, *small)
    assert (codes(found.lagging), dict(found.unranked)) == (["5县"], {"基数不足10": 1})
    assert found.without_base == {"990102", "990103", "990104", "990105"}


def test_what_is_no_exact_certain_figure_is_left_out_and_counted() -> None:
    found = standing(
        LOSS,
        *(figure(county, LOSS, "5") for county in (1, 2)),
        figure(3, LOSS, "5", bound="<="),
        figure(4, LOSS, "5", value_max=Decimal(7)),
        figure(5, LOSS, "5", confidence="uncertain"),
        figure(6, LOSS, "5", check_status="contradicts"),
    )
    assert found.ranked == 2
    assert dict(found.unranked) == {"只公布了界限或区间": 2, "识别存疑": 1, "核对矛盾": 1}


def test_what_came_out_after_the_period_is_not_known_in_it() -> None:
    late = [figure(county, LOSS, str(county), 2023, published_on=date(2024, 4, 18)) for county in (1, 2, 3, 4)]
    assert JUDGE.standings(facts(*late, wanted="2024Q1")) == []
    assert standing(LOSS, *late, wanted="2024Q2").ranked == 4


def moved(*figures: Figure, wanted: str = "2024") -> list[tuple[str, Decimal, bool, bool]]:
    found = JUDGE.movements(facts(*figures, wanted=wanted))
    return [(each.indicator.code, each.change, each.better, each.doubtful) for each in found]


def test_a_change_is_judged_by_the_direction_of_the_indicator() -> None:
    assert moved(figure(1, LOSS, "5", 2023), figure(1, LOSS, "8")) == [(LOSS, Decimal(3), False, False)]
    aid = "legal_aid.cases"
    assert moved(figure(1, aid, "100", 2023), figure(1, aid, "150")) == [(aid, Decimal(50), True, False)]


def test_small_counts_about_values_and_doubtful_ones_do_not_move() -> None:
    aid = "legal_aid.cases"
    assert moved(figure(1, aid, "2", 2023), figure(1, aid, "4")) == []
    assert moved(figure(1, aid, "100", 2023, approx=True), figure(1, aid, "150")) == []
    assert moved(figure(1, aid, "100", 2023), figure(1, aid, "150", check_status="contradicts")) == []
    assert moved(figure(1, aid, "100", 2023), figure(1, aid, "100")) == []
    assert moved(figure(1, aid, "20", 2023), figure(1, aid, "282")) == [(aid, Decimal(262), True, True)]


def test_a_series_goes_on_over_a_new_code() -> None:
    aid = "legal_aid.cases"
    before = figure(1, aid, "100", 2023, region_code="990191", region_name="一县")
    assert moved(before, figure(1, aid, "150")) == [(aid, Decimal(50), True, False)]


def test_a_quarter_tells_only_what_came_out_in_it() -> None:
    aid = "legal_aid.cases"
    both = (figure(1, aid, "100", 2022), figure(1, aid, "150", 2023))
    assert moved(*both, wanted="2024Q1") != []
    assert moved(*both, wanted="2024Q2") == []
