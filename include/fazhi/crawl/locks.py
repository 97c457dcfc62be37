"""One visitor a host, across all DAGs and machines: session-level advisory locks in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fazhi.warehouse.database import connect


@contextmanager
def host_locks(dsn: str, hosts: Iterable[str]) -> Iterator[None]:
    """Hold the lock of every host; wait for whoever has one. Taken in one order, so that two visitors cannot wait for
    each other; a killed process loses its connection and with it the locks.
    """
    with connect(dsn, autocommit=True) as connection:
        for host in sorted(set(hosts)):
            connection.execute("SELECT pg_advisory_lock(hashtext('fazhi.host'), hashtext(%s))", (host,))
        yield
