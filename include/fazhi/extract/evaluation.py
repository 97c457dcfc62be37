"""Judging extraction against hand labels: the share found and right at three levels, and what confidence is worth.

A gold set is a directory of labels, `<document>.tsv` with the columns of COLUMNS, beside the documents they label
under the same stem (.txt or .html). An indicator of `?` marks a figure that no indicator covers: claiming one for it
is wrong. A figure stated twice counts once. An empty period in the labels is not judged, nor a zero without a label.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fazhi.catalogue import Catalogue
from fazhi.errors import ConfigurationError
from fazhi.extract.extractor import extract
from fazhi.extract.observation import CONFIDENCES
from fazhi.parse import parse_page, parse_text
from fazhi.parse.document import Document

COLUMNS = ("indicator", "quote", "value", "unit", "period", "kind", "approx", "bound", "breakdown")
LEVELS = ("value", "indicator", "full")


@dataclass(frozen=True, slots=True)
class Label:
    """A figure, labelled or found. `confidence` and `doubt` are empty for a label."""

    indicator: str
    value: float
    period: str
    kind: str
    bound: str
    breakdown: str
    quote: str = ""
    confidence: str = ""
    doubt: str = ""

    def key(self, level: str) -> tuple[object, ...]:
        """What must agree at a level."""
        if level == "value":
            return (self.value,)
        if level == "indicator":
            return (self.indicator, self.value)
        return (self.indicator, self.value, self.period, self.kind, self.bound, self.breakdown)

    @property
    def without_period(self) -> tuple[object, ...]:
        """All that identifies it but the period."""
        return (self.indicator, self.value, self.kind, self.bound, self.breakdown)


@dataclass(slots=True)
class Tally:
    """Hits, misses and wrong claims, with the figures that follow from them."""

    hits: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """Share of the claims that are right."""
        return self.hits / (self.hits + self.wrong) if self.hits + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(slots=True)
class Judgement:
    """A gold set judged: a tally a level, a confidence band and a doubt (those at level full), and what went wrong."""

    name: str
    documents: int = 0
    levels: dict[str, Tally] = field(default_factory=lambda: {level: Tally() for level in LEVELS})
    bands: dict[str, Tally] = field(default_factory=lambda: {band: Tally() for band in CONFIDENCES})
    doubts: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    missed: list[tuple[str, Label]] = field(default_factory=list)
    wrong: list[tuple[str, Label]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Labelled documents: the directories of the documents and of the labels."""

    name: str
    documents: Path
    labels: Path


def gold_sets(project: Path) -> tuple[GoldSet, ...]:
    """The gold sets present: the sample province, and real reports in a `shared` directory beside the project."""
    shared = project.parent / "shared"
    known = (
        GoldSet("yunchuan", project / "examples/yunchuan/pages", project / "examples/yunchuan/labels"),
        GoldSet("real", shared / "corpus", shared / "evaluation/gold"),
    )
    return tuple(gold for gold in known if gold.documents.is_dir() and gold.labels.is_dir())


def judge(gold: GoldSet, catalogue: Catalogue, *, counties: Sequence[str] = ()) -> Judgement:
    """Extract every labelled document of a gold set and compare; `counties` keeps the stems that begin so.

    Raises:
        ConfigurationError: a label file has no document, or a row of it is malformed; names file and row.
    """
    judgement = Judgement(gold.name)
    for name, labels, document in labelled(gold, counties=counties):
        compare(judgement, name, labels, found_in(document, catalogue))
    return judgement


def labelled(gold: GoldSet, *, counties: Sequence[str] = ()) -> Iterator[tuple[str, list[Label], Document]]:
    """Each document of a gold set with its stem and labels; `counties` keeps the stems that begin so."""
    for path in sorted(gold.labels.glob("*.tsv")):
        if is_asked_for(path.stem, counties):
            yield path.stem, read_labels(path), read_document(_document_of(gold, path))


def is_asked_for(name: str, counties: Sequence[str]) -> bool:
    """Whether the name of a document begins with one of `counties`; where none is named, all are."""
    return not counties or name.startswith(tuple(counties))


def read_labels(path: Path) -> list[Label]:
    """The rows of a label file."""
    with path.open(encoding="utf-8", newline="") as lines:
        data = (line for line in lines if not line.startswith("#"))
        rows = csv.DictReader(data, fieldnames=COLUMNS, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
        return [_label(row, path, number) for number, row in enumerate(rows, start=1) if row["value"]]


def read_document(path: Path) -> Document:
    """A saved page (.html) or a plain copy of one (.txt)."""
    url = path.absolute().as_uri()
    if path.suffix == ".txt":
        return parse_text(path.read_text(encoding="utf-8"), url=url)
    return parse_page(path.read_bytes(), url=url, content_type="text/html; charset=utf-8")


def found_in(document: Document, catalogue: Catalogue) -> list[Label]:
    """What extraction finds, in the form of labels."""
    return [
        Label(
            item.indicator,
            round(float(item.value), 6),
            item.period,
            item.kind,
            item.bound,
            item.breakdown,
            document.text[item.evidence_start : item.evidence_end],
            item.confidence,
            item.doubt,
        )
        for item in extract(document, catalogue).observations
        if item.value is not None
    ]


def _label(row: Mapping[str, str], path: Path, number: int) -> Label:
    try:
        value = round(float(row["value"]), 6)
    except ValueError as error:
        raise ConfigurationError(f"{path}, row {number}: {row['value']!r} is no number") from error
    return Label(
        row["indicator"], value, row["period"], row["kind"] or "actual", row["bound"], row["breakdown"], row["quote"]
    )


def _document_of(gold: GoldSet, labels: Path) -> Path:
    for suffix in (".html", ".txt"):
        path = gold.documents / (labels.stem + suffix)
        if path.is_file():
            return path
    raise ConfigurationError(f"{labels}: no {labels.stem}.html or .txt in {gold.documents}")


def compare(judgement: Judgement, name: str, labels: list[Label], found: list[Label]) -> None:
    """Add to `judgement` what was found in the document `name`."""
    judgement.documents += 1
    open_ended = {label.without_period for label in labels if not label.period}
    found = [_without_period(item) if item.without_period in open_ended else item for item in found]
    coded = once(label for label in labels if label.indicator != "?")
    claimed = once(found)
    for level in LEVELS:
        hits, missed, wrong = matched(coded, claimed, level)
        _add(judgement.levels[level], len(hits), len(missed), len(wrong))
        if level == "full":
            judgement.missed += [(name, item) for item in missed]
            judgement.wrong += [(name, item) for item in wrong]
    for band, tally in judgement.bands.items():
        hits, missed, wrong = matched(coded, once(item for item in found if item.confidence == band), "full")
        _add(tally, len(hits), len(missed), len(wrong))
    for doubt in {item.doubt for item in found if item.doubt}:
        hits, _, wrong = matched(coded, once(item for item in found if item.doubt == doubt), "full")
        _add(judgement.doubts[doubt], len(hits), 0, len(wrong))


def _without_period(item: Label) -> Label:
    return replace(item, period="")


def once(items: Iterable[Label]) -> list[Label]:
    """The items without restatements, the first of each."""
    first: dict[tuple[object, ...], Label] = {}
    for item in items:
        first.setdefault(item.key("full"), item)
    return list(first.values())


def matched(labels: list[Label], found: list[Label], level: str) -> tuple[list[Label], list[Label], list[Label]]:
    """Hits, missed labels and wrong claims at a level."""
    left = Counter(label.key(level) for label in labels)
    hits: list[Label] = []
    wrong: list[Label] = []
    for item in found:
        if left[item.key(level)] > 0:
            left[item.key(level)] -= 1
            hits.append(item)
        elif item.value:
            wrong.append(item)
    missed: list[Label] = []
    for label in labels:
        if left[label.key(level)] > 0:
            left[label.key(level)] -= 1
            missed.append(label)
    return hits, missed, wrong


def _add(tally: Tally, hits: int, missed: int, wrong: int) -> None:
    tally.hits += hits
    tally.missed += missed
    tally.wrong += wrong
