"""`fazhi submit`: a filled-in form into the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.commands.who import named
from fazhi.counted import counted
from fazhi.program import command
from fazhi.settings import Settings


def submit(
    file: Annotated[Path, typer.Argument(help="XLSX: a form of `fazhi scheme template`, filled in.")],
    by: Annotated[str, named("Who submits it.")],
) -> None:
    """Take surveys, expert marks, checklists and ledgers (台账): as a document, through the gate of all documents."""
    from fazhi.submissions.filing import submit as take

    taken = take(Settings.from_environment(), file, submitted_by=by)
    if taken.known:
        console.print(f"{file} is what was submitted last: nothing to do.", markup=False, soft_wrap=True)
        return
    load = command(f"load --partition '{taken.partition}'")
    console.print(
        f"{counted(taken.figures, 'figure')} of {taken.region} and {taken.year} taken as {taken.url}. "
        f"The next night loads and scores them, or `{load}`.",
        markup=False,
        soft_wrap=True,
    )
