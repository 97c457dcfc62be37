"""`fazhi bulletin`: the periodic bulletin of a province, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.commands.files import replace_whole
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings


def bulletin(
    province: Annotated[str, typer.Option(help="First two digits of the 行政区划代码.")],
    period: Annotated[str, typer.Option(help="2024, 2024H1, 2024Q4 or 2024-10.")],
    format: Annotated[str, typer.Option(help="html, docx or both.")] = "both",
    out: Annotated[Path | None, typer.Option(help="Directory to write to; default: here.")] = None,
) -> None:
    """Write the bulletin (月调度, 季通报), in Chinese: what came out, moved, leads, lags, is missing or contradicts."""
    from fazhi.bulletin.html import as_html
    from fazhi.bulletin.period import parse
    from fazhi.bulletin.reading import read
    from fazhi.bulletin.sections import compose
    from fazhi.bulletin.word import as_docx
    from fazhi.catalogue import load_catalogue
    from fazhi.reconcile.identities import load_identities
    from fazhi.warehouse.database import connect

    forms = {"html": as_html, "docx": as_docx}
    if format not in {*forms, "both"}:
        raise ConfigurationError(f"--format {format} is none of html, docx, both")
    wanted = parse(period)
    settings = Settings.from_environment()
    catalogue = load_catalogue(settings.catalogue)
    with connect(settings.require("warehouse_dsn")) as connection:
        facts = read(connection, province, wanted)
    if facts.read_until is None:
        raise ConfigurationError(f"the warehouse holds no document of province {province}")
    composed = compose(facts, catalogue, load_identities(catalogue))
    directory = out or Path()
    directory.mkdir(parents=True, exist_ok=True)
    for form, written in forms.items():
        if format in (form, "both"):
            file = directory / f"bulletin_{province}_{wanted.code}.{form}"
            replace_whole(file, written(composed))
            console.print(f"{composed.title} written to {file}", markup=False, highlight=False)
