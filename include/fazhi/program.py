"""What this program is called where it runs, so that a command in a message can be pasted."""

from __future__ import annotations

import os


def command(arguments: str = "") -> str:
    """`fazhi ARGUMENTS` as one types it here: `FAZHI_COMMAND` is set where the program has another name (`./fazhi`)."""
    return f"{os.environ.get('FAZHI_COMMAND') or 'fazhi'} {arguments}".rstrip()
