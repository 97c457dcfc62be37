"""`fazhi backup` and `fazhi restore`: warehouse and archive into a directory, and back into an empty machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.program import command
from fazhi.settings import Settings


def backup(
    directory: Annotated[Path, typer.Argument(help="Holds all backups; WARC files are kept once for all of them.")],
    keep: Annotated[int, typer.Option(min=0, help="Drop all but the newest so many; 0 keeps every one.")] = 0,
) -> None:
    """Back up warehouse and archive as of one moment, while nights and readers go on."""
    from fazhi.backup import make_backup

    made = make_backup(Settings.from_environment(), directory, keep=keep)
    files = made.manifest.archive
    size = sum(kept.bytes for kept in made.manifest.files.values())
    console.print(
        f"Backup {made.name}: warehouse {size:,} bytes, {counted(len(files), 'WARC file')},"
        f" {made.copied} of them copied now.",
        markup=False,
    )
    console.print(f"Fingerprint {made.manifest.fingerprint}", markup=False)
    if made.dropped:
        console.print(f"Dropped: {', '.join(made.dropped)}", markup=False)
    console.print(f"Prove it whole: {command(f'restore {directory} --check')}", markup=False)


def restore(
    directory: Annotated[Path, typer.Argument(help="Where `fazhi backup` keeps its backups.")],
    name: Annotated[str, typer.Option("--backup", help="The name of one; default: the newest.")] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Read every file and compare checksums; change nothing.")
    ] = False,
) -> None:
    """Restore a backup into an empty database and an empty archive; a damaged or incomplete one is refused."""
    from fazhi.backup import check_backup, restore_backup

    checked = check_backup(directory, name)
    manifest = checked.manifest
    console.print(
        f"Backup {checked.name} is whole: schema version {manifest.schema_version}, PostgreSQL {manifest.postgresql}, "
        f"{counted(len(manifest.archive), 'WARC file')}.",
        markup=False,
    )
    if check:
        return
    for migration in restore_backup(Settings.from_environment(), checked):
        console.print(f"applied {migration}", markup=False)
    console.print(f"Restored. Fingerprint {manifest.fingerprint} (with --history)", markup=False)
    console.print(f"Next: {command('status')}; the next night goes on where the backup was made.", markup=False)
