"""What the warehouse holds otherwise than at an earlier moment: added, changed, gone, by indicator and cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from psycopg.rows import class_row

from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A figure that was added, changed or is gone since a moment: `what` is "added", "changed" or "gone".

    `cause` is why the earlier one was superseded last, as in `mart.supersessions`; of an added one "new".
    """

    what: str
    cause: str
    province_code: str
    region_code: str
    region_name: str
    indicator: str
    period: str
    breakdown: str
    earlier: Decimal | None
    later: Decimal | None
    unit: str
    sentence: str


_SINCE = """
WITH before AS (
    SELECT DISTINCT ON (year, region_id, indicator_id, period_key, breakdown_key) *
    FROM dw.fact_indicator
    WHERE recorded_at <= %(since)s AND superseded_at > %(since)s
    ORDER BY year, region_id, indicator_id, period_key, breakdown_key, superseded_at DESC
), last_cause AS (  -- but where others only came to agree with it: that changed no figure
    SELECT DISTINCT ON (year, region_id, indicator_id, period_key, breakdown_key)
           year, region_id, indicator_id, period_key, breakdown_key, superseded_cause
    FROM dw.fact_indicator
    WHERE superseded_at > %(since)s
    ORDER BY year, region_id, indicator_id, period_key, breakdown_key,
             superseded_cause = 'agreement', superseded_at DESC, fact_key DESC
), now AS (
    SELECT * FROM dw.fact_indicator WHERE superseded_at IS NULL AND recorded_at > %(since)s
), compared AS (
    SELECT coalesce(now.year, before.year) AS year,
           coalesce(now.region_key, before.region_key) AS region_key,
           coalesce(now.indicator_key, before.indicator_key) AS indicator_key,
           coalesce(now.period_key, before.period_key) AS period_key,
           coalesce(now.breakdown_key, before.breakdown_key) AS breakdown_key,
           CASE WHEN before.fact_key IS NULL THEN 'added' WHEN now.fact_key IS NULL THEN 'gone'
                ELSE 'changed' END AS what,
           CASE WHEN before.fact_key IS NULL THEN 'new' ELSE last_cause.superseded_cause END AS cause,
           before.value AS earlier, now.value AS later, coalesce(now.unit, before.unit) AS unit,
           coalesce(now.observation_key, before.observation_key) AS observation_key
    FROM now
    FULL JOIN before USING (year, region_id, indicator_id, period_key, breakdown_key)
    LEFT JOIN last_cause USING (year, region_id, indicator_id, period_key, breakdown_key)
    WHERE (now.value, now.value_max, now.bound, now.approx) IS DISTINCT FROM
          (before.value, before.value_max, before.bound, before.approx)
)
SELECT what, cause, region.province_code, region.code AS region_code, region.name AS region_name,
       indicator.code AS indicator, period.code AS period, breakdown.code AS breakdown, earlier, later,
       compared.unit, sentence
FROM compared
JOIN dw.fact_observation AS said USING (year, observation_key)
JOIN dw.dim_region AS region ON region.region_key = compared.region_key
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = compared.indicator_key
JOIN dw.dim_period AS period ON period.period_key = compared.period_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = compared.breakdown_key
WHERE %(province)s::text = '' OR region.province_code = %(province)s
ORDER BY indicator, what, region_code, period, breakdown
"""


def changes_since(connection: Connection, since: datetime, *, province: str = "") -> list[Change]:
    """Every figure held true that is not what was held at `since`, by indicator; `province` is two digits or empty.

    A figure that is chosen from another sentence but says the same has not changed.
    """
    with connection.cursor(row_factory=class_row(Change)) as cursor:
        return cursor.execute(_SINCE, {"since": since, "province": province}).fetchall()
