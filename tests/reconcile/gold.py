"""The labels of the sample province as observations: what a perfect extraction would give."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest

from fazhi.extract.observation import Observation
from tests.conftest import PROJECT

PLACES = (
    PROJECT / "examples" / "yunchuan" / "labels",
    PROJECT.parent / "shared" / "evaluation" / "written" / "gold",
)
_NUMBER = re.compile(r"\d[\d,，  ]*(?:\.\d+)?")


def gold_directory() -> Path:
    """Where the labels are; skips the test where they are nowhere."""
    for place in PLACES:
        if any(place.glob("*.tsv")):
            return place
    pytest.skip(f"no labels of the sample province in {' or '.join(map(str, PLACES))}")


def gold_observations(path: Path) -> list[Observation]:
    """The coded labels of one file, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        header = file.readline().lstrip("# ").strip().split("\t")
        rows = list(csv.DictReader(file, header, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [_observation(number, row) for number, row in enumerate(rows) if row["indicator"] != "?"]


def _observation(number: int, row: dict[str, str]) -> Observation:
    value = Decimal(row["value"])
    unit_raw = "成" if "成" in row["quote"] and value % 10 == 0 and row["unit"] == "%" else ""
    return Observation(
        indicator=row["indicator"],
        value=_as_printed(row["quote"], value),
        unit=row["unit"],
        period=row["period"] or "",
        kind=row["kind"],
        evidence_start=number,
        evidence_end=number + 1,
        sentence_start=number,
        sentence_end=number + 1,
        locator="",
        rule="gold",
        confidence="certain",
        unit_raw=unit_raw,
        approx=row["approx"] == "1",
        bound=row["bound"] or "",
        breakdown=row["breakdown"] or "",
    )


def _as_printed(quote: str, value: Decimal) -> Decimal:
    """`value` with the digits of the quote, as extraction multiplies them out: 98.0, and 74000.0 for 7.4万."""
    for match in _NUMBER.finditer(quote):
        printed = Decimal(re.sub(r"[^\d.]", "", match[0]))
        for factor in (1, 10**4, 10**8):
            if abs(value) == printed * factor:
                return (printed * factor).copy_sign(value)
    return value
