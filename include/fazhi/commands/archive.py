"""`fazhi archive`: the index of the archive, and a warehouse built again from it."""

from __future__ import annotations

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fazhi.commands.console import console
from fazhi.commands.load import show_result
from fazhi.counted import counted
from fazhi.program import command
from fazhi.settings import Settings

app = typer.Typer(help="The archive: its index, and a warehouse built again from it.", no_args_is_help=True)
_NAMED = 5


@app.command()
def index() -> None:
    """Make the index of the archive again from its WARC files: what is indexed is left alone.

    Exit code 1 where records cannot be read or files are missing; they are named, all others are indexed.
    """
    from fazhi.archive.reindex import reindex
    from fazhi.archive.storage import Storage
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with connect(settings.require("warehouse_dsn")) as connection, Progress(*columns, console=console) as bar:
        connection.autocommit = True
        reading = bar.add_task("reading files", total=None)
        found = reindex(
            connection,
            Storage(settings.archive),
            lambda done, total: bar.update(reading, completed=done, total=total),
        )
    console.print(
        f"{counted(found.files, 'file')} indexed with {counted(found.captures, 'record')},"
        f" {counted(found.known, 'file')} indexed before"
    )
    for unread in found.unread:
        console.print(f"not indexed: {unread}", style="red", highlight=False, markup=False, soft_wrap=True)
    for name in found.missing:
        console.print(f"missing: {name}", style="red", highlight=False, markup=False, soft_wrap=True)
    if found.captures:
        console.print(f"Now {command('archive replay')}, before any load: an earlier text cannot follow a later one.")
    if not found.whole:
        raise typer.Exit(code=1)


@app.command()
def replay(
    jobs: int = typer.Option(1, min=1, help="Processes side by side, each with a partition of its own"),
) -> None:
    """Load what the archive holds in the order in which pages said it, earlier texts first, then score.

    For a warehouse that is built again: a load alone learns only what pages say now. No site is asked. Texts that come
    too late, because a later text of their page was loaded before, are counted and named.
    """
    from fazhi import backfill
    from fazhi.derive import overtaken_texts

    settings = Settings.from_environment()
    with console.status("loading") as shown:
        result = backfill.replay(settings, jobs=jobs, progress=lambda what, key: shown.update(f"{what} {key}"))
    if overtaken := overtaken_texts(settings):
        console.print(
            f"{counted(len(overtaken), 'earlier text')} of the archive cannot be loaded any more, since a later one of"
            f" the same page was loaded before: {', '.join(list(dict.fromkeys(overtaken))[:_NAMED])}. To have what"
            " these pages said before, build an empty warehouse from the archive and replay it before any load.",
            style="yellow", highlight=False, markup=False, soft_wrap=True,
        )  # fmt: skip
    show_result(settings, result)
