"""The sample province holds together: pages, labels, sites, county YAMLs and divisions speak of the same things."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest
import yaml

from fazhi.sources import Source, load_sources
from fazhi.sources.families import FAMILIES, guess_family
from tests.sites import Article, SampleSites, Site, load_sites
from tests.sites.client import get

YUNCHUAN = Path(__file__).resolve().parents[2] / "examples" / "yunchuan"
REVISED = "990224_jichuan_2024_annual_v2"
SPELLED_OUT = {"990123_shuoping_2024_zftj": date(2025, 1, 24), "990126_gechuan_2020_fzzf": date(2021, 3, 26)}


@pytest.fixture(scope="module")
def running() -> Iterator[SampleSites]:
    with SampleSites(YUNCHUAN) as sites:
        yield sites


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return load_sources([YUNCHUAN / "sources"])


def on_host(url: str) -> str:
    """The address without scheme and host."""
    return url.partition("://")[2].partition("/")[1] + url.partition("://")[2].partition("/")[2]


@cache
def reports() -> dict[str, tuple[Site, str, Article]]:
    """Site, path and article of every page file that is served, by its stem."""
    bodies = {path.read_text(encoding="utf-8"): path.stem for path in (YUNCHUAN / "pages").glob("*.html")}
    found = {}
    for site in load_sites(YUNCHUAN).values():
        for path, _, article in site.articles():
            if article.body in bodies:
                found[bodies[article.body]] = (site, path, article)
    return found


def test_every_page_is_served_and_labelled() -> None:
    pages = {path.stem for path in (YUNCHUAN / "pages").iterdir()}
    assert len(pages) == 37
    assert set(reports()) == pages - {REVISED}
    assert {path.stem for path in (YUNCHUAN / "labels").iterdir()} == pages


@pytest.mark.parametrize("stem", sorted(reports()))
def test_a_report_is_announced_as_its_page_says(stem: str) -> None:
    _, _, article = reports()[stem]
    heading = re.search("<h1>(.*?)</h1>", article.body)
    byline = re.search('<p class="meta">(.*?)</p>', article.body)
    assert heading
    assert byline
    assert unescape(heading[1]) == article.title
    printed = re.search(r"(20\d\d)[-/年](\d\d?)[-/月](\d\d?)", byline[1])
    published = date(*map(int, printed.groups())) if printed else SPELLED_OUT[stem]
    assert article.published.date() == published
    if clock := re.search(r"(\d\d:\d\d)", byline[1]):
        assert f"{article.published:%H:%M}" == clock[1]


def test_every_family_serves_a_county(sources: tuple[Source, ...]) -> None:
    assert {source.family for source in sources} == set(FAMILIES)


def test_every_list_of_every_county_gives_its_family_away(running: SampleSites, sources: tuple[Source, ...]) -> None:
    for source in sources:
        assert running.sites[source.host].family == source.family
        for url in (source.home, *(listing.url for listing in source.lists)):
            answer = get(running, url)
            assert answer.status_code == 200, url
            guessed = guess_family(url, answer.content.decode("gb18030" if source.code == "990125" else "utf-8"))
            assert (guessed[0] if guessed else "declared") == source.family, url


def test_every_report_is_in_a_list_of_its_county(running: SampleSites, sources: tuple[Source, ...]) -> None:
    lists = {source.code: {on_host(page.url) for page in source.lists} for source in sources}
    for stem, (site, path, _) in reports().items():
        column = next(column for address, column, _ in site.articles() if address == path)
        assert column.path in lists[stem[:6]], stem


def test_every_county_needs_a_second_list_page(sources: tuple[Source, ...]) -> None:
    sites = load_sites(YUNCHUAN)
    for source in sources:
        for page in source.lists:
            column = sites[source.host].column(on_host(page.url))
            assert column, page.url
            first_screen = 3 * column.per_page if source.family == "jpage" else column.per_page
            first_screen = int(page.parameters.get("pageSize", first_screen))
            if len(column.articles) > first_screen:
                break
        else:
            pytest.fail(f"{source.code} has no list of two pages")


def test_two_counties_share_a_host_and_no_column(sources: tuple[Source, ...]) -> None:
    shared = [source for source in sources if source.host == "zwgk.linlan.yunchuan.example"]
    assert [source.code for source in shared] == ["990123", "990124"]
    urls = [page.url for source in shared for page in source.lists]
    assert len(set(urls)) == len(urls) == 4


def test_divisions_name_every_county_as_its_source_does(sources: tuple[Source, ...]) -> None:
    with (YUNCHUAN / "regions" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        divisions = {row["code"]: row for row in csv.DictReader(file)}
    assert {code: row["name"] for code, row in divisions.items() if row["level"] == "county"} == {
        source.code: source.name for source in sources
    }
    for row in divisions.values():
        assert row["level"] != "county" or divisions[row["prefecture_code"]]["level"] == "prefecture"


def test_the_revision_changes_three_figures_under_the_same_address() -> None:
    site, path, article = reports()[REVISED.removesuffix("_v2")]
    url = f"http://{site.host}{path}"
    with SampleSites(YUNCHUAN) as sites:
        before = get(sites, url)
        others = {host: get(sites, f"http://{host}/").content for host in sites.sites}
        sites.revise()
        after = get(sites, url, headers={"If-None-Match": before.headers["ETag"]})
        assert {host: get(sites, f"http://{host}/").content for host in sites.sites} == others
    assert after.status_code == 200
    assert after.headers["Last-Modified"] != before.headers["Last-Modified"]
    changed = [
        (old, new) for old, new in zip(before.text.splitlines(), after.text.splitlines(), strict=True) if old != new
    ]
    text = "".join(old for old, _ in changed)
    for figure in ("2件", "4.35%", "129"):
        assert figure in text
    assert f'content="{article.published:%Y-%m-%d %H:%M:%S}" name="PubDate"' in after.text


def test_the_old_site_declares_gb2312_and_needs_more(running: SampleSites) -> None:
    site = running.sites["www.nanyi.yunchuan.example"]
    path = next(path for path, _, article in site.articles() if "瑄河" in article.body)
    content = get(running, f"http://{site.host}{path}").content
    assert b"charset=gb2312" in content
    with pytest.raises(UnicodeDecodeError):
        content.decode("gb2312")
    assert "瑄河司法所" in content.decode("gb18030")


def test_short_articles_stand_among_the_reports() -> None:
    entries = yaml.safe_load((YUNCHUAN / "sites.yml").read_text(encoding="utf-8"))
    articles = [article for site in entries["sites"] for column in site["columns"] for article in column["articles"]]
    assert sum("text" in article for article in articles) >= 40
    assert all(("text" in article) != ("page" in article) for article in articles)
