"""Advisory locks to the end of a transaction: a partition around its merge, then the period years it touched."""

from __future__ import annotations

from fazhi.warehouse.database import Connection

# spaces of pg_advisory_xact_lock(int, int): "pa", "pe"
_PARTITION, _PERIOD = 0x7061, 0x7065


def lock_partition(connection: Connection, province_code: str, year: int) -> None:
    """Wait until no other merge of this partition runs."""
    _lock(connection, _PARTITION, province_code, year)


def lock_period(connection: Connection, province_code: str, year: int) -> None:
    """Wait until no one else chooses facts of this period year; take several in ascending order."""
    _lock(connection, _PERIOD, province_code, year)


def _lock(connection: Connection, space: int, province_code: str, year: int) -> None:
    connection.execute(
        "SELECT pg_advisory_xact_lock(%s::integer, %s::integer)", (space, int(province_code) * 10_000 + year)
    )
