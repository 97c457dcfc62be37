"""A stored score run applied again to the inputs stored with it: the same scores, and their formulas to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fazhi.scoring.assessment import CountyScore, score_counties
from fazhi.scoring.inputs import CountyInputs, Input, InputFigure, Publication
from fazhi.scoring.scheme import Scheme
from fazhi.scoring.stored import stored_scheme
from fazhi.warehouse.database import Connection

_RUN = "SELECT scheme_key, year FROM dw.dim_score_run WHERE score_run_id = %s"

_INPUTS = """
SELECT region.code, total.peer_group, fact.inputs
FROM dw.fact_score AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.fact_score_total AS total
  ON (total.score_run_id, total.region_id) = (fact.score_run_id, fact.region_id)
WHERE fact.year = %s AND fact.score_run_id = %s
"""


def stored_inputs(connection: Connection, scheme: Scheme, year: int, score_run_id: int) -> dict[str, CountyInputs]:
    """What the rules of a run read of each county, by code."""
    names = {str(asked): asked for item in scheme.scored for asked in item.rule.inputs()}
    figures: dict[str, dict[Input, InputFigure]] = defaultdict(dict)
    publications: dict[str, dict[str, Publication]] = defaultdict(dict)
    groups = {}
    for code, group, inputs in connection.execute(_INPUTS, (year, score_run_id)):
        groups[code] = group
        for name, value in inputs.items():
            if name in names:
                figures[code][names[name]] = _figure(value)
            else:
                day = date.fromisoformat(value) if value else None
                publications[code][name.removeprefix("document:")] = Publication(day)
    return {
        code: CountyInputs(year, figures.get(code, {}), publications.get(code, {}), group)
        for code, group in groups.items()
    }


def score_again(connection: Connection, score_run_id: int) -> Mapping[str, CountyScore]:
    """The scores of every county of a run, computed from what it stored; overrides are not among its inputs.

    Raises:
        ValueError: there is no such score run.
        StoredSchemeError: this program cannot read its scheme.
    """
    row = connection.execute(_RUN, (score_run_id,)).fetchone()
    if row is None:
        raise ValueError(f"dw.dim_score_run has no run {score_run_id}")
    scheme, year = stored_scheme(connection, row[0]), int(row[1])
    return score_counties(scheme, stored_inputs(connection, scheme, year, score_run_id))


def _figure(stored: Any) -> InputFigure:
    value, note = stored if isinstance(stored, list) else (stored, "")
    return InputFigure(None if value is None else Decimal(value), note=note)
