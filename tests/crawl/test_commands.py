"""What a person types and reads: fazhi source list, check, new and fazhi crawl."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from fazhi.commands import crawl as crawl_command
from fazhi.commands import source as source_command
from fazhi.crawl.locks import host_locks
from fazhi.errors import ConfigurationError
from fazhi.sources import load_sources
from fazhi.warehouse.database import connect
from tests.crawl.conftest import CODE, HOST, Crawler
from tests.crawl.site import SENTENCE, Answer, Sites, article, html, listing, ordinary_site
from tests.files import build


@pytest.fixture
def type_in(crawler: Crawler, monkeypatch: pytest.MonkeyPatch) -> object:
    """Run a command line in the crawler's environment; gives exit code and output."""
    (crawler.directory / "divisions.csv").write_text(
        "code,name,level,province_code,prefecture_code,kind,valid_from,valid_to\n"
        f"{CODE},县{CODE},county,99,,县,2005-01-01,\n",
        encoding="utf-8",
    )
    app = typer.Typer()
    app.add_typer(source_command.app, name="source")
    app.command()(crawl_command.crawl)

    def run(*arguments: str, crawler: Crawler = crawler) -> tuple[int, str]:
        settings = crawler.settings
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", settings.warehouse_dsn)
        monkeypatch.setenv("FAZHI_ARCHIVE", settings.archive)
        monkeypatch.setenv("FAZHI_SPOOL", str(settings.spool))
        monkeypatch.setenv("FAZHI_SOURCES", str(settings.sources[0]))
        monkeypatch.setenv("FAZHI_REGIONS", str(crawler.directory))
        monkeypatch.setenv("FAZHI_CONTACT", settings.contact)
        monkeypatch.setenv("FAZHI_CONNECT_TO", ",".join(f"{h}={a}" for h, a in settings.connect_to.items()))
        result = CliRunner().invoke(app, list(arguments))
        if isinstance(result.exception, ConfigurationError):
            raise result.exception
        return result.exit_code, result.output

    return run


def test_list_shows_every_county_with_its_family(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, {})
    crawler.add("990202", "www.yi.example", {}, family="vsb", status="unverified")

    code, output = type_in("source", "list")

    assert code == 0
    assert "990201" in output
    assert "vsb" in output


def test_check_shows_titles_dates_and_bodies_and_stores_nothing(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, ordinary_site(), status="unverified")

    code, output = type_in("source", "check", CODE)

    assert code == 0
    assert "2 articles on the first page, one page follows, the second names 1 more" in output
    assert "甲县2024年法治政府建设年度报告" in output
    assert "rule_of_law_annual_report" in output
    assert "set `status: active`" in output
    assert crawler.query("SELECT count(*) FROM etl.capture") == [(0,)]


def test_check_waits_for_a_crawl_of_the_same_host(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, ordinary_site(), status="unverified")
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with ThreadPoolExecutor(1) as pool:
        with connect(crawler.dsn, autocommit=True) as crawl, host_locks(crawl, [HOST]):
            checking = pool.submit(type_in, "source", "check", CODE)
            while crawler.query(waiting) == [(0,)]:
                assert not checking.done(), checking.result()
            asked_meanwhile = list(crawler.sites.asked)
        code, output = checking.result()

    assert asked_meanwhile == []
    assert code == 0
    assert f"a crawl is asking {HOST}: waiting until it has done" in output
    assert "甲县2024年法治政府建设年度报告" in output


def test_check_needs_no_warehouse_and_says_so(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, ordinary_site(), status="unverified")
    homeless = replace(crawler, dsn="postgresql://127.0.0.1:1/nothing")

    code, output = type_in("source", "check", CODE, crawler=homeless)

    assert code == 0
    assert "no warehouse answers, so nothing can tell whether a crawl is asking the same hosts just now" in output


def test_check_shows_a_sites_words_and_obeys_none_of_them(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    title = "甲县2024年[/red]工作[bold]总结\x1b[2J"
    pages = {"/zw/": listing("./202503/t20250321_1.html"), "/zw/202503/t20250321_1.html": article(title, SENTENCE)}
    crawler.add(CODE, HOST, pages, status="unverified")

    code, output = type_in("source", "check", CODE)

    assert code == 0, output
    assert "甲县2024年[/red]工作[bold]总结" in output
    assert "\x1b" not in output


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ({}, "the second page: http_404"),
        ({"/zw/index_1.html": ordinary_site()["/zw/"]}, "names nothing new: are the parameters right?"),
    ],
)
def test_check_tries_whether_the_list_goes_on(  # type: ignore[no-untyped-def]
    crawler: Crawler, type_in, second: dict[str, Answer], problem: str
) -> None:
    """What is wrong with paging would else show in the night, as a list that is too short."""
    pages = {path: answer for path, answer in ordinary_site().items() if "index_1" not in path}
    crawler.add(CODE, HOST, pages | second, status="unverified")

    code, output = type_in("source", "check", CODE)

    assert code == 1
    assert problem in output
    assert "甲县2024年法治政府建设年度报告" in output


def test_check_names_a_county_that_no_division_is(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    """Nothing of it would load, and the site alone does not show it."""
    crawler.add(CODE, HOST, ordinary_site(), status="unverified")
    path = crawler.directory / "divisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(f"县{CODE}", "乙县"), encoding="utf-8")

    code, output = type_in("source", "check", CODE)

    assert code == 1
    assert f"{CODE} 县{CODE} is named 乙县 there; see {path}" in output


def test_check_reads_a_file_that_a_list_names(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    path = "/zw/202501/t20250124_9.docx"
    entry = f"<ul><li><a href='{path}'>甲县2024年政府信息公开工作年度报告</a><span>2025-01-24</span></li></ul>"
    body = build.docx(["全年收到政府信息公开申请29件。"])
    crawler.add(CODE, HOST, {"/zw/": html(entry), path: Answer(body)}, status="unverified")

    code, output = type_in("source", "check", CODE)

    assert code == 0, output
    assert "2025-01-24" in output
    assert "全年收到" in output


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ({"/zw/": Answer(b"x", 500)}, "http_500"),
        ({"/zw/": html("<ul></ul>")}, "is this a list of the family trs?"),
        ({}, "answers 404"),
        ({"/zw/": listing("./202503/t20250321_1.html")}, "answers 404"),
        ({"/robots.txt": Answer(b"User-agent: *\nDisallow: /")}, "robots_disallowed"),
    ],
)
def test_check_says_what_is_wrong(crawler: Crawler, type_in, pages: dict[str, Answer], problem: str) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, pages)

    code, output = type_in("source", "check", CODE)

    assert code == 1
    assert problem in output


def test_new_guesses_the_family_and_writes_a_valid_yaml(
    crawler: Crawler, sites: Sites, type_in, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "sources").mkdir()
    sites.hosts[HOST] = ordinary_site()

    code, output = type_in(
        "source", "new", f"http://{HOST}/zw/", "--code", CODE, "--name", f"县{CODE}", "--pinyin", "jia",
        "--holds", "rule_of_law_annual_report",
    )  # fmt: skip

    assert code == 0, output
    assert "family trs (guessed from the page)" in output
    (source,) = load_sources([tmp_path / "sources"])
    assert (source.code, source.family, source.status) == (CODE, "trs", "unverified")
    assert source.lists[0].url == f"http://{HOST}/zw/"
    assert (tmp_path / "sources" / "99" / "990201_jia.yml").exists()

    with pytest.raises(ConfigurationError, match="exists; edit it"):
        type_in("source", "new", f"http://{HOST}/", "--code", CODE, "--name", f"县{CODE}", "--pinyin", "jia")


def test_new_looks_at_the_address_where_the_site_cannot_be_reached(
    crawler: Crawler, sites: Sites, type_in, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "sources").mkdir()
    sites.refusing.add(HOST)

    code, output = type_in(
        "source", "new", f"http://{HOST}/col/col12/index.html", "--code", CODE, "--name", f"县{CODE}", "--pinyin", "jia"
    )  # fmt: skip

    assert code == 0, output
    assert "cannot be read (connection_refused)" in output
    assert load_sources([tmp_path / "sources"])[0].family == "jpage"


ITEMS = "".join(
    f"<li><a href='/site/doc_{number:024x}.html'>报告{number}</a>2025-03-{number:02}</li>" for number in range(1, 5)
)


def test_new_declares_how_the_articles_of_an_unknown_family_look(
    crawler: Crawler, sites: Sites, type_in, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "sources").mkdir()
    report = html(f"<h1>甲县2024年法治政府建设年度报告</h1><div><p>{SENTENCE}</p><p>{SENTENCE}</p></div>")
    documents = {f"/site/doc_{number:024x}.html": report for number in range(1, 5)}
    sites.hosts[HOST] = {"/site/": html(f"<p><a href='/about.html'>关于</a></p><ul>{ITEMS}</ul>"), **documents}

    code, output = type_in(
        "source", "new", f"http://{HOST}/site/", "--code", CODE, "--name", f"县{CODE}", "--pinyin", "jia"
    )

    assert code == 0, output
    assert r"articles look like /site/doc_[0-9a-f]{24}\.html$" in output
    (source,) = load_sources([tmp_path / "sources"])
    assert (source.family, source.status) == ("declared", "unverified")
    code, output = type_in("source", "check", CODE)
    assert code == 0, output
    assert "4 articles on the first page" in output
    assert SENTENCE[:10] in output


def test_new_writes_nothing_where_nothing_speaks_for_a_family(
    crawler: Crawler, sites: Sites, type_in, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "sources").mkdir()
    sites.hosts[HOST] = {"/": html("<p>欢迎</p>")}

    with pytest.raises(ConfigurationError, match="shows no sign of a known family"):
        type_in("source", "new", f"http://{HOST}/", "--code", CODE, "--name", f"县{CODE}", "--pinyin", "jia")
    assert not list((tmp_path / "sources").rglob("*.yml"))


@pytest.mark.parametrize(
    ("code", "name", "problem"),
    [("990299", "丙县", "990299 丙县 is not there"), (CODE, "丙县", f"{CODE} 丙县 is named 县{CODE} there")],
)
def test_new_refuses_a_county_that_no_division_is(  # type: ignore[no-untyped-def]
    crawler: Crawler, type_in, tmp_path: Path, code: str, name: str, problem: str
) -> None:
    (tmp_path / "sources").mkdir()

    with pytest.raises(ConfigurationError, match=problem):
        type_in("source", "new", f"http://{HOST}/", "--code", code, "--name", name, "--pinyin", "bing")
    assert not list((tmp_path / "sources").rglob("*.yml"))


def test_check_follows_a_page_for_people_to_its_articles(crawler: Crawler, type_in) -> None:  # type: ignore[no-untyped-def]
    report = article("甲县2024年法治政府建设年度报告", SENTENCE)
    answer = {"articles": [{"title": "报告", "url": "/gkmlpt/content/1/2/post_3.html", "date": "2025-03-21"}]}
    pages = {
        "/gkmlpt/index": html("<script>window._CONFIG = {SID: '77'}</script>"),
        "/gkmlpt/api/all/9?page=1&sid=77": Answer(json.dumps(answer).encode()),
        "/gkmlpt/content/1/2/post_3.html": report,
    }
    lists = [{"url": f"http://{HOST}/gkmlpt/index#9", "holds": ["rule_of_law_annual_report"]}]
    crawler.add(CODE, HOST, pages, family="gkmlpt", status="unverified", lists=lists)

    code, output = type_in("source", "check", CODE)

    assert code == 0, output
    assert "1 article on the first page" in output


def test_crawl_tells_what_failed_and_how_to_redo_it(crawler: Crawler, sites: Sites, type_in) -> None:  # type: ignore[no-untyped-def]
    crawler.add(CODE, HOST, ordinary_site())
    crawler.add("990202", "www.yi.example", {})
    sites.refusing.add("www.yi.example")

    code, output = type_in("crawl")

    assert code == 1
    assert "1 done, 1 failed" in output
    assert "to redo only what failed: fazhi crawl --only 990202" in output
    assert type_in("crawl", "--only", CODE)[0] == 0
    with pytest.raises(ConfigurationError, match="990299: no active source"):
        type_in("crawl", "--only", "990299")
