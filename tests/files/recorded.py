"""Recorded files and what must be read from them; `python -m tests.files.recorded FILE` prints the JSON of one."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse.document import Document
from fazhi.parse.files import parse_file
from fazhi.settings import Settings
from tests.parse.recorded import as_json, dumps

RECORDED = Path(__file__).parent / "recorded"


def files() -> list[Path]:
    """Every recorded file, in a fixed order."""
    return sorted(path for path in RECORDED.iterdir() if path.suffix != ".json")


def expectation(path: Path) -> Path:
    """The JSON of a file."""
    return path.with_name(path.name + ".json")


def read(path: Path) -> Document:
    """The file as the attachment of one and the same article."""
    return parse_file(
        path.read_bytes(),
        url=f"http://www.shuoxi.example/files/{path.name}",
        name=f"附件：{path.name}",
        article_title="朔溪县司法局关于公布2024年度有关数据的公告",
        published_on=date(2025, 1, 24),
        publisher="朔溪县司法局",
    )


def figures(document: Document) -> list[list[Any]]:
    """Indicator, value, period, breakdown, place and evidence of every figure taken."""
    catalogue = load_catalogue(Settings.from_environment({}).catalogue)
    return [
        [
            each.indicator,
            str(each.value),
            each.period,
            each.breakdown,
            each.locator,
            document.text[each.evidence_start : each.evidence_end],
        ]
        for each in extract(document, catalogue).observations
    ]


def main(path: Path) -> None:
    """Print the expectation of `path`."""
    document = read(path)
    written = dumps(as_json(document))
    lines = ",\n".join("    " + json.dumps(figure, ensure_ascii=False) for figure in figures(document))
    print(written.rstrip("}\n") + ",\n" + f'  "figures": [\n{lines}\n  ]\n}}')


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
