"""Counties as data: one YAML each, validated when it is read."""

from fazhi.sources.declaration import Declaration
from fazhi.sources.source import (
    InvalidSource,
    ListPage,
    Publication,
    Source,
    host_of,
    load_source,
    load_sources,
    load_valid_sources,
)

__all__ = [
    "Declaration",
    "InvalidSource",
    "ListPage",
    "Publication",
    "Source",
    "host_of",
    "load_source",
    "load_sources",
    "load_valid_sources",
]
