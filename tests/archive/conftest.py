"""The archive's tests touch only `etl`."""

from tests.archive.ledger import ledger_database, warehouse
from tests.archive.s3 import place, s3, s3_server

__all__ = ["ledger_database", "place", "s3", "s3_server", "warehouse"]
