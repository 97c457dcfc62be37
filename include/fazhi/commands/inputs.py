"""`fazhi inputs`: what people put in, to be kept beside the archive and applied to a rebuilt warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fazhi.commands.console import console
from fazhi.commands.files import read_lines, replace_whole
from fazhi.settings import Settings

app = typer.Typer(help="What people put in: decisions about rejected rows, corrections.", no_args_is_help=True)


@app.command()
def export(file: Annotated[Path, typer.Argument(help="JSON Lines to write; replaced whole.")]) -> None:
    """Write every input to a file: the warehouse can be rebuilt from the archive, these cannot."""
    from fazhi.warehouse import inputs
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        lines = list(inputs.export(connection))
    replace_whole(file, "".join(line + "\n" for line in lines).encode())
    console.print(f"{len(lines)} inputs written to {file}", markup=False)


@app.command()
def apply(file: Annotated[Path, typer.Argument(help="JSON Lines that `fazhi inputs export` wrote.")]) -> None:
    """Take inputs over, those that are known already aside; the next load derives their documents again."""
    from fazhi.catalogue import load_catalogue
    from fazhi.quality.trial import Trial
    from fazhi.warehouse import inputs
    from fazhi.warehouse.database import connect

    lines = read_lines(file)
    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        trial = Trial(connection, settings)
        try:
            applied = inputs.apply_lines(
                connection, lines, catalogue=load_catalogue(settings.catalogue), objections=trial.objections
            )
        except inputs.InputError as error:
            raise inputs.InputError(f"{file}, {error}. Nothing was taken over") from error
    console.print(f"{applied.taken} inputs taken over, {applied.known} known already")
