"""Trying the identities on the figures of several documents of one region: last year's report against this year's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fazhi.extract.observation import Observation
from fazhi.reconcile.check import Check
from fazhi.reconcile.figures import figures_of
from fazhi.reconcile.identities import Identity
from fazhi.reconcile.matching import findings


def check_across(
    observations: Sequence[Observation], documents: Sequence[int], identities: Iterable[Identity]
) -> list[Check]:
    """What the documents of one region say of each other; `documents[i]` is the one that holds `observations[i]`.

    Only checks whose operands stand in more than one document: the others are `check_document`'s.
    """
    figures = figures_of(observations)
    checks = (finding.check(identity) for identity in identities for finding in findings(identity, figures))
    return [check for check in checks if len({documents[position] for position in check.operands}) > 1]
