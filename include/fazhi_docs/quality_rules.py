"""The page of the quality gate's rules: the reasons by which a row is rejected or a warning is given."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fazhi.quality.suites import Expectation, Suite, load_suites

_INTRODUCTION = """# Quality rules

What Great Expectations is asked of every load: of `stg` before the merge, of `dw` after it. The name of a rule is
the reason in `./fazhi quality`, `./fazhi rejected list` and `mart.rejected_rows`; `{...}` stands for a value of a row.
The suites are `expectations/*.yml` ([keys](yaml-files.md#expectations)).
"""


def quality_page(directory: Path) -> str:
    """Every rule below `directory`, a table a suite."""
    return "\n".join([_INTRODUCTION, *(part for suite in load_suites(directory) for part in _section(suite))])


def _section(suite: Suite) -> Iterator[str]:
    yield f"## `{suite.table}`\n\n| rule | what a failure does | what it means |\n| --- | --- | --- |"
    for rule in suite.expectations:
        yield f"| `{rule.meta.id}` | {_effect(suite, rule)} | {rule.meta.reason.replace('|', chr(92) + '|')} |"
    yield ""


def _effect(suite: Suite, rule: Expectation) -> str:
    if rule.severity == "warning":
        return "warns"
    if not suite.of_staging:
        return "fails the load after the merge: it is not scored"
    if rule.stops:
        return "stops the partition: nothing is merged"
    return "rejects the row" + ("" if rule.meta.releasable else "; nobody can release it")
