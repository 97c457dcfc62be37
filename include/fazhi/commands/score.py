"""`fazhi score` and `fazhi explain`: the table of ranks, and one county's score down to the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fazhi.commands.console import console, shanghai
from fazhi.errors import ConfigurationError

if TYPE_CHECKING:
    from fazhi.scoring.explain import Evidence, ExplainedItem, Explanation
    from fazhi.settings import Settings

STANDING = "参考分: computed from what the counties published, a pre-assessment"


def score(
    year: int = typer.Option(..., help="Assessed year"),
    province: str = typer.Option("", help="First two digits of the 行政区划代码; default: every one with a scheme"),
) -> None:
    """Score every county by the scheme of its province and year, and show the ranks."""
    from fazhi.nightly import score_and_record
    from fazhi.scoring.explain import standings
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    for one in [province] if province else _provinces(settings, year):
        if not score_and_record(settings, f"{one}|{year}"):
            raise ConfigurationError(
                f"no scheme assesses province {one} in {year}; FAZHI_SCHEMES names the directories"
            )
        with connect(settings.require("warehouse_dsn")) as connection:
            table = Table("rank", "code", "county", "total", "unpublished", title=f"{one} {year}", caption=STANDING)
            for row in standings(connection, one, year):
                table.add_row(str(row.rank), row.code, row.name, str(row.total), str(row.unpublished))
        console.print(table)


def explain(
    region: str = typer.Argument(..., help="行政区划代码 of a county"),
    year: int = typer.Option(..., help="Assessed year"),
    item: str = typer.Option("", help="Only this item or branch of the scheme"),
    indicator: str = typer.Option("", help="Only items that read this indicator"),
) -> None:
    """Explain a county's score: marks, formula, value, sentence, page, archive, and the checks that touch it."""
    from fazhi.scoring.explain import explain as explain_county
    from fazhi.settings import Settings
    from fazhi.warehouse.database import connect

    settings = Settings.from_environment()
    with connect(settings.require("warehouse_dsn")) as connection:
        explanation = explain_county(connection, region, year)
    chosen = [
        one
        for one in explanation.items
        if (not item or item in (one.code, one.branch)) and (not indicator or indicator in one.indicators)
    ]
    if not chosen:
        raise ConfigurationError(_nothing_chosen(explanation, item, indicator, settings))
    _print_heading(explanation)
    if item or indicator:
        for one in chosen:
            _print_item(one)
    else:
        _print_table(explanation, chosen)


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


def _provinces(settings: Settings, year: int) -> list[str]:
    from fazhi.catalogue import load_catalogue
    from fazhi.scoring.scheme import load_schemes, scheme_for

    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    provinces = sorted({scheme.province for scheme in schemes if scheme_for([scheme], scheme.province, year)})
    if not provinces:
        directories = ", ".join(map(str, settings.schemes))
        raise ConfigurationError(f"no scheme in {directories} assesses {year}; FAZHI_SCHEMES names the directories")
    return provinces


def _print_heading(explanation: Explanation) -> None:
    console.print(
        f"[bold]{explanation.code} {escape(explanation.name)} {explanation.year}[/bold]: "
        f"{explanation.total} of {explanation.marks}, rank {explanation.rank} of {explanation.of}"
    )
    console.print(f"{escape(explanation.scheme)}, version {explanation.version}, {explanation.state}. {STANDING}\n")


def _print_table(explanation: Explanation, items: Sequence[ExplainedItem]) -> None:
    table = Table("item", "what", "score", "of", "reason", "how")
    for item in items:
        table.add_row(
            item.code, Text(item.name), _points(item), str(item.marks), item.reason, Text(item.formula, overflow="fold")
        )
    console.print(table)
    console.print(
        "One item with its sentences: {command(f'explain {explanation.code} --year {explanation.year} --item ITEM')}",
        highlight=False,
    )


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
        f"{evidence.value:f} {evidence.unit}",
        soft_wrap=True,
    )
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
