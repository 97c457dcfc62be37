"""`fazhi unrecognised`: figures near a word of the catalogue that no rule took."""

from __future__ import annotations

import re

import typer
from rich.table import Table
from rich.text import Text

from fazhi.commands.console import console
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings

app = typer.Typer(help="Figures near a word of the catalogue that no rule took.", no_args_is_help=True)

_AROUND = 30  # characters of a sentence before and after the figure


@app.callback()
def unrecognised() -> None:
    """Figures near a word of the catalogue that no rule took."""


@app.command("list")
def list_(
    province: str = typer.Option("", help="First two digits of the 行政区划代码; default: all"),
    year: int | None = typer.Option(None, help="Year of the documents' partition; default: all"),
    examples: int = typer.Option(2, min=1, max=20, help="Sentences a word"),
    limit: int = typer.Option(40, min=1, help="Show at most so many words"),
) -> None:
    """List the words, those in most documents first: which wording does the catalogue lack?"""
    from fazhi.warehouse.database import connect
    from fazhi.warehouse.unrecognised import unrecognised_words

    if province and not re.fullmatch(r"\d\d", province):
        raise ConfigurationError(f"--province {province} is not the first two digits of a 行政区划代码")
    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        words = unrecognised_words(connection, province=province, year=year, examples=examples, limit=limit)
    if not words:
        console.print("No figures are unrecognised.")
        return
    table = Table("word", "figures", "documents", "counties", "indicators", "examples")
    for each in words:
        table.add_row(
            each.word,
            str(each.figures),
            str(each.documents),
            str(each.counties),
            "\n".join(each.indicators),
            Text("\n").join(_example(*example) for example in each.examples),
        )
    console.print(table)


def _example(sentence: str, figure: str, start: int) -> Text:
    end = start + len(figure)
    shown = Text(sentence[max(start - _AROUND, 0) : start].replace("\n", " "))
    shown.append(figure, style="bold red")
    return shown.append(sentence[end : end + _AROUND].replace("\n", " "))
