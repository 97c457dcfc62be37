"""How many kills and mutations a test tries: a few in `make test`, the full counts in `make test-long`."""

from __future__ import annotations

import os
import random

import pytest

LONG = bool(os.environ.get("FAZHI_TEST_LONG"))
FULL = LONG or bool(os.environ.get("FAZHI_TEST_FULL"))
counted = pytest.mark.counted


def count(few: int, full: int) -> int:
    """`few` in `make test`, `full` in `make test-long`."""
    return full if LONG else few


def moments(few: list[int], *, full: int, last: int) -> list[int]:
    """Moments at which to kill: those of `few`, or `full` others between 1 and `last`, the same in each run."""
    return sorted(random.Random(2024).choices(range(1, last + 1), k=full)) if LONG else few
