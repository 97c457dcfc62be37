"""Every rule type by hand, and what holds of all of them: bounds, monotonicity, caps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Peers, Publication
from fazhi.scoring.rules import AnyRule, Marked, Rule, Unmarked

ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyRule)
VALUE = {"indicator": "a.value", "unit": "件"}
REPORT = "rule_of_law_annual_report"


def rule(type_: str, **parameters: Any) -> Rule:
    made = ADAPTER.validate_python({"type": type_, **parameters})
    assert isinstance(made, Rule)
    return made


def of(
    value: str | None = None, *, last_year: str | None = None, published: date | None = None, **others: str
) -> CountyInputs:
    """Inputs of 2024 with `a.value`, and other indicators `a.<name>`."""
    figures = {Input(f"a.{name}"): InputFigure(Decimal(number)) for name, number in others.items()}
    if value is not None:
        figures[Input("a.value")] = InputFigure(Decimal(value))
    if last_year is not None:
        figures[Input("a.value", back=1)] = InputFigure(Decimal(last_year))
    publications = {REPORT: Publication(published)} if published else {}
    return CountyInputs(2024, figures, publications)


def marks(made: Rule, inputs: CountyInputs, *, full: str = "6", peers: Sequence[str] = ()) -> Decimal:
    outcome = made.mark(Decimal(full), inputs, Peers(map(Decimal, peers)))
    assert isinstance(outcome, Marked), outcome
    return outcome.score


def reason(made: Rule, inputs: CountyInputs, *, peers: Sequence[str] = ()) -> str:
    outcome = made.mark(Decimal(6), inputs, Peers(map(Decimal, peers)))
    assert isinstance(outcome, Unmarked), outcome
    return outcome.reason


@pytest.mark.parametrize(
    ("parameters", "value", "expected"),
    [
        ({"type": "threshold", "at_least": 70}, "70", "6"),
        ({"type": "threshold", "at_least": 70}, "69.99", "0"),
        ({"type": "threshold", "at_most": 3}, "3", "6"),
        ({"type": "threshold", "at_most": 3}, "3.01", "0"),
        ({"type": "bands", "bands": [{"limit": 98, "marks": 6}, {"limit": 95, "marks": 4}]}, "98", "6"),
        ({"type": "bands", "bands": [{"limit": 98, "marks": 6}, {"limit": 95, "marks": 4}]}, "97.99", "4"),
        ({"type": "bands", "bands": [{"limit": 98, "marks": 6}, {"limit": 95, "marks": 4}]}, "94.9", "0"),
        (
            {"type": "bands", "better": "lower", "bands": [{"limit": 5, "marks": 6}, {"limit": 8, "marks": 3}]},
            "5.01",
            "3",
        ),
        ({"type": "linear", "target": 200}, "150", "4.5"),
        ({"type": "linear", "target": 200}, "500", "6"),
        ({"type": "linear", "start": 60, "target": 90}, "75", "3"),
        ({"type": "linear", "start": 60, "target": 90}, "50", "0"),
        ({"type": "inverse_linear", "full_at": 5, "zero_at": 15}, "4", "6"),
        ({"type": "inverse_linear", "full_at": 5, "zero_at": 15}, "10", "3"),
        ({"type": "inverse_linear", "full_at": 5, "zero_at": 15}, "15", "0"),
        ({"type": "inverse_linear", "full_at": 5, "zero_at": 15}, "40", "0"),
        ({"type": "deduction", "required": 6, "each": Decimal("0.3"), "cap": Decimal("1.2")}, "4", "5.4"),
        ({"type": "deduction", "required": 6, "each": Decimal("0.3"), "cap": Decimal("1.2")}, "0", "4.8"),
        ({"type": "deduction", "required": 6, "each": Decimal("0.3"), "cap": Decimal("1.2")}, "9", "6"),
        ({"type": "deduction", "allowed": 0, "each": 1}, "2", "4"),
        ({"type": "deduction", "allowed": 0, "each": 1}, "7", "0"),
    ],
)
def test_rules_over_one_figure(parameters: dict[str, Any], value: str, expected: str) -> None:
    made = rule(parameters["type"], value=VALUE, **{k: v for k, v in parameters.items() if k != "type"})
    assert marks(made, of(value)) == Decimal(expected)


@pytest.mark.parametrize(
    ("better", "now", "before", "expected"),
    [
        ("higher", "100", "90", "6"),
        ("higher", "90", "100", "5"),
        ("lower", "90", "100", "6"),
        ("lower", "100", "80", "4"),
        ("higher", "10", "100", "3"),
    ],
)
def test_against_last_year(better: str, now: str, before: str, expected: str) -> None:
    made = rule("last_year", value=VALUE, better=better, each=Decimal("0.1"), cap=3)
    assert marks(made, of(now, last_year=before)) == Decimal(expected)


def test_last_year_without_a_reference_is_a_reason_of_its_own() -> None:
    made = rule("last_year", value=VALUE, better="higher", each=1, no_reference="mean")
    outcome = made.mark(Decimal(6), of("10"), Peers())
    assert isinstance(outcome, Unmarked)
    assert (outcome.reason, outcome.award) == ("no_reference", "mean")


@pytest.mark.parametrize(
    ("reference", "better", "value", "expected"),
    [
        ("mean", "higher", "5", "6"),  # mean of 2 3 10 is 5
        ("mean", "higher", "3", "4"),
        ("median", "higher", "3", "6"),
        ("median", "higher", "2", "5"),
        ("median", "lower", "10", "2"),  # 7 over the median, capped at 4
    ],
)
def test_against_the_mean_and_median_of_peers(reference: str, better: str, value: str, expected: str) -> None:
    made = rule("peer_reference", value=VALUE, reference=reference, better=better, each=1, cap=4)
    assert marks(made, of(value), peers=["2", "3", "10"]) == Decimal(expected)


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        ("higher", "50", "6"),
        ("higher", "10", "0"),
        ("lower", "10", "6"),
        ("higher", "20", "2.25"),  # of four others: one worse, one equal
        ("lower", "20", "3.75"),
    ],
)
def test_percentile_among_peers(better: str, value: str, expected: str) -> None:
    made = rule("peer_percentile", value=VALUE, better=better)
    assert marks(made, of(value), peers=["10", "20", "20", "40", "50"]) == Decimal(expected)


def test_too_few_peers_say_nothing() -> None:
    for made in (
        rule("peer_percentile", value=VALUE, better="higher", too_few=Decimal("0.5")),
        rule("peer_reference", value=VALUE, reference="mean", better="higher", each=1, too_few=Decimal("0.5")),
    ):
        outcome = made.mark(Decimal(6), of("1"), Peers([Decimal(1), Decimal(9)]))
        assert isinstance(outcome, Unmarked)
        assert (outcome.reason, outcome.award) == ("small_sample", Decimal("0.5"))


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (date(2025, 3, 31), "6"),
        (date(2025, 4, 1), "6"),
        (date(2025, 4, 2), "5.8"),
        (date(2025, 4, 18), "2.6"),
        (date(2025, 12, 1), "2"),
        (date(2024, 12, 31), "6"),
    ],
)
def test_a_deadline_costs_by_the_day_up_to_its_cap(published: date, expected: str) -> None:
    made = rule("deadline", document_types=[REPORT], due="04-01", each_day=Decimal("0.2"), cap=4)
    assert marks(made, of(published=published)) == Decimal(expected)


def test_a_missing_and_an_undated_document_are_different_reasons() -> None:
    made = rule("deadline", document_types=[REPORT], due="04-01", each_day=1)
    assert reason(made, of()) == "unpublished"
    assert reason(made, CountyInputs(2024, {}, {REPORT: Publication(None)})) == "undated"


def test_a_document_exists_or_not() -> None:
    made = rule("document", document_types=["enforcement_statistics", REPORT])
    assert marks(made, of(published=date(2025, 1, 1))) == 6
    assert reason(made, of()) == "unpublished"


def test_fixed_marks() -> None:
    assert marks(rule("fixed"), of()) == 6


RATE = {
    "indicator": "a.value",
    "unit": "%",
    "otherwise": {"numerator": "a.lost", "denominator": "a.cases"},
    "small_sample": {"denominator": "a.cases", "minimum": 10, "award": "mean"},
}


def test_a_rate_is_computed_from_its_counts_where_it_is_not_published() -> None:
    made = rule("inverse_linear", value=RATE, full_at=5, zero_at=15)
    outcome = made.mark(Decimal(8), of(lost="2", cases="20"), Peers())
    assert isinstance(outcome, Marked)
    assert (outcome.score, outcome.used) == (4, (Input("a.lost"), Input("a.cases")))
    assert "2 / 20 × 100" in outcome.formula
    assert marks(made, of("5", lost="2", cases="20"), full="8") == 8  # published goes first


def test_a_rate_of_few_cases_says_nothing_and_of_none_does_not_apply() -> None:
    made = rule("inverse_linear", value=RATE, full_at=5, zero_at=15)
    outcome = made.mark(Decimal(8), of("100", cases="1"), Peers())
    assert isinstance(outcome, Unmarked)
    assert (outcome.reason, outcome.award) == ("small_sample", "mean")
    assert "fewer than 10" in outcome.detail
    assert reason(made, of("0", cases="0")) == "not_applicable"
    assert marks(made, of("5", cases="10")) == 6
    assert marks(made, of("5")) == 6  # nobody knows how many: the rate counts
    assert reason(made, of(lost="3")) == "unpublished"


def test_an_unpublished_figure_is_not_zero() -> None:
    made = rule("inverse_linear", value=VALUE, full_at=5, zero_at=15)
    assert marks(made, of("0")) == 6
    assert reason(made, of()) == "unpublished"
    nothing = CountyInputs(2024, {Input("a.value"): InputFigure(None)})
    assert reason(made, nothing) == "not_applicable"


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"type": "threshold", "value": VALUE}, "at_least or at_most"),
        ({"type": "threshold", "value": VALUE, "at_least": 1, "at_most": 2}, "at_least or at_most"),
        ({"type": "bands", "value": VALUE, "bands": []}, "bands"),
        (
            {"type": "bands", "value": VALUE, "bands": [{"limit": 5, "marks": 1}, {"limit": 8, "marks": 0}]},
            "must be worse",
        ),
        ({"type": "linear", "value": VALUE, "target": 0}, "above start"),
        ({"type": "inverse_linear", "value": VALUE, "full_at": 5, "zero_at": 5}, "above full_at"),
        ({"type": "deduction", "value": VALUE, "each": 1}, "required or allowed"),
        ({"type": "deduction", "value": VALUE, "each": 0, "allowed": 1}, "greater than 0"),
        ({"type": "deadline", "document_types": [REPORT], "due": "04-31", "each_day": 1}, "day|month"),
        ({"type": "deadline", "document_types": ["diary"], "due": "04-01", "each_day": 1}, "rule_of_law"),
        ({"type": "fixed", "each": 1}, "Extra inputs"),
        ({"type": "dice"}, "dice"),
    ],
)
def test_wrong_parameters_are_refused(parameters: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ADAPTER.validate_python(parameters)


numbers = st.decimals(min_value=0, max_value=1000, places=2)
RULES = {
    "threshold": rule("threshold", value=VALUE, at_least=70),
    "bands": rule("bands", value=VALUE, bands=[{"limit": 98, "marks": 6}, {"limit": 50, "marks": 2}]),
    "linear": rule("linear", value=VALUE, target=98, start=10),
    "deduction": rule("deduction", value=VALUE, required=12, each=Decimal("0.7"), cap=5),
    "last_year": rule("last_year", value=VALUE, better="higher", each=Decimal("0.1"), cap=4),
    "peer_reference": rule("peer_reference", value=VALUE, reference="median", better="higher", each=1, cap=5),
    "peer_percentile": rule("peer_percentile", value=VALUE, better="higher"),
}
FALLING = {
    "threshold": rule("threshold", value=VALUE, at_most=70),
    "bands": rule("bands", value=VALUE, better="lower", bands=[{"limit": 5, "marks": 6}, {"limit": 50, "marks": 2}]),
    "inverse_linear": rule("inverse_linear", value=VALUE, full_at=5, zero_at=15),
    "deduction": rule("deduction", value=VALUE, allowed=1, each=Decimal("0.7"), cap=5),
    "last_year": rule("last_year", value=VALUE, better="lower", each=Decimal("0.1")),
    "peer_reference": rule("peer_reference", value=VALUE, reference="mean", better="lower", each=1),
    "peer_percentile": rule("peer_percentile", value=VALUE, better="lower"),
}


@pytest.mark.parametrize("falls", [False, True])
@settings(deadline=None)
@given(data=st.data(), low=numbers, high=numbers, before=numbers, others=st.lists(numbers, min_size=4, max_size=8))
def test_more_is_never_worse_where_higher_is_better_and_marks_stay_within_bounds(
    data: st.DataObject, falls: bool, low: Decimal, high: Decimal, before: Decimal, others: list[Decimal]
) -> None:
    rules = FALLING if falls else RULES
    made = rules[data.draw(st.sampled_from(sorted(rules)))]
    low, high = sorted((low, high))
    scores = []
    for value in (low, high):
        outcome = made.mark(Decimal(6), of(str(value), last_year=str(before)), Peers([*others, value]))
        assert isinstance(outcome, Marked)
        assert 0 <= outcome.score <= 6
        scores.append(outcome.score)
    if made.compares_with_peers:
        return  # the county's own value moves the reference
    assert scores[0] >= scores[1] if falls else scores[0] <= scores[1]


@settings(deadline=None)
@given(value=numbers, others=st.lists(numbers, min_size=2, max_size=9))
def test_among_the_same_peers_the_better_county_never_scores_less(value: Decimal, others: list[Decimal]) -> None:
    peers = sorted([value, *others])
    for made in (RULES["peer_percentile"], RULES["peer_reference"]):
        scores = []
        for peer in peers:
            outcome = made.mark(Decimal(6), of(str(peer)), Peers(peers))
            assert isinstance(outcome, Marked)
            scores.append(outcome.score)
        assert scores == sorted(scores)


@settings(deadline=None)
@given(value=numbers)
def test_a_cap_bounds_what_is_lost(value: Decimal) -> None:
    assert marks(RULES["deduction"], of(str(value))) >= 1
    assert marks(RULES["last_year"], of(str(value), last_year="1000")) >= 2


@settings(deadline=None)
@given(days=st.integers(-400, 400))
def test_a_later_report_never_scores_more(days: int) -> None:
    made = rule("deadline", document_types=[REPORT], due="04-01", each_day=Decimal("0.2"))
    day = date(2025, 4, 1) + timedelta(days)
    scores = [marks(made, of(published=day + timedelta(later))) for later in (0, 1)]
    assert 0 <= scores[1] <= scores[0] <= 6
