"""From the bytes of a page to its figures, in pages a CPU second on one core.

Pages are those of the sample province inside frames of 40 to 60 KB (`benchmarks.sample`). Ours is `parse_page` and
`extract`. The peer is trafilatura 2 with its defaults, of the general extractors the one that loses least of such
pages, and Recognizers-Text on what it gives. The peer gives no metadata, no cells of tables and binds no number.

Notes: `linearity` is what a byte of a 5 MB page costs ours, against one of a 50 KB page with the same parts (1 is
linear), both read before; `linearity_at_first` the same of the first such page that the process reads, for which it
takes 70 MB from the system; `compiled` whether ours was (`make compile`) or ran in Python.

`size` is the CPU seconds of a turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.protocol import Benchmark, Turn, passes

if TYPE_CHECKING:
    from fazhi.parse.document import Document

BENCHMARK = Benchmark(
    peer_name="trafilatura 2.3.1 + Recognizers-Text 1.0.2a2",
    environment="trafilatura",
    unit="pages/CPU-s",
    target=20,
    size=3,
    turns=3,
)
_LONG = 100  # times the article of a short page
_AGAIN = 3


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """The pages as files."""
    from benchmarks.sample import write_pages

    write_pages(folder)
    (folder / "seconds").write_text(str(size))
    yield


def ours(folder: Path) -> Turn:
    from benchmarks.sample import bodies, framed
    from fazhi.catalogue import load_catalogue
    from fazhi.extract import COMPILED, extract
    from fazhi.parse import parse_page
    from fazhi.settings import PROJECT

    catalogue = load_catalogue(PROJECT / "include" / "catalogue")
    pages = [file.read_bytes() for file in sorted(folder.glob("*.html"))]

    def parse(page: bytes) -> Document:
        return parse_page(page, url="http://www.zhenxi.yunchuan.example/zwgk/a.html")

    def read(page: bytes) -> None:
        extract(parse(page), catalogue)

    def work() -> int:
        for page in pages:
            read(page)
        return len(pages)

    turn = passes(work, int((folder / "seconds").read_text()))
    name, body = bodies()[0]
    short, long = framed(name, body).encode(), framed(name, body, times=_LONG).encode()
    first_long, again = _cost(read, long, 1), _cost(read, long, _AGAIN)
    a_short_one = _cost(read, short, _LONG)
    return Turn(
        turn.amount,
        turn.seconds,
        {
            "compiled": float(COMPILED),
            "linearity": again / a_short_one,
            "linearity_at_first": first_long / a_short_one,
            "kilobytes_a_page": sum(map(len, pages)) / len(pages) / 1000,
            "parse_share": sum(_cost(parse, page, 2) for page in pages) / sum(_cost(read, page, 2) for page in pages),
        },
    )


def peer(folder: Path) -> Turn:
    import trafilatura

    from benchmarks.recognizers import models

    recognizers = models()
    pages = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.html"))]

    def work() -> int:
        for page in pages:
            text = trafilatura.extract(page) or ""
            for model in recognizers:
                model.parse(text)
        return len(pages)

    return passes(work, int((folder / "seconds").read_text()))


def _cost(read: Callable[[bytes], object], page: bytes, times: int) -> float:
    """CPU seconds for a byte."""
    started = time.process_time()
    for _ in range(times):
        read(page)
    return (time.process_time() - started) / times / len(page)
