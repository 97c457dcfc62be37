"""Counties as data: one YAML each, validated when it is read."""

from fazhi.sources.source import ListPage, Publication, Source, host_of, load_source, load_sources

__all__ = ["ListPage", "Publication", "Source", "host_of", "load_source", "load_sources"]
