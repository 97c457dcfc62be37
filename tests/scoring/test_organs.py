"""A county assesses its departments and townships: by what they submit, ranked, explained, decided on and signed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
import yaml
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.derive import load_partition, pending_partitions, unscored_partitions
from fazhi.errors import ConfigurationError
from fazhi.nightly import score_and_record
from fazhi.pages import Person, create_app
from fazhi.regions.divisions import read_divisions
from fazhi.regions.organs import read_organs
from fazhi.scoring.scheme import assessors, load_scheme, load_schemes
from fazhi.scoring.standings import standings
from fazhi.settings import Settings
from fazhi.submissions.columns import COLUMNS
from fazhi.submissions.filing import SubmissionError, submit
from fazhi.submissions.form import form
from fazhi.warehouse.database import connect
from fazhi_local.postgres import PostgresServer
from tests.conftest import PROJECT
from tests.databases import database
from tests.province import with_roles
from tests.scoring.seed import SAMPLE, settings_for

READER = Person("reader", may_decide=False)
COUNTY = "990221"
POLICE, JUSTICE, STREET = "990221601", "990221602", "990221001"
ORGANS = f"""code,name,kind,valid_from,valid_to
{POLICE},枕溪区公安局,部门,,
{JUSTICE},枕溪区司法局,部门,,
{STREET},溪口街道办事处,街道,,
990221603,枕溪区市场监管局,部门,,2020-05-01
"""
SUBMITTED: dict[str, dict[str, Any]] = {
    POLICE: {"governance.government_meetings": 3, "assessment.ledgers": 1},
    JUSTICE: {"governance.government_meetings": 2, "assessment.ledgers": 1},
}
Fazhi = Callable[..., str]


def _scheme_file(directory: Path) -> Path:
    """The published table of 开江, as if 990221 assessed by it in 2024, departments and townships apart."""
    scheme = yaml.safe_load((PROJECT / "include" / "schemes" / "kaijiang_organ_2018.yml").read_text(encoding="utf-8"))
    scheme |= {"province": "99", "regions": [COUNTY], "first_year": 2024, "last_year": 2024}
    scheme["peer_groups"] = {"by": "kind"}
    path = directory / "organs.yml"
    path.write_text(yaml.safe_dump(scheme, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture
def settings(postgres: PostgresServer, sample_template: str, tmp_path: Path) -> Iterator[Settings]:
    """The sample province with its own scheme, and three organs of one county under another."""
    schemes, regions = tmp_path / "schemes", tmp_path / "regions"
    schemes.mkdir()
    regions.mkdir()
    for file in (SAMPLE / "regions").glob("*.csv"):
        (regions / file.name).write_bytes(file.read_bytes())
    (regions / "organs.csv").write_text(ORGANS, encoding="utf-8")
    (schemes / "county.yml").write_bytes((SAMPLE / "schemes" / "yunchuan_county.yml").read_bytes())
    _scheme_file(schemes)
    places = {name: tmp_path / name for name in ("spool", "data_docs")}
    with database(postgres, template=sample_template) as dsn:
        yield replace(
            settings_for(dsn), schemes=(schemes,), regions=(regions,), archive=str(tmp_path / "archive"), **places
        )


@pytest.fixture
def fazhi(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Fazhi:
    for name, value in {
        "WAREHOUSE_DSN": settings.warehouse_dsn,
        "SCHEMES": str(settings.schemes[0]),
        "REGIONS": str(settings.regions[0]),
    }.items():
        monkeypatch.setenv(f"FAZHI_{name}", value)
    return _run


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def _form(settings: Settings, directory: Path, organ: str, values: dict[str, Any]) -> Path:
    catalogue = load_catalogue(settings.catalogue)
    scheme = load_scheme(settings.schemes[0] / "organs.yml", catalogue)
    book = openpyxl.load_workbook(io.BytesIO(form(scheme, 2024, catalogue, organ)))
    for row in book.active.iter_rows(min_row=2):
        indicator = row[COLUMNS.index("指标代码")].value
        if indicator in values:
            row[COLUMNS.index("数值")].value = values[indicator]
            row[COLUMNS.index("资料来源")].value = "会议记录台账"
    path = directory / f"{organ}.xlsx"
    book.save(path)
    return path


@pytest.fixture
def scored(settings: Settings, tmp_path: Path) -> Settings:
    """Two of three organs submitted, loaded and scored."""
    for organ, values in SUBMITTED.items():
        taken = submit(settings, _form(settings, tmp_path, organ, values), submitted_by="法制科")
        assert taken.partition == "99|2024"
    assert pending_partitions(settings) == ["99|2024"]
    assert load_partition(settings, "99|2024") == ["99|2024"]
    assert score_and_record(settings, "99|2024")
    assert unscored_partitions(settings) == []
    return settings


def _rows(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        return connection.execute(query).fetchall()


def test_organs_are_scored_by_what_they_submitted_and_ranked_beside_the_counties(scored: Settings) -> None:
    with connect(scored.warehouse_dsn) as connection:
        organs, counties = standings(connection, COUNTY, 2024), standings(connection, "99", 2024)
    assert [each.code for each in organs] == [POLICE, JUSTICE, STREET]
    assert [each.rank for each in organs] == [1, 2, 3]
    assert [(each.group, each.group_rank, each.group_of) for each in organs] == [
        ("部门", 1, 2), ("部门", 2, 2), ("街道", 1, 1),
    ]  # fmt: skip
    assert organs[0].total - organs[1].total == Decimal("0.5"), "one meeting fewer costs 0.5"
    assert organs[2].unpublished > 0
    assert organs[2].high > organs[2].low
    assert len(counties) == 12


def test_the_marts_keep_organs_and_counties_apart(scored: Settings) -> None:
    query = "SELECT county_name, organ_code, rank, ranked_organs FROM mart.organ_scorecard ORDER BY rank"
    assert _rows(scored, query) == [
        ("枕溪区", POLICE, 1, 3), ("枕溪区", JUSTICE, 2, 3), ("枕溪区", STREET, 3, 3),
    ]  # fmt: skip
    for mart in ("county_scorecard", "county_scorecard_item", "score_sensitivity", "peer_comparison"):
        assert _rows(scored, f"SELECT count(*) FROM mart.{mart} WHERE length(region_code) > 6") == [(0,)]
    assert _rows(scored, "SELECT count(*) FROM mart.document_coverage WHERE length(region_code) > 6 AND expected") == [
        (0,)
    ]


def test_the_score_of_an_organ_is_explained_down_to_the_cell(scored: Settings, fazhi: Fazhi) -> None:
    told = fazhi("explain", JUSTICE, "--year", "2024", "--item", "organisation.studied")
    assert "1.50 of 2 (partial)" in told
    assert "会议记录台账" in told
    assert f"urn:fazhi:submission:{JUSTICE}:2024:kaijiang_organ_2018" in told
    assert "枕溪区司法局" in fazhi("explain", JUSTICE, "--year", "2024", "--format", "html")
    moved = fazhi("whatif", JUSTICE, "--year", "2024", "--set", "governance.government_meetings=3")
    assert "organisation.studied" in moved
    listed = fazhi("score", "--year", "2024", "--province", "99")
    assert "溪口街道办事处" in listed
    assert "芦汀县" in listed


def test_the_score_of_an_organ_has_the_same_life(scored: Settings, fazhi: Fazhi) -> None:
    why, of = ("--reason", "会议纪要", "--by", "王主任"), ("--province", COUNTY, "--year", "2024")
    of_item = ("--year", "2024", "--item", "organisation.studied")
    fazhi("assessment", "override", STREET, *of_item, "--score", "2", "--attachment", "档案", *why)
    fazhi("assessment", "object", JUSTICE, *of_item, "--text", "另有一次专题会", "--by", "区司法局")
    assert unscored_partitions(scored) == ["99|2024"]
    score_and_record(scored, "99|2024")
    fazhi("assessment", "answer", "1", "--outcome", "dismissed", "--text", "无会议纪要", "--by", "王主任")
    assert "is frozen" in fazhi("assessment", "freeze", *of, *why)
    runs = _rows(scored, "SELECT province_code, state FROM dw.dim_score_run WHERE superseded_at IS NULL ORDER BY 1")
    assert runs == [("99", "provisional"), (COUNTY, "frozen")]
    ((run,),) = _rows(scored, "SELECT score_run_id FROM dw.dim_score_run WHERE state = 'frozen'")
    assert "identical" in fazhi("assessment", "reproduce", str(run))
    assert "2.00 of 2 (overridden)" in fazhi("explain", STREET, *of_item)
    assert "王主任" in fazhi("assessment", "decisions", *of)


def test_only_its_organs_file_a_form_of_its_scheme(settings: Settings, tmp_path: Path) -> None:
    for stranger in (COUNTY, "990222601", "990221999"):
        with pytest.raises(SubmissionError, match=f"{stranger} is no organ that kaijiang_organ_2018 assesses in 2024"):
            submit(settings, _form(settings, tmp_path, stranger, SUBMITTED[POLICE]), submitted_by="某")


def test_who_assesses_comes_from_the_schemes(settings: Settings) -> None:
    schemes = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
    assert assessors(schemes, "99", 2024) == ["99", COUNTY]
    assert assessors(schemes, "99", 2023) == ["99"]
    assert assessors(schemes, "98", 2024) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"regions": []}, "names the counties whose they are"),
        ({"regions": ["99"]}, "names the counties whose they are"),
        ({"peer_groups": {"by": "prefecture"}}, "organs of one county are all of one prefecture"),
    ],
)
def test_a_scheme_of_organs_says_whose(settings: Settings, change: dict[str, Any], message: str) -> None:
    path = settings.schemes[0] / "organs.yml"
    scheme = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(scheme | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        load_scheme(path, load_catalogue(settings.catalogue))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("990221,枕溪区公安局,部门,,", "organs.csv:2: code '990221' is not nine digits"),
        ("980221601,公安局,部门,,", "organs.csv:2: 980221 is no county of divisions.csv"),
        ("990221601,,部门,,", "organs.csv:2: 990221601 has no name"),
        ("990221601,公安局,,,", "organs.csv:2: 990221601 has no kind"),
        ("990221601,公安局,部门,2024,", "dates are written 2021-04-09"),
        ("990221601,公安局,部门,2024-01-01,2023-01-01", "ends 2023-01-01, before it begins 2024-01-01"),
        ("990221601,公安局,部门,,\n990221601,公安局,部门,,", "organs.csv:3: the code 990221601 stands twice"),
    ],
)
def test_a_wrong_organ_is_named_by_its_line(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "organs.csv"
    file.write_text(f"code,name,kind,valid_from,valid_to\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        read_organs([file], read_divisions([SAMPLE / "regions" / "divisions.csv"]))


def test_the_pages_lead_to_the_organs_of_a_county(scored: Settings) -> None:
    pages = create_app(with_roles(scored), lambda: READER)
    with TestClient(pages) as client:
        assert f"/provinces/{COUNTY}/2024" in client.get("/provinces/99/2024").text
        ranks = client.get(f"/provinces/{COUNTY}/2024").text
        assert "枕溪区司法局" in ranks
        assert f"/counties/{JUSTICE}/2024" in ranks
        own = client.get(f"/counties/{JUSTICE}/2024").text
        assert f"/provinces/{COUNTY}/2024" in own
        item = client.get(f"/counties/{JUSTICE}/2024/items/organisation.studied")
        assert item.status_code == 200
        assert "会议记录台账" in item.text
