"""Published assessments, as far as they are published: what they print is what the rules give."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.scoring.assessment import score_counties
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure
from fazhi.scoring.scheme import Scheme, load_scheme, load_schemes, scheme_for
from fazhi.scoring.scheme_check import warnings
from tests.conftest import PROJECT

SCHEMES = PROJECT / "include" / "schemes"
CATALOGUE = load_catalogue(PROJECT / "include" / "catalogue")


def shipped(name: str) -> Scheme:
    return load_scheme(SCHEMES / name, CATALOGUE)


def total(scheme: Scheme, **figures: str) -> Decimal:
    inputs = {Input(f"assessment.{name}"): InputFigure(Decimal(value)) for name, value in figures.items()}
    return score_counties(scheme, {"1": CountyInputs(scheme.first_year, inputs)})["1"].total


@pytest.mark.parametrize("path", sorted(SCHEMES.glob("*.yml")), ids=lambda path: path.stem)
def test_every_shipped_scheme_is_sound_and_names_the_page_of_each_item(path: Path) -> None:
    scheme = load_scheme(path, CATALOGUE)
    assert list(warnings(scheme, CATALOGUE)) == []
    assert all(item.source_url.startswith("http") for item in scheme.scored)
    assert "Left out" in path.read_text(encoding="utf-8")


def test_the_published_city_of_guangdong_is_recomputed_from_its_two_tracks() -> None:
    """2013: internal 77.5, public 82.06, printed total 78.41. Exactly it is 78.412: the difference is rounding."""
    found = total(shipped("guangdong_prefecture_2013.yml"), internal_mark="77.5", social_mark="82.06")
    assert abs(found - Decimal("78.41")) <= Decimal("0.01")
    assert found == Decimal("78.41")


def test_a_track_that_is_missing_leaves_the_city_unpublished() -> None:
    scheme = shipped("guangdong_prefecture_2013.yml")
    inputs = CountyInputs(2013, {Input("assessment.internal_mark"): InputFigure(Decimal("77.5"))})
    (item,) = score_counties(scheme, {"1": inputs})["1"].items
    assert (item.reason, item.low, item.high) == ("unpublished", 0, 100)


def test_the_weights_of_yuhang_by_hand() -> None:
    scheme = shipped("yuhang_index_2008.yml")
    marks = {"satisfaction": "70", "internal_mark": "80", "external_mark": "60", "expert_mark": "75"}
    assert total(scheme, **marks) == Decimal("71.50")  # 24.5 + 14 + 10.5 + 22.5
    assert scheme_for([scheme], "33", 2010) is scheme
    assert scheme.regions == ("330110",)


def test_the_deductions_of_kaijiang_by_hand() -> None:
    scheme = shipped("kaijiang_organ_2018.yml")
    ledgers = [
        *(
            "leading_group",
            "work_plan",
            "year_end_report",
            "legal_section",
            "legal_advisers",
            "study_rules",
            "training",
        ),
    ]
    figures = {Input("assessment.ledgers", f"ledger={name}"): InputFigure(Decimal(1)) for name in ledgers}
    figures[Input("assessment.ledgers", "ledger=deputy_named")] = InputFigure(Decimal(0))
    figures[Input("assessment.staff")] = InputFigure(Decimal(1))
    figures[Input("governance.government_meetings")] = InputFigure(Decimal(1))
    figures[Input("governance.study_sessions")] = InputFigure(Decimal(1))
    figures[Input("assessment.training_absences")] = InputFigure(Decimal(2))
    one = score_counties(scheme, {"1": CountyInputs(2018, figures)})["1"]
    points = {item.item: item.score for item in one.items}
    assert points["organisation.group"] == Decimal("0.5")  # no deputy named: 0.5 off
    assert points["organisation.studied"] == 1  # two of three missing: 2 × 0.5 off
    assert points["staff.persons"] == 0
    assert points["competence.study"] == 0  # five missing would cost 1.5, at most 1.2
    assert points["competence.attendance"] == Decimal("0.3")
    assert one.total == Decimal("5.20")


def test_organs_are_not_scored_as_counties() -> None:
    schemes = load_schemes([SCHEMES], CATALOGUE)
    assert scheme_for(schemes, "51", 2018) is None
    assert scheme_for(schemes, "44", 2013) is None
