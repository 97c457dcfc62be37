"""Figures out of a parsed document: `extract(document, catalogue) -> Extraction`."""

from __future__ import annotations

from fazhi.extract.extractor import extract
from fazhi.extract.observation import Extraction, LeftOut, Observation, Statement

EXTRACTOR_VERSION = "6"
"""Raised whenever the same Document gives other observations; the ledger derives such documents again."""

__all__ = ["EXTRACTOR_VERSION", "Extraction", "LeftOut", "Observation", "Statement", "extract"]
