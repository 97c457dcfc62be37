"""A county of each site family, with each of the family's traps, crawled from its simulator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from fazhi.crawl.adapters import adapter_for, adapters
from fazhi.crawl.run import crawl_batch
from fazhi.settings import Settings
from fazhi.sources import load_sources
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.crawl.conftest import CODE, HOST, IMPATIENT
from tests.crawl.site import write_source
from tests.sites import Article, Column, SampleSites, Site
from tests.sites.client import get

BODY = "<p>2024年，新收行政复议申请76件，审结70件，办结率92.1%，法律援助受理527件，调解成功率99.8%。</p>"
DECLARED = {
    "articles": ".lb dd",
    "address": "/doc_",
    "body": [".nr"],
    "metadata": {"title": ".bt", "published_on": ".sj", "publisher": ".ly", "index_number": ".sy"},
}
LISTS = {
    "declared": "/site_jia/channel_12/",
    "gkmlpt": "/gkmlpt/index#12",
    "jpaas": "/ztzl/fzjs/index.html",
    "jpage": "/col/col12/index.html",
    "lonsun": "/public/column/34?type=4&action=list&catId=12",
    "nfcms": "/zwgk/fzzf/index.html",
    "openness": "/opennessContent/?branch_id=57a3&column_code=12",
    "trs": "/zwgk/fzzf/index.html",
    "ucap": "/jia/c12345/list.shtml",
    "vsb": "/fzjs.htm",
}
PLAIN = [(family, (), {}, {}) for family in sorted(adapters())]
TRAPS: list[tuple[str, tuple[str, ...], dict[str, str], dict[str, object]]] = [
    ("jpage", ("post", "broken"), {"method": "post"}, {}),
    ("jpaas", ("uncounted",), {"pageSize": "3"}, {}),
    ("trs", ("variables",), {}, {}),
    ("gkmlpt", (), {"sid": "755041"}, {}),
    ("declared", (), {}, {"pages": "index_{page}.html"}),
    ("declared", (), {}, {"next_page": ".xia"}),
]


def article(number: int) -> Article:
    return Article(
        id=7_764_700 + number,
        title=f"甲县司法局关于2024年法治政府建设工作情况的第{number}次通报（全文公开）",
        published=datetime(2025, 3, number, 23, 30),  # late: in another time zone it is another day
        publisher="甲县司法局",
        body=BODY,
        index_number=f"JX/2025-{number:05}",
        attachments=(("P0202503.docx", "附件：情况统计表.docx", b"PK-file"),) if number == 5 else (),
    )


ARTICLES = [article(number) for number in range(1, 8)]


@pytest.fixture
def simulators() -> Iterator[SampleSites]:
    with SampleSites() as running:
        yield running


@pytest.fixture
def settings(warehouse: str, tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "FAZHI_WAREHOUSE_DSN": warehouse,
            "FAZHI_ARCHIVE": str(tmp_path / "archive"),
            "FAZHI_SPOOL": str(tmp_path / "spool"),
            "FAZHI_SOURCES": str(tmp_path / "sources"),
            "FAZHI_CONTACT": "https://warehouse.example/",
            "FAZHI_CONNECT_TO": "",
        }
    )


def publish(
    simulators: SampleSites,
    settings: Settings,
    family: str,
    quirks: tuple[str, ...] = (),
    parameters: dict[str, str] | None = None,
    declared: dict[str, object] | None = None,
) -> Site:
    """A county of the family, its site and its YAML."""
    column = Column(path=LISTS[family], name="法治政府建设", number=12, unit=34, per_page=2, articles=list(ARTICLES))
    site = Site(host=HOST, family=family, name="甲县人民政府", columns=[column], web_id=755041, quirks=quirks)
    changes: dict[str, object] = {"family": family}
    if family == "declared":
        changes["declared"] = {**DECLARED, **(declared or {"next_page": ".xia"})}
    listed = {"url": f"http://{HOST}{LISTS[family]}", "holds": ["rule_of_law_annual_report"]}
    write_source(settings.sources[0], CODE, HOST, **changes, lists=[{**listed, "parameters": parameters or {}}])
    return simulators.add_site(site)


def crawl(simulators: SampleSites, settings: Settings) -> dict[str, int]:
    here = replace(settings, connect_to={HOST: f"127.0.0.1:{simulators.port}"})
    with connect(settings.warehouse_dsn) as connection:
        run_id = start_run(connection, "crawl")
    return crawl_batch([CODE], settings=here, run_id=run_id, limits=IMPATIENT)


def query(settings: Settings, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(settings.warehouse_dsn) as connection:
        return connection.execute(statement).fetchall()  # type: ignore[arg-type]


CAPTURED = "SELECT url, title, published_on FROM etl.capture WHERE kind = 'article' AND content_hash IS NOT NULL"


@pytest.mark.parametrize(("family", "quirks", "parameters", "declared"), PLAIN + TRAPS)
def test_every_article_of_every_page_is_found_and_read(
    simulators: SampleSites,
    settings: Settings,
    family: str,
    quirks: tuple[str, ...],
    parameters: dict[str, str],
    declared: dict[str, object],
) -> None:
    site = publish(simulators, settings, family, quirks, parameters, declared)

    counts = crawl(simulators, settings)

    assert (counts["sites_done"], counts["pages_done"]) == (1, 7)
    assert set(query(settings, CAPTURED)) == {
        (f"http://{HOST}{path}", each.title, each.published.date()) for path, _, each in site.articles()
    }
    assert not query(settings, "SELECT item FROM etl.outcome WHERE outcome IN ('failed', 'rejected')")
    assert crawl(simulators, settings)["sites_unchanged"] == 1


@pytest.mark.parametrize("family", sorted(adapters()))
def test_metadata_body_and_attachment_come_out_right(simulators: SampleSites, settings: Settings, family: str) -> None:
    site = publish(simulators, settings, family)
    (source,) = load_sources(settings.sources)
    url = next(f"http://{HOST}{path}" for path, _, each in site.articles() if each.attachments)
    answer = get(simulators, url)

    document = adapter_for(source).parse(answer.content, url=url, content_type=answer.headers["Content-Type"])

    assert (document.title, document.publisher) == (ARTICLES[4].title, "甲县司法局")
    assert document.published_on == date(2025, 3, 5)
    assert document.index_number == ("" if family == "nfcms" else "JX/2025-00005")
    assert document.text.splitlines()[0] == BODY.removeprefix("<p>").removesuffix("</p>")
    assert "位访问者" not in document.text
    (attached,) = document.attachments
    assert attached.name == "附件：情况统计表.docx"
    assert get(simulators, attached.url).content == b"PK-file"


def test_a_gkmlpt_site_that_gives_one_page_gives_what_it_has(simulators: SampleSites, settings: Settings) -> None:
    publish(simulators, settings, "gkmlpt", ("single",))

    counts = crawl(simulators, settings)

    assert (counts["sites_done"], counts["pages_done"]) == (1, 2)
    skipped = query(settings, "SELECT reason, item FROM etl.outcome WHERE outcome = 'skipped'")
    assert {reason for reason, _ in skipped} == {"end_of_list"}
    assert all("page=" in item for _, item in skipped)


@pytest.mark.parametrize("family", sorted(adapters()))
def test_a_list_that_is_suddenly_empty_is_loud(simulators: SampleSites, settings: Settings, family: str) -> None:
    publish(simulators, settings, family)
    crawl(simulators, settings)
    simulators.fail(HOST, "empty_list")

    crawl(simulators, settings)

    statement = "SELECT outcome, reason FROM etl.outcome WHERE item_kind = 'site' ORDER BY run_id DESC LIMIT 1"
    assert query(settings, statement) == [("failed", "empty_list")]


def test_two_lists_that_start_at_one_page_are_two_lists(simulators: SampleSites, settings: Settings) -> None:
    """gkmlpt names a column behind the #, which no server sees."""
    site = publish(simulators, settings, "gkmlpt")
    first = site.columns[0]
    moved = [first.articles.pop() for _ in range(3)]
    site.columns.append(Column(path="/gkmlpt/index#13", name="行政执法", number=13, per_page=2, articles=moved))
    lists = [
        {"url": f"http://{HOST}/gkmlpt/index#{number}", "holds": ["rule_of_law_annual_report"]} for number in (12, 13)
    ]
    write_source(settings.sources[0], CODE, HOST, family="gkmlpt", lists=lists)

    assert crawl(simulators, settings)["pages_done"] == 7
    assert not query(settings, "SELECT item FROM etl.outcome WHERE outcome IN ('failed', 'rejected')")
    assert query(settings, "SELECT count(*) FROM etl.list_state") == [(2,)]
    assert crawl(simulators, settings)["sites_unchanged"] == 1
