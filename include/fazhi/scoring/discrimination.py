"""How well each item of a scheme tells counties apart, where scores exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from fazhi.warehouse.database import Connection

_ITEMS = """
SELECT item.code, count(fact.score),
       avg((fact.score = fact.full_mark)::integer), coalesce(stddev_pop(fact.score / fact.full_mark), 0)
FROM dw.dim_score_run AS run
JOIN dw.dim_scheme AS scheme USING (scheme_key)
JOIN dw.fact_score AS fact ON (fact.year, fact.score_run_id) = (run.year, run.score_run_id)
JOIN dw.dim_scheme_item AS item USING (scheme_item_key)
WHERE scheme.code = ANY(%s) AND run.superseded_at IS NULL AND fact.full_mark > 0 AND fact.score IS NOT NULL
GROUP BY item.code
"""


@dataclass(frozen=True, slots=True)
class Discrimination:
    """Of `scores` scores of an item: the share at the full mark, and the spread.

    `spread` is the standard deviation of the scores as shares of the full mark: 0 where all are equal, at most 0.5.
    """

    scores: int
    at_full_mark: Decimal
    spread: Decimal


def discrimination(connection: Connection, codes: list[str]) -> Mapping[str, Discrimination]:
    """By item, over all scorings that hold under the stored scheme codes; empty where there are none."""
    return {code: Discrimination(*row) for code, *row in connection.execute(_ITEMS, (codes,))}
