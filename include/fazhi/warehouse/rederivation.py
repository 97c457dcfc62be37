"""Requests to derive a partition again, whatever the ledger says: `etl.rederivation`.

A request waits until a load that started after it has merged, so a backfill that is killed goes on by itself.
"""

from __future__ import annotations

from fazhi import clock
from fazhi.partition_key import PartitionKey
from fazhi.warehouse.database import Connection


def request(connection: Connection, run_id: int, key: PartitionKey) -> None:
    """Ask that every document of the partition be derived again; `run_id` is the backfill's."""
    connection.execute(
        "INSERT INTO etl.rederivation (run_id, province_code, year, requested_at) VALUES (%s, %s, %s, %s)",
        (run_id, key.province, key.year, clock.now()),
    )


def waiting(connection: Connection) -> list[PartitionKey]:
    """The partitions that wait, sorted."""
    rows = connection.execute(
        "SELECT DISTINCT province_code, year FROM etl.rederivation WHERE fulfilled_by IS NULL ORDER BY 1, 2"
    )
    return [PartitionKey(province, year) for province, year in rows]


def fulfil(connection: Connection, load_id: int, key: PartitionKey) -> bool:
    """Close the requests made before the load `load_id` started; gives whether there were any."""
    closed = connection.execute(
        "UPDATE etl.rederivation SET fulfilled_by = %s WHERE province_code = %s AND year = %s"
        " AND fulfilled_by IS NULL AND requested_at <= (SELECT started_at FROM etl.run WHERE run_id = %s)",
        (load_id, key.province, key.year, load_id),
    )
    return closed.rowcount > 0
