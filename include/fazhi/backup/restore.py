"""Restoring a backup into an empty database and an empty archive, and proving first that it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fazhi.archive.storage import Storage
from fazhi.backup import database
from fazhi.backup.manifest import ARCHIVE, BACKUPS, DUMP, BackupError, Manifest, check, finished
from fazhi.program import command
from fazhi.settings import Settings
from fazhi.warehouse import migrate
from fazhi.warehouse.database import connect, open_connection
from fazhi.warehouse.fingerprint import fingerprint
from fazhi.warehouse.schema_version import newest_version


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup whose every file was read and is the one that was kept."""

    directory: Path
    name: str
    manifest: Manifest


def check_backup(directory: Path, name: str = "") -> Checked:
    """Read every file of the backup `name` (default: the newest) below `directory` and compare its checksum.

    Raises:
        BackupError: there is no such backup, or one of its files is missing or damaged.
    """
    names = finished(directory)
    if not names:
        raise BackupError(f"{directory} holds no finished backup; {command('backup DIRECTORY')} makes one")
    if name and name not in names:
        raise BackupError(f"{directory} holds no backup {name}; it holds {', '.join(names)}")
    backup = directory / BACKUPS / (name or names[-1])
    manifest = Manifest.read(backup)
    for file, kept in manifest.files.items():
        check(backup / file, kept)
    for path, kept in manifest.archive.items():
        check(directory / ARCHIVE / path, kept)
    return Checked(directory, backup.name, manifest)


def restore_backup(settings: Settings, backup: Checked) -> list[str]:
    """Bring a checked backup into the empty database and the empty archive of `settings`.

    Gives the names of the migrations that were applied after it: the program may be newer than the backup.

    Raises:
        BackupError: the target is not empty, too old for the backup, or holds something else afterwards.
        WarehouseUnavailableError, ConfigurationError, ArchiveError: as of `open_connection` and `Storage`.
    """
    dsn, storage = settings.require("warehouse_dsn"), Storage(settings.archive)
    _refuse_unfit_database(dsn, backup.manifest)
    _refuse_files(settings, storage)
    storage.make()
    for path in backup.manifest.archive:  # first: no night can begin while the database is empty
        storage.put(backup.directory / ARCHIVE / path, path)
    database.restore(dsn, backup.directory / BACKUPS / backup.name / DUMP)
    _compare_rows(dsn, backup.manifest)
    migrations = migrate.upgrade(dsn)
    if not migrations:
        _compare_fingerprint(dsn, backup.manifest)
    return migrations


def _refuse_unfit_database(dsn: str, manifest: Manifest) -> None:
    if manifest.schema_version > newest_version():
        raise BackupError(
            f"the backup is of schema version {manifest.schema_version}, this program knows {newest_version()}: "
            f"install fazhi-warehouse {manifest.program} or a newer one"
        )
    with open_connection(dsn) as connection:
        name = f"{connection.info.dbname} at {connection.info.host}:{connection.info.port}"
        there = database.schemas_there(connection)
        version = database.server_version(connection)
    if there:
        raise BackupError(
            f"the database {name} is not empty: it has the schema {there[0]}; name an empty one in FAZHI_WAREHOUSE_DSN"
            " (for ./fazhi: docs/how-to-back-up.md, Restore)"
        )
    if version < manifest.postgresql:
        raise BackupError(
            f"the database {name} is PostgreSQL {version}, the backup is of {manifest.postgresql}:"
            " restore into that or newer"
        )


def _refuse_files(settings: Settings, storage: Storage) -> None:
    found = storage.first_file()
    if found:
        raise BackupError(
            f"the archive is not empty: it holds {found}; name an empty place in FAZHI_ARCHIVE, or empty this one where"
            " a restore that ended early has left it"
        )
    spooled = next(iter(sorted(settings.spool.glob("*"))), None) if settings.spool.is_dir() else None
    if spooled:
        raise BackupError(f"the spool is not empty: {spooled} is of another warehouse's crawl; move it away first")


def _compare_rows(dsn: str, manifest: Manifest) -> None:
    with open_connection(dsn) as connection:
        found = database.rows(connection)
    for table in sorted({*found, *manifest.rows}):
        if found.get(table) != manifest.rows.get(table):
            raise BackupError(
                f"{table} has {found.get(table)} rows after the restore, {manifest.rows.get(table)} before"
            )


def _compare_fingerprint(dsn: str, manifest: Manifest) -> None:
    with connect(dsn) as connection:
        found = fingerprint(connection, history=True)
    if found != manifest.fingerprint:
        raise BackupError(f"the fingerprint after the restore is {found}, the backup's is {manifest.fingerprint}")
