"""Our sides do the work that they are timed for, on inputs of a few rows."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from benchmarks import page_server, sample
from benchmarks.harness import load
from fazhi.catalogue import load_catalogue
from fazhi.crawl.adapters import adapters
from fazhi.extract import extract
from fazhi.parse import parse_page
from fazhi.settings import PROJECT
from fazhi.sources import ListPage


def test_frames_are_as_large_as_those_of_real_sites_and_always_the_same() -> None:
    pages = sample.framed_pages()
    assert {40_000 <= len(page.encode()) <= 60_000 for _, page in pages} == {True}
    assert pages == sample.framed_pages()


def test_a_frame_hides_no_figure_and_adds_none() -> None:
    catalogue = load_catalogue(PROJECT / "include" / "catalogue")
    name, body = sample.bodies()[0]
    bare = extract(parse_page(body.encode(), url="http://a.example/a.html"), catalogue)
    framed = extract(parse_page(sample.framed(name, body).encode(), url="http://a.example/a.html"), catalogue)
    figures = [(each.indicator, each.value, each.breakdown) for each in bare.observations]
    assert figures
    assert [(each.indicator, each.value, each.breakdown) for each in framed.observations] == figures


def test_the_server_of_the_crawl_names_every_page_once_and_each_has_forty_kilobytes() -> None:
    pages = page_server.answers(60)
    named: list[str] = []
    adapter = adapters()["trs"]()
    for path, answer in pages.items():
        if not path.startswith(b"/s"):
            continue
        body = answer.whole.partition(b"\r\n\r\n")[2].decode()
        url = f"http://a.example{path.decode()}"
        if "/t2025" in path.decode():
            assert 39_000 <= len(body.encode()) <= 41_000
        else:
            page = ListPage(url=url, holds=("rule_of_law_annual_report",))
            named += [link.url for link in adapter.read_list(page, url, body).links]
    articles = [path.decode() for path in pages if path.startswith(b"/s") and b"/t2025" in path]
    assert len(articles) == 60
    assert sorted(url.removeprefix("http://a.example") for url in named) == sorted(articles)


def test_the_small_site_of_the_quiet_night_is_known_for_old() -> None:
    """Its articles tell when they were published, or each would be asked for again the next night."""
    pages = page_server.answers(0)
    url = "http://www.s0.bench.example/zw/index.html"
    text = pages[b"/zw/index.html"].whole.partition(b"\r\n\r\n")[2].decode()
    links = adapters()["trs"]().read_list(ListPage(url=url, holds=("other",)), url, text).links

    assert len(links) == page_server.SMALL_SITE
    for link in links:
        answer = pages[link.url.removeprefix("http://www.s0.bench.example").encode()]
        body = answer.whole.partition(b"\r\n\r\n")[2]
        assert parse_page(body, url=link.url).published_on == date(2025, 3, 21)
        assert answer.etag in answer.not_modified


def test_characters_are_counted_as_they_are_read(tmp_path: Path) -> None:
    benchmark = load("extract_speed")
    with benchmark.prepared(tmp_path, 0):
        texts = json.loads((tmp_path / "input.json").read_text(encoding="utf-8"))["texts"]
        assert benchmark.ours(tmp_path).amount == sum(map(len, texts))


def test_pages_are_counted_as_they_are_read(tmp_path: Path) -> None:
    benchmark = load("page_speed")
    with benchmark.prepared(tmp_path, 0):
        assert benchmark.ours(tmp_path).amount == len(sample.bodies())


@pytest.mark.parametrize(
    ("name", "size", "rows"),
    [
        ("load_new", 640, 640),
        ("load_unchanged", 640, 640),
        ("score_country", 2, 2 * 60 * 10),
        ("mart_queries", 1, 6 * 4),
    ],
)
def test_the_warehouse_takes_every_row_and_the_peer_the_same(name: str, size: int, rows: int, tmp_path: Path) -> None:
    benchmark = load(name)
    with benchmark.prepared(tmp_path, size):
        assert benchmark.ours(tmp_path).amount == rows
        assert benchmark.peer(tmp_path).amount == rows


def test_our_crawl_fetches_every_page(tmp_path: Path) -> None:
    benchmark = load("crawl_speed")
    with benchmark.prepared(tmp_path, 16):
        assert benchmark.ours(tmp_path).amount == 16
