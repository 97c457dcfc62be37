"""`fazhi assessment`: the life of a score, from the cut-off of its data to who signed it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from fazhi import clock
from fazhi.commands.console import console, shanghai
from fazhi.commands.who import named
from fazhi.errors import ConfigurationError
from fazhi.program import command
from fazhi.scoring.subjects import assessed_by, province_of
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.scoring.decisions import Decision, Objection
    from fazhi.scoring.scheme import Scheme
    from fazhi.warehouse.database import Connection

app = typer.Typer(
    help="The life of a score: cut-off, overrides, findings, objections, who signed it.", no_args_is_help=True
)

Region = Annotated[str, typer.Argument(help="行政区划代码 of a county, or code of an organ.")]
Year = Annotated[int, typer.Option(help="Assessed year.")]
Province = Annotated[str, typer.Option(help="First two digits of the 行政区划代码; of organs, their county.")]
Reason = Annotated[str, typer.Option(help="Why; kept with the decision.")]
By = Annotated[str, named("Who answers for it.")]


@contextmanager
def _warehouse() -> Iterator[tuple[Settings, Connection]]:
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        yield settings, connection


@app.command()
def override(
    region: Region,
    *,
    year: Year,
    item: Annotated[str, typer.Option(help="Item of the scheme.")],
    score: Annotated[str, typer.Option(help="Points in place of the computed ones.")],
    attachment: Annotated[str, typer.Option(help="Where its proof is kept: 文号, file or address.")],
    reason: Reason,
    by: By,
) -> None:
    """Put a score in place of the computed one; the next scoring of the year applies it."""
    from fazhi.scoring import decisions

    with _warehouse() as (settings, connection):
        made = decisions.override(
            connection,
            _scheme(settings, assessed_by(region), year),
            region,
            year,
            item=item,
            score=_number(score),
            attachment=attachment,
            reason=reason,
            made_by=by,
            made_at=clock.now(),
        )
    _told(made)


@app.command()
def finding(
    region: Region,
    *,
    year: Year,
    veto: Annotated[str, typer.Option(help="Veto or downgrade of the scheme.")],
    title: Annotated[str, typer.Option(help="Document of the superior body that says so.")],
    issuer: Annotated[str, typer.Option(help="Who issued it.")],
    dated: Annotated[str, typer.Option(help="Its date, YYYY-MM-DD.")],
    number: Annotated[str, typer.Option(help="Its 文号.")] = "",
    reason: Reason,
    by: By,
) -> None:
    """Put in that a veto or downgrade is met; the next scoring of the year applies it."""
    from fazhi.scoring import decisions

    with _warehouse() as (settings, connection):
        made = decisions.find(
            connection,
            _scheme(settings, assessed_by(region), year),
            region,
            year,
            veto=veto,
            title=title,
            issuer=issuer,
            number=number,
            dated=_day("--dated", dated),
            reason=reason,
            made_by=by,
            made_at=clock.now(),
        )
    _told(made)


@app.command("cut-off")
def cut_off(
    *,
    province: Province,
    year: Year,
    at: Annotated[str, typer.Option(help="Last day whose data count (YYYY-MM-DD), to its end in Shanghai.")],
    reason: Reason,
    by: By,
) -> None:
    """Have facts count as the warehouse held them at the end of a day; decisions of people count still."""
    from fazhi.scoring import decisions

    moment = datetime.combine(_day("--at", at), time.max, clock.SHANGHAI)
    with _warehouse() as (_, connection):
        made = decisions.cut_off(
            connection,
            province,
            year,
            at=moment,
            reason=reason,
            made_by=by,
            made_at=clock.now(),
        )
    _told(made)


@app.command()
def withdraw(decision: Annotated[int, typer.Argument(help="Number of a decision.")], by: By) -> None:
    """Take an override, a finding or a cut-off back."""
    from fazhi.scoring import decisions

    with _warehouse() as (_, connection):
        taken = decisions.withdraw(connection, decision, withdrawn_by=by, withdrawn_at=clock.now())
    console.print(
        f"{_kind(taken)} {taken.decision_id} is withdrawn. The next scoring of {taken.year} goes without it.",
        markup=False,
    )


@app.command("decisions")
def decisions_(*, province: Province, year: Year) -> None:
    """List the decisions that hold, and the objections with their answers."""
    from fazhi.scoring.decisions import decisions, objections

    with _warehouse() as (_, connection):
        held, raised = decisions(connection, province, year), objections(connection, province, year)
    if not held and not raised:
        console.print("No decisions and no objections.")
    if held:
        table = Table("number", "kind", "county", "of", "decided", "reason", "by", "on")
        for each in held:
            texts = (_kind(each), each.region_code, each.subject, _what(each), each.reason, each.made_by)
            table.add_row(str(each.decision_id), *map(escape, texts), f"{each.made_at:%Y-%m-%d}")
        console.print(table)
    if raised:
        table = Table("number", "objection of", "to", "says", "raised", "outcome", "answer", "by")
        for objection in raised:
            table.add_row(*_objection_cells(objection))
        console.print(table)


@app.command("object")
def object_(
    region: Region,
    *,
    year: Year,
    text: Annotated[str, typer.Option(help="What the county says.")],
    item: Annotated[str, typer.Option(help="Item of the scheme; the whole score without it.")] = "",
    by: By,
) -> None:
    """Enter an objection (申诉) of a county; its year is not frozen before it is answered."""
    from fazhi.scoring import decisions

    with _warehouse() as (settings, connection):
        raised = decisions.object_to(
            connection,
            _scheme(settings, assessed_by(region), year),
            region,
            year,
            item=item,
            objection=text,
            raised_by=by,
            raised_at=clock.now(),
        )
    answer_it = command(f"assessment answer {raised.objection_id} --outcome ... --text ...")
    console.print(f"Objection {raised.objection_id} is entered. Answer it by `{answer_it}`.", markup=False)


@app.command()
def answer(
    objection: Annotated[int, typer.Argument(help="Number of an objection.")],
    *,
    outcome: Annotated[str, typer.Option(help="upheld, partly_upheld or dismissed.")],
    text: Annotated[str, typer.Option(help="What is answered.")],
    by: By,
) -> None:
    """Answer an objection. What is upheld takes effect by an override, a correction or a submission."""
    from fazhi.scoring import decisions

    with _warehouse() as (_, connection):
        answered = decisions.answer(
            connection,
            objection,
            outcome=outcome,
            text=text,
            answered_by=by,
            answered_at=clock.now(),
        )
    console.print(f"Objection {answered.objection_id} is answered: {answered.outcome}.", markup=False)


@app.command()
def freeze(*, province: Province, year: Year, reason: Reason, by: By) -> None:
    """Freeze the score of a year and sign it: later data only make a new run beside it."""
    from fazhi.derive import unscored_partitions
    from fazhi.scoring.freezing import FreezeError
    from fazhi.scoring.freezing import freeze as freeze_score

    settings = Settings.from_environment()
    if f"{province_of(province)}|{year}" in unscored_partitions(settings):
        again = command(f"score --year {year} --province {province_of(province)}")
        raise FreezeError(f"facts, decisions or the scheme changed since it was scored; first `{again}`")
    with _warehouse() as (_, connection):
        frozen = freeze_score(connection, province, year, signed_by=by, reason=reason, signed_at=clock.now())
    console.print(f"Score run {frozen.score_run_id} is frozen: {frozen.rows} scores, done again and identical.")


@app.command()
def reproduce(run: Annotated[int, typer.Argument(help="Number of a score run.")]) -> None:
    """Score again what was held at the moment of a run, and compare every row; ends with 1 where one differs."""
    from fazhi.scoring.freezing import reproduce as score_again

    with _warehouse() as (_, connection):
        result = score_again(connection, run)
    of = f"Score run {run} ({result.province}, {result.year}, {result.state}, facts as of {shanghai(result.as_of)})"
    if result.is_identical:
        console.print(f"{of}: {result.rows} scores, identical.", soft_wrap=True)
        return
    console.print(f"{of} differs:", soft_wrap=True)
    for line in result.differences:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    raise typer.Exit(code=1)


@app.command()
def runs(*, province: Province, year: Year) -> None:
    """List the score runs of a province and year, the latest first."""

    with _warehouse() as (_, connection):
        found = connection.execute(
            "SELECT score_run_id, state, as_of, cut_off, superseded_at, signed_by, signed_at, signed_reason"
            " FROM dw.dim_score_run WHERE province_code = %s AND year = %s ORDER BY score_run_id DESC",
            (province, year),
        ).fetchall()
    table = Table("run", "state", "facts as of", "cut-off", "superseded", "signed by", "signed", "on the ground of")
    for number, state, as_of, cut, superseded, signed_by, signed_at, ground in found:
        moments = [shanghai(moment) if moment else "" for moment in (as_of, cut, superseded)]
        signed = shanghai(signed_at) if signed_at else ""
        table.add_row(str(number), state, *moments, escape(signed_by or ""), signed, escape(ground or ""))
    console.print(table if found else f"Province {province} was not scored for {year}.")


def _scheme(settings: Settings, assessor: str, year: int) -> Scheme:
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.scheme import load_schemes, scheme_for

    scheme = scheme_for(load_schemes(settings.schemes, load_catalogue(settings.catalogue)), assessor, year)
    if scheme is None:
        raise ConfigurationError(f"{assessor} assesses nobody in {year}: no scheme is for it")
    return scheme


def _told(made: Decision) -> None:
    again = command(f"score --year {made.year} --province {province_of(made.province_code)}")
    console.print(
        f"{_kind(made).capitalize()} {made.decision_id} holds: {_what(made)}. The next night scores {made.year} again,"
        f" or `{again}`.",
        markup=False,
    )


def _kind(decision: Decision) -> str:
    return decision.kind.replace("_", "-")


def _what(decision: Decision) -> str:
    if decision.score is not None:
        return f"{decision.score} points, {decision.attachment}"
    if decision.cut_off is not None:
        return f"facts as of {shanghai(decision.cut_off)}"
    return f"{decision.issuer}{decision.title} {decision.number} {decision.dated}"


def _objection_cells(objection: Objection) -> tuple[str, ...]:
    to = objection.item or "the score"
    raised = f"{objection.raised_at:%Y-%m-%d} by {objection.raised_by}"
    answered = (objection.outcome or "waits", objection.answer or "", objection.answered_by or "")
    texts = (str(objection.objection_id), objection.region_code, to, objection.objection, raised, *answered)
    return tuple(map(escape, texts))


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ConfigurationError(f"--score {text!r} is not a number") from error
    if not number.is_finite():
        raise ConfigurationError(f"--score {text!r} is not a number")
    return number


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"{option} {text!r} is not a day, YYYY-MM-DD") from error
