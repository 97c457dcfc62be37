"""What counties on the same hosts share in a night: rules, pace, budget, and whether a host is down."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from protego import Protego

from fazhi import clock
from fazhi.counted import counted
from fazhi.crawl.failure import FetchError
from fazhi.crawl.pace import Pace
from fazhi.sources import Source

FAILURES_IN_A_ROW = 3
"""From so many on, each after its own retries, a host counts as down."""

_MEGABYTE = 1024 * 1024


class NotAskedError(FetchError):
    """A URL that was left for another night; `cause` is why its host is down, None where it is only enough for now."""

    def __init__(self, reason: str, message: str, cause: FetchError | None = None) -> None:
        super().__init__(reason, message)
        self.cause = cause


class Hosts:
    """The hosts of counties that are crawled one after the other, by one thread.

    `used` are requests and bytes that the night has had of hosts already. `closes_at`: no request begins later.
    `still_ours` raises where another crawl may have the hosts meanwhile. `rules` are the robots.txt read so far, by
    scheme and host.
    """

    def __init__(
        self,
        pace: Pace | None = None,
        *,
        used: Mapping[str, tuple[int, int]] = MappingProxyType({}),
        closes_at: datetime | None = None,
        still_ours: Callable[[], None] = lambda: None,
    ) -> None:
        self.pace = pace or Pace()
        self.rules: dict[str, Protego | FetchError] = {}
        self._closes_at = closes_at
        self._still_ours = still_ours
        # The window is measured once: `clock.now()` may be frozen, the night is not.
        left = (closes_at - clock.now()).total_seconds() if closes_at else float("inf")
        self._last_moment = time.monotonic() + left
        self._requests = Counter({host: requests for host, (requests, _) in used.items()})
        self._bytes = Counter({host: size for host, (_, size) in used.items()})
        self._failures: Counter[str] = Counter()
        self._down: dict[str, FetchError] = {}

    def down(self, host: str) -> FetchError | None:
        """Why `host` is down; None while it is not."""
        return self._down.get(host)

    def admit(self, host: str, source: Source) -> None:
        """Count one request to `host` for `source`. Raises as `check` and `still_ours` do."""
        self.check(host, source)
        self._still_ours()
        self._requests[host] += 1

    def check(self, host: str, source: Source) -> None:
        """Return where `host` may be asked once more for `source`.

        Raises:
            NotAskedError: host_down, window_closed, page_budget or byte_budget.
        """
        if host in self._down:
            raise NotAskedError("host_down", f"not asked after: {self._down[host]}", self._down[host])
        if time.monotonic() >= self._last_moment:
            raise NotAskedError("window_closed", f"the night's window closed at {self._closes_at:%H:%M}")
        if self._requests[host] >= source.page_budget:
            raise NotAskedError("page_budget", f"{host} was asked {counted(source.page_budget, 'time')} this night")
        if self._bytes[host] >= source.megabyte_budget * _MEGABYTE:
            raise NotAskedError("byte_budget", f"{host} sent {source.megabyte_budget:,} MB this night")

    def received(self, host: str, size: int) -> None:
        """`size` bytes of a body came from `host`."""
        self._bytes[host] += size

    def answered(self, host: str) -> None:
        """The host answered as a site does, whatever it said of one page."""
        self._failures.pop(host, None)

    def failed(self, host: str, error: FetchError) -> None:
        """A request failed for good. What will not pass by itself, or lasts longer than we wait, ends the visit of the
        host at once; what may pass ends it after FAILURES_IN_A_ROW.
        """
        if not error.of_host:
            return
        self._failures[host] += 1
        if not error.transient or error.retry_after is not None or self._failures[host] >= FAILURES_IN_A_ROW:
            self._down[host] = error
