"""`fazhi evaluate`: how good extraction is, on every set of labelled documents present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.settings import PROJECT, Settings

if TYPE_CHECKING:
    from fazhi.extract.evaluation import Judgement, Label


def evaluate(
    misses: bool = typer.Option(False, "--misses", help="list what was missed and what was wrong"),
    doubts: bool = typer.Option(
        False, "--doubts", help="show what each doubt is worth that keeps figures from certain"
    ),
    leave_county_out: bool = typer.Option(
        False, "--leave-county-out", help="read each county without the words that only its own documents hold"
    ),
    county: list[str] = typer.Option([], help="only documents whose name begins so; several times"),  # noqa: B008
) -> None:
    """Judge the extractor: precision, recall and F1 at three levels, and what each confidence band is worth."""
    from fazhi.catalogue import load_catalogue
    from fazhi.extract.evaluation import gold_sets, judge
    from fazhi.extract.leave_out import leave_one_county_out

    settings = Settings.from_environment()
    sets = gold_sets(PROJECT)
    if not sets:
        raise ConfigurationError(f"no gold set: examples/yunchuan/labels is missing below {PROJECT}")
    catalogue = load_catalogue(settings.catalogue)
    judged = (judge(gold, catalogue, counties=county) for gold in sets)
    for judgement in leave_one_county_out(sets, catalogue, counties=county) if leave_county_out else judged:
        console.print(_levels(judgement))
        console.print(_calibration(judgement))
        if doubts:
            console.print(_doubts(judgement))
        if misses:
            for document, label in judgement.missed:
                console.print(_line("missed", document, label), highlight=False, markup=False)
            for document, label in judgement.wrong:
                console.print(_line("wrong ", document, label), highlight=False, markup=False)


def _levels(judgement: Judgement) -> Table:
    table = Table(title=f"{judgement.name}: {counted(judgement.documents, 'document')}")
    for heading in ("level", "precision", "recall", "F1", "hits", "missed", "wrong"):
        table.add_column(heading, justify="left" if heading == "level" else "right")
    for level, tally in judgement.levels.items():
        table.add_row(
            level,
            f"{tally.precision:.3f}",
            f"{tally.recall:.3f}",
            f"{tally.f1:.3f}",
            str(tally.hits),
            str(tally.missed),
            str(tally.wrong),
        )
    return table


def _calibration(judgement: Judgement) -> Table:
    table = Table(title="confidence, at level full")
    for heading in ("band", "share right", "covers", "right", "wrong"):
        table.add_column(heading, justify="left" if heading == "band" else "right")
    for band, tally in judgement.bands.items():
        table.add_row(band, f"{tally.precision:.3f}", f"{tally.recall:.3f}", str(tally.hits), str(tally.wrong))
    return table


def _doubts(judgement: Judgement) -> Table:
    """A doubt whose figures are all right holds back too much; one with many wrong figures earns its place."""
    table = Table(title="doubts, at level full")
    for heading in ("doubt", "share right", "right", "wrong"):
        table.add_column(heading, justify="left" if heading == "doubt" else "right")
    for doubt, tally in sorted(judgement.doubts.items(), key=lambda pair: (-pair[1].hits - pair[1].wrong, pair[0])):
        table.add_row(doubt, f"{tally.precision:.3f}", str(tally.hits), str(tally.wrong))
    return table


def _line(what: str, document: str, label: Label) -> str:
    breakdown = f" {label.breakdown}" if label.breakdown else ""
    return (
        f"{what} {document}  {label.indicator} {label.value:g} {label.period} {label.kind}"
        f"{label.bound}{breakdown}  «{label.quote}»"
    )
