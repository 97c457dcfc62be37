"""URLs as keys, challenge pages, pauses, batches."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fazhi.crawl import challenge
from fazhi.crawl.batches import batch_size, host_batches, host_groups
from fazhi.crawl.pace import Pace
from fazhi.crawl.urls import _parsed, canonical
from fazhi.sources import Source, load_sources

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HTTP://WWW.Jia.Gov.CN:80/a/../b/./c.html#top", "http://www.jia.gov.cn/b/c.html"),
        ("./202403/t1.html", "http://www.yi.gov.cn/zw/202403/t1.html"),
        ("//www.jia.gov.cn", "http://www.jia.gov.cn/"),
        ("http://www.jia.gov.cn//zwgk/./a/../b.html", "http://www.jia.gov.cn//zwgk/b.html"),
        ("http://www.jia.gov.cn//www.yi.gov.cn/a.html", "http://www.jia.gov.cn//www.yi.gov.cn/a.html"),
        ("?page=2&n=年报", "http://www.yi.gov.cn/zw/list.html?page=2&n=%E5%B9%B4%E6%8A%A5"),
        (" /a b.html\n", "http://www.yi.gov.cn/a%20b.html"),
        ("https://user:secret@www.jia.gov.cn/x", "https://www.jia.gov.cn/x"),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("ftp://www.jia.gov.cn/x", None),
        ("http://www.jia.gov.cn:port/x", None),
        ("http://[::1", None),
        ("/" + "x" * 3000, None),
    ],
)
def test_the_same_page_is_the_same_string(written: str, meant: str | None) -> None:
    assert canonical(written, "http://www.yi.gov.cn/zw/list.html") == meant


_SEGMENTS = ("a", "b.html", "..", ".", "", "a b", "x~", "中文", "%41", "t2025_1.html", "a:b", "-x", "?q=1", "#f", "A")
_BASES = ("", "http://a.cn", "http://www.a.cn/zw/", "https://a.b.cn/x/y.html", "http://www.a.cn:80/x/", "http://a/b")


@given(
    st.sampled_from(("", "/", "./", "../", "//", "http://X.cn/", "/./")),
    st.lists(st.sampled_from(_SEGMENTS), max_size=4),
    st.sampled_from(_BASES),
)
def test_the_short_way_leads_where_the_long_one_does(beginning: str, segments: list[str], base: str) -> None:
    written = beginning + "/".join(segments)

    assert canonical(written, base) == _parsed(written, base)


@pytest.mark.parametrize(
    ("sites", "most", "expected"),
    [(1, 100, 20), (100, 100, 20), (161, 100, 21), (800, 100, 100), (2900, 100, 100), (2900, 7, 7), (3, 2, 2)],
)
def test_few_sites_are_asked_by_several_tasks_and_many_by_few(sites: int, most: int, expected: int) -> None:
    assert batch_size(sites, most) == expected


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (412, ""),
        (521, "<script>document.cookie='__jsl_clearance=1'</script>"),
        (200, "<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>"),
        (200, "<html><title>访问验证</title><body>请完成安全验证后继续访问</body></html>"),
        (403, "<h1>您的访问过于频繁，请稍后再试</h1>"),
        (200, "<p>您的请求疑似攻击行为，已被网站防火墙拦截</p>"),
    ],
)
def test_a_challenge_is_recognised(status: int, body: str) -> None:
    assert challenge.recognise(status, body.encode())
    assert challenge.recognise(status, body.encode("gb18030"))


@pytest.mark.parametrize(
    "body",
    [
        "<h1>404</h1><p>您访问的页面不存在</p>",
        "<p>全年开展网络安全验证演练3次。</p>" + "<p>依法履行职责，推进法治政府建设，取得新成效。</p>" * 30,
        "<ul><li>关于访问过于频繁问题的答复</li></ul>" + "<p>答复正文，说明情况、依据和办理结果。</p>" * 40,
    ],
)
def test_a_countys_own_words_are_no_challenge(body: str) -> None:
    assert challenge.recognise(200, body.encode()) == ""


def test_a_host_is_left_alone_between_two_requests() -> None:
    now, slept = [100.0], list[float]()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace(clock=lambda: now[0], sleep=sleep)
    pace.wait("a", 3)
    pace.answered("a")
    now[0] += 1
    pace.wait("a", 3)
    pace.wait("b", 3)
    pace.answered("a")
    now[0] += 5
    pace.wait("a", 3)

    assert slept == [2.0]


def source(code: str, host: str, *hosts: str, status: str = "active") -> Source:
    return Source.model_validate(
        {
            "code": code,
            "name": code,
            "family": "trs",
            "home": f"http://{host}.example/",
            "owner": "o",
            "lists": [{"url": f"http://{host}.example/a/", "holds": ["other"]}],
            "hosts": [f"{each}.example" for each in hosts],
            "status": status,
            "sample": True,
        }
    )


def test_sources_that_share_a_host_are_one_group() -> None:
    sources = [source("990104", "d"), source("990103", "c", "b"), source("990102", "b"), source("990101", "a", "c")]

    assert [[each.code for each in group] for group in host_groups(sources)] == [
        ["990101", "990102", "990103"],
        ["990104"],
    ]


def test_a_batch_is_whole_hosts() -> None:
    sources = [source(f"99010{number}", "shared" if number < 4 else f"own{number}") for number in range(1, 8)]
    sources.append(source("990109", "asleep", status="unverified"))

    assert host_batches(sources, 2) == [["990101", "990102", "990103"], ["990104", "990105"], ["990106", "990107"]]
    assert host_batches(sources, 100) == [[f"99010{number}" for number in range(1, 8)]]
    with pytest.raises(ValueError, match="at least one county"):
        host_batches(sources, 0)


def test_the_counties_that_come_with_the_project_are_valid() -> None:
    real = load_sources([PROJECT / "include" / "sources"])
    sample = load_sources([PROJECT / "examples" / "yunchuan" / "sources"])

    assert not any(each.sample for each in real)
    assert all(each.sample for each in sample)
