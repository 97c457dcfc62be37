"""The gzip members that a WARC file is made of, a record each; behind a damaged one the next is found again."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

_CHUNK = 65536
_IN_MEMORY = 16 * 1024 * 1024
"""Bytes of a record that are unpacked in memory; a larger one is an attachment, whose body is there once already."""
_GZIP = zlib.MAX_WBITS + 16
_MAGIC = b"\x1f\x8b\x08"
_BEGINNING = b"WARC/"
_HEAD = 16384
"""Bytes of a record that hold its headers."""
_PIECE = 32
_ENOUGH = 512
"""Packed bytes of a member that tell whether a record begins there."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member from `start` to `end` of its file; of a damaged one `damage` says what is wrong and `content` is its
    beginning, as far as that can be read."""

    start: int
    end: int
    content: BinaryIO
    damage: str = ""


def unpack(file: BinaryIO, offset: int) -> Member:
    """The member at `offset`, unpacked to its end: only there its checksum covers the WARC headers too.

    A damaged one ends where it was found to be.
    """
    file.seek(offset)
    unpacker = zlib.decompressobj(_GZIP)
    content = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  (whoever asked closes it)
    damage = ""
    while not unpacker.eof and not damage:
        packed = file.read(_CHUNK)
        try:
            content.write(unpacker.decompress(packed))
        except zlib.error as error:
            damage = str(error)
        if not packed:
            damage = "the file ends within the record"
    end = file.tell() - len(unpacker.unused_data)
    content.seek(0)
    return Member(offset, end, content, damage)


def members(file: BinaryIO) -> Iterator[Member]:
    """Every member of a file in order; a damaged one reaches to the next that is a record."""
    size = file.seek(0, 2)
    offset = 0
    while offset < size:
        member = unpack(file, offset)
        if member.damage:
            member.content.close()
            member = Member(offset, _next(file, offset + 1, size), _beginning(file, offset), member.damage)
        with member.content:
            yield member
        offset = member.end


def _beginning(file: BinaryIO, offset: int) -> BinaryIO:
    """What can be unpacked of a damaged member, fed in so small pieces that little is lost with the one that fails."""
    file.seek(offset)
    unpacker = zlib.decompressobj(_GZIP)
    content = BytesIO()
    try:
        while content.tell() < _HEAD and (piece := file.read(_PIECE)):
            content.write(unpacker.decompress(piece))
    except zlib.error:
        pass
    content.seek(0)
    return content


def _next(file: BinaryIO, offset: int, size: int) -> int:
    """Where the first record at or behind `offset` begins; `size` where there is none."""
    while offset < size:
        file.seek(offset)
        block = file.read(_CHUNK)
        found = block.find(_MAGIC)
        if found < 0:
            offset += max(1, len(block) - len(_MAGIC) + 1)
        elif _is_record(file, offset + found):
            return offset + found
        else:
            offset += found + 1
    return size


def _is_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(_GZIP).decompress(file.read(_ENOUGH)).startswith(_BEGINNING)
    except zlib.error:
        return False
