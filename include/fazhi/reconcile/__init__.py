"""Reconciling: the figures of a document tried against each other, and against those of last year."""

from fazhi.reconcile.across import check_across
from fazhi.reconcile.check import RESULTS, Check
from fazhi.reconcile.document import check_document
from fazhi.reconcile.identities import Identity, load_identities

__all__ = ["RESULTS", "Check", "Identity", "check_across", "check_document", "load_identities"]
