"""A whole scheme: policies for what is missing, means, exclusion, rounding, ranks; order does not matter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.scoring.assessment import CountyScore, score_counties, score_county
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure
from fazhi.scoring.scheme import Scheme


def scheme(*items: dict[str, Any], digits: int = 2) -> Scheme:
    """Items `i0`, `i1` ... over the indicators `a.i0`, `a.i1` ..., in one branch; linear to 100 unless said."""
    made = [
        {"id": f"i{n}", "title": "t", "marks": 10,
         "rule": {"type": "linear", "target": 100, "value": {"indicator": f"a.i{n}", "unit": "件"}}} | item
        for n, item in enumerate(items)
    ]  # fmt: skip
    total = sum(item["marks"] for item in made)
    return Scheme.model_validate(
        {
            "code": "test", "title": "t", "issuer": "i", "province": "99", "first_year": 2024, "last_year": 2024,
            "marks": total, "rounding": {"digits": digits},
            "branches": [{"id": "b", "title": "t", "marks": total, "items": made}],
        }
    )  # fmt: skip


def county(*values: str | None) -> CountyInputs:
    figures = {
        Input(f"a.i{number}"): InputFigure(Decimal(value)) for number, value in enumerate(values) if value is not None
    }
    return CountyInputs(2024, figures)


def scores(scored: CountyScore) -> list[Decimal | None]:
    return [item.score for item in scored.items]


@pytest.mark.parametrize(
    ("missing", "score", "total"),
    [
        ("zero", Decimal(0), Decimal(8)),
        ("full", Decimal(10), Decimal(18)),
        (Decimal("0.3"), Decimal(3), Decimal(11)),
        ("mean", Decimal("4.5"), Decimal("12.5")),  # of 4 and 5
        ("excluded", None, Decimal(16)),  # 8 of 10 is 16 of 20
    ],
)
def test_what_a_missing_figure_gives_is_the_items_policy(missing: Any, score: Decimal | None, total: Decimal) -> None:
    result = score_counties(
        scheme({}, {"missing": missing}),
        {"1": county("80", None), "2": county("80", "40"), "3": county("80", "50")},
    )["1"]
    assert scores(result) == [8, score]
    assert result.total == total
    assert [item.reason for item in result.items] == ["partial", "unpublished"]
    assert (result.items[1].low, result.items[1].high) == (0, 10)


def test_the_mean_of_no_county_is_half_of_the_mark() -> None:
    result = score_counties(scheme({"missing": "mean"}), {"1": county(None), "2": county(None)})
    assert [one.total for one in result.values()] == [5, 5]


def test_not_applicable_has_a_policy_of_its_own() -> None:
    item = {"not_applicable": "excluded"}
    inputs = CountyInputs(2024, {Input("a.i1"): InputFigure(None), Input("a.i0"): InputFigure(Decimal(50))})
    result = score_counties(scheme({}, item), {"1": inputs})["1"]
    assert (result.total, result.items[1].reason, result.items[1].score) == (10, "not_applicable", None)


def test_a_county_without_any_item_that_counts_has_no_points() -> None:
    result = score_counties(scheme({"missing": "excluded"}), {"1": county(None)})["1"]
    assert result.total == 0


def test_scores_are_rounded_half_up_before_they_are_added() -> None:
    thirds = score_counties(scheme({}, {}, {}, digits=1), {"1": county("12.5", "12.5", "12.5")})["1"]
    assert scores(thirds) == [Decimal("1.3")] * 3
    assert thirds.total == Decimal("3.9")


def test_reasons_name_full_partial_and_no_marks() -> None:
    items = score_county(scheme({}, {}, {}), county("120", "40", "0"))
    assert [item.reason for item in items] == ["full", "partial", "none"]
    assert items[1].formula == "min(40 / 100, 1) × 10 = 4"


@settings(deadline=None)
@given(
    values=st.dictionaries(
        st.text("0123456789", min_size=6, max_size=6), st.none() | st.integers(0, 200), min_size=1, max_size=8
    ),
    data=st.data(),
)
def test_the_order_of_the_counties_does_not_matter(values: dict[str, int | None], data: st.DataObject) -> None:
    made = scheme(
        {"missing": "mean"},
        {
            "rule": {
                "type": "peer_reference", "reference": "mean", "better": "higher", "each": 1,
                "value": {"indicator": "a.i0", "unit": "件"},
            }
        },
    )  # fmt: skip
    counties = {code: county(None if value is None else str(value)) for code, value in values.items()}
    shuffled = {code: counties[code] for code in data.draw(st.permutations(sorted(counties)))}
    first, second = score_counties(made, counties), score_counties(made, shuffled)
    assert first == second
    assert all(0 <= scored.total <= 20 for scored in first.values())
