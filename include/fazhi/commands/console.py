"""The console of every command: as wide as the terminal, and wide enough for a table where there is none."""

from __future__ import annotations

import os

from rich.console import Console

_WIDTH_WITHOUT_TERMINAL = 160

console = Console()
if not console.is_terminal and "COLUMNS" not in os.environ:
    console = Console(width=_WIDTH_WITHOUT_TERMINAL)
