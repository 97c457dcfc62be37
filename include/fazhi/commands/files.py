"""Files that commands write."""

from __future__ import annotations

from pathlib import Path


def replace_whole(file: Path, content: bytes) -> None:
    """Write `content` to `file`, which holds what it held until all of it is written."""
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(file)
