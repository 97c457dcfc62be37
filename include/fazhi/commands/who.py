"""The option by which a person gives a name: an empty one is given, too, and refused where a name is needed."""

from __future__ import annotations

import getpass
from typing import Any

import typer


def named(told: str, *declarations: str) -> Any:
    """An option that is the name of this login where it is not given."""
    return typer.Option(
        *declarations, help=told, default_factory=getpass.getuser, show_default="the name of this login"
    )
