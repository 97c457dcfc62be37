"""The SQL of a load: `sql/load/<target>.sql`, statements under `-- step: <name>` lines, values bound by name.

What several statements of a file have in common is a step too: `{name}` stands for it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import LiteralString

from fazhi.settings import PROJECT

_STEP = re.compile(r"^-- step: (\w+)$", re.MULTILINE)
_COMMON = re.compile(r"\{(\w+)\}")


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
    steps = {name: body.strip() for name, body in zip(parts[::2], parts[1::2], strict=True)}
    # files of this project, not input: as trustworthy as the code
    return {name: _COMMON.sub(lambda found: steps.get(found[1], found[0]), body) for name, body in steps.items()}
