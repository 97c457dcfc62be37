"""One visitor a host, across all DAGs and machines: session-level advisory locks in the warehouse."""

from __future__ import annotations

import select
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from fazhi.errors import WarehouseUnavailableError
from fazhi.warehouse.database import Connection

_LOCK = "SELECT pg_advisory_lock(hashtext('fazhi.host'), hashtext(host)) FROM unnest(%s::text[]) AS host"
_LONGEST_TRUST = 15.0
"""Seconds after which the server is asked whether it is still there; a connection that it closed shows at once."""


class HeldLocks:
    """Locks that are held for as long as their connection lives."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._poll = select.poll()
        self._poll.register(connection.fileno(), select.POLLIN)
        self._seen_at = time.monotonic()

    def check(self) -> None:
        """Return while the locks are held.

        Raises:
            WarehouseUnavailableError: the connection is lost, and with it the locks: another crawl may have the hosts.
        """
        if not self._poll.poll(0) and time.monotonic() - self._seen_at < _LONGEST_TRUST:
            return
        try:
            self._connection.execute("SELECT")
        except psycopg.OperationalError as error:
            raise WarehouseUnavailableError(
                "The connection to the warehouse was lost, and with it the locks on the hosts that were being crawled: "
                "they are asked no more, what was fetched is kept. Run the crawl again."
            ) from error
        self._seen_at = time.monotonic()


@contextmanager
def host_locks(connection: Connection, hosts: Iterable[str]) -> Iterator[HeldLocks]:
    """Hold the lock of every host; wait for whoever has one. Taken in one order, so that two visitors cannot wait for
    each other; a killed process loses its connection and with it the locks. `connection` holds no other such locks.
    """
    try:
        connection.execute(_LOCK, (sorted(set(hosts)),))
        yield HeldLocks(connection)
    finally:
        with suppress(psycopg.OperationalError):  # a connection that is lost holds none
            connection.execute("SELECT pg_advisory_unlock_all()")
