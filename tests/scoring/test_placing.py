"""Bonus and penalty, requirements, overrides; ranks, peer groups, grades and vetoes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.scoring.assessment import CountyScore, score_counties
from fazhi.scoring.inputs import CountyInputs, Finding, Input, InputFigure, Override
from fazhi.scoring.placing import Placing, place
from fazhi.scoring.policy import PeerGroups, Rounding
from fazhi.scoring.scheme import Scheme
from tests.scoring.test_assessment import county
from tests.scoring.test_assessment import scheme as items_only

CIRCULAR = Finding(title="关于某事件的通报", issuer="省委依法治省办", number="〔2025〕3号", dated=date(2025, 2, 1))


def scheme(*items: dict[str, Any], **policy: Any) -> Scheme:
    """As in the tests of items, with what a scheme decides beside them."""
    return Scheme.model_validate(items_only(*items).model_dump() | policy)


def adjustment(name: str, kind: str, *, marks: int = 5, each: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "id": name, "title": name, "kind": kind, "marks": marks,
        "rule": {"type": "per_unit", "each": each, "value": {"indicator": f"a.{name}", "unit": "项"}},
    } | more  # fmt: skip


def with_figures(inputs: CountyInputs, **figures: int) -> CountyInputs:
    more = {Input(f"a.{name}"): InputFigure(Decimal(value)) for name, value in figures.items()}
    return CountyInputs(inputs.year, {**inputs.figures, **more}, {}, inputs.group, inputs.findings, inputs.overrides)


def scored(made: Scheme, **counties: CountyInputs) -> tuple[dict[str, CountyScore], dict[str, Placing]]:
    scores = score_counties(made, counties)
    return scores, place(made, counties, scores)


def test_bonus_and_penalty_stand_beside_the_full_mark_each_within_its_cap() -> None:
    made = scheme(
        {},
        adjustments=[adjustment("h", "bonus"), adjustment("g", "bonus"), adjustment("p", "penalty", each="2")],
        bonus_cap=6,
        penalty_cap=3,
    )
    one = score_counties(made, {"1": with_figures(county("50"), h=4, g=4, p=1)})["1"]
    assert [item.score for item in one.items] == [5, 4, 4, -2]
    assert [item.marks for item in one.items] == [10, 0, 0, 0]
    assert (one.bonus, one.penalty, one.total) == (6, 2, 9)
    worst = score_counties(made, {"1": with_figures(county("10"), h=0, g=0, p=2)})["1"]
    assert (worst.penalty, worst.total) == (3, 0)  # never below none


def test_what_is_not_known_of_bonus_and_penalty_opens_the_total_and_moves_nothing() -> None:
    made = scheme({}, adjustments=[adjustment("h", "bonus"), adjustment("p", "penalty", marks=2)])
    one = score_counties(made, {"1": county("50")})["1"]
    assert (one.total, one.low, one.high) == (5, 3, 10)
    assert [item.reason for item in one.items[1:]] == ["unpublished", "unpublished"]


def test_one_event_counts_once_by_what_moves_the_total_most() -> None:
    made = scheme(
        {},
        adjustments=[
            adjustment("h", "bonus", event="示范县"),
            adjustment("g", "bonus", event="示范县", each="3"),
            adjustment("p", "penalty", event="示范县"),
        ],
    )
    one = score_counties(made, {"1": with_figures(county("50"), h=1, g=1, p=2)})["1"]
    assert [(item.score, item.reason) for item in one.items[1:]] == [
        (0, "counted_once"),
        (3, "partial"),
        (0, "counted_once"),
    ]
    assert one.items[1].formula == "示范县 counts once: g"
    assert one.total == 8


def test_an_item_counts_only_where_what_it_requires_is_reached() -> None:
    made = scheme({}, {"requires": {"item": "i0", "at_least": "0.6"}}, {"requires": {"item": "i1", "at_least": "0.1"}})
    low = score_counties(made, {"1": county("50", "100", "100")})["1"]
    assert [(item.score, item.reason) for item in low.items] == [(5, "partial"), (0, "requirement"), (0, "requirement")]
    assert "i0 has 5.00 of 10, fewer than 6" in low.items[1].formula
    assert score_counties(made, {"1": county("60", "100", "100")})["1"].total == 26
    unknown = score_counties(made, {"1": county(None, "100", "100")})["1"]
    assert (unknown.total, unknown.high) == (0, 30)  # it may have been reached


def test_a_person_puts_a_score_in_place_of_the_computed_one_with_who_why_and_proof() -> None:
    override = Override(score=Decimal("7.5"), who="张三", why="核对台账", attachment="台账.pdf")
    inputs = CountyInputs(2024, county("50").figures, overrides={"i0": override})
    (item,) = score_counties(scheme({}), {"1": inputs})["1"].items
    assert (item.score, item.reason, item.low, item.high) == (
        Decimal("7.5"),
        "overridden",
        Decimal("7.5"),
        Decimal("7.5"),
    )
    assert item.formula == "7.5 by 张三: 核对台账 (台账.pdf)"


GRADES = [{"name": "优秀", "at_least": 8, "quota": "0.5"}, {"name": "良好", "at_least": 5}, {"name": "一般"}]


def test_grades_are_by_line_and_quota_and_a_quota_is_not_exceeded_by_a_tie() -> None:
    _, placed = scored(scheme({}, grades=GRADES), a=county("90"), b=county("85"), c=county("85"), d=county("40"))
    assert [placed[code].grade for code in "abcd"] == ["优秀", "良好", "良好", "一般"]
    _, placed = scored(scheme({}, grades=GRADES), a=county("90"), b=county("85"), c=county("84"), d=county("40"))
    assert [placed[code].grade for code in "abcd"] == ["优秀", "优秀", "良好", "一般"]


@pytest.mark.parametrize(("effect", "grade"), [("veto", "一般"), ("downgrade", "良好")])
def test_a_veto_or_downgrade_takes_a_dated_document_of_a_superior_body(effect: str, grade: str) -> None:
    veto = {
        "id": "v",
        "title": "重大违法决策",
        "effect": effect,
        "basis": {"title": "考核办法", "issuer": "省委依法治省办"},
    }
    made = scheme({}, grades=GRADES, vetoes=[veto])
    found = CountyInputs(2024, county("90").figures, findings={"v": CIRCULAR})
    _, placed = scored(made, a=found, b=county("80"), c=county("70"))
    assert placed["a"].grade == grade
    assert placed["a"].rank == 1
    assert placed["a"].lowered_by == "重大违法决策: 省委依法治省办关于某事件的通报 〔2025〕3号 2025-02-01"
    assert (placed["b"].grade, placed["b"].lowered_by) == ("良好", "")


def test_ties_share_the_rank_or_are_broken_as_the_scheme_says() -> None:
    counties = {"a": county("50", "60"), "b": county("60", "50"), "c": county("10", "10"), "d": county("90", "90")}
    assert [one.rank for one in scored(scheme({}, {}), **counties)[1].values()] == [2, 2, 4, 1]
    follow = scheme({}, {}, ties={"next_rank": "follow"})
    assert [one.rank for one in scored(follow, **counties)[1].values()] == [2, 2, 3, 1]
    broken = scheme({}, {}, ties={"by": ["i1"]})
    assert [one.rank for one in scored(broken, **counties)[1].values()] == [2, 3, 4, 1]


def test_counties_are_compared_and_ranked_in_their_peer_group() -> None:
    rule = {
        "type": "peer_percentile",
        "better": "higher",
        "minimum_peers": 2,
        "value": {"indicator": "a.i0", "unit": "件"},
    }
    made = scheme({"rule": rule}, peer_groups={"by": "kind"})
    counties = {
        code: CountyInputs(2024, county(value).figures, group=group)
        for code, value, group in (("a", "1", "县"), ("b", "2", "县"), ("c", "3", "市辖区"), ("d", "4", "市辖区"))
    }
    scores, placed = scored(made, **counties)
    assert [scores[code].total for code in "abcd"] == [0, 10, 0, 10]
    assert [(placed[code].group_rank, placed[code].group_size) for code in "abcd"] == [(2, 2), (1, 2), (2, 2), (1, 2)]


def test_the_group_of_a_county_is_its_prefecture_kind_or_list() -> None:
    lists = PeerGroups(by="list", lists={"山区": ("990221",)})
    assert [lists.group(code, "990200", "县") for code in ("990221", "990222")] == ["山区", ""]
    assert PeerGroups(by="prefecture").group("990221", None, "县") == ""
    assert PeerGroups(by="kind").group("990221", "990200", "县") == "县"
    assert PeerGroups().group("990221", "990200", "县") == ""


def test_the_rounding_of_a_scheme() -> None:
    eighth = Decimal("0.125")
    assert [Rounding(mode=mode).item(eighth) for mode in ("half_up", "half_even", "down")] == [
        Decimal("0.13"), Decimal("0.12"), Decimal("0.12"),
    ]  # fmt: skip
    assert Rounding(digits=3, total_digits=1).total(Decimal("0.25")) == Decimal("0.3")


@given(
    totals=st.lists(st.integers(0, 100), min_size=1, max_size=15),
    quota=st.decimals("0.1", 1, places=2),
    bonus=st.integers(0, 9),
)
def test_no_grade_exceeds_its_quota_and_a_better_total_never_has_a_worse_grade(
    totals: list[int], quota: Decimal, bonus: int
) -> None:
    made = scheme({}, grades=[{"name": "A", "quota": quota}, {"name": "B", "at_least": 5}, {"name": "C"}],
                  adjustments=[adjustment("h", "bonus")], bonus_cap=4)  # fmt: skip
    counties = {str(number): with_figures(county(str(value)), h=bonus) for number, value in enumerate(totals)}
    scores, placed = scored(made, **counties)
    grades = [placed[code].grade for code in sorted(scores, key=lambda code: -scores[code].total)]
    assert grades == sorted(grades)
    assert grades.count("A") <= quota * len(totals)
    assert all(one.low <= one.total <= one.high and one.bonus <= 4 for one in scores.values())
