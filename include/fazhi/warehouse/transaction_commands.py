"""Commands in an SQL file that would begin or end a transaction: found by reading its statements, before any runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMANDS = re.compile(
    r"(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\s+TRANSACTION)\b", re.IGNORECASE
)
_COMMENT = r"/\*(?:[^*/]|\*(?!/)|/(?!\*)|INNER)*+\*/"
_NESTED_COMMENT = _COMMENT.replace("INNER", _COMMENT.replace("|INNER", ""))  # PostgreSQL's comments nest
_NOT_CODE = re.compile(
    rf"""--[^\n]*
    | {_NESTED_COMMENT}
    | \b[eE]'(?:[^'\\]|\\.|'')*+'
    | '(?:[^']|'')*+'
    | "(?:[^"]|"")*+"
    | (?P<tag>\$(?:[A-Za-z_]\w*)?\$).*?(?P=tag)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class TransactionCommand:
    """The first word or words of a statement, and the line in which it begins."""

    words: str
    line: int


def transaction_commands(text: str) -> Iterator[TransactionCommand]:
    """The statements of an SQL text that begin or end a transaction, or a part of one.

    Words in comments, quotes and bodies of functions between dollar signs are none. A body that is written as
    BEGIN ATOMIC .. END would be taken for one.
    """
    code = _NOT_CODE.sub(_blank, text)
    for statement in re.finditer(r"[^;]+", code):
        command = _COMMANDS.match(statement[0].lstrip())
        if command is not None:
            begins = statement.start() + len(statement[0]) - len(statement[0].lstrip())
            yield TransactionCommand(" ".join(command[0].upper().split()), text.count("\n", 0, begins) + 1)


def _blank(found: re.Match[str]) -> str:
    """As many lines, so that what follows keeps its number; a quoted word stays something, so that nothing joins."""
    return re.sub(r"[^\n]", " ", found[0]) if found[0].startswith(("--", "/*")) else re.sub(r"[^\n]", "x", found[0])
