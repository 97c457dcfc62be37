"""`fazhi explain`: one county's score down to the sentence, in the terminal, as JSON or as a page to print."""

from __future__ import annotations

import json
from collections.abc import Container, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fazhi.commands.console import console, shanghai
from fazhi.commands.files import replace_whole
from fazhi.errors import ConfigurationError
from fazhi.program import command

if TYPE_CHECKING:
    from fazhi.scoring.comparison import Comparison, ItemChange
    from fazhi.scoring.explanation import BranchTotal, Evidence, ExplainedItem, Explanation
    from fazhi.settings import Settings

_FORMATS = ("text", "json", "html")


def explain(
    region: Annotated[str, typer.Argument(help="行政区划代码 of a county")],
    *,
    year: Annotated[int, typer.Option(help="Assessed year")],
    item: Annotated[str, typer.Option(help="Only this item or branch of the scheme")] = "",
    indicator: Annotated[str, typer.Option(help="Only items that read this indicator")] = "",
    format: Annotated[str, typer.Option(help="text, json, or html: one page to print")] = "text",
    against: Annotated[int | None, typer.Option(help="A year to compare with: what changed, and why")] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File for json or html; else shown here")] = None,
) -> None:
    """Explain a county's score: total, branches, items, formula, value, sentence, page, archive, and its checks."""
    from fazhi.scoring.comparison import compare
    from fazhi.scoring.explain import explain as explain_county
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect

    if format not in _FORMATS:
        raise ConfigurationError(f"--format {format} is none of {', '.join(_FORMATS)}")
    if out and format == "text":
        raise ConfigurationError("--out takes --format json or html")
    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        explanation = explain_county(connection, region, year)
        comparison = None if against is None else compare(connection, region, year, against)
    within = explanation.within(item) if item else explanation.items
    chosen = [one for one in within if not indicator or indicator in one.indicators]
    if not chosen:
        raise ConfigurationError(_nothing_chosen(explanation, item, indicator, settings))
    if format != "text":
        _give(_rendered(explanation, chosen, comparison, format), out)
        return
    _print_heading(explanation)
    if comparison is not None:
        _print_comparison(comparison, {one.code for one in chosen} if item or indicator else None)
    elif item or indicator:
        for one in chosen:
            _print_item(one)
    else:
        _print_table(explanation)
    _print_objections(explanation, chosen)


def _rendered(
    explanation: Explanation, items: Sequence[ExplainedItem], comparison: Comparison | None, format: str
) -> str:
    if format == "json":
        from fazhi.scoring.explanation import as_json

        return json.dumps(as_json(explanation, items, comparison), ensure_ascii=False, indent=2) + "\n"
    from fazhi.scoring.explain_page import as_html

    return as_html(explanation, items, comparison)


def _give(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
        return
    replace_whole(out, text.encode())
    console.print(f"written to {out}", markup=False)


def _nothing_chosen(explanation: Explanation, item: str, indicator: str, settings: Settings) -> str:
    """Why no item was chosen: a code that nobody knows, or one that this scheme leaves out."""
    from difflib import get_close_matches

    from fazhi.catalogue import load_catalogue

    codes = [code for one in explanation.items for code in (one.branch, one.code)]
    if item and item not in codes:
        return f"the scheme has no item or branch {item}; it has {', '.join(one.code for one in explanation.items)}"
    known = load_catalogue(settings.catalogue).indicators
    read = sorted({code for one in explanation.items for code in one.indicators})
    if indicator in known and indicator in read:
        return f"{item} does not read {indicator}; leave out --item to see the items that do"
    if indicator in known:
        return (
            f"no item of the scheme reads {indicator} ({known[indicator].name_zh}): it gives no marks;"
            f" mart.indicator_timeseries shows its figures. The scheme reads {', '.join(read)}"
        )
    near = get_close_matches(indicator, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the scheme reads {', '.join(read)}"
    return f"the catalogue has no indicator {indicator}; {hint}"


def _print_heading(explanation: Explanation) -> None:
    from fazhi.scoring.explanation import NOTICE

    own, run = explanation.standing, explanation.run
    console.print(
        f"[bold]{own.code} {escape(own.name)} {explanation.year}[/bold]: {own.total} of {run.marks}, "
        f"rank {own.rank} of {own.of}"
        + (f", {own.group_rank} of {own.group_of} in {escape(explanation.group_name)}" if own.group else "")
    )
    if own.low != own.high:
        console.print(
            f"between {own.low} and {own.high}, rank {own.best_rank} to {own.worst_rank}, "
            "if what is missing or contradicted were known"
        )
    signed = f" by {escape(run.signed_by)} on {shanghai(run.signed_at)}" if run.signed_by and run.signed_at else ""
    held = shanghai(min(run.as_of, run.cut_off or run.as_of))
    console.print(
        f"{escape(run.name)}, version {run.version}, {run.state}{signed}, facts as of {held}. {NOTICE}\n",
        soft_wrap=True,
    )


def _print_objections(explanation: Explanation, items: Sequence[ExplainedItem]) -> None:
    """Objections to these items or to the score as a whole, with their answers."""
    codes = {"", *(item.code for item in items)}
    for each in explanation.objections:
        if each.item in codes:
            answered = f"{each.outcome} by {each.answered_by}: {each.answer}" if each.outcome else "waits for an answer"
            text = f"objection {each.objection_id} to {each.item or 'the score'} by {each.raised_by}: {each.objection}"
            console.print(f"{text}; {answered}", soft_wrap=True, markup=False)


def _print_table(explanation: Explanation) -> None:
    table = Table("item", "what", "score", "of", "reason", "how")
    for branch in explanation.branches:
        table.add_row(*_branch_cells(branch), style="bold")
        for item in (one for one in explanation.items if one.branch == branch.code):
            formula = Text(item.formula, overflow="fold")
            table.add_row(item.code, Text(item.name), _points(item), str(item.marks), item.reason, formula)
    console.print(table)
    own = explanation.standing
    console.print(
        f"One item with its sentences: {command(f'explain {own.code} --year {explanation.year} --item ITEM')}",
        highlight=False,
        soft_wrap=True,
    )


def _branch_cells(branch: BranchTotal) -> tuple[str | Text, ...]:
    interval = f"{branch.low} to {branch.high}" if branch.low != branch.high else ""
    return branch.code, Text(branch.name), str(branch.score), str(branch.marks), "", interval


def _print_comparison(comparison: Comparison, chosen: Container[str] | None) -> None:
    """What changed; of the `chosen` items only, where some were."""
    before, after = comparison.before, comparison.after
    table = Table("item", "what", str(comparison.against), str(comparison.year), "why")
    for change in comparison.items:
        if chosen is None or change.code in chosen:
            points = (_of(change.before, change.marks_before), _of(change.after, change.marks_after))
            table.add_row(change.code, Text(change.name), *points, Text(_why(change), overflow="fold"))
    console.print(
        f"{comparison.against}: {before.total} of {comparison.run_before.marks}, rank {before.rank} of {before.of}; "
        f"{comparison.year}: {after.total} of {comparison.run_after.marks}, rank {after.rank} of {after.of}"
    )
    console.print(table if table.rows else "No item gives another score.")


def _of(score: Decimal | None, marks: Decimal | None) -> str:
    if marks is None:
        return "-"
    return f"{'excluded' if score is None else score} of {marks}"


def _why(change: ItemChange) -> str:
    causes = ", ".join(cause.replace("_", " ") for cause in change.causes)
    values = "; ".join(f"{each.name} {each.before or '-'} -> {each.after or '-'}" for each in change.values)
    return f"{causes}: {values}" if values else causes


def _print_item(item: ExplainedItem) -> None:
    console.print(f"[bold]{item.code}[/bold] {escape(item.name)}: {_points(item)} of {item.marks} ({item.reason})")
    if item.low != item.high:
        console.print(f"  between {item.low} and {item.high}, if what is missing or contradicted were known")
    console.print(f"  {escape(item.formula)}", soft_wrap=True)
    for evidence in item.evidence:
        _print_evidence(evidence)
    for document in item.documents:
        console.print(f"  {escape(document.title)}, published {document.published_on or 'on an unknown day'}")
        console.print(f"    {document.url}", soft_wrap=True, markup=False)
        console.print(f"    archived in {document.archive_file} at {document.archive_offset}", soft_wrap=True)
    console.print()


def _print_evidence(evidence: Evidence) -> None:
    breakdown = f" {evidence.breakdown}" if evidence.breakdown else ""
    console.print(
        f"  {evidence.indicator}{breakdown} {escape(evidence.indicator_name)} {evidence.period}: "
        f"{evidence.value:f} {evidence.unit} ({evidence.verification.replace('_', '-')})",
        soft_wrap=True,
    )
    if decided := evidence.decided:
        about = "fails" if decided.decision == "released" else "read as"
        who = f"{decided.decision} by {decided.by} on {shanghai(decided.at)}"
        console.print(f"    {who}, {about} {decided.about}: {decided.reason}", soft_wrap=True, markup=False)
    console.print(f"    “{evidence.sentence}”", soft_wrap=True, markup=False)
    console.print(f"    {escape(evidence.title)}", soft_wrap=True)
    console.print(f"    {evidence.url}", soft_wrap=True, markup=False)
    place = f"{evidence.archive_file} at {evidence.archive_offset}"
    console.print(f"    archived in {place}, captured {shanghai(evidence.captured_at)}", soft_wrap=True)
    for check in evidence.checks:
        how = f" ({check.how})" if check.how else ""
        detail = "" if check.result == "agrees" else f": printed {check.found:f}, the others give {check.expected:f}"
        console.print(f"    check {check.identity}: {check.result}{how}{detail}", soft_wrap=True)


def _points(item: ExplainedItem) -> str:
    return "excluded" if item.score is None else str(item.score)
