"""The language cases of tests/specs: each text gives exactly the observations that stand with it, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse import parse_text
from fazhi.settings import PROJECT

SPECS = Path(__file__).parents[1] / "specs"
TITLE = "某县2023年法治政府建设情况的报告"
PLAN = "三、2024年工作安排"


def _cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(SPECS.glob("*.yml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _expected(entry: list[Any]) -> tuple[Any, ...]:
    indicator, value, evidence, *rest = entry
    more = rest[0] if rest else {}
    return (
        indicator,
        float(value),
        evidence,
        more.get("period", "2023"),
        more.get("kind", "actual"),
        more.get("breakdown", ""),
        more.get("bound", ""),
    )


@pytest.mark.parametrize("case", _cases())
def test_text_gives_exactly_its_observations(case: dict[str, Any]) -> None:
    lines = [case.get("heading", ""), PLAN if case.get("plan") else "", case.get("subheading", ""), case["text"]]
    text = "\n\n".join(line for line in lines if line)
    document = parse_text(text, url="file:///case.txt", title=case.get("title", TITLE))
    extraction = extract(document, load_catalogue(PROJECT / "include/catalogue"))
    found = [
        (
            item.indicator,
            float(item.value or 0),
            document.text[item.evidence_start : item.evidence_end],
            item.period,
            item.kind,
            item.breakdown,
            item.bound,
        )
        for item in extraction.observations
    ]
    assert found == [_expected(entry) for entry in case["expect"]]
    left = [document.text[item.start : item.end] for item in extraction.left_out]
    for figure in case.get("left", []):
        assert figure in left
