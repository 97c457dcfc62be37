"""The console of every command: as wide as the terminal, and wide enough for a table where there is none."""

from __future__ import annotations

import os
from datetime import datetime

from rich.console import Console

from fazhi.clock import SHANGHAI

_WIDTH_WITHOUT_TERMINAL = 160

console = Console()
if not console.is_terminal and "COLUMNS" not in os.environ:
    console = Console(width=_WIDTH_WITHOUT_TERMINAL)


def shanghai(moment: datetime) -> str:
    """A moment to the minute, with the name of its zone: the machine that shows it may be in another."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M} (Shanghai)"
