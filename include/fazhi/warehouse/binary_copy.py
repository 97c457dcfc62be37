"""The format of PostgreSQL's binary COPY, for a table of so many rows that what they share is encoded once.

The values are encoded by psycopg; between them the format has nothing but lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.pq import Format

NULL = b"\xff\xff\xff\xff"
"""The field of a null."""
_BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # the signature, no flags, no extension
_END = b"\xff\xff"
_SENT_AT_ONCE = 1 << 16


def pieces(rows: Iterable[bytes]) -> Iterator[bytes]:
    """What COPY is sent for blocks of rows; in pieces of some length, because each costs both sides a turn."""
    waiting = [_BEGIN]
    length = 0
    for block in rows:
        waiting.append(block)
        length += len(block)
        if length >= _SENT_AT_ONCE:
            yield b"".join(waiting)
            waiting, length = [], 0
    yield b"".join((*waiting, _END))


def row_start(columns: Mapping[str, str]) -> bytes:
    """What each row of so many columns begins with."""
    return len(columns).to_bytes(2)


def field(encoded: bytes) -> bytes:
    """The field of a value that is encoded already, as a digest is."""
    return len(encoded).to_bytes(4) + encoded


def fields(kinds: Iterable[str], values: Iterable[Any]) -> bytes:
    """The fields of values of the named types of PostgreSQL, one after the other."""
    return b"".join(_field_of(kind, value) for kind, value in zip(kinds, values, strict=True))


def _field_of(kind: str, value: Any) -> bytes:
    encoded = None if value is None else _encoder(kind)(value)
    return NULL if encoded is None else field(bytes(encoded))


@cache
def _encoder(kind: str) -> Callable[[Any], Buffer | None]:
    return psycopg.adapters.get_dumper_by_oid(psycopg.adapters.types[kind].oid, Format.BINARY)(object).dump
