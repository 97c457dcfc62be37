"""Adapters of site families: every module beside this one that holds an `Adapter` is registered by its family."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache

from fazhi.crawl.adapters.base import Adapter, Link, ListReading
from fazhi.errors import ConfigurationError

__all__ = ["Adapter", "Link", "ListReading", "adapter_for", "adapters"]


@cache
def adapters() -> Mapping[str, Adapter]:
    """One adapter a family, by name."""
    found: dict[str, Adapter] = {}
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        for _, member in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(member, Adapter) and not inspect.isabstract(member):
                found[member.family] = member()
    return found


def adapter_for(family: str) -> Adapter:
    """The adapter of `family`.

    Raises:
        ConfigurationError: this version cannot read that family yet.
    """
    adapter = adapters().get(family)
    if adapter is None:
        known = ", ".join(sorted(adapters()))
        raise ConfigurationError(f"no adapter reads the site family {family} yet; there are adapters for {known}")
    return adapter
