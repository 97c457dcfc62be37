"""Statements: what texts tell without a number, by the cases of tests/specs/statements, and what holds of all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load_catalogue
from fazhi.errors import ConfigurationError
from fazhi.extract import Statement, extract
from fazhi.extract.observation import CONFIDENCES
from fazhi.parse import NoBodyError, parse_page, parse_text
from fazhi.parse.document import Document
from fazhi.settings import PROJECT
from fazhi.statement_kinds import StatementKinds, groups
from tests.counts import count, counted
from tests.extract.test_specs import PLAN, TITLE

SPECS = sorted((Path(__file__).parents[1] / "specs/statements").glob("*.yml"))
CASES = [case for path in SPECS for case in yaml.safe_load(path.read_text(encoding="utf-8"))]
CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
CODES = {kind.code for kind in CATALOGUE.statements.statements}


def told(document: Document) -> tuple[Statement, ...]:
    return extract(document, CATALOGUE).statements


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_text_tells_exactly_its_statements(case: dict[str, Any]) -> None:
    lines = [case.get("heading", ""), PLAN if case.get("plan") else "", case["text"]]
    text = "\n\n".join(line for line in lines if line)
    document = parse_text(text, url="file:///case.txt", title=case.get("title", TITLE))
    usual = {"period": "2023", "kind": "actual", "subject": "", "confidence": "certain"}
    found = [
        [
            each.code,
            document.text[each.evidence_start : each.evidence_end],
            {name: getattr(each, name) for name in usual},
        ]
        for each in told(document)
    ]
    assert found == [
        [code, evidence, {**usual, **(more[0] if more else {})}] for code, evidence, *more in case["expect"]
    ]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_kind_is_told_by_a_wording_of_its_own(code: str) -> None:
    kind = next(kind for kind in CATALOGUE.statements.statements if kind.code == code)
    for wording in kind.wording:
        needed = [group[0] for group in (*groups(wording.with_), *groups(wording.near))]
        text = f"我县{''.join(needed)}{wording.say[0]}。"
        document = parse_text(text, url="file:///case.txt", title=TITLE)
        assert code in {each.code for each in told(document)}, text


def check(document: Document) -> None:
    statements = told(document)
    for each in statements:
        assert each.sentence_start <= each.evidence_start < each.evidence_end <= each.sentence_end
        assert each.sentence_end <= len(document.text)
        words = document.text[each.evidence_start : each.evidence_end]
        assert words in document.text[each.sentence_start : each.sentence_end]
        assert document.locator(each.evidence_start) == each.locator
        assert each.code in CODES
        assert each.kind in {"actual", "target"}
        assert each.confidence in CONFIDENCES
    starts = [each.evidence_start for each in statements]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    "page", sorted((PROJECT / "examples/yunchuan/pages").glob("*.html")), ids=lambda page: page.stem
)
def test_evidence_is_an_exact_part_of_the_document(page: Path) -> None:
    check(parse_page(page.read_bytes(), url="https://www.example.test/1.html", content_type="text/html; charset=utf-8"))


@counted
@settings(max_examples=count(200, 20_000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sentences=st.lists(st.sampled_from([case["text"] for case in CASES]), min_size=1, max_size=4),
    cuts=st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 9), st.text("，。；《》（）“”\n未无全县的式 2023年", max_size=5)),
        max_size=5,
    ),
)
def test_evidence_of_mangled_text_is_exact(sentences: list[str], cuts: list[tuple[int, int, str]]) -> None:
    text = "\n".join(sentences)
    for start, length, inserted in cuts:
        text = text[:start] + inserted + text[start + length :]
    try:
        document = parse_text(text, url="file:///mangled.txt", title=TITLE)
    except NoBodyError:
        return
    check(document)


def test_a_text_without_any_year_tells_it_without_period() -> None:
    (statement,) = told(parse_text("行政诉讼案件零败诉。", url="file:///x.txt", title="工作情况"))
    assert (statement.period, statement.period_source, statement.confidence) == ("", "", "uncertain")


def test_a_cell_that_tells_in_sentences_is_read_with_its_locator() -> None:
    page = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>现将有关情况报告如下，各项任务如期完成。</p>"
        "<table><tr><th>事项</th><th>完成情况</th></tr>"
        "<tr><td>行政应诉</td><td>全年开庭审理行政诉讼案件31件，行政机关负责人全部出庭应诉。</td></tr></table></body></html>"
    )
    document = parse_page(page.encode(), url="https://www.example.test/1.html", content_type="text/html; charset=utf-8")
    (statement,) = told(document)
    assert (statement.code, statement.locator) == ("litigation.heads_all_appeared", "t1r1c1")


def test_a_figure_is_no_statement() -> None:
    document = parse_text("行政机关负责人出庭应诉率100%。", url="file:///x.txt", title=TITLE)
    assert told(document) == ()


def test_words_that_begin_together_and_one_of_one_character_are_all_found() -> None:
    statements = [
        {"code": f"a.b{number}", "name_zh": "甲", "name_en": "A", "wording": [{"say": [word]}]}
        for number, word in enumerate(("零", "败诉", "败诉为零"))
    ]
    catalogue = replace(CATALOGUE, statements=StatementKinds.model_validate({"statements": statements}))
    text = f"我县{'依法办理各类案件并总结经验，' * 4}行政诉讼败诉为零"
    found = extract(parse_text(text, url="file:///x.txt", title=TITLE), catalogue).statements
    assert [text[each.evidence_start : each.evidence_end] for each in found] == ["败诉为零", "败诉", "零"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "{code: a.b, name_zh: 甲, name_en: A, indicator: no.such, wording: [{say: [零]}]}",
            r"a\.b: no indicator no\.such",
        ),
        ("{code: a.b, name_zh: 甲, name_en: A, value: 0, wording: [{say: [零]}]}", "a value needs its indicator"),
        ("{code: a.b, name_zh: 甲, name_en: A, wording: [{with: [零]}]}", r"wording\.0\.say"),
    ],
)
def test_a_wrong_statement_is_named(tmp_path: Path, statement: str, message: str) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "indicators/notary.yml").write_text(
        "- {code: notary.cases, name_zh: 公证, unit: 件, measure: flow, direction: '+', tier: core}", encoding="utf-8"
    )
    (tmp_path / "statements.yml").write_text(f"statements:\n  - {statement}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_catalogue(tmp_path)
