"""How sure a reading is, from how it was made: a band, calibrated on labelled documents by `fazhi evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.extract.prose import Taken


def confidence_of(item: Taken) -> str:
    """certain, likely or uncertain."""
    if item.rule in {"head", "head_after"} and item.margin >= 1 and item.score >= 2:
        return "certain"
    return "likely" if item.score >= 1.5 else "uncertain"
