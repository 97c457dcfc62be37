"""Figures out of a parsed document: `extract(document, catalogue) -> Extraction`."""

from __future__ import annotations

from fazhi.compiled import use_compiled

COMPILED = use_compiled(__name__, __path__)
"""Whether its modules run compiled; they give the same either way."""

from fazhi.extract.extractor import extract  # noqa: E402 - it may be compiled
from fazhi.extract.observation import Extraction, LeftOut, Observation, Statement  # noqa: E402

EXTRACTOR_VERSION = "18"
"""Raised whenever the same Document gives other observations; the ledger derives such documents again."""

__all__ = ["COMPILED", "EXTRACTOR_VERSION", "Extraction", "LeftOut", "Observation", "Statement", "extract"]
