"""Answers that hold as long as the warehouse does: it changes at night, people read by day."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from cachetools import LRUCache
from fastapi import Response

_LOOK_SECONDS = 1.0
_OLDEST_BESIDE_WRITING = 30.0  # seconds
_BYTES = 64 * 1024 * 1024

# Rows ever written to what the pages show. PostgreSQL counts them itself, a second late at most while somebody writes,
# and ten where a connection stays open behind its last change; after a crash it begins anew, which is another state.
WRITTEN = """
SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint AS rows FROM pg_stat_all_tables WHERE schemaname IN ('dw', 'etl')
"""


class Answers:
    """Keeps answers until `written` (what WRITTEN gives) tells that something was; the least read go first.

    While rows are being written second after second, answers are made anew when that ends, or each half minute: a load
    changes the warehouse in a few moments of many, and fifty readers would have every page computed beside it.
    """

    def __init__(self, written: Callable[[], object]) -> None:
        self._written = written
        self._kept: LRUCache[tuple[object, ...], Response] = LRUCache(_BYTES, getsizeof=lambda each: len(each.body) + 1)
        self._state: object = None
        self._seen: object = None
        self._was_written = False
        self._looked = self._emptied = float("-inf")
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...], make: Callable[[], Response]) -> Response:
        """The answer of this key, made now where there is none or the warehouse has changed."""
        self._look()
        with self._lock:
            answer, state = self._kept.get(key), self._state
        if answer is None:
            answer = make()
            with self._lock:
                if state == self._state and len(answer.body) < _BYTES:
                    self._kept[key] = answer
        # a copy: what stands around the application packs a body and changes the headers where they are
        return Response(answer.body, answer.status_code, dict(answer.headers))

    @property
    def state(self) -> object:
        """What the warehouse was when it was last looked at."""
        with self._lock:
            return self._state

    def forget(self) -> None:
        """Make every answer anew: somebody changed what they show, by ourselves."""
        with self._lock:
            self._kept.clear()

    def _look(self) -> None:
        with self._lock:
            now, before = time.monotonic(), self._looked
            if now - before < _LOOK_SECONDS:
                return
            self._looked = now
        state = self._written()
        with self._lock:
            written = self._seen is not None and state != self._seen
            goes_on = written and self._was_written and now - before < 2 * _LOOK_SECONDS
            self._seen, self._was_written = state, written
            if state != self._state and not (goes_on and now - self._emptied < _OLDEST_BESIDE_WRITING):
                self._kept.clear()
                self._state, self._emptied = state, now
