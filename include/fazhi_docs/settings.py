"""The page of settings: the table that `fazhi.settings` begins with."""

from __future__ import annotations

import inspect

from fazhi import settings


def settings_page() -> str:
    """Every environment variable, its meaning and default."""
    first, _, table = inspect.cleandoc(settings.__doc__ or "").partition("\n")
    return f"# Settings\n\n{first}\n{table}\n"
