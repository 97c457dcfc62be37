"""`python -m benchmarks.synthetic labels|accuracy`: the truth of a slice of the country, and how much of it arrives."""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from benchmarks.environments import PROJECT
from benchmarks.synthetic.accuracy import Accuracy, judged
from benchmarks.synthetic.country import Country
from benchmarks.synthetic.pipeline import crawl, deployed, load
from fazhi.extract.evaluation import COLUMNS, Tally
from fazhi.warehouse.database import connect

RESULT = PROJECT / "benchmarks" / "results" / "synthetic_accuracy.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.synthetic", description=__doc__)
    parser.add_argument("--counties", type=int, default=20, help="a slice of so many")
    parser.add_argument("--years", default="2023-2024", help="a year or a span, for example 2015-2025")
    parser.add_argument("--whole", action="store_true", help="all notices and news, too: 47 documents a year")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("labels", help="write the label files").add_argument("folder", type=Path)
    verbs.add_parser("accuracy", help="crawl and load the slice, compare with the truth, write the result")
    chosen = parser.parse_args()
    first, _, last = chosen.years.partition("-")
    years = tuple(range(int(first), int(last or first) + 1))
    country = Country(counties=chosen.counties, years=years, small=not chosen.whole)
    if chosen.verb == "labels":
        write_labels(country, chosen.folder)
    else:
        result = measured(country)
        write(country, result)
        show(result, Console())


def write_labels(country: Country, folder: Path) -> None:
    """A label file a document, in the form of the evaluation; named by host and address."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(country.counties):
        for url, source in country.urls(number):
            written = source.write()
            name = urlsplit(url).netloc + urlsplit(url).path.replace("/", "_")
            rows = [each.row() for each in (*written.labels, *written.sheet_labels)]
            head = "# " + "\t".join(COLUMNS)
            (folder / f"{name}.tsv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def measured(country: Country) -> Accuracy:
    """Crawl and load a country and judge what is held."""
    with tempfile.TemporaryDirectory() as folder, deployed(country, Path(folder), durable=False) as running:
        running.at_night(0)
        _, summary = crawl(running.settings)
        assert set(summary.sites) == {"done"}, summary
        result = load(running.settings)
        assert not result.failed, result.failed
        with connect(running.settings.warehouse_dsn) as connection:
            return judged(connection, country)


def write(country: Country, accuracy: Accuracy) -> None:
    """The figures of `accuracy` as benchmarks/results/synthetic_accuracy.json."""
    told = {
        "counties": country.counties,
        "years": [country.years[0], country.years[-1]],
        "documents": accuracy.documents,
        "not_loaded": len(accuracy.not_loaded),
        "facts": _told(accuracy.facts),
        **{
            name: {key: _told(tally) for key, tally in sorted(tallies.items())}
            for name, tallies in (
                ("levels", accuracy.levels),
                ("by_confidence", accuracy.by_confidence),
                ("by_kind", accuracy.by_kind),
                ("by_indicator", accuracy.by_indicator),
            )
        },
    }
    RESULT.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def show(accuracy: Accuracy, console: Console) -> None:
    """The levels, and every kind and indicator that is not perfect, with two examples of each fault."""
    table = Table(title=f"{accuracy.documents} documents, {len(accuracy.not_loaded)} not loaded")
    for heading in ("what", "precision", "recall", "hits", "missed", "wrong"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    rows = {**accuracy.levels, "facts held": accuracy.facts, **accuracy.by_kind}
    rows |= {name: tally for name, tally in sorted(accuracy.by_indicator.items()) if tally.missed or tally.wrong}
    for name, tally in rows.items():
        ratios = (f"{tally.precision:.4f}", f"{tally.recall:.4f}")
        table.add_row(name, *ratios, *map(str, (tally.hits, tally.missed, tally.wrong)))
    console.print(table)
    for what, faults in (("missed", accuracy.missed), ("wrong", accuracy.wrong)):
        for title, label in faults[:20]:
            console.print(
                what, title, label.indicator, label.value, label.period, label.kind, label.quote, markup=False
            )
    for key, value, true in accuracy.wrong_facts[:20]:
        console.print("fact", *key, value, "true:", true, markup=False)


def _told(tally: Tally) -> dict[str, float]:
    return {**asdict(tally), "precision": round(tally.precision, 4), "recall": round(tally.recall, 4)}


if __name__ == "__main__":
    main()
