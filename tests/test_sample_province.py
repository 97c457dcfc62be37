"""The sample province after two nights, and built again from its archive: no request, the same facts and bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fazhi.archive.reindex import reindex
from fazhi.archive.storage import Storage
from fazhi.backfill import replay
from fazhi.bulletin import html, period, reading, sections, word
from fazhi.bulletin.layout import Bulletin
from fazhi.catalogue import load_catalogue
from fazhi.cli import app
from fazhi.reconcile.identities import load_identities
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.export import FORMATS, read_mart
from fazhi.warehouse.fingerprint import fingerprint, table_fingerprints
from fazhi_local.postgres import PostgresServer
from tests import province
from tests.databases import database
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

COUNTIES = (
    *("泓溪县", "岚桥县", "朔坪县", "青墩区", "南漪市", "葛川苗族侗族自治县"),
    *("枕溪区", "岚浦市", "竹崖瑶族自治县", "霁川县", "芦汀县", "钟坪县"),
)
SAID_BEFORE = ("dim_document history", "fact_observation history", "fact_statement history")
SAID = """
SELECT document_url, indicator_code, period, breakdown_dimension, breakdown_member, kind, value_max, bound, unit,
       confidence, document_version, captured_at, sentence, region_code, value
FROM mart.as_of_source(%s)
"""
REMEMBERED = {"supersessions"}
"""Marts that say when this warehouse learnt what: its memory, not the pages'; kept by backups."""


@dataclass(frozen=True)
class Pair:
    """The warehouse that was crawled into, the one built again from its archive, and the requests each took."""

    first: Settings
    again: Settings
    asked: int
    asked_again: int


@pytest.fixture(scope="module")
def pair(postgres: PostgresServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    directory: Path = tmp_path_factory.mktemp("rebuild")
    with (
        SampleSites(SAMPLE) as sites,
        database(postgres, template=migrated_template) as first_dsn,
        database(postgres, template=migrated_template) as again_dsn,
    ):
        first = Settings.from_environment(province.environment(first_dsn, directory, sites))
        province.night(first)
        sites.revise()
        province.night(first)
        asked = len(sites.requests)
        again = replace(first, warehouse_dsn=again_dsn, data_docs=directory / "docs_again")
        with connect(again_dsn) as connection:
            assert reindex(connection, Storage(again.archive)).whole
        assert not replay(again).failed
        yield Pair(first, again, asked, len(sites.requests) - asked)


def marts(settings: Settings) -> list[str]:
    with connect(settings.warehouse_dsn) as connection:
        names = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'mart' ORDER BY 1"
        ).fetchall()
    return [name for (name,) in names]


def exported(settings: Settings, form: str) -> dict[str, bytes]:
    with connect(settings.warehouse_dsn) as connection:
        return {mart: FORMATS[form](read_mart(connection, mart)) for mart in marts(settings) if mart not in REMEMBERED}


def composed(settings: Settings, wanted: str, *, revisions: bool = True) -> Bulletin:
    catalogue = load_catalogue(settings.catalogue)
    with connect(settings.warehouse_dsn) as connection:
        facts = reading.read(connection, "99", period.parse(wanted))
    if not revisions:
        facts = replace(facts, revisions=())
    return sections.compose(facts, catalogue, load_identities(catalogue))


def rows(bulletin: Bulletin, heading: str) -> list[tuple[str, ...]]:
    """The texts of the table below a heading."""
    (section,) = [each for each in bulletin.sections if each.heading.startswith(heading)]
    assert section.table is not None
    return [tuple(cell.text for cell in row) for row in section.table.rows]


def test_no_site_is_asked(pair: Pair) -> None:
    assert (pair.asked > 0, pair.asked_again) == (True, 0)


def test_texts_that_a_replay_has_too_late_are_named(
    pair: Pair, postgres: PostgresServer, migrated_template: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_ARCHIVE", pair.first.archive)
    with database(postgres, template=migrated_template) as dsn:
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", dsn)
        indexed = CliRunner().invoke(app, ["archive", "index"], catch_exceptions=False)
        assert "archive replay, before any load" in indexed.output
        with connect(dsn) as connection:  # the report whose figures were revised, and no other page
            (revised,) = connection.execute(
                "SELECT url FROM etl.capture WHERE kind = 'article' AND content_hash IS NOT NULL GROUP BY url"
                " HAVING count(DISTINCT content_hash) > 1"
            ).fetchone() or ("",)
            connection.execute("UPDATE etl.capture SET content_hash = NULL WHERE url <> %s", (revised,))
        province.load(replace(pair.first, warehouse_dsn=dsn))
        replayed = CliRunner().invoke(app, ["archive", "replay"], catch_exceptions=False)
        assert "1 earlier text of the archive cannot be loaded any more" in replayed.output
        assert revised in replayed.output
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", pair.again.warehouse_dsn)
    assert "earlier text" not in CliRunner().invoke(app, ["archive", "replay"], catch_exceptions=False).output


def test_the_facts_are_the_same(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as first, connect(pair.again.warehouse_dsn) as again:
        assert fingerprint(again) == fingerprint(first)
        held = first.execute("SELECT count(*) FROM dw.fact_indicator WHERE superseded_at IS NULL").fetchone()
    assert held is not None
    assert held[0] > 1000


def test_a_silent_revision_shows_the_three_figures_that_it_changed(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as connection:
        changed = connection.execute(
            "SELECT indicator_code, cause FROM mart.supersessions WHERE value_changed ORDER BY 1"
        ).fetchall()
        untold = connection.execute(
            "SELECT count(*) FROM mart.supersessions WHERE value_changed <> (what_changed IN ('value', 'gone'))"
            " OR (what_changed = 'agreement') <> (cause = 'agreement')"
        ).fetchone()
    assert len(changed) == 3, changed
    assert {cause for _, cause in changed} == {"revised_by_source"}
    assert untold == (0,)


def test_what_the_pages_said_before_is_known_again(pair: Pair) -> None:
    with connect(pair.first.warehouse_dsn) as first, connect(pair.again.warehouse_dsn) as again:
        held, held_again = (table_fingerprints(each, history=True) for each in (first, again))
        assert {name: held_again[name] for name in SAID_BEFORE} == {name: held[name] for name in SAID_BEFORE}
        assert not held["fact_observation history"].startswith("0 ")
        revised = first.execute(
            "SELECT url, captured_at FROM dw.dim_document"
            " WHERE url IN (SELECT url FROM dw.dim_document WHERE superseded_at IS NOT NULL) ORDER BY captured_at"
        ).fetchall()
        moments = [captured_at for _, captured_at in revised]
        said, said_again = ([set(each.execute(SAID, (at,)).fetchall()) for at in moments] for each in (first, again))
    assert said_again == said
    told = [
        {value for url, code, *_, value in then if url == revised[0][0] and code == "litigation.lost"} for then in said
    ]
    assert told == [{Decimal(2)}, {Decimal(3)}]


@pytest.mark.parametrize("form", FORMATS)
def test_every_mart_is_exported_to_the_same_bytes(pair: Pair, form: str) -> None:
    first, again = exported(pair.first, form), exported(pair.again, form)
    assert [mart for mart in first if first[mart] != again[mart]] == []
    assert len(first) == len(marts(pair.first)) - len(REMEMBERED)


@pytest.mark.parametrize("wanted", ["2024", "2025Q1", "2024-01"])
def test_every_bulletin_has_the_same_bytes(pair: Pair, wanted: str) -> None:
    first, again = (composed(settings, wanted, revisions=False) for settings in (pair.first, pair.again))
    assert html.as_html(again) == html.as_html(first)
    assert word.as_docx(again) == word.as_docx(first)


def test_a_bulletin_tells_what_the_facts_hold(pair: Pair) -> None:
    bulletin = composed(pair.first, "2024")
    with connect(pair.first.warehouse_dsn) as connection:
        held = dict(
            connection.execute(
                "SELECT region.name, trim_scale(value) FROM dw.fact_indicator AS fact"
                " JOIN dw.dim_region AS region USING (region_key)"
                " JOIN dw.dim_indicator AS indicator USING (indicator_key)"
                " JOIN dw.dim_period AS period USING (period_key)"
                " JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)"
                " WHERE superseded_at IS NULL AND indicator.code = 'litigation.loss_rate' AND period.code = '2024'"
                " AND breakdown.code = ''"
            ).fetchall()
        )
    (row,) = [row for row in rows(bulletin, "（二）分指标") if row[0] == "行政诉讼败诉率↓"]
    assert len(held) == 8
    ordered = sorted(held, key=lambda name: held[name])
    assert row[1] == "8"
    assert row[2] == "、".join(f"{name}{held[name]}%" for name in ordered[:3])
    assert row[3] == "、".join(f"{name}{held[name]}%" for name in reversed(ordered[-3:]))
    assert row[6] == "、".join(name for name in COUNTIES if name not in held)


def test_a_bulletin_tells_a_silent_revision_with_the_earlier_value(pair: Pair) -> None:
    revised = [row[:6] for row in rows(composed(pair.first, "2024"), "（二）已入库")]
    assert revised == [
        ("霁川县", "法律援助案件受理(办理)数（刑事）", "2024", "129件", "139件", "原页面改动"),
        ("霁川县", "行政诉讼败诉率", "2024", "4.35%", "6.52%", "原页面改动"),
        ("霁川县", "行政诉讼败诉数", "2024", "2件", "3件", "原页面改动"),
    ]


def test_a_bulletin_of_a_quarter_tells_what_came_out_and_what_did_not(pair: Pair) -> None:
    bulletin = composed(pair.first, "2024Q1")
    published = rows(bulletin, "二、公布情况")
    with connect(pair.first.warehouse_dsn) as connection:
        out = connection.execute(
            "SELECT count(*) FROM dw.dim_document WHERE superseded_at IS NULL AND document_type <> 'other'"
            " AND parent_document_id IS NULL AND published_on BETWEEN '2024-01-01' AND '2024-03-31'"
        ).fetchone()
    assert out == (len(published),)
    assert all("2024-01-01" <= row[3] <= "2024-03-31" for row in published)
    overdue = rows(bulletin, "（一）应公开的文件")
    assert ("竹崖瑶族自治县", "2023", "行政执法统计年报", "2024-01-31", "未见公开") in overdue
    later = [row for row in rows(composed(pair.first, "2024Q2"), "（一）应公开的文件") if "逾期17天" in row[4]]
    assert later == [("竹崖瑶族自治县", "2023", "法治政府建设年度报告", "2024-04-01", "逾期17天（2024-04-18公开）")]


def test_a_bulletin_names_each_planted_contradiction_of_its_year(pair: Pair) -> None:
    contradicting = rows(composed(pair.first, "2023"), "（一）核对矛盾")
    assert {(row[0], row[3], row[4]) for row in contradicting} >= {
        ("青墩区", "4,436", "4,426"),
        ("钟坪县", "99.12", "98.22"),
    }
