"""The archive's tests touch only `etl`."""

from tests.archive.ledger import ledger_database, warehouse

__all__ = ["ledger_database", "warehouse"]
