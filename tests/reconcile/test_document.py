"""Each kind of identity on figures written out: what agrees, what is explained, what contradicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load_catalogue
from fazhi.extract.observation import Observation
from fazhi.reconcile import Check, check_across, check_document, load_identities
from tests.conftest import PROJECT

IDENTITIES = load_identities(load_catalogue(PROJECT / "include" / "catalogue"))


def figure(indicator: str, value: str, unit: str = "件", period: str = "2023", **other: object) -> Observation:
    fields: dict[str, object] = {
        "indicator": indicator,
        "value": Decimal(value),
        "unit": unit,
        "period": period,
        "kind": "actual",
        "evidence_start": 0,
        "evidence_end": 1,
        "sentence_start": 0,
        "sentence_end": 1,
        "locator": "p1",
        "rule": "test",
        "confidence": "certain",
    }
    return Observation(**(fields | other))  # type: ignore[arg-type]


def one(observations: Sequence[Observation], identity: str) -> Check | None:
    """The only check of `identity`, None where there is none."""
    found = [check for check in check_document(observations, IDENTITIES) if check.identity == identity]
    assert len(found) <= 1
    return found[0] if found else None


def verdict(observations: Sequence[Observation], identity: str) -> tuple[str, str] | None:
    check = one(observations, identity)
    return (check.result, check.how) if check else None


LOSSES = [figure("litigation.lost", "3"), figure("litigation.concluded", "46")]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("6.52", ("agrees", "")),
        ("6.5", ("agrees", "")),
        ("7", ("agrees", "")),
        ("6.53", ("contradicts", "")),
        ("6.521", ("explainable", "truncated")),  # 6.5217 rounds to 6.522
        ("6", ("explainable", "truncated")),
        ("65.2", ("contradicts", "")),
    ],
)
def test_a_rate_follows_from_its_counts_to_half_of_its_last_digit(printed: str, expected: tuple[str, str]) -> None:
    rate = figure("litigation.loss_rate", printed, "%")
    assert verdict([*LOSSES, rate], "litigation.loss_rate") == expected


def test_a_rate_of_another_base_is_explained_and_names_the_operands() -> None:
    observations = [figure("litigation.loss_rate", "6.00", "%"), *LOSSES, figure("litigation.filed", "50")]
    check = one(observations, "litigation.loss_rate")
    assert check is not None
    assert (check.result, check.how) == ("explainable", "other_denominator")
    assert check.operands == (0, 1, 3)
    assert (check.expected, check.found) == (Decimal("6.00"), Decimal("6.00"))


def test_a_contradicting_rate_says_what_the_definition_gives() -> None:
    check = one([figure("litigation.loss_rate", "9.99", "%"), *LOSSES], "litigation.loss_rate")
    assert check is not None
    assert (check.result, check.expected, check.found) == ("contradicts", Decimal("6.52"), Decimal("9.99"))


def test_without_the_base_of_the_definition_a_rate_is_not_contradicted() -> None:
    observations = [
        figure("litigation.loss_rate", "9.99", "%"),
        figure("litigation.lost", "3"),
        figure("litigation.filed", "50"),
    ]
    assert verdict(observations, "litigation.loss_rate") is None


def test_a_base_without_an_indicator_explains_a_rate() -> None:
    observations = [
        figure("litigation.head_appearance_rate", "97.1", "%"),
        figure("litigation.head_appearances", "33"),
        figure("litigation.heard", "40"),
    ]
    assert verdict(observations, "litigation.head_appearance_rate") == ("explainable", "other_denominator")


def test_no_rate_is_computed_from_zero_cases() -> None:
    observations = [
        figure("litigation.loss_rate", "0", "%"),
        figure("litigation.lost", "0"),
        figure("litigation.concluded", "0"),
    ]
    assert verdict(observations, "litigation.loss_rate") is None


@pytest.mark.parametrize(
    ("received", "expected"),
    [("79", ("agrees", "")), ("91", ("explainable", "unlisted_part")), ("78", ("contradicts", ""))],
)
def test_parts_may_leave_something_out_but_not_exceed_the_whole(received: str, expected: tuple[str, str]) -> None:
    observations = [
        figure("reconsideration.received", received),
        figure("reconsideration.accepted", "73"),
        figure("reconsideration.not_accepted", "6"),
    ]
    assert verdict(observations, "reconsideration.intake") == expected


def test_another_way_to_count_the_parts_is_another_scope() -> None:
    observations = [
        figure("normative.in_force", "118"),
        figure("normative.in_force", "136", period="2022", kind="previous"),
        figure("normative.issued", "7"),
        figure("normative.repealed", "19"),
        figure("normative.amended", "6"),
    ]
    assert verdict(observations, "normative.flow") == ("explainable", "other_scope")
    assert verdict(observations[:-1], "normative.flow") == ("contradicts", "")


def test_more_concluded_than_accepted_is_carried_over() -> None:
    observations = [figure("reconsideration.accepted", "67"), figure("reconsideration.concluded", "71")]
    assert verdict(observations, "reconsideration.concluded_of_accepted") == ("explainable", "carried_over")


def test_more_mediated_than_concluded_contradicts() -> None:
    observations = [figure("reconsideration.mediated", "78"), figure("reconsideration.concluded", "72")]
    assert verdict(observations, "reconsideration.mediated_of_concluded") == ("contradicts", "")


def released(total: str, *, parts: dict[str, str]) -> list[Observation]:
    members = [figure("corrections.released", n, "人", breakdown=f"reason={member}") for member, n in parts.items()]
    return [figure("corrections.released", total, "人"), *members]


def test_all_members_of_a_dimension_add_up_to_the_total() -> None:
    identity = "corrections.released_by_reason"
    parts = {"completed": "71", "transferred": "3", "recommitted": "3"}
    assert verdict(released("77", parts=parts), identity) == ("agrees", "")
    assert verdict(released("79", parts=parts), identity) == ("contradicts", "")
    assert verdict(released("79", parts={"completed": "71"}), identity) == ("explainable", "unlisted_part")
    assert verdict(released("70", parts={"completed": "71"}), identity) == ("contradicts", "")


def test_a_named_part_is_at_most_the_whole() -> None:
    part = figure("mediation.resolved", "689", breakdown="scope=police_station_rooms")
    identity = "mediation.resolved_at_police_stations"
    assert verdict([figure("mediation.resolved", "4063"), part], identity) == ("agrees", "")
    assert verdict([figure("mediation.resolved", "688"), part], identity) == ("contradicts", "")


def changed(change: str, unit: str, *, now: str = "863", before: str | None = "632") -> list[Observation]:
    observations = [
        figure("enforcement.certified_officers", now, "人"),
        figure("enforcement.certified_officers", change, unit, kind="change"),
    ]
    if before is not None:
        observations.append(figure("enforcement.certified_officers", before, "人", period="2022", kind="previous"))
    return observations


@pytest.mark.parametrize(
    ("change", "unit", "expected"),
    [
        ("36.55", "%", ("agrees", "")),
        ("36.6", "%", ("agrees", "")),
        ("36.54", "%", ("contradicts", "")),
        ("36.5", "%", ("explainable", "truncated")),
        ("231", "人", ("agrees", "")),
        ("230", "人", ("contradicts", "")),
    ],
)
def test_a_change_follows_from_both_figures(change: str, unit: str, expected: tuple[str, str]) -> None:
    assert verdict(changed(change, unit), "any.change") == expected


def test_a_fall_is_cut_towards_zero() -> None:
    assert verdict(changed("-26.28", "%", now="4436", before="6017"), "any.change") == ("agrees", "")
    assert verdict(changed("-26.2", "%", now="4436", before="6017"), "any.change") == ("explainable", "truncated")
    assert verdict(changed("26.28", "%", now="4436", before="6017"), "any.change") == ("contradicts", "")


def test_a_percentage_follows_from_the_change_in_units_where_last_year_is_not_given() -> None:
    aid = [
        figure("legal_aid.cases", "352"),
        figure("legal_aid.cases", "44", kind="change"),
        figure("legal_aid.cases", "14.29", "%", kind="change"),
    ]
    assert verdict(aid, "any.change") == ("agrees", "")
    assert verdict([*aid[:2], figure("legal_aid.cases", "12.5", "%", kind="change")], "any.change") == (
        "contradicts",
        "",
    )


def test_points_written_as_per_cent_are_explained() -> None:
    observations = [
        figure("litigation.loss_rate", "7.5", "%"),
        figure("litigation.loss_rate", "11.76", "%", period="2022", kind="previous"),
        figure("litigation.loss_rate", "-4.26", "%", kind="change"),
    ]
    assert verdict(observations, "any.change") == ("explainable", "points_for_percent")


def test_digits_lost_to_ten_thousands_are_not_held_against_a_change() -> None:
    observations = [
        figure("publicity.audience", "74000.0", "人次"),  # 7.4万
        figure("publicity.audience", "66000.0", "人次", period="2022", kind="previous"),
        figure("publicity.audience", "12.3", "%", kind="change"),
    ]
    assert verdict(observations, "any.change") == ("agrees", "")


@pytest.mark.parametrize(
    ("loose", "how"), [({"approx": True}, "approximate"), ({"bound": ">="}, "bounded"), ({"bound": "<="}, "bounded")]
)
def test_approximate_and_bounded_figures_never_contradict(loose: dict[str, object], how: str) -> None:
    observations = [figure("reconsideration.mediated", "78", **loose), figure("reconsideration.concluded", "72")]
    assert verdict(observations, "reconsideration.mediated_of_concluded") == ("explainable", how)


def test_figures_of_different_scope_do_not_contradict() -> None:
    observations = [
        figure("litigation.lost", "5", scope="含二审"),
        figure("litigation.concluded", "4", scope="一审"),
    ]
    assert verdict(observations, "litigation.lost_of_concluded") == ("explainable", "other_scope")


def test_other_periods_and_subjects_are_not_compared() -> None:
    mediated = figure("reconsideration.mediated", "78")
    assert (
        verdict(
            [mediated, figure("reconsideration.concluded", "72", period="2022")],
            "reconsideration.mediated_of_concluded",
        )
        is None
    )
    assert (
        verdict(
            [mediated, figure("reconsideration.concluded", "72", subject="县公安局")],
            "reconsideration.mediated_of_concluded",
        )
        is None
    )


def test_targets_ranges_doubtful_and_empty_figures_are_no_operands() -> None:
    unusable = (
        {"kind": "target"},
        {"value_max": Decimal(80)},
        {"confidence": "uncertain"},
        {"value": None},
        {"period": ""},
    )
    for other in unusable:
        concluded = replace(figure("reconsideration.concluded", "72"), **other)  # type: ignore[arg-type]
        assert (
            verdict([figure("reconsideration.mediated", "78"), concluded], "reconsideration.mediated_of_concluded")
            is None
        )


def test_a_restated_figure_is_one_operand() -> None:
    observations = [
        figure("reconsideration.concluded", "72"),
        figure("reconsideration.concluded", "72", locator="t4r1c2"),
        figure("reconsideration.mediated", "78"),
    ]
    assert verdict(observations, "reconsideration.mediated_of_concluded") == ("contradicts", "")


def test_a_figure_with_several_values_contradicts_nothing() -> None:
    observations = [
        figure("reconsideration.concluded", "72", locator="p2"),
        figure("reconsideration.concluded", "80", locator="p3"),
        figure("reconsideration.mediated", "90", locator="p4"),
    ]
    assert verdict(observations, "reconsideration.mediated_of_concluded") is None
    beside = [*observations[:2], figure("reconsideration.mediated", "90", locator="p3")]
    check = one(beside, "reconsideration.mediated_of_concluded")
    assert check is not None
    assert (check.result, check.expected) == ("contradicts", Decimal(80))


def test_new_ones_are_not_compared_with_existing_ones() -> None:
    observations = [
        figure("mediation.committees", "10", "个", basis="new"),
        figure("mediation.committees", "30", "个", breakdown="type=village", basis="stock"),
    ]
    assert verdict(observations, "mediation.committees_by_type") is None


def test_table_and_prose_state_the_same_figure() -> None:
    prose = figure("disclosure.requests_received", "112", locator="p3")
    assert verdict([prose, figure("disclosure.requests_received", "112", locator="t1r1c7")], "any.table_and_prose") == (
        "agrees",
        "",
    )
    assert verdict([prose, figure("disclosure.requests_received", "121", locator="t1r1c7")], "any.table_and_prose") == (
        "contradicts",
        "",
    )
    assert verdict([prose, figure("disclosure.requests_received", "121", locator="p5")], "any.table_and_prose") is None


def test_a_figure_of_another_size_is_no_misprint() -> None:
    observations = [
        figure("enforcement.penalties", "37", locator="p3"),
        figure("enforcement.penalties", "4436", locator="t1r1c7"),
    ]
    assert verdict(observations, "any.table_and_prose") is None


def test_last_years_figure_as_quoted_now_is_compared_with_last_years_report() -> None:
    observations = [
        figure("litigation.filed", "71", period="2022"),
        figure("litigation.filed", "75", period="2022", kind="previous"),
        figure("litigation.filed", "80"),
    ]
    across = check_across(observations, [1, 2, 2], IDENTITIES)
    assert [(c.identity, c.result, c.operands) for c in across] == [("any.last_year_as_quoted", "contradicts", (1, 0))]
    assert check_across(observations, [1, 1, 1], IDENTITIES) == []


def test_a_stock_follows_from_last_years_report() -> None:
    observations = [
        figure("corrections.current", "148", "人", period="2022"),
        figure("corrections.current", "131", "人"),
        figure("corrections.admitted", "60", "人"),
        figure("corrections.released", "77", "人"),
    ]
    across = check_across(observations, [1, 2, 2, 2], IDENTITIES)
    assert [(c.identity, c.result) for c in across] == [("corrections.flow", "agrees")]


@settings(deadline=None)
@given(lost=st.integers(0, 400), concluded=st.integers(1, 400), digits=st.integers(0, 3))
def test_a_correctly_rounded_rate_never_contradicts(lost: int, concluded: int, digits: int) -> None:
    rate = round(Decimal(lost * 100) / concluded, digits)
    observations = [
        figure("litigation.lost", str(lost)),
        figure("litigation.concluded", str(concluded)),
        figure("litigation.loss_rate", str(rate), "%"),
    ]
    assert verdict(observations, "litigation.loss_rate") == ("agrees", "")


@settings(deadline=None)
@given(st.permutations(released("79", parts={"completed": "71", "transferred": "3", "recommitted": "3"})))
def test_the_order_of_the_figures_does_not_matter(observations: list[Observation]) -> None:
    assert verdict(observations, "corrections.released_by_reason") == ("contradicts", "")


def test_no_figures_no_checks() -> None:
    assert check_document([], IDENTITIES) == []
