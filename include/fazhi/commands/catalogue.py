"""`fazhi catalogue`: look after the indicators and the wordings by which reports name them."""

from __future__ import annotations

import typer

from fazhi.commands.console import console
from fazhi.settings import Settings

app = typer.Typer(help="Indicators and the wordings by which reports name them.", no_args_is_help=True)


@app.callback()
def catalogue() -> None:
    """Indicators and the wordings by which reports name them."""


@app.command()
def check() -> None:
    """Check the catalogue: unknown codes and topics, words claimed alike, identities and statements of nothing."""
    from fazhi.catalogue import load_catalogue
    from fazhi.extract.lexicon import Lexicon
    from fazhi.extract.wording_check import faults
    from fazhi.reconcile import load_identities

    loaded = load_catalogue(Settings.from_environment().catalogue)
    lexicon = Lexicon.of(loaded)
    identities = load_identities(loaded)
    found = faults(loaded)
    for fault in found:
        console.print(fault, style="red", highlight=False)
    console.print(
        f"{len(loaded.indicators)} indicators, {len(lexicon.vocabulary.anchors)} words, {len(identities)} identities, "
        f"{len(loaded.statements.statements)} statements, {len(found)} faults",
        highlight=False,
    )
    if found:
        raise typer.Exit(code=1)
