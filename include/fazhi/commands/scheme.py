"""`fazhi scheme`: check an assessment scheme, print it as a table, make its form."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.commands.files import replace_whole

app = typer.Typer(help="Assessment schemes: check one, print it as the table an assessor knows.", no_args_is_help=True)


@app.command()
def check(files: list[Path] = typer.Argument(..., help="Scheme YAMLs")) -> None:  # noqa: B008  (Typer's way)
    """Refuse wrong sums, unknown indicators, other units and ids used twice; warn of what is rarely meant."""
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.scheme import load_scheme
    from fazhi.scoring.scheme_check import warnings
    from fazhi.settings import Settings

    catalogue = load_catalogue(Settings.from_environment().catalogue)
    for path in files:
        scheme = load_scheme(path, catalogue)
        items = list(scheme.items())
        console.print(f"{path}: {scheme.title}: {len(items)} items, {scheme.marks} marks", soft_wrap=True)
        for warning in warnings(scheme, catalogue):
            console.print(f"  warning: {warning}", soft_wrap=True)


@app.command()
def docs(
    files: list[Path] = typer.Argument(..., help="Scheme YAMLs"),  # noqa: B008  (Typer's way)
    scored: bool = typer.Option(False, help="Also how well each item tells counties apart, from the warehouse"),
) -> None:
    """Print schemes as Markdown tables."""
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.discrimination import discrimination
    from fazhi.scoring.docs import markdown
    from fazhi.scoring.scheme import load_scheme
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    catalogue = load_catalogue(settings.catalogue)
    for path in files:
        scheme = load_scheme(path, catalogue)
        found = None
        if scored:
            codes = [scheme.code_in(year) for year in range(scheme.first_year, scheme.last_year + 1)]
            with connect(settings.require("warehouse_dsn")) as connection:
                found = discrimination(connection, codes)
        typer.echo(markdown(scheme, catalogue, found))


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="Scheme YAML.")],
    *,
    year: Annotated[int, typer.Option(help="Assessed year.")],
    region: Annotated[str, typer.Option(help="行政区划代码 of the county that fills it in; else it does.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="XLSX to write; default: CODE_YEAR.xlsx here.")
    ] = None,
) -> None:
    """Write the form of a scheme: a row for each figure it reads, to be filled in and given to `fazhi submit`."""
    from fazhi.catalogue import load_catalogue
    from fazhi.errors import ConfigurationError
    from fazhi.scoring.scheme import load_scheme
    from fazhi.settings import Settings
    from fazhi.submissions.form import form

    catalogue = load_catalogue(Settings.from_environment().catalogue)
    scheme = load_scheme(file, catalogue)
    if not scheme.first_year <= year <= scheme.last_year:
        raise ConfigurationError(f"{scheme.code} is for {scheme.first_year} to {scheme.last_year}, not {year}")
    target = out or Path("_".join(filter(None, (scheme.code, str(year), region))) + ".xlsx")
    replace_whole(target, form(scheme, year, catalogue, region))
    console.print(f"written to {target}", markup=False)
