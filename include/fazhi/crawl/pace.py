"""How fast a host is asked: at most one request at a time, with a pause after each answer."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Remembers when each host last answered. `clock` and `sleep` are in seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._answered: dict[str, float] = {}

    def wait(self, host: str, pause: float) -> None:
        """Return when `pause` seconds have passed since the last answer of `host`."""
        if host in self._answered:
            left = self._answered[host] + pause - self._clock()
            if left > 0:
                self._sleep(left)

    def answered(self, host: str) -> None:
        """The host has answered, or failed to, just now."""
        self._answered[host] = self._clock()
