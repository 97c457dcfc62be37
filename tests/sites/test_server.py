"""The HTTP side of the simulators: virtual hosts, conditional requests, encodings, faults, the log."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.sites import SampleSites, Site, State, control, paragraphs
from tests.sites.client import get
from tests.sites.model import SitesError, load_sites
from tests.sites.server import SLOW_SECONDS

PROJECT = Path(__file__).resolve().parents[2]
HOST = "www.hexi.example"
COLUMN = "/col/col77/index.html"


@pytest.fixture
def sites() -> Iterator[SampleSites]:
    with SampleSites() as running:
        yield running


@pytest.fixture
def article(sites: SampleSites) -> str:
    """The address of one article of an otherwise empty site."""
    return sites.add_page(
        host=HOST,
        column=COLUMN,
        title="禾溪县2024年法治政府建设年度报告",
        body=paragraphs("办理行政复议案件31件。\n\n审结<29>件。"),
        published="2025-03-20 09:30",
        publisher="禾溪县司法局",
    )


def test_a_page_that_was_added_is_listed_and_served(sites: SampleSites, article: str) -> None:
    assert article == f"http://{HOST}/art/2025/3/20/art_77_1001.html"
    assert "/art/2025/3/20/art_77_1001.html" in get(sites, f"http://{HOST}{COLUMN}").text
    assert "<p>审结&lt;29&gt;件。</p>" in get(sites, article).text


def test_a_page_can_be_added_to_a_site_of_the_other_family(sites: SampleSites) -> None:
    url = sites.add_page(
        host="www.shixi.example",
        column="/fzzf/index.html",
        family="trs",
        title="报告",
        body="<p>正文</p>",
        published="2024-01-05 10:00",
        publisher="石溪县",
    )
    assert url == "http://www.shixi.example/fzzf/202401/t20240105_1001.html"
    assert get(sites, url).status_code == 200


def test_the_host_header_chooses_the_site_with_or_without_a_port(sites: SampleSites, article: str) -> None:
    assert get(sites, article, headers={"Host": f"{HOST.upper()}:80"}).status_code == 200
    unknown = get(sites, article, headers={"Host": "www.elsewhere.example"})
    assert (unknown.status_code, unknown.text) == (404, "no site is called www.elsewhere.example")


@pytest.mark.parametrize(("sent", "received"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
def test_an_unchanged_page_is_a_304_without_a_body(sites: SampleSites, article: str, sent: str, received: str) -> None:
    first = get(sites, article)
    again = get(sites, article, headers={sent: first.headers[received]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_last_modified_is_the_published_time_in_gmt(sites: SampleSites, article: str) -> None:
    assert get(sites, article).headers["Last-Modified"] == "Thu, 20 Mar 2025 01:30:00 GMT"


def test_another_etag_beats_an_unchanged_date(sites: SampleSites, article: str) -> None:
    date = get(sites, article).headers["Last-Modified"]
    answer = get(sites, article, headers={"If-None-Match": '"other"', "If-Modified-Since": date})
    assert answer.status_code == 200


def test_a_list_has_another_etag_after_a_publication(sites: SampleSites, article: str) -> None:
    before = get(sites, f"http://{HOST}{COLUMN}").headers["ETag"]
    sites.add_page(
        host=HOST, column=COLUMN, title="通知", body="", published="2024-01-01 08:00", publisher="禾溪县司法局"
    )
    assert get(sites, f"http://{HOST}{COLUMN}", headers={"If-None-Match": before}).status_code == 200


def test_a_posted_form_is_never_answered_with_a_304(sites: SampleSites, article: str) -> None:
    url = f"http://{HOST}/module/web/jpage/dataproxy.jsp"
    asked = {"page": "0", "columnid": "77", "unitid": "8000077"}
    tag = get(sites, url, params=asked).headers["ETag"]
    assert get(sites, url, params=asked, headers={"If-None-Match": tag}).status_code == 304
    posted = get(sites, url, method="POST", data=asked, headers={"If-None-Match": tag})
    assert posted.status_code == 200
    assert not {"ETag", "Last-Modified"} & set(posted.headers)


@pytest.mark.parametrize(("offered", "expected"), [(("Last-Modified",), {"Last-Modified"}), ((), set())])
def test_a_site_may_offer_fewer_validators(
    sites: SampleSites, article: str, offered: tuple[str, ...], expected: set[str]
) -> None:
    sites.sites[HOST].validators = offered
    assert {"ETag", "Last-Modified"} & set(get(sites, article).headers) == expected


def test_head_has_the_headers_of_get_and_no_body(sites: SampleSites, article: str) -> None:
    whole, head = get(sites, article), get(sites, article, method="HEAD")
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(whole.content))
    assert sites.requests[-1].bytes == 0


def test_two_requests_share_a_connection(sites: SampleSites, article: str) -> None:
    address = article.replace(f"http://{HOST}", f"http://127.0.0.1:{sites.port}")
    with requests.Session() as session:
        session.headers["Host"] = HOST
        first = session.get(address, timeout=10, stream=True)
        connection = first.raw.connection
        assert first.content
        second = session.get(address, timeout=10, stream=True)
        assert second.raw.connection is connection
        assert second.content == first.content


def test_robots_txt_is_text_and_may_be_any(sites: SampleSites) -> None:
    sites.add_site(Site(host=HOST, family="trs", name="禾溪", robots="User-agent: *\nDisallow: /\n"))
    answer = get(sites, f"http://{HOST}/robots.txt")
    assert (answer.status_code, answer.text) == (200, "User-agent: *\nDisallow: /\n")
    assert answer.headers["Content-Type"] == "text/plain"


def test_gb18030_is_declared_as_gb2312_and_its_proxy_speaks_utf_8(sites: SampleSites, article: str) -> None:
    sites.sites[HOST].encoding = "gb18030"
    page = get(sites, article)
    assert page.headers["Content-Type"] == "text/html"
    assert b"charset=gb2312" in page.content
    assert "禾溪县2024年法治政府建设年度报告" in page.content.decode("gb18030")
    proxy = get(sites, f"http://{HOST}/module/web/jpage/dataproxy.jsp?page=0&columnid=77&unitid=8000077")
    assert "禾溪县2024年法治政府建设年度报告" in proxy.content.decode("utf-8")


def test_gbk_declared_as_utf_8_does_not_decode_as_such(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "gbk_as_utf8")
    page = get(sites, article)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        page.content.decode("utf-8")
    assert "审结&lt;29&gt;件。" in page.content.decode("gbk")


def test_an_empty_list_is_a_200_that_no_validator_turns_into_a_304(sites: SampleSites, article: str) -> None:
    known = get(sites, f"http://{HOST}{COLUMN}").headers["ETag"]
    sites.fail(HOST, "empty_list")
    answer = get(sites, f"http://{HOST}{COLUMN}", headers={"If-None-Match": known})
    assert answer.status_code == 200
    assert "/art/" not in answer.text
    assert "<totalrecord>0</totalrecord>" in answer.text
    assert get(sites, article).status_code == 200


def test_a_page_without_a_body_keeps_its_container(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "no_body")
    page = get(sites, article).text
    assert 'id="zoom"' in page
    assert "审结" not in page


def test_a_challenge_is_a_200_without_the_page(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "challenge")
    answer = get(sites, article)
    assert answer.status_code == 200
    assert "document.cookie" in answer.text
    assert "禾溪" not in answer.text


def test_http_faults_are_any_status_of_error(sites: SampleSites, article: str) -> None:
    for how, status in {"http_500": 500, "http_403": 403}.items():
        sites.fail(HOST, how)
        assert get(sites, article).status_code == status


def test_a_reset_connection_is_an_error_of_the_client(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "reset")
    with pytest.raises(requests.ConnectionError):
        get(sites, article)


def test_a_hanging_request_ends_with_the_patience_of_the_client(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "timeout")
    address = article.replace(f"http://{HOST}", f"http://127.0.0.1:{sites.port}")
    with pytest.raises(requests.ReadTimeout):
        requests.get(address, headers={"Host": HOST}, timeout=0.3)


def test_closing_lets_go_of_a_hanging_request() -> None:
    with SampleSites() as sites:
        sites.add_site(Site(host=HOST, family="trs", name="禾溪"))
        sites.fail(HOST, "timeout")
        with pytest.raises(requests.ReadTimeout):
            requests.get(f"http://127.0.0.1:{sites.port}/", headers={"Host": HOST}, timeout=0.2)
    with pytest.raises(requests.ConnectionError):
        get(sites, f"http://{HOST}/")


def test_a_refusing_host_leads_to_a_port_that_refuses(sites: SampleSites, article: str) -> None:
    assert sites.connect_to == f"{HOST}=127.0.0.1:{sites.port}"
    sites.fail(HOST, "refuse")
    address = sites.connect_to.removeprefix(f"{HOST}=")
    assert address != f"127.0.0.1:{sites.port}"
    with pytest.raises(requests.ConnectionError, match="refused"):
        requests.get(f"http://{address}/", timeout=5)


def test_a_host_recovers(sites: SampleSites, article: str) -> None:
    sites.fail(HOST, "http_500")
    sites.recover(HOST)
    assert get(sites, article).status_code == 200


def test_a_slow_site_answers_late_and_as_ever(sites: SampleSites, article: str) -> None:
    quick = get(sites, article)
    sites.fail(HOST, "slow")
    late = get(sites, article)
    assert (late.status_code, late.content) == (quick.status_code, quick.content)
    assert late.elapsed.total_seconds() >= SLOW_SECONDS


def test_a_fault_nobody_knows_is_refused(sites: SampleSites, article: str) -> None:
    with pytest.raises(ValueError, match="'tired' is no fault; there are refuse, reset, timeout"):
        sites.fail(HOST, "tired")
    with pytest.raises(ValueError, match=r"www\.typo\.example is not simulated"):
        sites.fail("www.typo.example", "reset")


def test_every_request_is_logged_with_status_and_bytes(sites: SampleSites, article: str) -> None:
    page = get(sites, article, headers={"User-Agent": "fazhi (+mailto:a@b.example)"})
    get(sites, article, headers={"If-None-Match": page.headers["ETag"]})
    get(sites, f"http://{HOST}/none.html")
    path = urlsplit(article).path
    assert [(asked.method, asked.host, asked.path, asked.status) for asked in sites.requests] == [
        ("GET", HOST, path, 200),
        ("GET", HOST, path, 304),
        ("GET", HOST, "/none.html", 404),
    ]
    assert [asked.bytes for asked in sites.requests[:2]] == [len(page.content), 0]
    assert sites.requests[0].user_agent == "fazhi (+mailto:a@b.example)"
    assert sites.requests[0].at <= sites.requests[1].at


def test_the_log_can_be_a_file_of_json_lines(tmp_path: Path) -> None:
    log = tmp_path / "requests.jsonl"
    with SampleSites(request_log=log) as sites:
        get(sites, "http://www.nobody.example/a", method="POST", data={"columnid": "7"})
    entry = json.loads(log.read_text())
    assert (entry["method"], entry["host"], entry["path"], entry["status"], entry["form"]) == (
        "POST",
        "www.nobody.example",
        "/a",
        404,
        "columnid=7",
    )


def test_another_process_makes_a_running_site_fail_and_recover(tmp_path: Path) -> None:
    state = tmp_path / "sites.json"
    with SampleSites(state=state) as sites:
        sites.add_site(Site(host=HOST, family="trs", name="禾溪"))
        url = f"http://{HOST}/robots.txt"
        assert get(sites, url).status_code == 200
        control.main(["--state", str(state), "fail", HOST, "http_503"])
        assert get(sites, url).status_code == 503
        control.main(["--state", str(state), "recover", HOST])
        assert get(sites, url).status_code == 200
        control.main(["--state", str(state), "revise"])
        assert json.loads(state.read_text()) == {"revised": True, "faults": {}}
        control.main(["--state", str(state), "reset"])
        assert State(state).read().revised is False


def test_a_state_file_nobody_can_read_is_said_in_the_answer(tmp_path: Path) -> None:
    state = tmp_path / "sites.json"
    state.write_text('{"faults": {"www.hexi.example": "gone"}}')
    with SampleSites(state=state) as sites:
        answer = get(sites, f"http://{HOST}/")
    assert answer.status_code == 500
    assert "'gone' is no fault" in answer.text


def test_control_refuses_an_unknown_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        control.main(["--state", str(tmp_path / "sites.json"), "fail", HOST, "tired"])
    assert "'tired' is no fault" in capsys.readouterr().err
    assert not (tmp_path / "sites.json").exists()


def test_the_command_prints_where_it_serves_and_stops_on_sigterm(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sites", "--province", "examples/yunchuan", "--state", str(tmp_path / "s.json")],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert "12 sites on 127.0.0.1:" in line
        hosts = dict(entry.split("=") for entry in line.strip().split("FAZHI_CONNECT_TO=")[1].split(","))
        address = hosts["www.zhenxi.yunchuan.example"]
        home = requests.get(f"http://{address}/", headers={"Host": "www.zhenxi.yunchuan.example"}, timeout=10)
        assert "枕溪区人民政府" in home.content.decode()
    finally:
        process.terminate()
    assert process.wait(timeout=10) == 0


def test_the_command_names_a_port_that_is_taken(sites: SampleSites) -> None:
    command = [sys.executable, "-m", "tests.sites", "--province", "examples/yunchuan", "--port", str(sites.port)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 2
    assert f"port {sites.port} of 127.0.0.1: Address already in use; choose another with --port" in done.stderr


@pytest.mark.parametrize(
    ("site", "message"),
    [
        ("{host: a.example, name: A, family: wix, columns: []}", "family 'wix' has no simulator"),
        ("{host: a.example, name: A, columns: []}", "KeyError: 'family'"),
        ("{host: a.example, name: A, family: trs, colour: red, columns: []}", "colour"),
        (
            "{host: a.example, name: A, family: trs, columns: [{path: /b/index.html, name: B, articles:"
            " [{id: 1, title: T, published: 2024-01-01, publisher: P, page: gone.html}]}]}",
            "gone.html",
        ),
        (
            "{host: a.example, name: A, family: trs, columns: [{path: /b/index.html, name: B, articles:"
            " [{id: 1, title: T, published: 2024-01-01, publisher: P, text: x},"
            " {id: 1, title: U, published: 2024-01-01, publisher: P, text: y}]}]}",
            "two articles at /b/202401/t20240101_1.html",
        ),
    ],
)
def test_a_wrong_entry_of_sites_yml_is_named(tmp_path: Path, site: str, message: str) -> None:
    (tmp_path / "sites.yml").write_text(f"sites:\n  - {site}\n")
    with pytest.raises(SitesError, match=r"sites\.yml: site a\.example") as caught:
        load_sites(tmp_path)
    assert message in str(caught.value)
