"""Where things are: read once from the environment, passed on explicitly.

| variable | meaning | default |
| --- | --- | --- |
| `FAZHI_WAREHOUSE_DSN` | libpq connection string of the warehouse (role `fazhi_loader` or its owner) | none |
| `FAZHI_BI_DSN` | the same as the role `fazhi_bi`, which can only read: what the evidence pages show | none |
| `FAZHI_EDITOR_DSN` | the same as the role `fazhi_editor`: with it the pages release and discard rejected rows | none |
| `FAZHI_ARCHIVE` | fsspec path of the WARC archive (`s3:`: requirements/s3.txt) | `<project>/.fazhi/archive` |
| `FAZHI_COMPILED` | 0 runs the sources of the extractor that `make compile` compiled | 1 |
| `FAZHI_SPOOL` | local directory in which a WARC file grows until it is uploaded | `<project>/.fazhi/spool` |
| `FAZHI_SOURCES` | directories of county YAMLs, separated by `os.pathsep` | `<project>/include/sources` |
| `FAZHI_SCHEMES` | directories of assessment schemes, likewise | `<project>/include/schemes` |
| `FAZHI_REGIONS` | directories of administrative divisions (`divisions.csv`), likewise | `<project>/include/regions` |
| `FAZHI_CATALOGUE` | directory of the indicator catalogue | `<project>/include/catalogue` |
| `FAZHI_EXPECTATIONS` | directory of Great Expectations suites | `<project>/expectations` |
| `FAZHI_DATA_DOCS` | directory that receives Data Docs | `<project>/.fazhi/data_docs` |
| `FAZHI_COMMAND` | what a person types for this program, in messages | `fazhi` |
| `FAZHI_CONTACT` | contact put in the User-Agent | none; crawling refuses to start without one |
| `FAZHI_CRAWL_WINDOW` | hours (Asia/Shanghai) in which a scheduled crawl asks sites | `01:00-06:30` |
| `FAZHI_SWEEP_DAYS` | days after which a list is read to its last page and a known article asked for again | 7 |
| `FAZHI_ALERTS` | channels of alerts, URLs separated by blanks; see `fazhi/alerts/channels.py` | none |
| `FAZHI_MAINTENANCE_QUEUE` | Celery queue of the worker that has the Airflow connection `fazhi_metadata` | `default` |
| `FAZHI_CONNECT_TO` | `host=address:port,...`: connect there, as curl does; host may be `*` or `*.example` | none |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fazhi.errors import ConfigurationError

PROJECT = Path(__file__).resolve().parents[2]
STATE = PROJECT / ".fazhi"
"""Where this machine keeps what the environment puts nowhere else."""
_CRAWL_WINDOW = "01:00-06:30"
_SWEEP_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. The DSNs and `contact` may be empty: the stage that needs one asks `require`."""

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
    crawl_window: str = _CRAWL_WINDOW
    sweep_days: int = _SWEEP_DAYS
    bi_dsn: str = ""
    editor_dsn: str = ""
    alerts: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read every variable of the module's table.

        Raises:
            ConfigurationError: `FAZHI_CONNECT_TO` is not a list of `host=address:port`, or a number is none.
        """

        def path(name: str, default: Path) -> Path:
            return Path(environment.get(name) or default).absolute()

        def paths(name: str, default: Path) -> tuple[Path, ...]:
            return tuple(Path(part).absolute() for part in (environment.get(name) or str(default)).split(os.pathsep))

        return cls(
            warehouse_dsn=environment.get("FAZHI_WAREHOUSE_DSN", ""),
            archive=environment.get("FAZHI_ARCHIVE") or str(STATE / "archive"),
            spool=path("FAZHI_SPOOL", STATE / "spool"),
            sources=paths("FAZHI_SOURCES", PROJECT / "include" / "sources"),
            schemes=paths("FAZHI_SCHEMES", PROJECT / "include" / "schemes"),
            regions=paths("FAZHI_REGIONS", PROJECT / "include" / "regions"),
            catalogue=path("FAZHI_CATALOGUE", PROJECT / "include" / "catalogue"),
            expectations=path("FAZHI_EXPECTATIONS", PROJECT / "expectations"),
            data_docs=path("FAZHI_DATA_DOCS", STATE / "data_docs"),
            contact=environment.get("FAZHI_CONTACT", ""),
            connect_to=_connect_to(environment.get("FAZHI_CONNECT_TO", "")),
            crawl_window=environment.get("FAZHI_CRAWL_WINDOW") or _CRAWL_WINDOW,
            sweep_days=_days("FAZHI_SWEEP_DAYS", environment, _SWEEP_DAYS),
            bi_dsn=environment.get("FAZHI_BI_DSN", ""),
            editor_dsn=environment.get("FAZHI_EDITOR_DSN", ""),
            alerts=environment.get("FAZHI_ALERTS", ""),
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


def _days(name: str, environment: Mapping[str, str], default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal():
        raise ConfigurationError(f"{name}: {text!r} is not a number of days")
    return int(text)


def _connect_to(text: str) -> dict[str, str]:
    entries = {}
    for entry in filter(None, text.split(",")):
        host, separator, address = entry.partition("=")
        if not separator or not address.rpartition(":")[2].isdigit():
            raise ConfigurationError(f"FAZHI_CONNECT_TO: {entry!r} is not host=address:port")
        entries[host] = address
    return entries
