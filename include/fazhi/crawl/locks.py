"""One visitor a host, across all DAGs and machines: session-level advisory locks in the warehouse."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from fazhi.errors import WarehouseUnavailableError
from fazhi.warehouse.database import Connection, open_connection

_LOCK = "SELECT pg_advisory_lock(hashtext('fazhi.host'), hashtext(host)) FROM unnest(%s::text[]) AS host"
_TRY = "SELECT bool_and(pg_try_advisory_lock(hashtext('fazhi.host'), hashtext(host))) FROM unnest(%s::text[]) AS host"
_FREE = "SELECT pg_advisory_unlock_all()"
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
            connection.execute(_FREE)


@contextmanager
def locks_of_a_person(dsn: str, hosts: Collection[str], tell: Callable[[str], None]) -> Iterator[Callable[[], None]]:
    """The same locks for someone who looks at a site and may have no warehouse; gives what `HeldLocks.check` does.

    `tell` is called with what that person should know: that a crawl is waited for, or that nobody can say whether one
    asks the same hosts.
    """
    try:
        connection = open_connection(dsn) if dsn else None
    except WarehouseUnavailableError:
        connection = None
    if connection is None:
        tell("no warehouse answers, so nothing can tell whether a crawl is asking the same hosts just now")
        yield lambda: None
        return
    with connection:
        connection.autocommit = True
        row = connection.execute(_TRY, (sorted(set(hosts)),)).fetchone()
        if row != (True,):
            connection.execute(_FREE)  # some may be held: waiting for the others with them could be for ever
            tell(f"a crawl is asking {', '.join(sorted(set(hosts)))}: waiting until it has done")
        with host_locks(connection, hosts) as held:
            yield held.check
