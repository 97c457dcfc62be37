"""`fazhi correction`: figures that a person reads otherwise than the extractor."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from fazhi import clock
from fazhi.commands.console import console
from fazhi.commands.who import named
from fazhi.errors import ConfigurationError
from fazhi.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fazhi.warehouse.correction_states import Standing
    from fazhi.warehouse.corrections import Correction

Year = Annotated[int, typer.Option(help="year in mart.indicator_timeseries.")]
ObservationKey = Annotated[int, typer.Option(help="observation_key in mart.indicator_timeseries.")]
CorrectionId = Annotated[int, typer.Argument(help="Number in fazhi correction list.")]
Expected = Annotated[str, typer.Option(help="The value that it has now.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the correction.")]
Owner = Annotated[str, named("Who answers for it.")]

app = typer.Typer(help="Figures that a person reads otherwise than the extractor.", no_args_is_help=True)


@app.command()
def make(
    *,
    year: Year,
    observation: ObservationKey,
    expect: Expected,
    reason: Reason,
    value: Annotated[str, typer.Option(help="The value it should have.")] = "",
    indicator: Annotated[str, typer.Option(help="The indicator it is of.")] = "",
    period: Annotated[str, typer.Option(help="The period it speaks of.")] = "",
    kind: Annotated[str, typer.Option(help="actual, target, previous, change or target_change.")] = "",
    breakdown: Annotated[str | None, typer.Option(help="dimension=member; empty for the total.")] = None,
    no_figure: Annotated[bool, typer.Option("--no-figure", help="It is no figure of ours at all.")] = False,
    owner: Owner,
) -> None:
    """Correct one observation; its document is derived again by the next load."""
    given = {"value": value, "indicator": indicator, "period": period, "kind": kind}
    corrected = {name: text for name, text in given.items() if text}
    if breakdown is not None:
        corrected["breakdown"] = breakdown
    if bool(corrected) == no_figure:
        raise ConfigurationError(
            "say what is otherwise (--value, --indicator, --period, --kind, --breakdown) or --no-figure"
        )
    from fazhi.catalogue import load_catalogue
    from fazhi.quality.trial import Trial
    from fazhi.warehouse import corrections
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        made = corrections.correct(
            connection,
            year,
            observation,
            expected=_number(expect),
            corrected=corrected,
            catalogue=load_catalogue(settings.catalogue),
            objections=Trial(connection, settings).objections,
            reason=reason,
            owner=owner,
            made_at=clock.now(),
        )
    _tell(made)


@app.command()
def confirm(
    *,
    year: Year,
    observation: ObservationKey,
    expect: Annotated[str, typer.Option(help="The value that it has, and that the page gives.")],
    reason: Annotated[str, typer.Option(help="What it was compared with; kept with the correction.")],
    owner: Owner,
) -> None:
    """Say that a person read the page and the figure is right: scores then call it verified."""
    from fazhi.warehouse import corrections
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        made = corrections.confirm(
            connection,
            year,
            observation,
            expected=_number(expect),
            reason=reason,
            owner=owner,
            made_at=clock.now(),
        )
    _tell(made)


def _tell(made: Correction) -> None:
    console.print(
        f"Correction {made.correction_id}: {_what(made)}. The next load derives {made.url} again.", markup=False
    )


@app.command()
def renew(
    correction_id: CorrectionId,
    *,
    year: Year,
    observation: ObservationKey,
    expect: Expected,
    reason: Reason,
    owner: Owner,
) -> None:
    """Make a correction that lapsed anew, of the figure that its page has now; the old one is withdrawn."""
    from fazhi.catalogue import load_catalogue
    from fazhi.quality.trial import Trial
    from fazhi.warehouse import corrections
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        made = corrections.renew(
            connection,
            correction_id,
            year,
            observation,
            expected=_number(expect),
            catalogue=load_catalogue(settings.catalogue),
            objections=Trial(connection, settings).objections,
            reason=reason,
            owner=owner,
            made_at=clock.now(),
        )
    _tell(made)


@app.command("list")
def list_() -> None:
    """List the corrections that nobody withdrew, the oldest first, and whether they hold in what pages say now."""
    from fazhi.warehouse.correction_states import standings
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        stood = standings(connection)
    if not stood:
        console.print("No corrections.")
        return
    table = Table("id", "state", "correction", "reason", "owner", "made", "sentence")
    for each in stood:
        made = each.correction
        texts = (each.state, _what(made), made.reason, made.owner, f"{made.made_at:%Y-%m-%d}", made.sentence)
        table.add_row(str(made.correction_id), *map(escape, texts))
    console.print(table)
    show_failing(stood)


def show_failing(stood: Sequence[Standing]) -> None:
    """Say which corrections do not hold, why, and the commands of which one is to be typed."""
    failing = [each for each in stood if each.fails]
    for each in failing:
        console.print(str(each), style="red", highlight=False, markup=False, soft_wrap=True)
        console.print(f"  Look at the page, then  {'  or  '.join(each.remedies)}", markup=False, soft_wrap=True)


@app.command()
def withdraw(
    correction_id: CorrectionId,
    *,
    reason: Reason,
    by: Annotated[str, named("Who takes it back.")],
) -> None:
    """Take a correction back; the next load reads the figure as the extractor does."""
    from fazhi.warehouse import corrections
    from fazhi.warehouse.database import connect

    with connect(Settings.from_environment().require("warehouse_dsn")) as connection:
        taken = corrections.withdraw(
            connection,
            correction_id,
            reason=reason,
            withdrawn_by=by,
            withdrawn_at=clock.now(),
        )
    console.print(
        f"Correction {taken.correction_id} is withdrawn. The next load derives {taken.url} again.", markup=False
    )


def _what(correction: Correction) -> str:
    changes = ", ".join(f"{name} {text or '(total)'}" for name, text in sorted(correction.corrected.items()))
    return f"{correction.expected} -> {changes or 'no figure'}"


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ConfigurationError(f"--expect {text!r} is not a number") from error
    if not number.is_finite():
        raise ConfigurationError(f"--expect {text!r} is not a finite number")
    return number
