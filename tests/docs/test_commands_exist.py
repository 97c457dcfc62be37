"""What any page tells a person to type exists: targets of make, commands of fazhi and their options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from fazhi.cli import app
from tests.conftest import PROJECT
from tests.docs import pages

PAGES = [
    *(PROJECT / name for name in ("README.md", "README.zh-CN.md", "CONTRIBUTING.md")),
    *(path for path in (PROJECT / "docs").glob("*.md") if path.name != "data-dictionary.md"),
    *(PROJECT / "docs" / "explanation").glob("*.md"),
]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def unknown(typed: str) -> str:
    """What in a line a person could not type, empty where all is known."""
    words = shlex.split(typed, comments=True)
    if words[:1] == ["make"]:
        return next((word for word in words[1:] if word not in TARGETS and not re.fullmatch(r"[A-Z]+=\S*", word)), "")
    if words[:1] not in (["fazhi"], ["./fazhi"]):
        return ""
    command = typer.main.get_command(app)
    rest = words[1:]
    while isinstance(command, TyperGroup) and rest and not rest[0].startswith("-"):
        name = rest.pop(0).strip(".,;")
        inner = command.get_command(typer.Context(command), name)
        if inner is None:
            return "" if re.fullmatch(r"\.*|[a-z]+(\|[a-z]+)+", name) else name
        command = inner
    options = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    return next((word for word in rest if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options), "")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_to_type_exists(page: Path) -> None:
    wrong = {line: unknown(line) for line in pages.named_commands(page) if line.startswith(("make ", "fazhi ", "./fa"))}
    assert {line: why for line, why in wrong.items() if why} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_leads_to_exists(page: Path) -> None:
    inside = [link.partition("#")[0] for link in pages.links(page) if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("./fazhi explain 990223 --year 2024  # why", ""),
        ("./fazhi explain 990223 --yaer 2024", "--yaer"),
        ("./fazhi source chekc 990223", "chekc"),
        ("./fazhi rejected release|discard ID", ""),
        ("make run ONLY=990221,990224", ""),
        ("make runn", "runn"),
    ],
)
def test_what_does_not_exist_is_named(typed: str, why: str) -> None:
    assert unknown(typed) == why


@pytest.mark.parametrize("page", pages.TYPED, ids=lambda page: page.name)
def test_a_typed_page_has_no_block_that_the_test_would_pass_over(page: Path) -> None:
    assert {token.info for token in pages.fences(page)} <= {"sh", "text", "sql", "mermaid"}
    assert pages.blocks(page)


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = (pages.blocks(PROJECT / name) for name in ("README.md", "README.zh-CN.md"))

    def bare(commands: str) -> list[str]:
        return [re.sub(r"\s+#.*", "", line) for line in commands.splitlines()]

    assert [bare(block.commands) for block in chinese] == [bare(block.commands) for block in english]
    assert [block.printed for block in chinese] == [block.printed for block in english]


@pytest.mark.parametrize(
    ("output", "same"),
    [
        ("  a  x y c\nd.\n", True),
        ("a x c\ny\nd.\ne\n", True),
        ("a x d\nd.\n", False),
        ("a x c\nd\n", False),
        ("z\na x c\nd.\n", False),
    ],
)
def test_what_is_left_out_may_be_anything_and_nothing_else(output: str, same: bool) -> None:
    block = pages.Block(Path("a.md"), 1, "make run", "a ... c\n...\nd.\n...\n")
    assert (block.difference(output) == "") is same
