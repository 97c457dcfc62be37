"""The format of PostgreSQL's binary COPY, for a table of so many rows that what they share is encoded once.

The values are encoded by psycopg; between them the format has nothing but lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.pq import Format

BEGIN = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""What comes before all rows: the signature, no flags, no extension."""
END = b"\xff\xff"
"""What comes after them."""
NULL = b"\xff\xff\xff\xff"
"""The field of a null."""


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
