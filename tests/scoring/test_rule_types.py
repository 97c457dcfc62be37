"""The rule types that read several figures, targets, peers or people: by hand, and what holds whatever they read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Peers, Publication
from fazhi.scoring.rules import Marked, Rule, Unmarked
from tests.scoring.test_rules import REPORT, VALUE, marks, of, reason, rule

numbers = st.decimals(min_value=0, max_value=1000, places=2)
maybe = st.none() | numbers


def given_figures(values: dict[Input, Any]) -> CountyInputs:
    return CountyInputs(
        2024, {one: InputFigure(Decimal(str(value))) for one, value in values.items() if value is not None}
    )


def applied(made: Rule, inputs: CountyInputs, *, full: str = "10") -> Marked:
    outcome = made.mark(Decimal(full), inputs, Peers())
    assert isinstance(outcome, Marked), outcome
    return outcome


CHECKLIST = rule(
    "checklist",
    parts=[
        {"title": "领导小组", "marks": 2, "value": {"indicator": "a.group", "unit": "个"}},
        {"title": "会议", "marks": 3, "value": {"indicator": "a.meetings", "unit": "次"}, "at_least": 4},
        {"title": "年报", "marks": 5, "document_types": [REPORT]},
    ],
)


def test_a_checklist_adds_up_what_is_met_and_leaves_open_what_nobody_knows() -> None:
    whole = applied(CHECKLIST, of(published=date(2025, 3, 1), group="1", meetings="4"))
    assert (whole.score, whole.high) == (10, 10)
    half = applied(CHECKLIST, of(group="1", meetings="3"))
    assert (half.score, half.low, half.high) == (2, None, 7)  # the report may be out somewhere
    assert half.formula == "领导小组 ✓ 2; 会议 ✗ 0; 年报 ? 0: 2"
    assert reason(CHECKLIST, of()) == "unpublished"


CHARGES = [
    {"title": "复议纠错", "value": {"indicator": "a.corrected", "unit": "件"}, "each": 2, "allowed": 1, "cap": 4},
    {"title": "败诉", "value": {"indicator": "a.lost", "unit": "件"}, "each": 3},
]
DEMERITS = rule("deduct_from_full", charges=CHARGES)


@pytest.mark.parametrize(
    ("corrected", "lost", "score"),
    [("0", "0", 10), ("1", "0", 10), ("2", "0", 8), ("9", "0", 6), ("2", "1", 5), ("9", "9", 0)],
)
def test_deductions_start_from_the_full_mark_each_within_its_cap(corrected: str, lost: str, score: int) -> None:
    assert applied(DEMERITS, of(corrected=corrected, lost=lost)).score == score


def test_an_unpublished_charge_takes_nothing_off_but_the_score_says_what_it_could() -> None:
    outcome = applied(DEMERITS, of(corrected="2"))
    assert (outcome.score, outcome.low) == (8, 0)
    assert outcome.formula == "10 - (复议纠错 2: 2) = 8"
    assert applied(DEMERITS, of(lost="1")).low == 3  # at most 4 of the other
    assert reason(DEMERITS, of()) == "unpublished"


PANEL = [Input("a.expert", f"assessor={number}") for number in range(1, 6)]
ASSESSORS = rule(
    "assessors",
    assessors=[
        {"title": "自评", "indicator": "a.self", "unit": "分", "weight": 10},
        {"title": "专家", "indicator": "a.expert", "unit": "分", "weight": 90, "panel": 5, "trimmed": 1},
    ],
)


def test_assessors_are_weighted_and_the_extremes_of_a_panel_are_left_out() -> None:
    points = dict(zip(PANEL, (60, 80, 90, 70, 100), strict=True))
    outcome = applied(ASSESSORS, given_figures({Input("a.self"): 95, **points}))
    assert outcome.score == Decimal("8.15")  # (95 * 10 + 80 * 90) / 100 out of 10
    assert outcome.formula == "(自评 95 / 100 × 10 + 专家 mean of 3 of 5 80 / 100 × 90) / 100 × 10 = 8.15"
    assert set(outcome.used) == {Input("a.self"), *PANEL}


def test_a_missing_assessor_is_unpublished_unless_his_weight_goes_to_the_others() -> None:
    only = given_figures({Input("a.self"): 95})
    assert reason(ASSESSORS, only) == "unpublished"
    outcome = applied(ASSESSORS.model_copy(update={"rescale": True}), only)
    assert (outcome.score, outcome.low, outcome.high) == (Decimal("9.5"), Decimal("0.95"), Decimal("9.95"))
    two_of_panel = given_figures({Input("a.self"): 95, PANEL[0]: 50, PANEL[1]: 60})
    assert reason(ASSESSORS, two_of_panel) == "unpublished"  # nobody is left after trimming


def test_against_the_countys_own_target() -> None:
    made = rule("own_target", value=VALUE, better="higher", each=Decimal("0.5"), cap=2, no_reference=Decimal("0.5"))
    target = Input("a.value", kind="target")
    assert applied(made, given_figures({Input("a.value"): 12, target: 12})).score == 10
    missed = applied(made, given_figures({Input("a.value"): 10, target: 12}))
    assert (missed.score, missed.formula) == (9, "10 against the county's own target 12: 10 - min(2 × 0.5, 2) = 9")
    assert applied(made, given_figures({Input("a.value"): 1, target: 12})).score == 8
    outcome = made.mark(Decimal(10), of("10"), Peers())
    assert isinstance(outcome, Unmarked)
    assert (outcome.reason, outcome.award) == ("no_reference", Decimal("0.5"))


@pytest.mark.parametrize(
    ("places", "better", "value", "score"),
    [
        ([{"first": 1, "marks": 6}, {"first": 3, "marks": 4}], "higher", "50", 6),
        ([{"first": 1, "marks": 6}, {"first": 3, "marks": 4}], "higher", "20", 4),  # shares rank 3
        ([{"first": 1, "marks": 6}, {"first": 3, "marks": 4}], "higher", "10", 0),
        ([{"first": 1, "marks": 6}], "lower", "10", 6),
        ([{"share": "0.4", "marks": 6}, {"share": "0.6", "marks": 2}], "higher", "40", 6),
        ([{"share": "0.4", "marks": 6}, {"share": "0.6", "marks": 2}], "higher", "20", 2),
        ([{"share": "0.39", "marks": 6}], "higher", "40", 0),  # 0.39 of 5 is fewer than 2
    ],
)
def test_places_and_quotas_among_peers(places: list[dict[str, Any]], better: str, value: str, score: int) -> None:
    made = rule("peer_rank", value=VALUE, better=better, places=places)
    assert marks(made, of(value), peers=["10", "20", "20", "40", "50"]) == score


def test_units_count_up_to_the_full_mark() -> None:
    made = rule("per_unit", value=VALUE, each=Decimal("0.5"))
    assert [marks(made, of(value), full="2") for value in ("0", "3", "9")] == [0, Decimal("1.5"), 2]


def test_fixed_marks_are_for_any_of_it_or_none() -> None:
    made = rule("fixed", value=VALUE)
    assert [marks(made, of("1")), marks(made, of("0"))] == [6, 0]
    assert reason(made, of()) == "unpublished"


def test_a_count_per_head_is_divided_by_reference_data_of_a_year_and_source() -> None:
    made = rule("linear", value=VALUE | {"per": {"denominator": "population.resident"}}, target=10)
    people = Input("population.resident", kind="reference")
    resident = InputFigure(Decimal(38), note="万人, 2023, 七普")
    inputs = CountyInputs(2024, {Input("a.value"): InputFigure(Decimal(190)), people: resident})
    outcome = applied(made, inputs)
    assert (outcome.score, outcome.used) == (5, (Input("a.value"), people))
    assert outcome.formula == "min(190 / 38 (万人, 2023, 七普) / 10, 1) × 10 = 5"
    assert reason(made, of("190")) == "no_reference"


POOLED = {
    "indicator": "a.value", "unit": "%", "otherwise": {"numerator": "a.lost", "denominator": "a.cases"},
    "small_sample": {"denominator": "a.cases", "minimum": 10, "award": "mean", "pooled_years": 3},
}  # fmt: skip


def test_few_cases_are_pooled_over_three_years() -> None:
    made = rule("inverse_linear", value=POOLED, full_at=5, zero_at=15)

    def years(*pairs: tuple[int, int]) -> CountyInputs:
        lost = {Input("a.lost", back=back): pair[0] for back, pair in enumerate(pairs)}
        return given_figures(lost | {Input("a.cases", back=back): pair[1] for back, pair in enumerate(pairs)})

    outcome = applied(made, years((1, 1), (0, 9), (0, 10)))
    assert len(outcome.used) == 6
    assert outcome.score == 10 * (15 - Decimal(1) / 20 * 100) / 10
    assert "1 / 20 × 100 of 3 years" in outcome.formula
    few = made.mark(Decimal(10), years((1, 1), (0, 2), (0, 3)), Peers())
    assert isinstance(few, Unmarked)
    assert (few.reason, few.award) == ("small_sample", "mean")
    assert applied(made, years((1, 20), (9, 9))).score == 10  # enough of its own


def test_the_window_and_the_part_of_a_year_are_another_input() -> None:
    made = rule("linear", value=VALUE | {"window": "december_november", "at_least_months": 9}, target=10)
    (asked,) = made.inputs()
    assert (asked.window, asked.months) == ("december_november", 9)
    assert reason(made, of("5")) == "unpublished"
    partial = CountyInputs(2024, {asked: InputFigure(Decimal(5), note="first 10 months")})
    assert applied(made, partial).formula == "min(5 (first 10 months) / 10, 1) × 10 = 5"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"type": "checklist", "parts": []}, "parts"),
        ({"type": "checklist", "parts": [{"title": "t", "marks": 1}]}, "value or document_types"),
        ({"type": "peer_rank", "value": VALUE, "better": "higher", "places": [{"marks": 1}]}, "first or share"),
        (
            {"type": "peer_rank", "value": VALUE, "better": "higher",
             "places": [{"first": 3, "marks": 6}, {"first": 2, "marks": 4}]},
            "must reach further",
        ),
        (
            {"type": "assessors", "assessors": [
                {"title": "t", "indicator": "a.b", "unit": "分", "weight": 1, "panel": 2, "trimmed": 1}]},
            "leaves nobody",
        ),
        ({"type": "linear", "target": 1, "value": POOLED | {"otherwise": None}}, "pooled_years needs otherwise"),
        (
            {"type": "linear", "target": 1, "value": POOLED | {"per": {"denominator": "population.resident"}}},
            "per is for counts",
        ),
    ],
)  # fmt: skip
def test_wrong_parameters_are_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        rule(parameters.pop("type"), **parameters)


@given(
    group=maybe, meetings=maybe, corrected=maybe, lost=maybe, own=maybe, panel=st.lists(maybe, min_size=5, max_size=5)
)
def test_marks_stay_within_bounds_whatever_is_known(
    group: Decimal | None, meetings: Decimal | None, corrected: Decimal | None, lost: Decimal | None,
    own: Decimal | None, panel: tuple[Decimal | None, ...],
) -> None:  # fmt: skip
    names = {"a.group": group, "a.meetings": meetings, "a.corrected": corrected, "a.lost": lost, "a.self": own}
    inputs = given_figures({Input(name): value for name, value in names.items()} | dict(zip(PANEL, panel, strict=True)))
    for made in (CHECKLIST, DEMERITS, ASSESSORS, ASSESSORS.model_copy(update={"rescale": True})):
        outcome = made.mark(Decimal(10), inputs, Peers())
        if isinstance(outcome, Marked):
            low = outcome.score if outcome.low is None else outcome.low
            high = outcome.score if outcome.high is None else outcome.high
            assert 0 <= low <= outcome.score <= high <= 10
            assert str(outcome.formula).endswith(f"{outcome.score.normalize():f}") or "= " in outcome.formula


@given(low=numbers, high=numbers, cap=st.integers(1, 10))
def test_more_charges_never_give_more_and_a_cap_bounds_each(low: Decimal, high: Decimal, cap: int) -> None:
    made = rule("deduct_from_full", charges=[CHARGES[1] | {"cap": cap}])
    low, high = sorted((low, high))
    scores = [applied(made, of(lost=str(value))).score for value in (low, high)]
    assert 10 - cap <= scores[1] <= scores[0] <= 10


@given(points=st.lists(st.decimals(0, 100, places=1), min_size=6, max_size=6))
def test_a_better_self_assessment_never_gives_less_and_extremes_never_move_the_mean(points: list[Decimal]) -> None:
    own, panel = points[0], sorted(points[1:])
    base = dict(zip(PANEL, panel, strict=True))
    scores = [
        applied(ASSESSORS, given_figures({Input("a.self"): value, **base})).score
        for value in sorted((own, Decimal(50)))
    ]
    assert scores == sorted(scores)
    extreme = base | {PANEL[0]: Decimal(0), PANEL[4]: Decimal(100)}
    moved = applied(ASSESSORS, given_figures({Input("a.self"): own, **extreme})).score
    assert moved == applied(ASSESSORS, given_figures({Input("a.self"): own, **base})).score


@given(values=st.lists(numbers, min_size=3, max_size=12), data=st.data())
def test_a_better_rank_never_gives_less_and_no_more_than_the_quota_is_full(
    values: list[Decimal], data: st.DataObject
) -> None:
    made = rule(
        "peer_rank", value=VALUE, better=data.draw(st.sampled_from(["higher", "lower"])),
        places=[{"share": "0.3", "marks": 6}, {"share": "0.7", "marks": 3}],
    )  # fmt: skip
    peers = Peers(values)
    scores = []
    for value in sorted(values):
        outcome = made.mark(Decimal(6), of(str(value)), peers)
        assert isinstance(outcome, Marked)
        scores.append(outcome.score)
    assert scores == sorted(scores, reverse=made.better == "lower")
    distinct = len(set(values)) == len(values)
    assert not distinct or scores.count(Decimal(6)) <= Decimal("0.3") * len(values)


@given(now=numbers, later=numbers, target=numbers)
def test_nearer_to_its_target_is_never_worse(now: Decimal, later: Decimal, target: Decimal) -> None:
    made = rule("own_target", value=VALUE, better="higher", each=Decimal("0.1"), cap=4)
    asked = Input("a.value", kind="target")
    scores = [
        applied(made, given_figures({Input("a.value"): value, asked: target})).score for value in sorted((now, later))
    ]
    assert 6 <= scores[0] <= scores[1] <= 10


@given(value=numbers)
def test_per_unit_is_bounded(value: Decimal) -> None:
    assert 0 <= marks(rule("per_unit", value=VALUE, each=Decimal("0.3")), of(str(value)), full="5") <= 5


def test_an_undated_document_still_meets_a_line_of_a_checklist() -> None:
    assert applied(CHECKLIST, CountyInputs(2024, {}, {REPORT: Publication(None)})).score == 5
