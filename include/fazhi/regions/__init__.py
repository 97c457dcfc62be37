"""Administrative divisions as data: which held when, what followed what, and which one a name means."""

from fazhi.regions.divisions import LEVELS, Division, division_files, read_divisions
from fazhi.regions.matching import AmbiguousRegionError, UnknownRegionError, find
from fazhi.regions.successions import Succession, read_successions, succession_files

__all__ = [
    "LEVELS",
    "AmbiguousRegionError",
    "Division",
    "Succession",
    "UnknownRegionError",
    "division_files",
    "find",
    "read_divisions",
    "read_successions",
    "succession_files",
]
