"""What should be out: `dw.fact_publication` gets a row for each document that is overdue, found or not."""

from __future__ import annotations

from datetime import date

from fazhi.warehouse.database import Connection
from fazhi.warehouse.locks import lock_period
from fazhi.warehouse.statements import statement

# Last day, in the year after the one reported on: 法治政府建设与责任落实督察工作规定 (April 1), 政府信息公开条例
# art. 49 (January 31); 行政执法统计年报 are asked for by the same day.
DUE = {
    "rule_of_law_annual_report": (4, 1),
    "disclosure_annual_report": (1, 31),
    "enforcement_statistics": (1, 31),
}


def expect_overdue(connection: Connection, province_code: str, *, today: date) -> int:
    """Enter what the counties of a province should have published by the day before `today`; how many rows that added.

    A county is expected to publish from the first year of which it published anything on. Each merge does this for
    its province; call it where a day should pass without one. Committed at once unless the caller has a transaction
    open.
    """
    types, months, days = zip(*((name, *due) for name, due in DUE.items()), strict=True)
    parameters = {
        "province": province_code,
        "today": today,
        "types": list(types),
        "months": list(months),
        "days": list(days),
    }
    with connection.transaction():
        years = connection.execute(statement("fact_publication", "years_to_expect"), parameters).fetchall()
        for (year,) in years:
            lock_period(connection, province_code, year)
        connection.execute(statement("fact_publication", "expect_no_more"), parameters)
        return connection.execute(statement("fact_publication", "expect"), parameters).rowcount
