"""The commands as a person sees them: ranks, an item down to its sentence, what to do where there is nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import typer
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from typer.testing import CliRunner

from fazhi.commands import explain as explain_command
from fazhi.commands import scheme, score
from fazhi.errors import ConfigurationError
from fazhi.scoring.explain import explain
from fazhi.scoring.explain_page import as_html
from fazhi.scoring.run import score_partition
from fazhi.scoring.standings import NotScoredError, standings
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.scoring.seed import SAMPLE

app = typer.Typer()
app.command("score")(score.score)
app.command("explain")(explain_command.explain)
app.add_typer(scheme.app, name="scheme")


@pytest.fixture
def fazhi(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
    monkeypatch.setenv("FAZHI_SCHEMES", str(SAMPLE / "schemes"))
    monkeypatch.setattr(score.console, "_width", 200)  # the console of all commands

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    return run


def scored(settings: Settings) -> None:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "score", partition_key="99|2024")
    score_partition(settings, "99", 2024, run_id=run_id)


def test_score_shows_the_ranks_of_every_county(fazhi) -> None:
    output = fazhi("score", "--year", "2024")
    assert "参考分" in output
    assert len(re.findall(r"990[12]2\d", output)) == 12
    assert re.search(r"\b1 .* 990124 .* 青墩区", output)


def test_explain_leads_from_the_total_to_the_sentence_and_its_page(fazhi, settings: Settings) -> None:
    scored(settings)
    assert "rank 4 of 12" in fazhi("explain", "990221", "--year", "2024")
    output = fazhi("explain", "990221", "--year", "2024", "--indicator", "litigation.loss_rate")
    assert "disputes.loss_rate" in output
    assert "7.71 of 8 (partial)" in output
    assert "clamp((15 - 5.36) / (15 - 5), 0, 1) × 8 = 7.712" in output
    assert "“litigation.loss_rate 5.36”" in output
    assert "http://www.990221.example/990221_zhenxi_2024_annual.html" in output
    assert "archived in a.warc.gz at 7" in output
    assert "openness" not in output


def test_explain_a_branch_and_a_document(fazhi, settings: Settings) -> None:
    scored(settings)
    output = fazhi("explain", "990221", "--year", "2024", "--item", "openness")
    assert "published 2025-03-21, due 2025-04-01: 7" in output
    assert "http://www.990221.example/990221_zhenxi_2024_annual.html" in output
    assert "(unpublished)" in output
    assert "between 0 and 4" in output


def test_explain_shows_the_totals_of_branches_and_the_place_among_the_peers(fazhi, settings: Settings) -> None:
    scored(settings)
    output = fazhi("explain", "990221", "--year", "2024")
    with connect(settings.warehouse_dsn) as connection:
        explained = explain(connection, "990221", 2024)
    assert [branch.code for branch in explained.branches if not branch.parent][:2] == ["leadership", "openness"]
    assert sum(branch.score for branch in explained.branches if not branch.parent) == explained.standing.total
    for branch in explained.branches:
        items = explained.within(branch.code)
        assert (branch.score, branch.marks) == (sum(i.score or 0 for i in items), sum(i.marks for i in items))
    assert (explained.standing.group, explained.standing.group_of) == ("990200", 6)
    assert f"rank 4 of 12, {explained.standing.group_rank} of 6 in {explained.group_name}" in output
    openness = next(branch for branch in explained.branches if branch.code == "openness")
    assert re.search(rf"openness +│ 报告与公开 +│ {openness.score} +│ {openness.marks} ", output)
    assert "explain 990221 --year 2024 --item ITEM" in output


def test_the_peers_are_those_that_the_scheme_names(fazhi, settings: Settings, tmp_path: Path) -> None:
    text = (SAMPLE / "schemes" / "yunchuan_county.yml").read_text(encoding="utf-8")
    text = re.sub(r"(?ms)^peer_groups:.*?(?=^\S|\Z)", "", text)
    lists = "peer_groups: {by: list, lists: {沿江组: ['990221', '990122', '990226'], 山区组: ['990222', '990223']}}\n"
    (tmp_path / "scheme.yml").write_text(f"{text}\n{lists}", encoding="utf-8")
    scored(replace(settings, schemes=(tmp_path,)))
    with connect(settings.warehouse_dsn) as connection:
        table = {row.code: row for row in standings(connection, "99", 2024)}
    for group in (("990221", "990122", "990226"), ("990222", "990223")):
        totals = [table[code].total for code in group]
        places = [(table[code].group_rank, table[code].group_of) for code in group]
        assert places == [(1 + sum(other > total for other in totals), len(group)) for total in totals]
    assert "in 沿江组" in fazhi("explain", "990221", "--year", "2024")


def test_ranks_could_be_what_the_intervals_allow(settings: Settings) -> None:
    scored(settings)
    with connect(settings.warehouse_dsn) as connection:
        table = standings(connection, "99", 2024)
    for own in table:
        others = [other for other in table if other is not own]
        assert own.low <= own.total <= own.high
        assert own.best_rank == 1 + sum(other.low > own.high for other in others)
        assert own.worst_rank == 1 + sum(other.high > own.low for other in others)
        assert own.best_rank <= own.rank <= own.worst_rank
        group = [other.total for other in table if other.group == own.group]
        assert (own.group_rank, own.group_of) == (1 + sum(total > own.total for total in group), len(group))


def test_an_input_is_as_well_standing_as_who_vouches_for_it(fazhi, settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        for code, change in {
            "990221": "UPDATE dw.fact_indicator SET sources_agreeing = 2 WHERE observation_key = %s",
            "990222": "UPDATE dw.fact_observation SET rule = 'correction' WHERE observation_key = %s",
        }.items():
            row = connection.execute(
                "SELECT observation_key FROM mart.indicator_timeseries WHERE region_code = %s AND year = 2024"
                " AND indicator_code = 'litigation.loss_rate' AND breakdown_dimension = 'total'",
                (code,),
            ).fetchone()
            assert row is not None
            connection.execute(change, row)
    scored(settings)
    county = ("--year", "2024", "--item", "disputes.loss_rate")
    assert "5.36 % (cross-checked)" in fazhi("explain", "990221", *county)
    assert "% (verified)" in fazhi("explain", "990222", *county)
    assert "% (self-reported)" in fazhi("explain", "990223", *county)
    assert "5.36 %（已交叉核对）" in HTMLParser(fazhi("explain", "990221", *county, "--format", "html")).text()
    with psycopg.connect(settings.warehouse_dsn) as connection:
        rows = connection.execute(
            "SELECT region_code, verification, standing FROM mart.county_scorecard_item"
            " WHERE item_code = 'disputes.loss_rate' AND region_code IN ('990221', '990222', '990223', '990122')"
            " ORDER BY 1"
        ).fetchall()
    levels = {"990122": None, "990221": "cross_checked", "990222": "verified", "990223": "self_reported"}
    assert rows == [(code, level, "参考分") for code, level in levels.items()]


def test_explain_as_json_says_all_that_the_terminal_says(fazhi, settings: Settings, tmp_path: Path) -> None:
    scored(settings)
    content = json.loads(fazhi("explain", "990221", "--year", "2024", "--format", "json"))
    assert "参考分" in content["notice"]
    assert (content["standing"]["rank"], content["run"]["marks"]) == (4, "160")
    item = next(item for item in content["items"] if item["code"] == "disputes.loss_rate")
    assert (item["score"], item["reason"]) == ("7.71", "partial")
    assert item["evidence"][0]["sentence"] == "litigation.loss_rate 5.36"
    out = tmp_path / "branch.json"
    fazhi("explain", "990221", "--year", "2024", "--item", "openness", "--format", "json", "-o", str(out))
    assert {item["branch"] for item in json.loads(out.read_text(encoding="utf-8"))["items"]} == {"openness"}
    with pytest.raises(ConfigurationError, match="--format pdf is none of text, json, html"):
        fazhi("explain", "990221", "--year", "2024", "--format", "pdf")


def test_the_page_to_print_needs_nothing_else_and_believes_no_page(fazhi, settings: Settings, tmp_path: Path) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e'
    with psycopg.connect(settings.warehouse_dsn) as connection:
        connection.execute("UPDATE dw.fact_observation SET sentence = %s", (attack,))
        connection.execute("UPDATE dw.dim_document SET title = %s, url = 'javascript:alert(3)//' || url", (attack,))
    scored(settings)
    out = tmp_path / "page.html"
    fazhi("explain", "990221", "--year", "2024", "--format", "html", "--out", str(out))
    text = out.read_text(encoding="utf-8")
    page = HTMLParser(text)
    assert page.css_first("h1").text() == "枕溪区（990221）2024年度"
    assert page.css_first("p.notice").text().startswith("参考分")
    assert [node.tag for node in page.css("script, img, link, iframe, object, form, a")] == []
    assert page.css_first("blockquote > bdi").text() == attack
    rows = [row.text(separator="|", strip=True) for row in page.css("tbody tr")]
    assert "disputes.loss_rate|行政诉讼败诉率不高于5%|7.71|8|部分得分" in rows
    assert len(page.css("tr.branch")) == 15
    with connect(settings.warehouse_dsn) as connection:
        explained = explain(connection, "990221", 2024)
    assert as_html(explained, explained.items) == text


def test_what_nobody_need_know_of_private_persons_is_in_no_output(fazhi, settings: Settings) -> None:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        connection.execute("UPDATE dw.fact_observation SET sentence = '联系电话13812345678，身份证330102199003071234'")
    scored(settings)
    for form in ("text", "json", "html"):
        output = fazhi("explain", "990221", "--year", "2024", "--item", "disputes.loss_rate", "--format", form)
        assert "联系电话" in output
        assert "13812345678" not in output
        assert "330102199003071234" not in output


def test_a_page_of_one_item_links_where_it_stands(fazhi, settings: Settings) -> None:
    scored(settings)
    page = HTMLParser(fazhi("explain", "990221", "--year", "2024", "--item", "disputes.loss_rate", "--format", "html"))
    assert [row.text(separator="|", strip=True).split("|")[0] for row in page.css("tbody tr")] == [
        "disputes", "disputes.loss_rate",
    ]  # fmt: skip
    (link,) = page.css("a")
    assert link.attributes["href"] == "http://www.990221.example/990221_zhenxi_2024_annual.html"


def test_both_commands_say_what_to_do_where_there_is_nothing(fazhi, settings: Settings) -> None:
    with pytest.raises(NotScoredError, match=r"fazhi score --year 2024 --province 99"):
        fazhi("explain", "990221", "--year", "2024")
    with pytest.raises(ConfigurationError, match="no scheme"):
        fazhi("score", "--year", "2019")
    with pytest.raises(ConfigurationError, match="province 44"):
        fazhi("score", "--year", "2024", "--province", "44")
    scored(settings)
    with pytest.raises(NotScoredError, match="990299 is none of the 12 counties"):
        fazhi("explain", "990299", "--year", "2024")
    with pytest.raises(ConfigurationError, match=r"leadership\.study"):
        fazhi("explain", "990221", "--year", "2024", "--item", "nothing")


def test_explain_tells_an_indicator_that_nobody_knows_from_one_that_gives_no_marks(fazhi, settings: Settings) -> None:
    scored(settings)
    county = ("explain", "990221", "--year", "2024")
    with pytest.raises(
        ConfigurationError, match=r"no indicator litigation\.lossrate; did you mean litigation\.loss_rate"
    ):
        fazhi(*county, "--indicator", "litigation.lossrate")
    with pytest.raises(
        ConfigurationError, match=r"no item of the scheme reads notary\.refused .*mart\.indicator_timeseries"
    ):
        fazhi(*county, "--indicator", "notary.refused")
    with pytest.raises(ConfigurationError, match=r"disputes\.loss_rate does not read litigation\.head_appearances"):
        fazhi(*county, "--indicator", "litigation.head_appearances", "--item", "disputes.loss_rate")


def test_the_stored_totals_are_those_of_the_run(settings: Settings) -> None:
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "score", partition_key="99|2024")
    summary = score_partition(settings, "99", 2024, run_id=run_id)
    with connect(settings.warehouse_dsn) as connection:
        stored = [(row.code, row.total, row.rank) for row in standings(connection, "99", 2024)]
        explained = explain(connection, "990226", 2024)
    assert stored == [(county.code, county.total, county.rank) for county in summary.counties]
    assert explained.standing.total == sum(item.score for item in explained.items if item.score is not None)


def test_scheme_check_and_docs(fazhi) -> None:
    path = str(SAMPLE / "schemes" / "yunchuan_county.yml")
    assert "44 items, 160 marks" in fazhi("scheme", "check", path)
    docs = fazhi("scheme", "docs", path)
    assert "| disputes.loss_rate | 行政诉讼败诉率不高于5% | 8 | 不高于5%得8分, 超过的按比例扣分, 达到15%不得分" in docs
    assert "行政诉讼审结数不足10件的得满分" in docs
    assert docs.count("\n| ") == 2 + 13 + 44 + 2 + 4
