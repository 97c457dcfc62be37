"""From a total down to the sentence: the score that the warehouse holds of one county, with all it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fazhi.errors import FazhiError
from fazhi.program import command
from fazhi.scoring.assessment import ranks, total_of
from fazhi.warehouse.database import Connection


class NotScoredError(FazhiError):
    """The warehouse holds no score of this county and year; the message says what to run."""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """A check that a figure is an operand of: `expected` is what the other operands give for the printed `found`."""

    identity: str
    result: str
    how: str
    expected: Decimal
    found: Decimal


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a figure stands: value and unit, the sentence, the page, and the archived response that was read."""

    indicator: str
    indicator_name: str
    breakdown: str
    period: str
    value: Decimal
    unit: str
    sentence: str
    title: str
    url: str
    archive_file: str
    archive_offset: int
    captured_at: datetime
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that a rule on publication is about."""

    title: str
    url: str
    published_on: date | None
    archive_file: str
    archive_offset: int


@dataclass(frozen=True, slots=True)
class ExplainedItem:
    """One item: score (None: excluded), why, and the rule with the numbers put in."""

    code: str
    name: str
    branch: str
    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    marks: Decimal
    reason: str
    formula: str
    indicators: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    documents: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of one county and year. `rank` is among `of` counties; equal totals share the better rank."""

    code: str
    name: str
    year: int
    scheme: str
    version: int
    state: str
    total: Decimal
    marks: Decimal
    rank: int
    of: int
    items: tuple[ExplainedItem, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A county in the table of ranks; `unpublished` counts the items it published nothing for."""

    code: str
    name: str
    total: Decimal
    rank: int
    unpublished: int


_RUN = """
SELECT run.score_run_id, scheme.scheme_key, scheme.name, scheme.version, scheme.full_mark,
       (scheme.definition -> 'rounding' ->> 'digits')::integer, run.state
FROM dw.dim_score_run AS run JOIN dw.dim_scheme AS scheme USING (scheme_key)
WHERE run.province_code = %s AND run.year = %s AND run.superseded_at IS NULL
ORDER BY run.state = 'frozen' DESC, run.score_run_id DESC LIMIT 1
"""

_POINTS = """
SELECT region.code, region.name, fact.score, fact.full_mark, fact.reason_code
FROM dw.fact_score AS fact JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s
"""

_ITEMS = """
SELECT item.code, item.name, item.parent_code, fact.score, fact.score_low, fact.score_high, fact.full_mark,
       fact.reason_code, fact.reason, item.definition, fact.score_key
FROM dw.fact_score AS fact
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s AND region.code = %s
ORDER BY item.position
"""

_EVIDENCE = """
SELECT bridge.score_key, observation.year, observation.observation_key, indicator.code, indicator.name_zh,
       breakdown.code, period.code, observation.value, observation.unit, observation.sentence,
       document.title, document.url, document.archive_file, document.archive_offset, document.captured_at
FROM dw.bridge_score_observation AS bridge
JOIN dw.fact_observation AS observation
  ON (observation.year, observation.observation_key) = (bridge.observation_year, bridge.observation_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_document AS document USING (document_key)
WHERE bridge.year = %s AND bridge.score_key = ANY(%s)
ORDER BY observation.year DESC, indicator.code, observation.observation_key
"""

# A figure that is stated several times is an operand in one place: its checks are those of all places.
_CHECKS = """
SELECT DISTINCT chosen.observation_key, checked.identity, checked.result, checked.how, checked.expected, checked.found
FROM dw.fact_observation AS chosen
JOIN dw.fact_observation AS said USING (year, region_id, indicator_id, period_key, breakdown_key, value)
JOIN dw.bridge_check_observation AS operand
  ON (operand.observation_year, operand.observation_key) = (said.year, said.observation_key)
JOIN dw.fact_check AS checked ON (checked.year, checked.check_key) = (operand.year, operand.check_key)
WHERE chosen.observation_key = ANY(%s) AND checked.superseded_at IS NULL
  AND said.superseded_at IS NULL AND said.kind IN ('actual', 'previous')
ORDER BY checked.result DESC, checked.identity, checked.found
"""

_DOCUMENTS = """
SELECT document_type, title, url, published_on, archive_file, archive_offset FROM dw.dim_document
WHERE source_code = %s AND report_year = %s AND superseded_at IS NULL
ORDER BY published_on NULLS LAST, document_key
"""


def standings(connection: Connection, province: str, year: int) -> list[Standing]:
    """The table of ranks that the warehouse holds, best first, equal totals by code.

    Raises:
        NotScoredError: the province was not scored for that year.
    """
    run = _score_run(connection, province, year)
    names: dict[str, str] = {}
    points: dict[str, list[tuple[Decimal | None, Decimal]]] = defaultdict(list)
    unpublished: dict[str, int] = defaultdict(int)
    for code, name, score, full_mark, reason in connection.execute(_POINTS, (year, run.score_run_id)):
        names[code] = name
        points[code].append((score, full_mark))
        unpublished[code] += reason == "unpublished"
    totals = {code: total_of(pairs, run.marks, run.digits) for code, pairs in points.items()}
    ordered = sorted(ranks(totals).items(), key=lambda pair: (pair[1], pair[0]))
    return [Standing(code, names[code], totals[code], rank, unpublished[code]) for code, rank in ordered]


def explain(connection: Connection, code: str, year: int) -> Explanation:
    """The score of the county `code` in `year`, down to sentences, pages and archive.

    Raises:
        NotScoredError: its province was not scored for that year, or the county is not in it.
    """
    run = _score_run(connection, code[:2], year)
    table = standings(connection, code[:2], year)
    own = next((standing for standing in table if standing.code == code), None)
    if own is None:
        hint = f"`{command(f'score --year {year}')}` lists them"
        raise NotScoredError(f"{code} is none of the {len(table)} counties scored for {year}; {hint}")
    return Explanation(
        code=code,
        name=own.name,
        year=year,
        scheme=run.name,
        version=run.version,
        state=run.state,
        total=own.total,
        marks=run.marks,
        rank=own.rank,
        of=len(table),
        items=_items(connection, run, code, year),
    )


@dataclass(frozen=True, slots=True)
class _Run:
    score_run_id: int
    scheme_key: int
    name: str
    version: int
    marks: Decimal
    digits: int
    state: str


def _score_run(connection: Connection, province: str, year: int) -> _Run:
    row = connection.execute(_RUN, (province, year)).fetchone()
    if row is None:
        raise NotScoredError(
            f"no score of province {province} and {year}; run `{command(f'score --year {year} --province {province}')}`"
        )
    return _Run(*row)


def _items(connection: Connection, run: _Run, code: str, year: int) -> tuple[ExplainedItem, ...]:
    rows = connection.execute(_ITEMS, (year, run.score_run_id, code)).fetchall()
    evidence = _evidence(connection, year, [row[-1] for row in rows])
    documents = connection.execute(_DOCUMENTS, (code, year)).fetchall()
    items = []
    for code_, name, branch, score, low, high, marks, reason, formula, definition, score_key in rows:
        rule = definition["rule"]
        items.append(
            ExplainedItem(
                code=code_,
                name=name,
                branch=branch,
                score=score,
                low=low,
                high=high,
                marks=marks,
                reason=reason,
                formula=formula,
                indicators=_indicators(rule),
                evidence=tuple(evidence.get(score_key, ())),
                documents=_documents(rule, documents),
            )
        )
    return tuple(items)


def _evidence(connection: Connection, year: int, score_keys: Sequence[int]) -> Mapping[int, list[Evidence]]:
    rows = connection.execute(_EVIDENCE, (year, list(score_keys))).fetchall()
    checks: dict[int, list[CheckLine]] = defaultdict(list)
    for observation, *line in connection.execute(_CHECKS, ([row[2] for row in rows],)):
        checks[observation].append(CheckLine(*line))
    found: dict[int, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Evidence(*row[3:15], checks=tuple(checks[row[2]])))  # type: ignore[misc]
    return found


def _indicators(rule: Mapping[str, Any]) -> tuple[str, ...]:
    value = rule.get("value") or {}
    ratio = value.get("otherwise") or {}
    guard = value.get("small_sample") or {}
    codes = (value.get("indicator"), ratio.get("numerator"), ratio.get("denominator"), guard.get("denominator"))
    return tuple(dict.fromkeys(code for code in codes if code))


def _documents(rule: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> tuple[DocumentLine, ...]:
    wanted = rule.get("document_types") or ()
    return tuple(DocumentLine(*row[1:]) for row in rows if row[0] in wanted)
