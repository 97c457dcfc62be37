"""Marts as files: the same facts give the same bytes, whatever warehouse holds them and whenever it was asked."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from psycopg import sql

from fazhi.errors import FazhiError
from fazhi.warehouse.database import Connection

OF_THIS_WAREHOUSE = frozenset(
    {
        *("recorded_at", "earlier_recorded_at", "superseded_at", "last_loaded_at", "last_outcome_at", "last_answer_at"),
        *("score_run_id", "run_id", "load_id", "rejected_id", "as_of"),
    }
)
"""Columns that name or date rows of one warehouse, beside its surrogate keys: exports leave them out."""

_EPOCH = (1980, 1, 1, 0, 0, 0)
_ROWS_A_SHEET = 1_048_575
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportError(FazhiError):
    """A mart can't be exported as asked; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Table:
    """A mart: its columns with their PostgreSQL types, and its rows sorted by all of them."""

    name: str
    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def read_mart(connection: Connection, mart: str, *, province: str = "", year: int | None = None) -> Table:
    """The rows of a mart, of one province or year where it has these columns; without what is OF_THIS_WAREHOUSE.

    Raises:
        ExportError: there is no such mart, or it has no column to select by.
    """
    found = connection.execute(
        "SELECT column_name::text, data_type::text FROM information_schema.columns"
        " WHERE table_schema = 'mart' AND table_name = %s ORDER BY ordinal_position",
        (mart,),
    ).fetchall()
    if not found:
        marts = connection.execute(
            "SELECT string_agg(table_name, ', ' ORDER BY table_name) FROM information_schema.views"
            " WHERE table_schema = 'mart'"
        ).fetchone()
        raise ExportError(f"there is no mart {mart}; there are {marts[0] if marts else 'none'}")
    kept = [(name, kind) for name, kind in found if name not in OF_THIS_WAREHOUSE and not name.endswith("_key")]
    wanted = {"province_code": province, "year": year}
    conditions = {name: value for name, value in wanted.items() if value not in ("", None)}
    for name in conditions:
        if name not in dict(found):
            raise ExportError(f"mart {mart} has no column {name} to select by")
    listed = sql.SQL(", ").join(sql.Identifier(name) for name, _ in kept)
    query = sql.SQL("SELECT {} FROM mart.{} WHERE {} ORDER BY {}").format(
        listed,
        sql.Identifier(mart),
        sql.SQL(" AND ").join([sql.SQL("true"), *(sql.SQL("{} = %s").format(sql.Identifier(n)) for n in conditions)]),
        sql.SQL(", ").join(
            sql.SQL('{} COLLATE "C"' if _is_text(kind) else "{}").format(sql.Identifier(name)) for name, kind in kept
        ),
    )
    rows = connection.execute(query, list(conditions.values())).fetchall()
    return Table(mart, tuple(name for name, _ in kept), tuple(kind for _, kind in kept), rows)


def _is_text(kind: str) -> bool:
    return kind in {"text", "character varying"}


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, since spreadsheets take a file without one for GBK; CRLF as RFC 4180 says.

    A text that a spreadsheet would run as a formula begins with an apostrophe: sentences come from pages of strangers.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_as_text(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA) else value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def as_xlsx(table: Table) -> bytes:
    """One sheet with a heading row; texts are never formulas.

    Raises:
        ExportError: more rows than a sheet holds.
    """
    from openpyxl import Workbook  # noqa: PLC0415  (half a second that other exports need not pay)
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    if len(table.rows) > _ROWS_A_SHEET:
        raise ExportError(
            f"mart {table.name} has {len(table.rows)} rows, a sheet holds {_ROWS_A_SHEET}: use csv or parquet"
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(table.name[:31])
    sheet.append(table.columns)
    for row in table.rows:
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=_as_cell(value))
            if isinstance(value, str):
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return undated(out.getvalue())


def _as_cell(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value if value is None or isinstance(value, int | float | bool | Decimal | date) else str(value)


def printable(text: str) -> str:
    """A text without the control characters that XML does not allow."""
    return "".join(character for character in text if character >= " " or character in "\t\n")


def undated(archive: bytes) -> bytes:
    """The same ZIP with its members dated alike, so that when it was written leaves no trace."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as undated:
        for name in sorted(written.namelist()):
            content = written.read(name)
            if name == "docProps/core.xml":
                content = _without_times(content)
            undated.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _without_times(core: bytes) -> bytes:
    return re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", core)


def as_parquet(table: Table) -> bytes:
    """Parquet with the columns' own types; numerics as decimal(38, 10), times in UTC."""
    import pyarrow  # noqa: PLC0415  (a large library that only this format needs)
    from pyarrow import parquet  # noqa: PLC0415

    kinds = {
        **{"text": pyarrow.string(), "character varying": pyarrow.string(), "uuid": pyarrow.string()},
        **{"smallint": pyarrow.int16(), "integer": pyarrow.int32(), "bigint": pyarrow.int64()},
        **{"numeric": pyarrow.decimal128(38, 10), "boolean": pyarrow.bool_(), "date": pyarrow.date32()},
        **{"double precision": pyarrow.float64(), "timestamp with time zone": pyarrow.timestamp("us", tz="UTC")},
    }
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        pyarrow.array(_typed(values, kind), type=kinds.get(kind, pyarrow.string()))
        for values, kind in zip(columns, table.types, strict=True)
    ]
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(arrays, names=list(table.columns)), out, compression="zstd")
    return out.getvalue()


def _typed(values: Sequence[Any], kind: str) -> Iterator[Any]:
    if kind == "numeric":
        scale = Decimal(10) ** -10
        return (None if value is None else value.quantize(scale) for value in values)
    if kind in {"smallint", "integer", "bigint", "boolean", "date", "double precision", "timestamp with time zone"}:
        return iter(values)
    return (None if value is None else str(value) for value in values)


FORMATS: dict[str, Callable[[Table], bytes]] = {"csv": as_csv, "xlsx": as_xlsx, "parquet": as_parquet}
