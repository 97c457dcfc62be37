"""What is wrong with a scheme is said with file, item and key."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from fazhi.catalogue import load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.scoring.rules import AnyRule
from fazhi.scoring.scheme import load_scheme, load_schemes, scheme_for
from fazhi.scoring.scheme_check import warnings
from tests.conftest import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include" / "catalogue")
SAMPLE = PROJECT / "examples" / "yunchuan" / "schemes" / "yunchuan_county.yml"

RULE_TYPES = [get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(get_args(AnyRule)[0])]
VETO = {"id": "v", "title": "t", "effect": "veto", "basis": {"title": "t", "issuer": "i"}}


def example() -> dict[str, Any]:
    return {
        "code": "test", "title": "测试", "issuer": "测试办", "province": "99", "first_year": 2024, "last_year": 2024,
        "marks": 10,
        "branches": [
            {"id": "courts", "title": "应诉", "marks": 10, "items": [
                {"id": "courts.losses", "title": "败诉率", "marks": 6, "rule": {
                    "type": "inverse_linear", "full_at": 5, "zero_at": 15,
                    "value": {"indicator": "litigation.loss_rate", "unit": "%"}}},
                {"id": "courts.heads", "title": "出庭", "marks": 4, "rule": {
                    "type": "bands", "bands": [{"limit": 100, "marks": 4}, {"limit": 90, "marks": 2}],
                    "value": {"indicator": "litigation.head_appearance_rate", "unit": "%"}}},
            ]},
        ],
    }  # fmt: skip


def write(directory: Path, scheme: dict[str, Any], name: str = "test.yml") -> Path:
    path = directory / name
    path.write_text(yaml.safe_dump(scheme, allow_unicode=True), encoding="utf-8")
    return path


def items(scheme: dict[str, Any]) -> list[dict[str, Any]]:
    return scheme["branches"][0]["items"]


def value(scheme: dict[str, Any]) -> dict[str, Any]:
    return items(scheme)[0]["rule"]["value"]


def test_the_sample_scheme_is_whole_and_rewards_nothing_neutral() -> None:
    scheme = load_scheme(SAMPLE, CATALOGUE)
    assert sum(item.marks for item in scheme.items()) == scheme.marks == 160
    assert len(list(scheme.items())) >= 40
    assert {item.rule.type for item in scheme.scored} == set(RULE_TYPES)
    assert list(warnings(scheme, CATALOGUE)) == []
    assert next(item.missing for item in scheme.items() if item.id == "enforcement.lenient_items") == Decimal("0.25")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.update(marks=11), r"line 1: test: has 11 marks, but what is below it adds up to 10"),
        (lambda s: s["branches"][0].update(marks=9), r"has 10 marks|adds up to 9"),
        (lambda s: items(s)[0].update(marks=5), r"courts: has 10 marks, but what is below it adds up to 9"),
        (lambda s: items(s)[0].update(id="courts.heads"), r"line \d+: courts\.heads: is used twice"),
        (lambda s: items(s)[0].update(colour="red"), r"line \d+: courts\.losses: colour: this key is unknown$"),
        (lambda s: items(s)[0].pop("rule"), r"courts\.losses: rule: this key is missing"),
        (lambda s: items(s)[0]["rule"].update(type="dice"), r"courts\.losses: rule: .*dice"),
        (lambda s: items(s)[0]["rule"].update(zero_at="soon"), r"zero_at: must be a number, found 'soon'"),
        (lambda s: items(s)[0]["rule"].update(zero_at=4), r"courts\.losses: rule\.inverse_linear: zero_at 4 must be"),
        (lambda s: items(s)[0].update(missing=2), r"courts\.losses: missing: a share is between 0 and 1"),
        (lambda s: items(s)[0].update(missing="half"), r"courts\.losses: missing"),
        (lambda s: items(s)[1].update(marks=5), r"courts\.heads: the best that the rule gives is 4, the item has"),
        (lambda s: value(s).update(indicator="litigation.gone"), r"line \d+: courts\.losses: .*litigation\.gone"),
        (lambda s: value(s).update(unit="件"), r"courts\.losses: rule\.value\.unit is 件, .* is in %"),
        (lambda s: items(s)[0]["rule"].update(zero_at=101), r"rule\.zero_at: .* never above 100 %: 101 is out"),
        (lambda s: items(s)[0]["rule"].update(full_at=-1), r"rule\.full_at: .* never below 0: -1 is out of reach"),
        (
            lambda s: items(s)[0].update(requires={"item": "courts.heads", "at_least": 0.5})
            or items(s)[1].update(requires={"item": "courts.losses", "at_least": 0.5}),
            r"line \d+: courts\.\w+: requires itself: courts\.\w+ -> courts\.\w+ -> courts",
        ),
        (lambda s: items(s)[0].update(requires={"item": "x", "at_least": 1}), r"courts\.losses: .*there is no item x"),
        (lambda s: s.update(ties={"by": ["x"]}), r"ties\.by: there is no item or branch x"),
        (lambda s: s.update(grades=[{"name": "a"}, {"name": "b"}]), "a takes every county: those after it"),
        (lambda s: s.update(grades=[{"name": "a", "at_least": 60}, {"name": "b", "at_least": 70}]), "must fall"),
        (lambda s: s.update(grades=[{"name": "a", "at_least": 60}]), "a is the last and takes the rest"),
        (lambda s: s.update(peer_groups={"by": "list"}), "by: list and lists go together"),
        (lambda s: s.update(peer_groups={"by": "list", "lists": {"a": ["1"], "b": ["1"]}}), "1 is in two lists"),
        (
            lambda s: s.update(vetoes=[VETO]),
            "v: a veto lowers the grade, but the scheme has no grades",
        ),
        (lambda s: value(s).update(breakdown="a=b"), r"courts\.losses: .*no breakdown a=b"),
        (
            lambda s: value(s).update(otherwise={"numerator": "litigation.lost", "denominator": "lawyers.public"}),
            r"courts\.losses: rule\.value\.otherwise divides litigation\.lost by lawyers\.public",
        ),
        (lambda s: s.update(province="990"), r"province"),
        (lambda s: s.update(first_year=2025), r"last_year 2024 is before first_year 2025"),
        (lambda s: s["branches"].append({"id": "b", "title": "t", "marks": 1}), r"adds up to 11|neither branches"),
    ],
)  # fmt: skip
def test_a_wrong_scheme_is_refused_with_file_item_and_key(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    scheme = example()
    change(scheme)
    path = write(tmp_path, scheme)
    with pytest.raises(ConfigurationError, match=message) as raised:
        load_scheme(path, CATALOGUE)
    assert str(path) in str(raised.value)


def test_what_is_no_scheme_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("a: [", encoding="utf-8")
    (tmp_path / "b.yml").write_text("just words", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"a\.yml is not YAML"):
        load_scheme(tmp_path / "a.yml", CATALOGUE)
    with pytest.raises(ConfigurationError, match=r"b\.yml"):
        load_scheme(tmp_path / "b.yml", CATALOGUE)
    with pytest.raises(ConfigurationError, match=r"c\.yml cannot be read"):
        load_scheme(tmp_path / "c.yml", CATALOGUE)


def test_numbers_are_exact(tmp_path: Path) -> None:
    path = write(tmp_path, example())
    path.write_text(path.read_text(encoding="utf-8").replace("full_at: 5", "full_at: 5.1"), encoding="utf-8")
    (losses, _) = load_scheme(path, CATALOGUE).items()
    assert losses.rule.full_at == Decimal("5.1")


def test_the_digest_is_of_what_the_scheme_says(tmp_path: Path) -> None:
    first = load_scheme(write(tmp_path, example()), CATALOGUE)
    commented = tmp_path / "test.yml"
    commented.write_text("# why\n" + commented.read_text(encoding="utf-8"), encoding="utf-8")
    assert load_scheme(commented, CATALOGUE).digest == first.digest
    changed = example()
    items(changed)[0]["rule"]["zero_at"] = 16
    assert load_scheme(write(tmp_path, changed), CATALOGUE).digest != first.digest


def test_neutral_indicators_and_unguarded_rates_are_warned_of(tmp_path: Path) -> None:
    scheme = example()
    items(scheme)[1]["rule"]["value"] = {"indicator": "reconsideration.correction_rate", "unit": "%"}
    found = list(warnings(load_scheme(write(tmp_path, scheme), CATALOGUE), CATALOGUE))
    assert [warning.partition(" has no ")[0] for warning in found] == [
        "courts.losses: the rate litigation.loss_rate",
        "courts.heads: reconsideration.correction_rate",
        "courts.heads: the rate reconsideration.correction_rate",
    ]


def test_two_schemes_of_one_province_and_year_are_refused(tmp_path: Path) -> None:
    write(tmp_path, example(), "a.yml")
    write(tmp_path, example() | {"code": "other"}, "b.yml")
    with pytest.raises(ConfigurationError, match=r"b\.yml and .*a\.yml both assess province 99"):
        load_schemes([tmp_path], CATALOGUE)
    write(tmp_path, example() | {"first_year": 2025, "last_year": 2025}, "b.yml")
    with pytest.raises(ConfigurationError, match="both have the code test"):
        load_schemes([tmp_path], CATALOGUE)


def test_the_scheme_of_a_province_and_year(tmp_path: Path) -> None:
    write(tmp_path, example() | {"first_year": 2022})
    schemes = load_schemes([tmp_path, tmp_path / "absent"], CATALOGUE)
    found = scheme_for(schemes, "99", 2023)
    assert found is not None
    assert (found.code, found.code_in(2023)) == ("test", "test_2023")
    assert scheme_for(schemes, "99", 2025) is None
    assert scheme_for(schemes, "37", 2023) is None
