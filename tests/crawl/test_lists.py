"""The recorded list pages of the site families, each with the links and further pages that a reader finds in it."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path

import pytest

from fazhi.crawl.adapters import adapters
from fazhi.crawl.adapters.base import MOST_LIST_PAGES
from fazhi.crawl.urls import canonical
from fazhi.parse.encoding import decode
from fazhi.sources import ListPage
from tests.counts import count, counted
from tests.crawl.recorded import LISTS, adapter_of, dumps, expectation, read, recorded_lists


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def test_every_adapter_has_a_recorded_list() -> None:
    assert {page.parent.name for page in recorded_lists()} == set(adapters())


def test_every_list_has_its_expectation_and_every_expectation_its_list() -> None:
    missing = [name(page) for page in recorded_lists() if not expectation(page).exists()]
    assert not missing, f"run `python -m tests.crawl.recorded PAGE`, read what it prints and keep it: {missing}"
    assert not [name(path) for path in LISTS.glob("*/*.json") if not path.with_suffix("").exists()]


@pytest.mark.parametrize("page", recorded_lists(), ids=name)
def test_a_list_names_what_a_reader_finds(page: Path) -> None:
    expected = json.loads(expectation(page).read_text(encoding="utf-8"))

    assert dumps({"request": expected["request"]} | read(page, expected["request"])) == dumps(expected)


PIECES = [
    b'"',
    b"'",
    b"<",
    b">",
    b"]]>",
    b"{",
    b"[",
    b"null",
    b"-1",
    b"9" * 30,
    b"<a href='",
    b"//[",
    b"http://[",
    b"\\ud800",
    b"\x00",
    b"\xff",
]


def mutated(body: bytes, chance: random.Random) -> bytes:
    """The page with pieces of markup and JSON put, lost and doubled anywhere."""
    for _ in range(chance.choice((1, 3, 20))):
        if not body:
            break
        start, end = sorted(chance.sample(range(len(body) + 1), 2))
        how = chance.randrange(3)
        if how == 0:
            body = body[:start] + chance.choice(PIECES) + body[start:]
        elif how == 1:
            body = body[:start] + body[min(end, start + 40) :]
        else:
            body = body[:end] + body[start:end][:400] + body[end:]
    return body


@counted
@pytest.mark.parametrize("page", recorded_lists(), ids=name)
def test_whatever_a_list_answers_gives_addresses_and_no_crash(page: Path) -> None:
    request = json.loads(expectation(page).read_text(encoding="utf-8"))["request"]
    url = request["url"]
    adapter = adapter_of(page.parent.name, url, request.get("declared"))
    listed = ListPage(url=request.get("list", url), holds=("other",), parameters=request.get("parameters", {}))
    chance = random.Random(page.name)
    for _ in range(count(100, 2000)):
        reading = adapter.read_list(listed, url, decode(mutated(page.read_bytes(), chance))[0])
        assert len(reading.following) <= MOST_LIST_PAGES
        for address in (*(link.url for link in reading.links), *reading.following):
            assert canonical(address) == address


NUMBERS = {"a superscript": "²", "more digits than Python reads": "9" * 5000, "digits of another script": "٣"}


@pytest.mark.parametrize("page", recorded_lists(), ids=name)
@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_that_is_none_crashes_nothing(page: Path, number: str) -> None:
    """Wherever the page writes numbers, in its pager too."""
    request = json.loads(expectation(page).read_text(encoding="utf-8"))["request"]
    adapter = adapter_of(page.parent.name, request["url"], request.get("declared"))
    listed = ListPage(url=request["url"], holds=("other",), parameters=request.get("parameters", {}))
    text = decode(page.read_bytes(), "")[0]
    for match in re.finditer(r"\b\d+\b", text):
        written = text[: match.start()] + NUMBERS[number] + text[match.end() :]
        assert len(adapter.read_list(listed, request["url"], written).following) <= MOST_LIST_PAGES


HOSTILE = {
    "links": "<a href=/art/2025/3/1/art_1_{}.html>x",
    "records": "<record><![CDATA[",
    "next groups": "<nextgroup> href='a' ",
    "proxies": '"jpage/dataproxy.jsp',
    "labels": "'/site/label/8888",
    "units": "queryData=\"{'webId':'1'",
    "parameters": "proxyParam:{ siteId: '",
    "calls": "createPageHTML('",
    "spaces": "2024 \n \n \n \n",
    "articles": '{"articles":[',
    "nesting": "<div><li><a href=/info/1/{}.htm>",
}


@pytest.mark.parametrize("family", sorted(adapters()))
@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_list_costs_seconds_and_not_minutes(family: str, hostile: str) -> None:
    piece = HOSTILE[hostile]
    text = "".join(piece.replace("{}", str(number)) for number in range(300_000 // len(piece)))
    url = "http://www.jia.example/col/col1/index.html"
    start = time.process_time()
    adapter_of(family, url).read_list(ListPage(url=url, holds=("other",)), url, text)
    assert time.process_time() - start < 10
