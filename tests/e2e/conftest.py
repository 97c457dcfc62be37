"""One deployment for all end-to-end tests: embedded PostgreSQL, a real Airflow, the sample province's sites.

The four real reports of `../shared/corpus`, where they are, stand beside the sample province as four more counties.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from rich.console import Console

from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local import deployment
from fazhi_local.airflow import AirflowApi
from fazhi_local.report import rows_of_dw
from fazhi_local.run import NightFailedError, follow, run_night
from fazhi_local.state import SAMPLE_PROVINCE, State
from tests.conftest import PROJECT
from tests.sites import SampleSites, paragraphs

CORPUS = PROJECT.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class RealReport:
    """A real report, and the fictional host on which a simulator serves it."""

    code: str
    county: str
    stem: str
    family: str
    title: str
    published: str

    @property
    def host(self) -> str:
        return f"www.c{self.code}.example"

    @property
    def column(self) -> str:
        return "/col/col1229000001/index.html" if self.family == "jpage" else "/zwgk/fzzf/index.html"


REAL_REPORTS = (
    RealReport(
        "331022", "三门县", "sanmen_2023", "jpage", "三门县司法局2023年工作总结和2024年工作思路", "2024-01-12T09:00"
    ),
    RealReport(
        "371525", "冠县", "guanxian_2023", "trs", "冠县司法局关于2023年法治政府建设情况的报告", "2024-03-22T15:26"
    ),
    RealReport(
        "431226", "麻阳苗族自治县", "mayang_2022h1", "trs", "麻阳县司法局2022年上半年工作总结", "2022-06-29T10:00"
    ),
    RealReport("371082", "荣成市", "rongcheng_2023plan", "jpage", "荣成市司法局2023年工作思路", "2023-02-01T10:00"),
)


@dataclass
class Deployment:
    """What the tests drive: `night()` is `make run`; `query` reads the warehouse."""

    state: State
    sites: SampleSites
    sources: Path
    output: str = ""
    failure: str = ""
    asked: list = field(default_factory=list)

    def night(self, *only: str) -> None:
        """Run one night; `output`, `failure` and `asked` (the requests of the night) tell how it went."""
        before = len(self.sites.requests)
        screen = io.StringIO()
        self.failure = ""
        try:
            run_night(self.state, Console(file=screen, width=160), only=list(only))
        except NightFailedError as error:
            self.failure = str(error)
        self.output = screen.getvalue()
        self.asked = self.sites.requests[before:]

    def start_backfill(self, **conf: object) -> str:
        """Start the DAG `backfill_years` as its form does; gives the moment before, for `end_of_backfill`."""
        moment = datetime.now(UTC).isoformat()
        AirflowApi(self.state).trigger("backfill_years", conf)
        return moment

    def end_of_backfill(self, moment: str) -> None:
        """Wait for the backfill and all that follows; `output` tells how it went, `failure` which runs failed."""
        lines: list[str] = []
        runs = follow(AirflowApi(self.state), moment, lines.append)
        self.output = "\n".join(lines)
        self.failure = " ".join(
            run["dag_run_id"] for found in runs.values() for run in found if run["state"] == "failed"
        )

    def rows_of_dw(self) -> dict[str, int]:
        """The number of rows of each table of the star schema."""
        with psycopg.connect(self.state.postgres.dsn("warehouse")) as connection:
            return rows_of_dw(connection)

    def fingerprint(self) -> str:
        """The hash of all facts, without keys and times."""
        with psycopg.connect(self.state.postgres.dsn("warehouse")) as connection:
            return fingerprint(connection)

    def query(self, statement: str, *parameters: object) -> list[tuple]:
        with psycopg.connect(self.state.postgres.dsn("warehouse")) as connection:
            return connection.execute(statement, parameters).fetchall()


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    directory = tmp_path_factory.mktemp("deployment")
    with SampleSites(SAMPLE_PROVINCE) as sites, pytest.MonkeyPatch.context() as environment:
        sources = directory / "sources"
        shutil.copytree(SAMPLE_PROVINCE / "sources", sources)
        if CORPUS.is_dir():
            for report in REAL_REPORTS:
                _publish(report, sites, sources)
        environment.setenv("FAZHI_SOURCES", str(sources))
        state = State(directory / "state", sites_port=sites.port)
        try:
            deployment.up(state, lambda message: None)
            yield Deployment(state, sites, sources)
        finally:
            deployment.down(state, lambda message: None)


def _publish(report: RealReport, sites: SampleSites, sources: Path) -> None:
    sites.add_page(
        host=report.host,
        column=report.column,
        title=report.title,
        body=paragraphs((CORPUS / f"{report.stem}.txt").read_text(encoding="utf-8")),
        published=report.published,
        publisher=f"{report.county}司法局",
        family=report.family,
    )
    path = sources / report.code[:2] / f"{report.code}_{report.stem.partition('_')[0]}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"""\
code: "{report.code}"
name: {report.county}
family: {report.family}
home: http://{report.host}/
owner: 法治督察科
lists:
  - url: http://{report.host}{report.column}
    name: 法治政府建设
    holds: [rule_of_law_annual_report, bureau_summary]
crawl_delay: 0
status: active
sample: true
""",
        encoding="utf-8",
    )
