"""What the gate recorded of loads, for people: by partition, without knowing a load's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from fazhi.errors import ConfigurationError
from fazhi.partition_key import PartitionKey
from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A row of `etl.quality_result`: one expectation tried on one load; `examples` are sentences about failing rows."""

    load_id: int
    province_code: str
    partition_year: int
    table_name: str
    expectation: str
    severity: str
    success: bool
    checked_rows: int
    failed_rows: int
    examples: list[str]

    @property
    def partition(self) -> PartitionKey:
        return PartitionKey(self.province_code, self.partition_year)


_COLUMNS = ", ".join(Result.__dataclass_fields__)


def results_of_load(connection: Connection, load_id: int) -> Sequence[Result]:
    """Every result of one load, those that failed first.

    Raises:
        ConfigurationError: there is no such load, or it was not validated yet.
    """
    found = _results(connection, [load_id])
    if not found:
        raise ConfigurationError(f"no results of a load {load_id}: there is none, or it was not validated yet")
    return found


def latest_results(connection: Connection, partition: PartitionKey | None = None) -> Sequence[Result]:
    """The results of the latest validated load of each partition, or of one; empty where there is none."""
    latest = connection.execute(
        "SELECT max(load_id) FROM etl.load"
        " WHERE EXISTS (SELECT FROM etl.quality_result AS result WHERE result.load_id = load.load_id)"
        " AND (%s::text IS NULL OR (province_code, partition_year) = (%s, %s::integer))"
        " GROUP BY province_code, partition_year",
        (partition and partition.province, *(partition or (None, None))),
    ).fetchall()
    return _results(connection, [load_id for (load_id,) in latest])


def warnings(connection: Connection, load_id: int) -> dict[str, int]:
    """The warnings of a load, before and after the merge: expectation -> rows that fail it."""
    found = [each for each in _results(connection, [load_id]) if each.severity == "warning" and not each.success]
    return {each.expectation: each.failed_rows for each in found}


def _results(connection: Connection, loads: Sequence[int]) -> Sequence[Result]:
    with connection.cursor(row_factory=class_row(Result)) as cursor:
        return cursor.execute(
            f"SELECT {_COLUMNS} FROM etl.quality_result JOIN etl.load USING (load_id) WHERE load_id = ANY(%s)"
            " ORDER BY province_code, partition_year, success, severity, table_name, quality_result_id",
            (list(loads),),
        ).fetchall()
