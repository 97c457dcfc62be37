"""`fazhi export`: a mart as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.commands.files import replace_whole
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings


def export(
    mart: Annotated[str, typer.Option(help="View of the schema mart, such as indicator_timeseries.")],
    format: Annotated[str, typer.Option(help="csv, xlsx or parquet.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="File to write; default: MART.FORMAT here.")] = None,
    province: Annotated[str, typer.Option(help="First two digits of the code; all without it.")] = "",
    year: Annotated[int | None, typer.Option(help="One year; all without it.")] = None,
) -> None:
    """Write a mart to a file: the same facts give the same bytes."""
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.export import FORMATS, read_mart

    if format not in FORMATS:
        raise ConfigurationError(f"--format {format} is none of {', '.join(FORMATS)}")
    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        table = read_mart(connection, mart, province=province, year=year)
    file = out or Path(f"{mart}.{format}")
    replace_whole(file, FORMATS[format](table))
    console.print(f"{counted(len(table.rows), 'row')} of mart.{mart} written to {file}", markup=False)
