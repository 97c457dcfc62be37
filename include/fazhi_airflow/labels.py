"""What a person reads on a mapped task, in the room that Airflow has for it."""

from __future__ import annotations

from collections.abc import Sequence

LONGEST = 250
"""Characters of `rendered_map_index` in Airflow: a task with more cannot be told done, and is tried again."""


def counties(codes: Sequence[str]) -> str:
    """The counties of a batch: all codes where they fit, else the first, the last and how many there are."""
    written = ", ".join(codes)
    return written if len(written) <= LONGEST else f"{codes[0]} … {codes[-1]} ({len(codes)} counties)"
