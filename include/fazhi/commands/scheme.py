"""`fazhi scheme`: check an assessment scheme, print it as a table."""

from __future__ import annotations

from pathlib import Path

import typer

from fazhi.commands.console import console

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
def docs(files: list[Path] = typer.Argument(..., help="Scheme YAMLs")) -> None:  # noqa: B008  (Typer's way)
    """Print schemes as Markdown tables."""
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.docs import markdown
    from fazhi.scoring.scheme import load_scheme
    from fazhi.settings import Settings

    catalogue = load_catalogue(Settings.from_environment().catalogue)
    for path in files:
        typer.echo(markdown(load_scheme(path, catalogue), catalogue))
