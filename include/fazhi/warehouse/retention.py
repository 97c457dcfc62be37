"""What the warehouse forgets: records of how it worked that nobody asks for any more. Facts, failures and inputs stay.

| kept | how long |
| --- | --- |
| facts, also superseded ones; captures; runs; rejected rows; what people put in | for ever |
| how a site, a document or anything that failed ended | for ever |
| how a list, page or attachment ended that did not fail; alerts | DAYS |
| what the gate found in loads that are not the latest of their partition | DAYS |
| staging | a week |
"""

from __future__ import annotations

from datetime import datetime, timedelta

from fazhi.warehouse import staging
from fazhi.warehouse.database import Connection

DAYS = 90

_OUTCOMES = """
DELETE FROM etl.outcome
WHERE recorded_at < %s AND item_kind IN ('list', 'page', 'attachment') AND outcome IN ('done', 'unchanged', 'skipped')
"""

_QUALITY = """
DELETE FROM etl.quality_result WHERE recorded_at < %s AND load_id NOT IN (
    SELECT DISTINCT ON (province_code, partition_year) load_id FROM etl.load
    WHERE EXISTS (SELECT FROM etl.quality_result AS result WHERE result.load_id = load.load_id)
    ORDER BY province_code, partition_year, load_id DESC)
"""

_ALERTS = "DELETE FROM etl.alert WHERE made_at < %s"


def forget(connection: Connection, *, now: datetime, days: int = DAYS) -> dict[str, int]:
    """Delete what the module's table lets go and is older than `days`; gives the number of rows by table."""
    before = now - timedelta(days)
    with connection.transaction():
        return {
            "etl.outcome": connection.execute(_OUTCOMES, (before,)).rowcount,
            "etl.quality_result": connection.execute(_QUALITY, (before,)).rowcount,
            "etl.alert": connection.execute(_ALERTS, (before,)).rowcount,
            "stg": staging.drop_old(connection, now),
        }
