"""From a total down to the sentence: the score that the warehouse holds of one county, with all it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fazhi.program import command
from fazhi.scoring.assessment import CountyScore
from fazhi.scoring.decisions import decisions, objections
from fazhi.scoring.explanation import (
    BranchTotal,
    CheckLine,
    DecidedFigure,
    DocumentLine,
    Evidence,
    ExplainedItem,
    Explanation,
)
from fazhi.scoring.rendering import score_again
from fazhi.scoring.scheme import ADJUSTMENTS
from fazhi.scoring.standings import NotScoredError, ScoreRun, score_run, standings_of
from fazhi.scoring.subjects import assessed_by
from fazhi.scoring.wording import in_chinese, indicator_names
from fazhi.warehouse.database import Connection

ScoreAgain = Callable[[Connection, int], Mapping[str, CountyScore]]

_SCHEME_AND_GROUP = """
SELECT definition, (SELECT name FROM dw.dim_region WHERE code = %(group)s AND valid_from <= %(last_day)s
                    ORDER BY valid_from DESC LIMIT 1)
FROM dw.dim_scheme WHERE scheme_key = %(scheme)s
"""

_ITEMS = """
SELECT item.code, item.name, item.parent_code, fact.score, fact.score_low, fact.score_high, fact.full_mark,
       fact.reason_code, fact.reason, item.indicators, item.definition, fact.score_key
FROM dw.fact_score AS fact
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
JOIN dw.dim_region AS region USING (region_key)
WHERE fact.year = %s AND fact.score_run_id = %s AND region.code = %s
ORDER BY item.position
"""

_EVIDENCE = """
SELECT bridge.score_key, observation.year, observation.observation_key, indicator.code, indicator.name_zh,
       breakdown.code, period.code, observation.value, observation.unit,
       dw.anonymised(observation.sentence), dw.anonymised(document.title), document.url,
       document.archive_file, document.archive_offset, document.captured_at,
       observation.document_key, observation.evidence_start, observation.evidence_end, bridge.verification,
       decided.decision, decided.decided_about, decided.decided_by, decided.decided_at, decided.decision_reason
FROM dw.bridge_score_observation AS bridge
JOIN dw.fact_observation AS observation
  ON (observation.year, observation.observation_key) = (bridge.observation_year, bridge.observation_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_document AS document USING (document_key)
LEFT JOIN dw.decided_figure AS decided
  ON decided.document_url = document.url AND decided.sentence = observation.sentence
 AND dw.is_decided(decided, observation.rule, observation.row_digest, indicator.code, period.code, observation.value)
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
SELECT document_type, dw.anonymised(title), url, published_on, archive_file, archive_offset, document_key
FROM dw.dim_document
WHERE source_code = %s AND report_year = %s AND superseded_at IS NULL
ORDER BY published_on NULLS LAST, document_key
"""


def explain(
    connection: Connection, code: str, year: int, *, as_of: datetime | None = None, again: ScoreAgain = score_again
) -> Explanation:
    """The score of the county `code` in `year`, down to sentences, pages and archive, without private persons' data.

    It is the one that holds, or the one that held at the moment `as_of`. Formulas are those of `again`, which scores a
    run again.

    Raises:
        NotScoredError: its province was not scored for that year, or by then, or the county is not in it.
    """
    assessor = assessed_by(code)
    run = score_run(connection, assessor, year, as_of=as_of)
    table = standings_of(connection, run, year)
    own = next((standing for standing in table if standing.code == code), None)
    if own is None:
        hint = f"`{command(f'score --year {year}')}` lists them"
        raise NotScoredError(f"{code} is none of the {len(table)} counties scored for {year}; {hint}")
    items = _items(connection, run, code, year, again(connection, run.score_run_id)[code])
    parameters = {"scheme": run.scheme_key, "group": own.group, "last_day": date(year, 12, 31)}
    row = connection.execute(_SCHEME_AND_GROUP, parameters).fetchone()
    assert row is not None
    definition, group_name = row
    return Explanation(
        year=year,
        run=run,
        standing=own,
        group_name=group_name or own.group,
        branches=(*_branches(definition["branches"], items), *_adjustments(items)),
        items=items,
        objections=tuple(
            each
            for each in objections(connection, assessor, year)
            if each.region_code == code and (as_of is None or each.raised_at <= as_of)
        ),
        decisions=tuple(
            each for each in decisions(connection, assessor, year, as_of=run.as_of) if each.region_code in ("", code)
        ),
    )


def _branches(
    branches: Sequence[Mapping[str, Any]], items: Sequence[ExplainedItem], parent: str = "", depth: int = 0
) -> Iterator[BranchTotal]:
    """The branches of a scheme's definition in its order, each with the points of the items at any depth below it."""
    for branch in branches:
        below = list(_branches(branch["branches"], items, branch["id"], depth + 1))
        codes = {branch["id"], *(each.code for each in below)}
        own = [item for item in items if item.branch in codes]
        yield _branch_total(branch["id"], branch["title"], parent, depth, own)
        yield from below


def _adjustments(items: Sequence[ExplainedItem]) -> Iterator[BranchTotal]:
    """Bonus and penalty, which stand beside the tree; before the scheme's caps."""
    for code, name in ADJUSTMENTS.items():
        own = [item for item in items if item.branch == code]
        if own:
            yield _branch_total(code, name, "", 0, own)


def _branch_total(code: str, name: str, parent: str, depth: int, own: Sequence[ExplainedItem]) -> BranchTotal:
    return BranchTotal(
        code=code,
        name=name,
        parent=parent,
        depth=depth,
        score=sum((item.score for item in own if item.score is not None), Decimal(0)),
        low=sum((item.low for item in own if item.low is not None), Decimal(0)),
        high=sum((item.high for item in own if item.high is not None), Decimal(0)),
        marks=sum((item.marks for item in own if item.score is not None), Decimal(0)),
    )


def _items(
    connection: Connection, run: ScoreRun, code: str, year: int, scored: CountyScore
) -> tuple[ExplainedItem, ...]:
    rows = connection.execute(_ITEMS, (year, run.score_run_id, code)).fetchall()
    formulas = {item.item: item.formula for item in scored.items}
    evidence = _evidence(connection, year, [row[-1] for row in rows])
    documents = connection.execute(_DOCUMENTS, (code, year)).fetchall()
    items = []
    names = indicator_names(connection) | {row[0]: row[1] for row in rows}
    for code_, name, branch, score, low, high, marks, reason, why_not, indicators, definition, score_key in rows:
        formula = why_not or formulas[code_]
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
                formula_zh=in_chinese(formula, names),
                indicators=tuple(indicators),
                evidence=tuple(evidence.get(score_key, ())),
                documents=_documents(definition["rule"], documents),
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
        *told, decision, about, by, at, why = row[3:]
        decided = DecidedFigure(decision, about, by, at, why) if decision else None
        found[row[0]].append(Evidence(*told, decided=decided, checks=tuple(checks[row[2]])))  # type: ignore[misc]
    return found


def _documents(rule: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> tuple[DocumentLine, ...]:
    wanted = {*(rule.get("document_types") or ())}
    wanted.update(one for part in rule.get("parts", ()) for one in part["document_types"] or ())
    return tuple(DocumentLine(*row[1:]) for row in rows if row[0] in wanted)
