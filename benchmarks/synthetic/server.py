"""One local process that serves every site of the country, on demand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.synthetic.country import Country
from tests.sites.model import Site
from tests.sites.server import Asked, SampleSites
from tests.sites.state import State


class _Sites(dict[str, Site]):
    """By host, made when asked for; `night` says what they show."""

    def __init__(self, country: Country, night: Path | None) -> None:
        super().__init__()
        self._numbers = {country.host(number): number for number in range(country.counties)}
        self._country = country
        self._night = night

    def get(self, host: str, default: Any = None) -> Any:
        number = self._numbers.get(host)
        if number is None:
            return default
        return self._country.site(number, int(self._night.read_text()) if self._night else 0)

    def __contains__(self, host: object) -> bool:
        return host in self._numbers


class CountrySites(SampleSites):
    """The simulators over a country. The file `night` holds the number of the night; `counts` are kept, no log."""

    def __init__(
        self, country: Country, *, night: Path | None = None, state: Path | None = None, port: int = 0
    ) -> None:
        super().__init__(None, state=state, port=port)
        self.sites = _Sites(country, night)
        self.counts = {"requests": 0, "bytes": 0}

    @property
    def connect_to(self) -> str:
        """The value of FAZHI_CONNECT_TO that leads every host here."""
        return f"*=127.0.0.1:{self.port}"

    def record(self, asked: Asked) -> None:
        """Counts a request; a log of a whole country would fill the memory."""
        with self._lock:
            self.counts["requests"] += 1
            self.counts["bytes"] += asked.bytes


@dataclass(slots=True)
class Running:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    port: int
    folder: Path

    def night(self, number: int) -> None:
        """From now on the sites show what they do in this night."""
        (self.folder / "night").write_text(str(number))

    @property
    def state(self) -> State:
        """Faults of single hosts (tests.sites.state)."""
        return State(self.folder / "state.json")

    @property
    def connect_to(self) -> str:
        """The value of FAZHI_CONNECT_TO that leads every host here."""
        return f"*=127.0.0.1:{self.port}"

    def counts(self) -> dict[str, int]:
        """Requests and bytes of bodies so far."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write("counts\n")
        self.process.stdin.flush()
        counted: dict[str, int] = json.loads(self.process.stdout.readline())
        return counted


@contextmanager
def served(country: Country, folder: Path) -> Iterator[Running]:
    """The country's sites in a process of its own while the block lasts; `folder` keeps night and faults."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "night").write_text("0")
    command = [sys.executable, "-m", "benchmarks.synthetic.server", json.dumps(asdict(country)), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Running(process, int(process.stdout.readline()), folder)
        finally:
            process.terminate()


def main(arguments: Sequence[str]) -> None:
    """Serve; prints the port, then the counts for every line of standard input, until that ends."""
    given = json.loads(arguments[0])
    country = Country(**{**given, "years": tuple(given["years"]), "kinds": tuple(given["kinds"])})
    folder = Path(arguments[1])
    with CountrySites(country, night=folder / "night", state=folder / "state.json") as sites:
        print(sites.port, flush=True)
        for _ in sys.stdin:
            print(json.dumps(sites.counts), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
