"""`fazhi extract` and `fazhi explain-text`: what extraction makes of saved pages."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table
from rich.text import Text

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.catalogue import Catalogue
    from fazhi.extract import Extraction, Observation, Statement
    from fazhi.parse.document import Document

_COLOURS = {"certain": "green", "likely": "yellow", "uncertain": "magenta"}
_STATEMENT_COLOUR, _UNRECOGNISED_COLOUR = "cyan", "bright_red"


class Format(StrEnum):
    """How observations are printed."""

    TABLE = "table"
    JSONL = "jsonl"


def extract(
    files: list[Path] = typer.Argument(help="saved pages, texts, PDF, DOCX, XLSX, XLS or ZIP"),  # noqa: B008
    format: Format = typer.Option(Format.TABLE, "--format", help="a table to read, or JSON lines"),  # noqa: B008
    statements: bool = typer.Option(False, "--statements", help="what is told without a number, instead of figures"),
) -> None:
    """Print every figure that an indicator of the catalogue covers."""
    catalogue = _catalogue()
    for path in files:
        document, extraction = _extracted(path, catalogue)
        if format is Format.JSONL:
            found = (
                [statement_as_json(path.stem, document, statement) for statement in extraction.statements]
                if statements
                else [as_json(path.stem, document, observation) for observation in extraction.observations]
            )
            for entry in found:
                typer.echo(json.dumps(entry, ensure_ascii=False))
        elif statements:
            console.print(_statement_table(path.name, document, extraction))
        else:
            console.print(_table(path.name, document, extraction))


def explain_text(file: Path = typer.Argument(help="a saved page, text, PDF, DOCX, XLSX, XLS or ZIP")) -> None:  # noqa: B008
    """Print a text with every figure coloured: taken as what, or left and why; and what it tells without a number."""
    from fazhi.extract.lexicon import Lexicon
    from fazhi.extract.unrecognised import unrecognised

    catalogue = _catalogue()
    document, extraction = _extracted(file, catalogue)
    marks: list[tuple[int, int, str, str]] = [
        (item.evidence_start, item.evidence_end, _explained(item), _COLOURS[item.confidence])
        for item in extraction.observations
    ]
    near = {(each.start, each.end): each for each in unrecognised(document, extraction, Lexicon.of(catalogue))}
    for left in extraction.left_out:
        if each := near.get((left.start, left.end)):
            marks.append((left.start, left.end, f"unrecognised, near {each.word}", _UNRECOGNISED_COLOUR))
        elif left.end > left.start:
            marks.append((left.start, left.end, left.reason, "dim red"))
    marks += [
        (told.evidence_start, told.evidence_end, f"{told.code} {told.period} {told.kind}", _STATEMENT_COLOUR)
        for told in extraction.statements
    ]
    text, position = Text(), 0
    for start, end, note, colour in sorted(marks):
        if start < position:
            continue
        text.append(document.text[position:start])
        text.append(document.text[start:end], style=f"bold {colour}")
        text.append(f"[{note}]", style=colour)
        position = end
    text.append(document.text[position:])
    console.print(text, soft_wrap=True)


def as_json(name: str, document: Document, observation: Observation) -> dict[str, object]:
    """One observation as a JSON object: what it says, and the evidence with its spans in the parsed text."""
    value = observation.value
    return {
        "document": name,
        "indicator": observation.indicator,
        "value": None if value is None else (int(value) if value == value.to_integral_value() else float(value)),
        "value_max": None if observation.value_max is None else float(observation.value_max),
        "unit": observation.unit,
        "unit_raw": observation.unit_raw,
        "period": observation.period,
        "period_source": observation.period_source,
        "kind": observation.kind,
        "breakdown": observation.breakdown,
        "bound": observation.bound,
        "approx": observation.approx,
        "value_status": observation.value_status,
        "subject": observation.subject,
        "basis": observation.basis,
        "scope": observation.scope,
        "confidence": observation.confidence,
        "doubt": observation.doubt,
        "rule": observation.rule,
        "locator": observation.locator,
        "evidence": document.text[observation.evidence_start : observation.evidence_end],
        "evidence_start": observation.evidence_start,
        "evidence_end": observation.evidence_end,
        "sentence": document.text[observation.sentence_start : observation.sentence_end],
        "sentence_start": observation.sentence_start,
        "sentence_end": observation.sentence_end,
    }


def statement_as_json(name: str, document: Document, statement: Statement) -> dict[str, object]:
    """One statement as a JSON object, with the evidence and its spans in the parsed text."""
    return {
        "document": name,
        "statement": statement.code,
        "period": statement.period,
        "period_source": statement.period_source,
        "kind": statement.kind,
        "subject": statement.subject,
        "confidence": statement.confidence,
        "rule": statement.rule,
        "locator": statement.locator,
        "evidence": document.text[statement.evidence_start : statement.evidence_end],
        "evidence_start": statement.evidence_start,
        "evidence_end": statement.evidence_end,
        "sentence": document.text[statement.sentence_start : statement.sentence_end],
        "sentence_start": statement.sentence_start,
        "sentence_end": statement.sentence_end,
    }


def _catalogue() -> Catalogue:
    from fazhi.catalogue import load_catalogue

    return load_catalogue(Settings.from_environment().catalogue)


def _extracted(path: Path, catalogue: Catalogue) -> tuple[Document, Extraction]:
    from fazhi.extract import extract as extract_document
    from fazhi.parse.saved import parse_saved

    document = parse_saved(path)
    return document, extract_document(document, catalogue)


def _explained(item: Observation) -> str:
    breakdown = f" {item.breakdown}" if item.breakdown else ""
    doubt = f", {item.confidence}: {item.doubt}" if item.doubt else ""
    return f"{item.indicator}{breakdown} {item.period} {item.kind}{doubt}"


def _table(name: str, document: Document, extraction: Extraction) -> Table:
    figures, left = counted(len(extraction.observations), "figure"), counted(len(extraction.left_out), "number")
    table = Table(title=f"{name}: {figures}, {left} left")
    for heading in ("indicator", "value", "unit", "period", "kind", "part", "confidence", "evidence"):
        table.add_column(heading, justify="right" if heading == "value" else "left", overflow="fold")
    for item in extraction.observations:
        start = max(item.sentence_start, item.evidence_start - 16)
        bound = {">=": "≥", "<=": "≤"}.get(item.bound, "≈" if item.approx else "")
        table.add_row(
            item.indicator,
            f"{bound}{item.value}",
            item.unit,
            item.period,
            item.kind,
            item.breakdown,
            Text(item.confidence, style=_COLOURS[item.confidence]),
            document.text[start : item.evidence_end].replace("\n", " "),
        )
    return table


def _statement_table(name: str, document: Document, extraction: Extraction) -> Table:
    table = Table(title=f"{name}: {counted(len(extraction.statements), 'statement')}")
    for heading in ("statement", "period", "kind", "subject", "confidence", "evidence"):
        table.add_column(heading, overflow="fold")
    for told in extraction.statements:
        start = max(told.sentence_start, told.evidence_start - 16)
        table.add_row(
            told.code,
            told.period,
            told.kind,
            told.subject,
            Text(told.confidence, style=_COLOURS[told.confidence]),
            document.text[start : told.evidence_end].replace("\n", " "),
        )
    return table
