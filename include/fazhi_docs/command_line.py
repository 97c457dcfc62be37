"""The page of the command line, by Typer's own writer of Markdown."""

from __future__ import annotations

import typer
from typer.cli import get_docs_for_click

from fazhi.cli import app

_INTRODUCTION = """
On a machine set up by `make run`, type `./fazhi` in the project's directory: it knows this machine's databases and
archive, and starts PostgreSQL while it runs. Elsewhere `fazhi` reads its [settings](settings.md) from the environment.
"""


def command_line() -> str:
    """Every command with its arguments and options."""
    command = typer.main.get_command(app)
    text = get_docs_for_click(obj=command, ctx=typer.Context(command), name="fazhi", title="Command line")
    title, _, rest = text.partition("\n")
    return f"{title}\n{_INTRODUCTION}{rest}"
