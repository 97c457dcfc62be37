"""What each key, id and code of the star schema leads to: what foreign keys would say.

Facts hold no foreign keys, which would take most of the time of a large load; their keys come from the dimensions in
the statement that inserts them. The references follow from the names of the columns, as the catalogue lists them, so
that those of a new table are known at once; a column that is neither a reference nor known to be none is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from fazhi.errors import FazhiError
from fazhi.warehouse.database import Connection, table_identifier

_TARGETS = {
    "document_key": ("dw.dim_document", "document_key"),
    "superseded_by_document_key": ("dw.dim_document", "document_key"),
    "region_key": ("dw.dim_region", "region_key"),
    "indicator_key": ("dw.dim_indicator", "indicator_key"),
    "period_key": ("dw.dim_period", "period_key"),
    "breakdown_key": ("dw.dim_breakdown", "breakdown_key"),
    "statement_key": ("dw.dim_statement", "statement_key"),
    "scheme_key": ("dw.dim_scheme", "scheme_key"),
    "scheme_item_key": ("dw.dim_scheme_item", "scheme_item_key"),
    "score_run_id": ("dw.dim_score_run", "score_run_id"),
    "document_id": ("dw.dim_document", "document_id"),
    "parent_document_id": ("dw.dim_document", "document_id"),
    "region_id": ("dw.dim_region", "region_id"),
    "indicator_id": ("dw.dim_indicator", "indicator_id"),
    "source_code": ("dw.dim_region", "code"),
    "prefecture_code": ("dw.dim_region", "code"),
    "region_code": ("dw.dim_region", "code"),
    "indicator_code": ("dw.dim_indicator", "code"),
    "capture_id": ("etl.capture", "capture_id"),
    "run_id": ("etl.run", "run_id"),
}
_TARGETS_OF_A_YEAR = {
    "observation_key": "dw.fact_observation",
    "check_key": "dw.fact_check",
    "score_key": "dw.fact_score",
}
"""References to facts are (year, key): a bridge has the year of an observation beside its own."""
_NO_REFERENCES = {
    "code": "names the row",
    "fact_key": "names the row",
    "statement_fact_key": "names the row",
    "decision_id": "names the row",
    "objection_id": "names the row",
    "work_id": "is a digest of the text",
    "province_code": "is the beginning of a code: a province may stand for its counties without a row of its own",
    "parent_code": "is of a heading of the scheme, which has no row",
    "reason_code": "is a word",
    "from_code": "is looked for at its day, see integrity.py",
    "to_code": "is looked for at its day, see integrity.py",
    "dw.region_revision.prefecture_code": "is what a row said before it was corrected",
}
"""Names of columns, or of one column of one table, with why they lead nowhere."""


class UndeclaredReferenceError(FazhiError):
    """A column looks like a reference, and nothing here says what it leads to."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`columns` of a row of `table` are `target_columns` of a row of `target`; the last may be empty."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]

    @property
    def column(self) -> str:
        """The column that leads there; those before it narrow the way."""
        return self.columns[-1]


def references(connection: Connection) -> list[Reference]:
    """All references of the tables of `dw`, by table and column.

    Raises:
        UndeclaredReferenceError: a column is named like one and not declared.
    """
    rows = connection.execute(
        "SELECT 'dw.' || relname, array_agg(attname::text ORDER BY attname)"
        " FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'dw'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition"
        " AND attnum > 0 AND NOT attisdropped GROUP BY relname ORDER BY relname"
    ).fetchall()
    return [reference for table, columns in rows for reference in _of_table(table, columns)]


def _of_table(table: str, columns: Sequence[str]) -> Iterator[Reference]:
    for column in columns:
        reference = _of_column(table, column, columns)
        if reference is not None:
            yield reference
        elif _looks_like_one(column) and not _leads_nowhere(table, column):
            raise UndeclaredReferenceError(
                f"{table}.{column}: fazhi/warehouse/references.py does not say what it leads to, or that it is none"
            )


def _of_column(table: str, column: str, columns: Sequence[str]) -> Reference | None:
    if _leads_nowhere(table, column):
        return None
    if column in _TARGETS_OF_A_YEAR:
        year = next((name for name in (f"{column.removesuffix('_key')}_year", "year") if name in columns), "year")
        return Reference(table, (year, column), _TARGETS_OF_A_YEAR[column], ("year", column))
    if column in _TARGETS:
        target, named = _TARGETS[column]
        return Reference(table, (column,), target, (named,))
    return None


def _leads_nowhere(table: str, column: str) -> bool:
    names_its_row = _TARGETS.get(column) == (table, column) or _TARGETS_OF_A_YEAR.get(column) == table
    return names_its_row or column in _NO_REFERENCES or f"{table}.{column}" in _NO_REFERENCES


def _looks_like_one(column: str) -> bool:
    return column == "code" or column.endswith(("_key", "_id", "_code"))


def leading_nowhere(connection: Connection, table: str, of_table: Sequence[Reference]) -> dict[Reference, int]:
    """How many rows of the table each of its references leads nowhere from.

    All references to dimensions are looked at in one pass of the table, whose rows may be many and wide; each of those
    to facts in a pass of its own, partition by partition.
    """
    to_facts = [reference for reference in of_table if reference.target in _TARGETS_OF_A_YEAR.values()]
    to_dimensions = [reference for reference in of_table if reference not in to_facts]
    with connection.transaction():
        connection.execute("SET LOCAL enable_partitionwise_join = on")
        connection.execute("SET LOCAL work_mem = '64MB'")
        found = {reference: _count(connection, _without_a_fact(reference))[0] for reference in to_facts}
        if to_dimensions:
            counts = _count(connection, _without_members(table, to_dimensions))
            found |= dict(zip(to_dimensions, counts, strict=True))
    return found


def _count(connection: Connection, query: sql.Composed) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    assert row is not None
    return tuple(map(int, row))


def _without_a_fact(reference: Reference) -> sql.Composed:
    return sql.SQL("SELECT count(*) FROM {} AS here WHERE {} AND NOT EXISTS (SELECT FROM {} AS there WHERE {})").format(
        table_identifier(reference.table),
        _given(reference),
        table_identifier(reference.target),
        _matches("there", reference),
    )


def _without_members(table: str, to_dimensions: Sequence[Reference]) -> sql.Composed:
    counts, joins = [], []
    for number, reference in enumerate(to_dimensions):
        there = f"there_{number}"
        counts.append(
            sql.SQL("count(*) FILTER (WHERE {} AND {}.found IS NULL)").format(_given(reference), sql.Identifier(there))
        )
        joins.append(
            sql.SQL("LEFT JOIN (SELECT DISTINCT {}, true AS found FROM {}) AS {} ON {}").format(
                sql.SQL(", ").join(map(sql.Identifier, reference.target_columns)),
                table_identifier(reference.target),
                sql.Identifier(there),
                _matches(there, reference),
            )
        )
    return sql.SQL("SELECT {} FROM {} AS here {}").format(
        sql.SQL(", ").join(counts), table_identifier(table), sql.SQL(" ").join(joins)
    )


def _matches(there: str, reference: Reference) -> sql.Composed:
    pairs = zip(reference.columns, reference.target_columns, strict=True)
    same = [
        sql.SQL("{}.{} = here.{}").format(sql.Identifier(there), sql.Identifier(named), sql.Identifier(column))
        for column, named in pairs
    ]
    return sql.SQL(" AND ").join(same)


def _given(reference: Reference) -> sql.Composed:
    """A row leads nowhere only where it says something; a code that is empty says as little as a null."""
    column = sql.Identifier(reference.column)
    if reference.column.endswith("_code"):
        return sql.SQL("nullif(here.{}, '') IS NOT NULL").format(column)
    return sql.SQL("here.{} IS NOT NULL").format(column)
