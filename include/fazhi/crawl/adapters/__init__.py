"""Adapters of site families: every module beside this one that holds an `Adapter` is registered by its family."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache

from fazhi.crawl.adapters.base import Adapter, Link, ListReading
from fazhi.sources import Source

__all__ = ["Adapter", "Link", "ListReading", "adapter_for", "adapters"]


@cache
def adapters() -> Mapping[str, type[Adapter]]:
    """The adapter of each family, by name."""
    found: dict[str, type[Adapter]] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(member, Adapter) and not inspect.isabstract(member):
                found[member.family] = member
    return found


def adapter_for(source: Source) -> Adapter:
    """The adapter of the site of `source`; a test sees to it that every family has one."""
    return adapters()[source.family].of(source)
