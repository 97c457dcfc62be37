"""Whether what a line of JSON gives fits the columns it is for, told in words, before the database is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name that PostgreSQL has for its type."""

    kind: str
    nullable: bool


def columns_of(connection: Connection, tables: Sequence[str]) -> dict[str, Column]:
    """The columns of these tables by name; where two have one of a name, the later table's."""
    found: dict[str, Column] = {}
    for table in tables:
        schema, name = table.split(".")
        for column, kind, nullable in connection.execute(
            "SELECT column_name::text, udt_name::text, is_nullable = 'YES' FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name = %s",
            (schema, name),
        ):
            found[column] = Column(kind, nullable)
    return found


def fault(content: Mapping[str, object], columns: Mapping[str, Column]) -> str:
    """The first key whose value its column can't take, and why; empty where all fit."""
    for name, column in columns.items():
        if name not in content:
            continue
        value = content[name]
        if value is None:
            if not column.nullable:
                return f"{name} is null and may not be"
            continue
        wanted, fits = _KINDS.get(column.kind, ("", _anything))
        if not fits(value):
            return f"{name} is {value!r}, not {wanted}"
    return ""


def _anything(_value: object) -> bool:
    return True


def _text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**15


def _moment(value: object) -> bool:
    return _read(datetime.fromisoformat, value) and datetime.fromisoformat(str(value)).tzinfo is not None


def _day(value: object) -> bool:
    return _read(date.fromisoformat, value)


def _digest(value: object) -> bool:
    return _read(UUID, value)


def _number(value: object) -> bool:
    return _read(Decimal, value) and Decimal(str(value)).is_finite()


def _read(parse: Callable[[str], object], value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        parse(value)
    except (ValueError, InvalidOperation):
        return False
    return True


_KINDS: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "text": ("a text", _text),
    "int2": ("a year", _whole),
    "int4": ("a year", _whole),
    "timestamptz": ("a moment such as 2025-04-02T10:00:00+08:00", _moment),
    "date": ("a day such as 2025-04-02", _day),
    "uuid": ("a digest such as 3f2504e0-4f89-11d3-9a0c-0305e82c3301", _digest),
    "numeric": ('a number as a text, such as "6.5"', _number),
}
