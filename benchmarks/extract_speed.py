"""Figures out of whole documents, in characters of text a CPU second on one core.

Ours is `fazhi.extract.extract` on the parsed pages of the sample province: numbers with units, bound to indicators,
periods, kinds and sentences. The peer is Microsoft's Recognizers-Text for Chinese with the models for numbers,
percentages and currency, one after the other on the same texts: the library one would install for this, and the one
that finds most numbers among those that need no model download. It finds numbers and binds them to nothing, so it
does less than ours.

Notes: whether ours was compiled (`make compile`) or ran in Python.

`size` is the CPU seconds of a turn.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.protocol import Benchmark, Turn, passes

if TYPE_CHECKING:
    from fazhi.parse.document import Document

BENCHMARK = Benchmark(
    peer_name="Recognizers-Text 1.0.2a2",
    environment="recognizers",
    unit="chars/CPU-s",
    target=15,
    size=2,
)


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """The texts of the parsed pages, for both."""
    texts = [document.text for document in _documents()]
    (folder / "input.json").write_text(json.dumps({"seconds": size, "texts": texts}), encoding="utf-8")
    yield


def ours(folder: Path) -> Turn:
    from fazhi.catalogue import load_catalogue
    from fazhi.extract import COMPILED, extract
    from fazhi.settings import PROJECT

    given = json.loads((folder / "input.json").read_text(encoding="utf-8"))
    catalogue = load_catalogue(PROJECT / "include" / "catalogue")
    documents = _documents()

    def work() -> int:
        for document in documents:
            extract(document, catalogue)
        return sum(len(document.text) for document in documents)

    turn = passes(work, given["seconds"])
    return Turn(turn.amount, turn.seconds, {"compiled": float(COMPILED)})


def peer(folder: Path) -> Turn:
    from benchmarks.recognizers import models

    given = json.loads((folder / "input.json").read_text(encoding="utf-8"))
    recognizers = models()

    def work() -> int:
        for text in given["texts"]:
            for model in recognizers:
                model.parse(text)
        return sum(map(len, given["texts"]))

    return passes(work, given["seconds"])


def _documents() -> list[Document]:
    from benchmarks.sample import bodies
    from fazhi.parse import parse_page

    return [parse_page(body.encode(), url=f"http://a.example/{name}.html") for name, body in bodies()]
