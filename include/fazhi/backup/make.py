"""Making a backup: warehouse, inputs and list of WARC files as of one moment, while nights and readers go on."""

from __future__ import annotations

import fcntl
import gzip
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from importlib import metadata
from pathlib import Path

import psycopg

from fazhi import clock
from fazhi.archive.storage import Storage
from fazhi.backup import database
from fazhi.backup.manifest import (
    ARCHIVE,
    BACKUPS,
    DUMP,
    INPUTS,
    UNFINISHED,
    BackupError,
    Kept,
    Manifest,
    copy,
    finished,
    measure,
)
from fazhi.settings import Settings
from fazhi.warehouse import inputs
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi.warehouse.schema_version import newest_version

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup: its name, its manifest, how many WARC files were copied for it, and the backups that went."""

    name: str
    manifest: Manifest
    copied: int
    dropped: tuple[str, ...]


def make_backup(settings: Settings, directory: Path, *, keep: int = 0) -> Made:
    """Back up warehouse and archive into `directory`, and then drop all but the newest `keep` backups (0: none).

    Raises:
        BackupError: another backup is being made, a WARC file of the ledger is missing or damaged, or pg_dump failed.
        WarehouseUnavailableError, ConfigurationError, ArchiveError: as of `connect` and `Storage`.
    """
    dsn, storage = settings.require("warehouse_dsn"), Storage(settings.archive)
    made_at = clock.now().astimezone(UTC)
    name = f"{made_at:%Y%m%dT%H%M%SZ}"
    with _alone(directory):
        if name in finished(directory):
            raise BackupError(f"{directory / BACKUPS / name} is there already")
        known = _known_files(directory)
        unfinished = _fresh(directory, name)
        with connect(dsn) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()")
            database.dump(dsn, unfinished / DUMP, snapshot=snapshot)
            lines = "".join(line + "\n" for line in inputs.export(connection))
            (unfinished / INPUTS).write_text(lines, encoding="utf-8")
            listed = _listed(connection)
            archive = {path: _keep(storage, directory, path, size, known) for path, size in listed.items()}
            manifest = Manifest(
                made_at=made_at,
                program=metadata.version("fazhi-warehouse"),
                schema_version=newest_version(),
                postgresql=database.server_version(connection),
                fingerprint=fingerprint(connection, history=True),
                rows=database.rows(connection),
                files={file: measure(unfinished / file) for file in (DUMP, INPUTS)},
                archive=archive,
            )
        manifest.write(unfinished)
        unfinished.rename(directory / BACKUPS / name)
        copied = sum(known.get(path) != kept for path, kept in archive.items())
        return Made(name, manifest, copied, _drop_old(directory, keep) if keep else ())


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"another backup into {directory} is being made; wait for its end") from None
        yield


def _fresh(directory: Path, name: str) -> Path:
    """The directory of the new backup; what a killed one left is gone."""
    backups = directory / BACKUPS
    backups.mkdir(exist_ok=True)
    for left in backups.glob(f"*{UNFINISHED}"):
        shutil.rmtree(left)
    unfinished = backups / f"{name}{UNFINISHED}"
    unfinished.mkdir(mode=0o700)
    return unfinished


def _known_files(directory: Path) -> dict[str, Kept]:
    """The WARC files that earlier backups hold, of the size that their manifests say."""
    known: dict[str, Kept] = {}
    for name in finished(directory):
        known.update(Manifest.read(directory / BACKUPS / name).archive)

    def is_there(path: str, kept: Kept) -> bool:
        file = directory / ARCHIVE / path
        return file.is_file() and file.stat().st_size == kept.bytes

    return {path: kept for path, kept in known.items() if is_there(path, kept)}


def _listed(connection: Connection) -> dict[str, int]:
    """The WARC files of the ledger with their sizes; a crawl without records left none."""
    rows = connection.execute("SELECT archive_file, bytes FROM etl.archive_file WHERE bytes > 0 ORDER BY archive_file")
    return {path: int(size) for path, size in rows}


def _keep(storage: Storage, directory: Path, path: str, size: int, known: Mapping[str, Kept]) -> Kept:
    if path in known and known[path].bytes == size:
        return known[path]
    target = directory / ARCHIVE / path
    kept = copy(storage.blocks(path), target)
    if kept.bytes != size:
        target.unlink()
        raise BackupError(f"{path} of the archive has {kept.bytes} bytes, etl.archive_file says {size}: it is damaged")
    try:
        _read_through(target)
    except (OSError, EOFError, zlib.error) as error:
        target.unlink()
        raise BackupError(f"{path} of the archive is damaged: {error}") from error
    return kept


def _read_through(file: Path) -> None:
    """Every record of a WARC file is a gzip member with a checksum."""
    with gzip.open(file) as records:
        while records.read(_BLOCK):
            pass


def _drop_old(directory: Path, keep: int) -> tuple[str, ...]:
    names = finished(directory)
    old, kept = names[:-keep], names[-keep:]
    for name in old:
        shutil.rmtree(directory / BACKUPS / name)
    needed = {path for name in kept for path in Manifest.read(directory / BACKUPS / name).archive}
    for file in (directory / ARCHIVE).rglob("*"):
        if file.is_file() and file.relative_to(directory / ARCHIVE).as_posix() not in needed:
            file.unlink()
    return tuple(old)
