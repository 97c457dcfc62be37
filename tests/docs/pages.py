"""The pages whose commands are typed by a test, and how a page is read.

In such a page a fence `sh` is typed into bash as it stands; a fence `text` right after it is what it prints: `...`
stands for anything, and neither the width of gaps nor an empty line at the end matters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import PROJECT

TYPED = (PROJECT / "README.md", PROJECT / "docs" / "tutorial.md")
"""In the order in which a new user reads them: what one leaves, the next finds."""


@dataclass(frozen=True, slots=True)
class Block:
    """Commands of a page and what they print; None where the page does not show it."""

    page: Path
    line: int
    commands: str
    printed: str | None

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"

    def difference(self, output: str) -> str:
        """Empty where the output is what the page shows."""
        if self.printed is None:
            return ""
        if re.fullmatch("".join(map(_pattern, self.printed.splitlines())), output.rstrip() + "\n"):
            return ""
        return f"{self}: the page shows\n{self.printed}\nbut this was printed\n{output}"


def _pattern(line: str) -> str:
    """`...` alone is any number of lines, none, too; in a line it is anything of that line."""
    if line == "...":
        return r"(?:.*\n)*?"
    words = (".*?".join(map(re.escape, word.split("..."))) for word in line.split())
    return r"[ \t]*" + r"[ \t]+".join(words) + r"[ \t]*\n"


def tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def fences(page: Path) -> list[Token]:
    return [token for token in tokens(page) if token.type == "fence"]


def blocks(page: Path) -> list[Block]:
    """The commands of a page, in its order."""
    found = []
    for token, after in pairwise([*tokens(page), None]):
        if token is not None and token.type == "fence" and token.info == "sh":
            printed = after.content if after is not None and (after.type, after.info) == ("fence", "text") else None
            found.append(Block(page, (token.map or [0])[0] + 1, token.content, printed))
    return found


def links(page: Path) -> Iterator[str]:
    """Every address that a page leads to or shows."""
    for token in tokens(page):
        for child in token.children or ():
            if address := child.attrGet("href") or child.attrGet("src"):
                yield str(address)


def named_commands(page: Path) -> Iterator[str]:
    """Every line of a fence `sh`, and every piece of code in running text."""
    for token in tokens(page):
        if token.type == "fence" and token.info == "sh":
            yield from token.content.replace("\\\n", " ").splitlines()
        yield from (child.content for child in token.children or () if child.type == "code_inline")
