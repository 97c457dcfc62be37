"""The archive itself: WARC files under an fsspec path, a directory or an object store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import fsspec
from fsspec.implementations.local import LocalFileSystem

from fazhi.archive.response import ArchiveUnavailableError
from fazhi.errors import ConfigurationError

_READ_AHEAD = 1024 * 1024
"""Of an object store, at once: some records. Its default is 5 MB, which for one page would be mostly waste."""


class Storage:
    """Files by their path below `root`, an fsspec URL or a directory. A file appears whole or not at all.

    Raises:
        ConfigurationError: nothing here speaks the protocol of `root`.
    """

    def __init__(self, root: str) -> None:
        try:
            self._filesystem, self._root = fsspec.core.url_to_fs(root)
        except (ImportError, ValueError) as error:
            hint = "; for s3:// install requirements/s3.txt" if root.startswith("s3:") else ""
            raise ConfigurationError(f"FAZHI_ARCHIVE: {root} cannot be used ({error}){hint}") from error

    def make(self) -> None:
        """Make the place of the archive, where it is not there: the bucket of an object store, or the directory.

        Raises:
            ArchiveUnavailableError: the store refuses.
        """
        local = isinstance(self._filesystem, LocalFileSystem)
        place = self._root if local else self._root.partition("/")[0]
        try:
            if not self._filesystem.exists(place):
                self._filesystem.makedirs(place, exist_ok=True)
        except Exception as error:  # every store has exceptions of its own
            raise ArchiveUnavailableError(f"{place} cannot be made ({error}); see FAZHI_ARCHIVE") from error

    def put(self, local: Path, name: str) -> None:
        """Upload `local` as `name`, replacing what an interrupted upload left.

        Raises:
            ArchiveUnavailableError: the store refuses, or holds another number of bytes afterwards.
        """
        target = self._path(name)
        try:
            if isinstance(self._filesystem, LocalFileSystem):
                _copy_whole(local, Path(target))
            else:
                self._filesystem.put_file(str(local), target)
            stored = self._filesystem.size(target)
        except Exception as error:
            message = f"{target} cannot be written ({error}); its records stay in {local}"
            raise ArchiveUnavailableError(message) from error
        if stored != local.stat().st_size:
            message = f"{target} holds {stored} bytes after the upload of {local}; its records stay there"
            raise ArchiveUnavailableError(message)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            ArchiveUnavailableError: there is no such file or it cannot be read.
        """
        try:
            return cast(BinaryIO, self._filesystem.open(self._path(name), "rb", block_size=_READ_AHEAD))
        except Exception as error:
            raise ArchiveUnavailableError(f"{self._path(name)} cannot be read ({error}); see FAZHI_ARCHIVE") from error

    def blocks(self, name: str) -> Iterator[bytes]:
        """All bytes of a file, a piece at a time.

        Raises:
            ArchiveUnavailableError: there is no such file, or the store ends in the midst of it.
        """
        with self.open(name) as file:
            while True:
                try:
                    block = file.read(_READ_AHEAD)
                except Exception as error:
                    message = f"{self._path(name)} cannot be read to its end ({error}); see FAZHI_ARCHIVE"
                    raise ArchiveUnavailableError(message) from error
                if not block:
                    return
                yield block

    def first_file(self) -> str:
        """The path of some file below the root; empty where there is none.

        Raises:
            ArchiveUnavailableError: the store does not answer.
        """
        try:
            if not self._filesystem.exists(self._root):
                return ""
            for directory, _, files in self._filesystem.walk(self._root):
                if files:
                    return f"{directory}/{min(files)}"
        except Exception as error:
            raise ArchiveUnavailableError(f"{self._root} cannot be listed ({error}); see FAZHI_ARCHIVE") from error
        return ""

    def size(self, name: str) -> int:
        """Bytes of a file.

        Raises:
            ArchiveUnavailableError: there is no such file, or the store does not answer.
        """
        try:
            return int(self._filesystem.size(self._path(name)))
        except Exception as error:
            raise ArchiveUnavailableError(f"{self._path(name)} cannot be read ({error}); see FAZHI_ARCHIVE") from error

    def files(self) -> list[str]:
        """The paths below the root of all WARC files.

        Raises:
            ArchiveUnavailableError: the store does not answer, or there is no such directory.
        """
        try:
            if not self._filesystem.exists(self._root):
                raise FileNotFoundError("there is no such directory")
            found = self._filesystem.find(self._root)
        except Exception as error:
            raise ArchiveUnavailableError(f"{self._root} cannot be listed ({error}); see FAZHI_ARCHIVE") from error
        root = f"{self._root.rstrip('/')}/"
        return [path.removeprefix(root) for path in found if path.endswith(".warc.gz")]

    def _path(self, name: str) -> str:
        return f"{self._root.rstrip('/')}/{name}"


def _copy_whole(local: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.part")
    with local.open("rb") as source, partial.open("wb") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        os.fsync(copy.fileno())
    partial.replace(target)
