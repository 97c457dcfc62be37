"""The data dictionary: what every table and column holds, from their comments, and what every indicator means."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from fazhi.catalogue import Catalogue
from fazhi.warehouse.database import Connection

_SCHEMAS = (
    ("mart", "What BI tools read. A versioned contract: columns are added, never renamed."),
    ("dw", "The star schema. Facts are partitioned by year; current rows have `superseded_at` null."),
)
_HEAD = """# Data dictionary

Written by `fazhi dictionary` from the comments of the schema and from the catalogue; a test fails where it is stale.
Sentences, values and units come from the pages of counties; scores from public reports are a pre-assessment (参考分).
"""


def data_dictionary(connection: Connection, catalogue: Catalogue) -> str:
    """The dictionary as Markdown: the marts, the star schema, the indicators."""
    return "\n".join([_HEAD, *_schemas(connection), *_indicators(catalogue)]) + "\n"


def _schemas(connection: Connection) -> Iterator[str]:
    for schema, what in _SCHEMAS:
        yield f"## Schema `{schema}`\n\n{what}\n"
        rows = connection.execute(
            "SELECT relname, obj_description(pg_class.oid, 'pg_class'), attname,"
            " format_type(atttypid, atttypmod), col_description(pg_class.oid, attnum)"
            " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0"
            " WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p', 'v') AND NOT relispartition"
            " AND NOT attisdropped ORDER BY relname, attnum",
            (schema,),
        ).fetchall()
        for (name, comment), columns in groupby(rows, key=lambda row: row[:2]):
            yield f"### `{schema}.{name}`\n\n{comment}.\n\n| column | type | what it holds |\n| --- | --- | --- |"
            for *_, column, kind, meaning in columns:
                yield f"| `{column}` | {kind} | {_cell(meaning)} |"
            yield ""


def _indicators(catalogue: Catalogue) -> Iterator[str]:
    yield "## Indicators\n"
    yield "Flows may be summed over regions and periods, other measures not."
    yield "Direction: + higher is better, - lower is better, 0 neutral.\n"
    indicators = sorted(catalogue.indicators.values(), key=lambda each: each.code)
    for group, members in groupby(indicators, key=lambda each: each.group):
        yield (
            f"### {group}\n\n| code | name | English | unit | measure | direction | definition |\n" + "| --- " * 7 + "|"
        )
        for each in members:
            texts = (
                f"`{each.code}`",
                each.name_zh,
                each.name_en,
                each.unit,
                each.measure,
                each.direction,
                each.definition,
            )
            yield "| " + " | ".join(map(_cell, texts)) + " |"
        yield ""


def _cell(text: str | None) -> str:
    return (text or "").replace("|", "\\|").replace("\n", " ")
