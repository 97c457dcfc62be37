"""The committed CSV files of the divisions, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from fazhi.errors import ConfigurationError


def rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[dict[str, str], str]]:
    """Each row with where it stands, as `path:line`.

    Raises:
        ConfigurationError: a column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(columns) - set(reader.fieldnames or ())
        if missing:
            raise ConfigurationError(f"{path}: no column {', '.join(sorted(missing))}")
        for row in reader:
            yield row, f"{path}:{reader.line_num}"
