"""The page of the plans: every mart is there, and what it says of indexes is what the plan shows."""

from __future__ import annotations

import re

import psycopg
import pytest

from benchmarks import mart_plans
from fazhi.settings import PROJECT

SECTIONS = dict(
    re.findall(
        r"^## `mart\.(\w+)`: [^\n]+\n(.*?)(?=^## |\Z)",
        mart_plans.PAGE.read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
SMALL = {"region_succession"}


def test_every_mart_has_its_plan(warehouse: str) -> None:
    with psycopg.connect(warehouse) as connection:
        marts = connection.execute("SELECT viewname::text FROM pg_views WHERE schemaname = 'mart'").fetchall()
    assert set(SECTIONS) == {name for (name,) in marts} == set(mart_plans.QUERIES)


@pytest.mark.parametrize("mart", sorted(SECTIONS))
def test_a_plan_uses_the_indexes_that_are_named_and_no_others(warehouse: str, mart: str) -> None:
    named, plan = SECTIONS[mart].split("```sql")
    indexes = set(re.findall(r"`(\w+)`", named))
    used = set(re.findall(r"(?:Index(?: Only)? Scan(?: Backward)? using|Bitmap Index Scan on) (\w+)", plan))
    assert indexes == used
    assert indexes or mart in SMALL
    with psycopg.connect(warehouse) as connection:
        known = connection.execute("SELECT relname::text FROM pg_class WHERE relkind IN ('i', 'I')").fetchall()
    assert indexes <= {name for (name,) in known}


def test_the_question_of_a_section_is_one_that_the_mart_takes(warehouse: str) -> None:
    """A mart whose columns were renamed would leave the page with questions that nobody can ask."""
    with psycopg.connect(warehouse) as connection:
        for section in SECTIONS.values():
            connection.execute(f"EXPLAIN {section.split('```sql')[1].split('```')[0]}")  # type: ignore[call-overload]


def test_the_page_is_reached_from_the_index() -> None:
    assert "mart-plans" in (PROJECT / "docs" / "reference" / "index.md").read_text(encoding="utf-8").split()
