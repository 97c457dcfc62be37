"""`fazhi dictionary`: the data dictionary, from the schema's comments and the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.settings import PROJECT, Settings

_DEFAULT = "docs/data-dictionary.md"


def dictionary(
    out: Annotated[Path, typer.Option(help="Markdown file to write.", show_default=_DEFAULT)] = PROJECT / _DEFAULT,
) -> None:
    """Write the data dictionary: every table, column and indicator, and what it means."""
    from fazhi.catalogue import load_catalogue
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.dictionary import data_dictionary

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        text = data_dictionary(connection, load_catalogue(settings.catalogue))
    out.write_text(text, encoding="utf-8")
    console.print(f"written to {out}", markup=False)
