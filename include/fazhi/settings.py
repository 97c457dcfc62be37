"""Where things are: read once from the environment, passed on explicitly.

| variable | meaning | default |
| --- | --- | --- |
| `FAZHI_WAREHOUSE_DSN` | libpq connection string of the warehouse (role `fazhi_loader` or its owner) | none |
| `FAZHI_ARCHIVE` | fsspec path of the WARC archive | `<project>/.fazhi/archive` |
| `FAZHI_SPOOL` | local directory in which a WARC file grows until it is uploaded | `<project>/.fazhi/spool` |
| `FAZHI_SOURCES` | directories of county YAMLs, separated by `os.pathsep` | `<project>/include/sources` |
| `FAZHI_SCHEMES` | directories of assessment schemes, likewise | `<project>/include/schemes` |
| `FAZHI_REGIONS` | directories of administrative divisions (`divisions.csv`), likewise | `<project>/include/regions` |
| `FAZHI_CATALOGUE` | directory of the indicator catalogue | `<project>/include/catalogue` |
| `FAZHI_EXPECTATIONS` | directory of Great Expectations suites | `<project>/expectations` |
| `FAZHI_DATA_DOCS` | directory that receives Data Docs | `<project>/.fazhi/data_docs` |
| `FAZHI_CONTACT` | contact put in the User-Agent | none; crawling refuses to start without one |
| `FAZHI_CONNECT_TO` | `host=address:port,...`: connect there, as curl does; host may be `*` or `*.example` | none |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fazhi.errors import ConfigurationError

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. `warehouse_dsn`, `contact` may be empty: the stage that needs one asks `require`."""

    warehouse_dsn: str
    archive: str
    spool: Path
    sources: tuple[Path, ...]
    schemes: tuple[Path, ...]
    regions: tuple[Path, ...]
    catalogue: Path
    expectations: Path
    data_docs: Path
    contact: str
    connect_to: Mapping[str, str]

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read every variable of the module's table.

        Raises:
            ConfigurationError: `FAZHI_CONNECT_TO` is not a list of `host=address:port`.
        """

        def path(name: str, default: Path) -> Path:
            return Path(environment.get(name) or default).absolute()

        def paths(name: str, default: Path) -> tuple[Path, ...]:
            return tuple(Path(part).absolute() for part in (environment.get(name) or str(default)).split(os.pathsep))

        state = PROJECT / ".fazhi"
        return cls(
            warehouse_dsn=environment.get("FAZHI_WAREHOUSE_DSN", ""),
            archive=environment.get("FAZHI_ARCHIVE") or str(state / "archive"),
            spool=path("FAZHI_SPOOL", state / "spool"),
            sources=paths("FAZHI_SOURCES", PROJECT / "include" / "sources"),
            schemes=paths("FAZHI_SCHEMES", PROJECT / "include" / "schemes"),
            regions=paths("FAZHI_REGIONS", PROJECT / "include" / "regions"),
            catalogue=path("FAZHI_CATALOGUE", PROJECT / "include" / "catalogue"),
            expectations=path("FAZHI_EXPECTATIONS", PROJECT / "expectations"),
            data_docs=path("FAZHI_DATA_DOCS", state / "data_docs"),
            contact=environment.get("FAZHI_CONTACT", ""),
            connect_to=_connect_to(environment.get("FAZHI_CONNECT_TO", "")),
        )

    def require(self, name: str) -> str:
        """The setting `name`, which must not be empty.

        Raises:
            ConfigurationError: it is; the message names the environment variable.
        """
        value = str(getattr(self, name))
        if not value:
            raise ConfigurationError(f"FAZHI_{name.upper()} is not set; see the table in include/fazhi/settings.py")
        return value


def _connect_to(text: str) -> dict[str, str]:
    entries = {}
    for entry in filter(None, text.split(",")):
        host, separator, address = entry.partition("=")
        if not separator or not address.rpartition(":")[2].isdigit():
            raise ConfigurationError(f"FAZHI_CONNECT_TO: {entry!r} is not host=address:port")
        entries[host] = address
    return entries
