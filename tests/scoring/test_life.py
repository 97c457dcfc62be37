"""The life of a score: decisions of people, objections, what is signed and what comes after."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from fazhi.cli import app
from fazhi.derive import unscored_partitions
from fazhi.errors import FazhiError
from fazhi.nightly import score_and_record
from fazhi.scoring.explain import explain
from fazhi.scoring.freezing import freeze, reproduce
from fazhi.scoring.whatif import held, what_if
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.frozen import signed_digest
from fazhi.warehouse.inputs import InputError
from fazhi_local.postgres import PostgresServer
from tests.databases import database
from tests.scoring.seed import LOADED_AT, SAMPLE, seed_sample, settings_for

Fazhi = Callable[..., str]
COUNTY = ("--year", "2024")
OF = ("--province", "99", "--year", "2024")
WHY = ("--reason", "会议纪要〔2025〕3号", "--by", "王处长")
OVERRIDE = (*COUNTY, "--item", "disputes.loss_rate", "--score", "6.5", "--attachment", "档案 2025-17")


@pytest.fixture
def scored(settings: Settings, tmp_path: Path) -> Settings:
    settings = replace(settings, data_docs=tmp_path)
    score_and_record(settings, "99|2024")
    return settings


@pytest.fixture
def fazhi(scored: Settings, monkeypatch: pytest.MonkeyPatch) -> Fazhi:
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", scored.warehouse_dsn)
    monkeypatch.setenv("FAZHI_SCHEMES", str(SAMPLE / "schemes"))
    monkeypatch.setenv("FAZHI_REGIONS", str(SAMPLE / "regions"))
    return _run


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def _rows(settings: Settings, query: str, *parameters: object) -> list[tuple[object, ...]]:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        return connection.execute(query, parameters).fetchall()


def _item(settings: Settings, code: str = "990221", item: str = "disputes.loss_rate") -> tuple[object, ...]:
    (row,) = _rows(
        settings,
        "SELECT score, score_low, score_high, reason_code, reason FROM mart.county_scorecard_item"
        " WHERE region_code = %s AND item_code = %s AND year = 2024 AND state = 'provisional'",
        code, item,
    )  # fmt: skip
    return row


def _runs(settings: Settings) -> list[tuple[object, ...]]:
    return _rows(settings, "SELECT state, superseded_at IS NULL FROM dw.dim_score_run ORDER BY score_run_id")


def _later_fact(settings: Settings, value: int = 10) -> None:
    """The figure of 990221 becomes another one, as a merge would leave it."""
    with psycopg.connect(settings.warehouse_dsn) as connection:
        connection.execute(
            "WITH gone AS (UPDATE dw.fact_indicator SET superseded_at = clock_timestamp(),"
            " superseded_cause = 'other_source' WHERE year = 2024 AND superseded_at IS NULL"
            " AND indicator_id = (SELECT indicator_id FROM dw.dim_indicator WHERE code = 'litigation.loss_rate')"
            " AND region_id = (SELECT region_id FROM dw.dim_region WHERE code = '990221') RETURNING *)"
            " INSERT INTO dw.fact_indicator (year, region_key, region_id, indicator_key, indicator_id, period_key,"
            " breakdown_key, value, value_status, bound, approx, unit, basis, scope, confidence, observation_key,"
            " document_id, reason, sources_agreeing, sources_disagreeing, recorded_at)"
            " SELECT year, region_key, region_id, indicator_key, indicator_id, period_key, breakdown_key, %s,"
            " value_status, bound, approx, unit, basis, scope, confidence, observation_key, document_id, reason,"
            " sources_agreeing, sources_disagreeing, superseded_at FROM gone",
            (value,),
        )


def test_an_override_is_applied_told_and_taken_back(fazhi: Fazhi, scored: Settings) -> None:
    assert "Override 1 holds: 6.5 points, 档案 2025-17" in fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)
    assert unscored_partitions(scored) == ["99|2024"]
    score_and_record(scored, "99|2024")
    told = "6.5 by 王处长: 会议纪要〔2025〕3号 (档案 2025-17)"
    assert _item(scored) == (Decimal("6.50"), Decimal("6.50"), Decimal("6.50"), "overridden", told)
    assert told in fazhi("explain", "990221", *COUNTY, "--item", "disputes.loss_rate")
    score_and_record(scored, "99|2023")
    assert "6.50 of 8 │ overridden" in fazhi("explain", "990221", *COUNTY, "--against", "2023")
    assert "王处长" in fazhi("assessment", "decisions", *OF)
    assert "is withdrawn" in fazhi("assessment", "withdraw", "1", "--by", "李")
    score_and_record(scored, "99|2024")
    assert _item(scored)[:4] == (Decimal("7.71"), Decimal("7.71"), Decimal("7.71"), "partial")
    assert fazhi("assessment", "decisions", *OF) == "No decisions and no objections."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("override", "990221", *OVERRIDE[:4], "--score", "9", *OVERRIDE[6:]), "gives 0 to 8 points, not 9"),
        (("override", "990221", *OVERRIDE[:4], "--score", "NaN", *OVERRIDE[6:]), "'NaN' is not a number"),
        (("override", "990221", *OVERRIDE[:6], "--attachment", " "), "needs an attachment"),
        (("override", "990221", *COUNTY, "--item", "x", *OVERRIDE[4:]), "has no item x"),
        (("override", "990299", *OVERRIDE), "990299 is no county at the end of 2024"),
        (("finding", "990221", *COUNTY, "--veto", "v", "--title", "通报", "--issuer", "省委", "--dated", "2025-01-01"),
         "has no veto v; it has veto.decision"),
        (("cut-off", *OF, "--at", "soon"), "--at 'soon' is not a day"),
        (("object", "990221", *COUNTY, "--item", "x", "--text", "不服"), "has no item x"),
        (("withdraw", "77"), "no decision 77 holds"),
        (("answer", "77", "--outcome", "upheld", "--text", "是"), "no objection 77 waits"),
        (("answer", "77", "--outcome", "perhaps", "--text", "是"), "perhaps is none of upheld"),
        (("reproduce", "77"), "there is no score run 77"),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_so_is_refused(fazhi: Fazhi, arguments: tuple[str, ...], message: str) -> None:
    reason = WHY[:2] if arguments[0] in {"override", "finding", "cut-off"} else ()
    with pytest.raises(FazhiError, match=re.escape(message)):
        fazhi("assessment", *arguments, *reason)


def test_one_decision_of_a_thing_holds_at_a_time(fazhi: Fazhi) -> None:
    fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)
    with pytest.raises(FazhiError, match=r"such a decision already \(override\); withdraw it first"):
        fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)


def test_a_veto_lowers_the_grade_by_a_dated_document(
    fazhi: Fazhi, scored: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    for key in ("grades", "vetoes"):
        text = re.sub(rf"(?ms)^{key}:.*?(?=^\S|\Z)", "", text)
    text += """
grades:
  - {name: 优秀, at_least: 80}
  - {name: 合格}
vetoes:
  - id: grave
    title: 发生严重违法行政事件
    effect: veto
    basis: {title: 考核办法, issuer: 省委依法治省办}
"""
    (tmp_path / "scheme.yml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("FAZHI_SCHEMES", str(tmp_path))
    settings = replace(scored, schemes=(tmp_path,))
    document = (
        "--title",
        "关于某案的通报",
        "--issuer",
        "省纪委",
        "--number",
        "云纪〔2025〕1号",
        "--dated",
        "2025-01-09",
    )
    fazhi("assessment", "finding", "990221", *COUNTY, "--veto", "grave", *document, *WHY)
    with pytest.raises(FazhiError, match="yet to come"):
        fazhi("assessment", "finding", "990222", *COUNTY, "--veto", "grave", *document[:-1], "2999-01-01", *WHY)
    score_and_record(settings, "99|2024")
    ((grade, by),) = _rows(
        settings,
        "SELECT grade, lowered_by FROM dw.fact_score_total JOIN dw.dim_region USING (region_key)"
        " JOIN dw.dim_score_run AS run USING (score_run_id) WHERE code = '990221' AND run.superseded_at IS NULL",
    )
    assert (grade, by) == ("合格", "发生严重违法行政事件: 省纪委关于某案的通报 云纪〔2025〕1号 2025-01-09")


def test_after_the_cut_off_facts_count_no_more_and_decisions_still_do(fazhi: Fazhi, scored: Settings) -> None:
    assert "facts as of 2025-05-01 23:59" in fazhi("assessment", "cut-off", *OF, "--at", "2025-05-01", *WHY)
    _later_fact(scored)
    score_and_record(scored, "99|2024")
    assert _item(scored)[0] == Decimal("7.71")
    fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)
    score_and_record(scored, "99|2024")
    assert _item(scored)[0] == Decimal("6.50")
    ((run, cut_off),) = _rows(
        scored, "SELECT score_run_id, cut_off::date FROM dw.dim_score_run WHERE superseded_at IS NULL"
    )
    assert str(cut_off) == "2025-05-01"
    assert "identical" in fazhi("assessment", "reproduce", str(run))


def test_what_is_frozen_is_done_again_bit_for_bit_whatever_comes_later(fazhi: Fazhi, scored: Settings) -> None:
    fazhi("assessment", "override", "990222", *OVERRIDE, *WHY)
    score_and_record(scored, "99|2024")
    assert "done again and identical" in fazhi("assessment", "freeze", *OF, *WHY)
    assert _runs(scored) == [("provisional", False), ("frozen", True)]
    score_and_record(scored, "99|2024")
    assert _runs(scored) == [("provisional", False), ("frozen", True)], "without later data there is no later run"
    _later_fact(scored)
    fazhi("assessment", "withdraw", "1", "--by", "李")
    score_and_record(scored, "99|2024")
    assert _runs(scored) == [("provisional", False), ("frozen", True), ("provisional", True)]
    assert _item(scored)[0] == Decimal("4.00")
    with connect(scored.warehouse_dsn) as connection:
        own = explain(connection, "990221", 2024)
        again = reproduce(connection, own.run.score_run_id)
        assert (own.run.state, again.is_identical, again.rows) == ("frozen", True, len(own.items) * 12)
        assert next(item.score for item in own.items if item.code == "disputes.loss_rate") == Decimal("7.71")
    assert "frozen by 王处长 on" in fazhi("explain", "990221", *COUNTY)
    assert "已定稿（王处长，" in fazhi("explain", "990221", *COUNTY, "--format", "html")
    listed = fazhi("assessment", "runs", *OF)
    assert listed.count("王处长") == 1
    assert "会议纪要" in listed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dw.fact_score SET score = 1",
        "DELETE FROM dw.fact_score",
        "UPDATE dw.fact_score_total SET rank = 1",
        "DELETE FROM dw.fact_score_total",
        "UPDATE dw.dim_score_run SET signed_by = 'me'",
        "UPDATE dw.dim_score_run SET state = 'provisional', signed_at = NULL, signed_by = NULL, signed_reason = NULL,"
        " signed_digest = NULL",
    ],
)
def test_nobody_changes_what_is_frozen(fazhi: Fazhi, scored: Settings, statement: str) -> None:
    fazhi("assessment", "freeze", *OF, *WHY)
    with psycopg.connect(scored.warehouse_dsn) as connection, pytest.raises(psycopg.Error, match="is frozen"):
        connection.execute(statement)


def test_an_objection_is_answered_before_anything_is_signed(fazhi: Fazhi, scored: Settings) -> None:
    said = ("--item", "disputes.loss_rate", "--text", "败诉率统计口径有误", "--by", "枕溪区司法局")
    assert "Objection 1 is entered" in fazhi("assessment", "object", "990221", *COUNTY, *said)
    with pytest.raises(FazhiError, match="objections wait for an answer: 1"):
        fazhi("assessment", "freeze", *OF, *WHY)
    fazhi("assessment", "answer", "1", "--outcome", "dismissed", "--text", "以法院数据为准", "--by", "王处长")
    explained = fazhi("explain", "990221", *COUNTY)
    assert "by 枕溪区司法局: 败诉率统计口径有误; dismissed by 王处长: 以法院数据为准" in explained
    page = fazhi("explain", "990221", *COUNTY, "--format", "html")
    assert "王处长答复（不成立）：以法院数据为准" in page
    assert "申诉" not in fazhi("explain", "990222", *COUNTY, "--format", "html")
    listed = fazhi("assessment", "decisions", *OF)
    assert "枕溪区司法局" in listed
    assert "以法院数据为准" in listed
    assert "is frozen" in fazhi("assessment", "freeze", *OF, *WHY)


def test_what_changed_since_it_was_scored_is_scored_before_it_is_signed(fazhi: Fazhi, scored: Settings) -> None:
    fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)
    with pytest.raises(FazhiError, match=r"changed since it was scored; first `.*score --year 2024 --province 99`"):
        fazhi("assessment", "freeze", *OF, *WHY)
    score_and_record(scored, "99|2024")
    fazhi("assessment", "freeze", *OF, *WHY)
    with pytest.raises(FazhiError, match="is frozen already, by 王处长"):
        fazhi("assessment", "freeze", *OF, *WHY)
    with pytest.raises(FazhiError, match="was not scored for 2019"):
        fazhi("assessment", "freeze", *OF[:3], "2019", *WHY)


def test_a_score_that_somebody_changed_is_not_signed(fazhi: Fazhi, scored: Settings) -> None:
    with psycopg.connect(scored.warehouse_dsn) as connection:
        connection.execute(
            "UPDATE dw.fact_score AS fact SET score = 8.00 FROM dw.dim_scheme_item AS item, dw.dim_region AS region"
            " WHERE item.scheme_item_key = fact.scheme_item_key AND region.region_key = fact.region_key"
            " AND item.code = 'disputes.loss_rate' AND region.code = '990221'"
        )
    with pytest.raises(FazhiError, match=r"990221 disputes\.loss_rate: 8\.00 \(partial\), now 7\.71"):
        fazhi("assessment", "freeze", *OF, *WHY)
    assert "990221 disputes.loss_rate: 8.00 (partial), now 7.71" in fazhi("assessment", "reproduce", "1", code=1)


def test_decisions_and_objections_are_carried_to_a_rebuilt_warehouse(
    fazhi: Fazhi,
    scored: Settings,
    postgres: PostgresServer,
    migrated_template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fazhi("assessment", "override", "990221", *OVERRIDE[:4], "--score", "6.50", *OVERRIDE[6:], *WHY)
    fazhi("assessment", "cut-off", *OF, "--at", "2025-05-01", *WHY)
    fazhi("assessment", "object", "990221", *COUNTY, "--text", "不服")
    fazhi("assessment", "answer", "1", "--outcome", "upheld", "--text", "采纳")
    score_and_record(scored, "99|2024")
    file = tmp_path / "inputs.jsonl"
    fazhi("inputs", "export", str(file))
    with database(postgres, template=migrated_template) as dsn:
        seed_sample(settings_for(dsn))
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", dsn)
        assert "3 inputs taken over, 0 known already" in fazhi("inputs", "apply", str(file))
        assert "0 inputs taken over, 3 known already" in fazhi("inputs", "apply", str(file))
        again = tmp_path / "again.jsonl"
        fazhi("inputs", "export", str(again))
        assert again.read_text(encoding="utf-8") == file.read_text(encoding="utf-8")
        rebuilt = replace(scored, warehouse_dsn=dsn)
        assert unscored_partitions(rebuilt) == ["99|2024"]
        score_and_record(rebuilt, "99|2024")
        assert _item(rebuilt) == _item(scored)
        with connect(dsn) as one, connect(scored.warehouse_dsn) as other:
            digests = [
                signed_digest(connection, explain(connection, "990221", 2024).run.score_run_id, 2024)
                for connection in (one, other)
            ]
        assert digests[0] == digests[1]


def test_freezing_needs_a_name_and_a_ground(scored: Settings) -> None:
    with connect(scored.warehouse_dsn) as connection, pytest.raises(FazhiError, match="who signs, and on what ground"):
        freeze(connection, "99", 2024, signed_by=" ", reason="x", signed_at=LOADED_AT)


def test_the_role_that_reads_may_ask_what_if(fazhi: Fazhi, scored: Settings, postgres: PostgresServer) -> None:
    fazhi("assessment", "override", "990221", *OVERRIDE, *WHY)
    score_and_record(scored, "99|2024")
    dsn = postgres.dsn(scored.warehouse_dsn.rpartition("/")[2], "fazhi_bi")
    with psycopg.connect(dsn) as connection:
        assert what_if(held(connection, "990221", 2024), "990221", ["litigation.loss_rate=15"]).moved == ()
        assert what_if(held(connection, "990222", 2024), "990222", ["litigation.loss_rate=15"]).moved != ()


def test_what_was_signed_is_put_into_a_rebuilt_warehouse_as_it_was(
    fazhi: Fazhi,
    scored: Settings,
    postgres: PostgresServer,
    migrated_template: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fazhi("assessment", "freeze", *OF, *WHY)
    file = tmp_path / "inputs.jsonl"
    fazhi("inputs", "export", str(file))
    shown = fazhi("explain", "990221", *COUNTY, "--item", "disputes.loss_rate")
    with database(postgres, template=migrated_template) as dsn:
        seed_sample(settings_for(dsn))
        rebuilt = replace(scored, warehouse_dsn=dsn)
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", dsn)
        forged = tmp_path / "forged.jsonl"
        forged.write_text(file.read_text(encoding="utf-8").replace('"7.71"', '"7.91"'), encoding="utf-8")
        with pytest.raises(InputError, match=r"line 1 \(frozen_score\): .*of 99 and 2024 is not what was signed"):
            fazhi("inputs", "apply", str(forged))
        assert _runs(rebuilt) == []
        assert "1 inputs taken over" in fazhi("inputs", "apply", str(file))
        assert "1 known already" in fazhi("inputs", "apply", str(file))
        assert _runs(rebuilt) == [("frozen", True)]
        assert "frozen by 王处长" in shown
        assert "7.71 of 8 (partial)" in fazhi("explain", "990221", *COUNTY, "--item", "disputes.loss_rate")
        again = tmp_path / "again.jsonl"
        fazhi("inputs", "export", str(again))
        lines = [json.loads(path.read_text(encoding="utf-8")) for path in (file, again)]
        for line in lines:
            line.pop("below")  # the seeded observations have other digests
        assert lines[0] == lines[1]
        with pytest.raises(FazhiError, match="signed in another warehouse"):
            fazhi(
                "assessment", "reproduce", str(_rows(rebuilt, "SELECT max(score_run_id) FROM dw.dim_score_run")[0][0])
            )
        score_and_record(rebuilt, "99|2024")
        assert _runs(rebuilt) == [("frozen", True), ("provisional", True)]


def test_corrected_reference_data_count_from_then_on_and_change_nothing_that_was_signed(
    fazhi: Fazhi, scored: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemes, regions = tmp_path / "schemes", tmp_path / "regions"
    shutil.copytree(SAMPLE / "schemes", schemes)
    shutil.copytree(SAMPLE / "regions", regions)
    _replace_line(schemes / "yunchuan_county.yml", "peer_groups: {by: province}", "peer_groups: {by: prefecture}")
    corrected = replace(scored, regions=(regions,), schemes=(schemes,))
    monkeypatch.setenv("FAZHI_SCHEMES", str(schemes))
    monkeypatch.setenv("FAZHI_REGIONS", str(regions))
    score_and_record(corrected, "99|2024")
    fazhi("assessment", "freeze", *OF, *WHY)
    of_2024 = "990225,population.resident,2024"
    _replace_line(regions / "denominators.csv", of_2024, f"{of_2024},9.9,万人,重新普查")
    _replace_line(regions / "divisions.csv", "990225,", "990225,芦汀县,county,99,990100,县,2005-01-01,")
    assert unscored_partitions(corrected) == ["99|2024"]
    score_and_record(corrected, "99|2024")
    assert unscored_partitions(corrected) == []
    assert _runs(scored) == [("provisional", False), ("frozen", True), ("provisional", True)]
    assert "identical" in fazhi("assessment", "reproduce", "2")
    assert "identical" in fazhi("assessment", "reproduce", "3")
    query = (
        "SELECT peer_group, (SELECT inputs ->> 'reference(population.resident)' FROM dw.fact_score AS fact"
        " JOIN dw.dim_scheme_item AS item USING (scheme_item_key) WHERE item.code = 'aid.consultations'"
        " AND (fact.score_run_id, fact.region_key) = (total.score_run_id, total.region_key))"
        " FROM dw.fact_score_total AS total JOIN dw.dim_region USING (region_key) WHERE code = '990225'"
        " AND score_run_id > 1 ORDER BY score_run_id"
    )
    assert _rows(scored, query) == [
        ("990200", '["30.2", "万人, 2024, 云川统计年鉴2025 表2-3"]'),
        ("990100", '["9.9", "万人, 2024, 重新普查"]'),
    ]


def _replace_line(file: Path, beginning: str, *lines: str) -> None:
    """Put `lines` in place of the only one that begins so."""
    held = file.read_text(encoding="utf-8").splitlines()
    (place,) = [number for number, line in enumerate(held) if line.startswith(beginning)]
    held[place : place + 1] = lines
    file.write_text("\n".join(held) + "\n", encoding="utf-8")
