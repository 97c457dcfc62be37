"""Reading attachments apart, in files a second of CPU, the processes that read included.

The files are spreadsheets of the synthetic country, as counties attach them. Ours is `read_apart`: one process imports
the libraries and forks one for each file. The peer is a process started for each file, which is as safe and imports
them anew; it was how attachments were read before.

`size` is the number of files of a turn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.protocol import Benchmark, Turn

BENCHMARK = Benchmark(peer_name="a process a file", unit="files/CPU-s", target=10, size=40, turns=3)
_PROGRAM = """
import json, sys
from fazhi.parse.files.reader import read_file
reading = read_file(sys.stdin.buffer.read())
print(json.dumps({"html": reading.html, "unread": reading.unread}))
"""


@contextmanager
def prepared(folder: Path, size: int) -> Iterator[None]:
    """So many spreadsheets."""
    from benchmarks.synthetic.country import Country
    from benchmarks.synthetic.documents import of_year

    country = Country(counties=size)
    for number in range(size):
        (sheet,) = (each for each in of_year(country.county(number), 2024) if each.kind == "sheet")
        content = sheet.write().sheet
        assert content is not None
        (folder / f"{number}.xlsx").write_bytes(content)
    yield


def ours(folder: Path) -> Turn:
    from fazhi.parse.files.sandbox import end_readers, read_apart

    def read(body: bytes) -> str:
        return read_apart(body).html

    return _spent(folder, read, then=end_readers)


def peer(folder: Path) -> Turn:
    def read(body: bytes) -> str:
        command = [sys.executable, "-c", _PROGRAM]
        html: str = json.loads(subprocess.run(command, input=body, capture_output=True, check=True).stdout)["html"]
        return html

    return _spent(folder, read, then=lambda: None)


def _spent(folder: Path, read: Callable[[bytes], str], *, then: Callable[[], None]) -> Turn:
    bodies = [file.read_bytes() for file in sorted(folder.glob("*.xlsx"))]
    before = _cpu()
    for body in bodies:
        assert "行政处罚" in read(body)
    then()
    spent = _cpu() - before
    return Turn(len(bodies), spent, {"CPU_ms_a_file": spent / len(bodies) * 1000})


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
