"""How sure a reading is, from how it was made: a band, calibrated on labelled documents by `fazhi evaluate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken


def confidence_of(item: Taken) -> str:
    """certain, likely or uncertain."""
    score, margin = item.claim.score, item.claim.score - item.claim.runner_up
    if item.rule in {"head", "head_after"} and margin >= 1 and score >= 2:
        return "certain"
    return "likely" if score >= 1.5 else "uncertain"
