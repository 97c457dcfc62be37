"""What a backup consists of: the manifest that proves it whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from fazhi import invalid
from fazhi.errors import FazhiError

ARCHIVE, BACKUPS = "archive", "backups"
DUMP, INPUTS = "warehouse.dump", "inputs.jsonl"
UNFINISHED = ".unfinished"
_MANIFEST, _CHECKSUM = "manifest.json", "manifest.json.sha256"
_BLOCK = 1024 * 1024


class BackupError(FazhiError):
    """A backup cannot be made, is damaged, or has no place to be restored to; the message names the file."""


class Kept(BaseModel):
    """A file as it was kept: its size, and the SHA-256 (hex) of its bytes."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    bytes: int
    sha256: str


class Manifest(BaseModel):
    """One backup. `fingerprint` is that of `fazhi fingerprint --history`, `rows` counts each table of dw and etl.

    `files` are by their name in the directory of the backup, `archive` by their path below the archive root.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: Literal[1] = 1
    made_at: datetime
    program: str
    schema_version: str
    postgresql: int
    fingerprint: str
    rows: Mapping[str, int]
    files: Mapping[str, Kept]
    archive: Mapping[str, Kept]

    def write(self, directory: Path) -> None:
        """Write manifest and checksum (the format of sha256sum) into the directory of the backup."""
        content = (self.model_dump_json(indent=1) + "\n").encode()
        (directory / _MANIFEST).write_bytes(content)
        (directory / _CHECKSUM).write_text(f"{hashlib.sha256(content).hexdigest()}  {_MANIFEST}\n", encoding="ascii")

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """The manifest of the backup in `directory`.

        Raises:
            BackupError: it is missing or damaged, or another program's.
        """
        try:
            content = (directory / _MANIFEST).read_bytes()
            expected = (directory / _CHECKSUM).read_text(encoding="ascii", errors="replace").split(" ")[0]
        except OSError as error:
            raise BackupError(
                f"{error.filename} cannot be read ({error.strerror}): the backup is incomplete"
            ) from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise BackupError(f"{directory / _MANIFEST} is damaged: its SHA-256 is not the one in {_CHECKSUM}")
        try:
            return cls.model_validate_json(content)
        except ValidationError as error:
            first = error.errors()[0]
            raise BackupError(
                f"{directory / _MANIFEST}: {invalid.key(first)}: {invalid.words(first)}; a newer program made it"
            ) from error


def finished(directory: Path) -> list[str]:
    """The names of the whole backups below `directory`, oldest first."""
    backups = directory / BACKUPS
    if not backups.is_dir():
        return []
    return sorted(path.name for path in backups.iterdir() if path.is_dir() and not path.name.endswith(UNFINISHED))


def copy(source: Iterable[bytes], target: Path) -> Kept:
    """Write the blocks of `source` to `target`, which appears whole or not at all; gives its size and digest."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.part")
    with partial.open("wb") as file:
        kept = _digested(_written(source, file))
    partial.replace(target)
    return kept


def measure(path: Path) -> Kept:
    """Size and digest of a file."""
    with path.open("rb") as file:
        return _digested(_blocks(file))


def check(path: Path, kept: Kept) -> None:
    """Refuse a file that is not the one that was kept.

    Raises:
        BackupError: it is missing, or holds other bytes.
    """
    try:
        found = measure(path)
    except FileNotFoundError:
        raise BackupError(f"{path} is missing: the backup is incomplete") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror})") from error
    if found != kept:
        what = f"{found.bytes} bytes instead of {kept.bytes}" if found.bytes != kept.bytes else "another SHA-256"
        raise BackupError(f"{path} is damaged: it has {what}")


def _digested(blocks: Iterable[bytes]) -> Kept:
    digest, size = hashlib.sha256(), 0
    for block in blocks:
        digest.update(block)
        size += len(block)
    return Kept(bytes=size, sha256=digest.hexdigest())


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    while block := file.read(_BLOCK):
        yield block


def _written(source: Iterable[bytes], target: BinaryIO) -> Iterator[bytes]:
    for block in source:
        target.write(block)
        yield block
