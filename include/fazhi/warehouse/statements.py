"""The SQL of a load: `sql/load/<target>.sql`, statements under `-- step: <name>` lines, values bound by name."""

from __future__ import annotations

import re
from functools import cache
from typing import LiteralString, cast

from fazhi.settings import PROJECT

_STEP = re.compile(r"^-- step: (\w+)$", re.MULTILINE)


@cache
def statement(target: str, step: str) -> LiteralString:
    """The statement `step` of `sql/load/<target>.sql`.

    Raises:
        KeyError: the file has no such step.
    """
    return _statements(target)[step]


@cache
def _statements(target: str) -> dict[str, LiteralString]:
    text = (PROJECT / "sql" / "load" / f"{target}.sql").read_text(encoding="utf-8")
    parts = _STEP.split(text)[1:]
    # files of this project, not input: as trustworthy as the code
    return {name: cast(LiteralString, body.strip()) for name, body in zip(parts[::2], parts[1::2], strict=True)}
