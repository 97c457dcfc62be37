"""What should be out: `dw.fact_publication` gets a row for each document that a county has to publish."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from fazhi.warehouse.database import Connection

# Last day, in the year after the one reported on: 法治政府建设与责任落实督察工作规定 (April 1), 政府信息公开条例
# art. 49 (January 31); 行政执法统计年报 are asked for by the same day.
DUE = {
    "rule_of_law_annual_report": (4, 1),
    "disclosure_annual_report": (1, 31),
    "enforcement_statistics": (1, 31),
}
LEGAL_TYPES = tuple(DUE)


def expect(
    connection: Connection, document_types: Mapping[str, Collection[str]], *, first_year: int, last_year: int
) -> int:
    """Enter what counties should publish about each of these years, and return how many rows that added or changed.

    `document_types` gives for the code of a county the types expected of it; a type without a legal date and a county
    that dim_region lacks are left out. What is found of them stays as it is. Committed at once unless the caller has
    a transaction open.
    """
    rows = [
        (code, year, document_type, date(year + 1, *DUE[document_type]))
        for code, types in sorted(document_types.items())
        for year in range(first_year, last_year + 1)
        for document_type in sorted(types)
        if document_type in DUE
    ]
    if not rows:
        return 0
    codes, years, types, dates = zip(*rows, strict=True)
    with connection.transaction():
        return connection.execute(
            "INSERT INTO dw.fact_publication AS held (region_id, year, document_type, due_date)"
            " SELECT DISTINCT region_id, year, document_type, due_date"
            " FROM unnest(%s::text[], %s::integer[], %s::text[], %s::date[])"
            "   AS wanted (code, year, document_type, due_date)"
            " JOIN dw.dim_region USING (code) ORDER BY 1, 2, 3"
            " ON CONFLICT (region_id, year, document_type) DO UPDATE SET due_date = excluded.due_date"
            " WHERE held.due_date IS DISTINCT FROM excluded.due_date",
            (list(codes), list(years), list(types), list(dates)),
        ).rowcount
