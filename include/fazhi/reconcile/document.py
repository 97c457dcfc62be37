"""Trying the identities on the figures of one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fazhi.extract.observation import Observation
from fazhi.reconcile.check import Check
from fazhi.reconcile.figures import figures_of
from fazhi.reconcile.identities import Identity, RestatementIdentity
from fazhi.reconcile.matching import findings


def check_document(observations: Sequence[Observation], identities: Iterable[Identity]) -> list[Check]:
    """Every identity whose operands the document states, for each period and subject, in the identities' order.

    A figure that is stated several times with the same value is one operand; one with different values (parts side
    by side) can make an identity agree, but never contradict.
    """
    figures = figures_of(observations)
    return [
        finding.check(identity)
        for identity in identities
        if not (isinstance(identity, RestatementIdentity) and identity.between == "years")
        for finding in findings(identity, figures)
    ]
