"""One visitor a host, across all DAGs and machines: session-level advisory locks in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fazhi.warehouse.database import Connection

_LOCK = "SELECT pg_advisory_lock(hashtext('fazhi.host'), hashtext(host)) FROM unnest(%s::text[]) AS host"


@contextmanager
def host_locks(connection: Connection, hosts: Iterable[str]) -> Iterator[None]:
    """Hold the lock of every host; wait for whoever has one. Taken in one order, so that two visitors cannot wait for
    each other; a killed process loses its connection and with it the locks. `connection` holds no other such locks.
    """
    try:
        connection.execute(_LOCK, (sorted(set(hosts)),))
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock_all()")
