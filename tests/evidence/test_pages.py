"""What a person finds on the pages: from the ranks to the sentence, in both languages, and what is wrong in words."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape

import pytest
from fastapi import Response
from fastapi.testclient import TestClient
from psycopg_pool import ConnectionPool
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from fazhi.pages import create_app
from fazhi.pages.answers import Answers
from fazhi.pages.page import Page
from fazhi.scoring.assessment import CountyScore
from fazhi.scoring.explain import explain
from fazhi.scoring.rendering import score_again
from fazhi.scoring.standings import standings
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect
from tests.evidence.conftest import READER

ZHUYA = "990223"


def html(client: TestClient, path: str, status: int = 200) -> HTMLParser:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return HTMLParser(answer.text)


def cells(tree: HTMLParser, heading: str) -> list[list[str]]:
    """The rows of the table that follows a heading of the page."""
    region = tree.css_first(f'[aria-label="{heading}"]')
    return [[cell.text(strip=True) for cell in row.css("th, td")] for row in region.css("tbody tr")]


def test_the_start_leads_to_the_latest_scoring(reader: TestClient) -> None:
    assert reader.get("/").headers["location"] == "/provinces/99/2024"


def test_a_province_shows_every_county_as_the_warehouse_ranks_it(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        table = standings(connection, "99", 2024)
    rows = cells(html(reader, "/provinces/99/2024"), "总分排名")
    assert [(row[0], row[1]) for row in rows] == [(str(each.rank), each.name) for each in table]
    assert [row[4] for row in rows] == [each.grade for each in table]
    assert {"优秀", "较差"} <= {each.grade for each in table}
    assert [row[2] for row in rows] == [f"{each.total.normalize():f}" for each in table]


def test_the_heat_map_adds_up_to_the_totals(reader: TestClient) -> None:
    tree = html(reader, "/provinces/99/2024")
    full = float(tree.css('[aria-label="总分排名"] thead th')[2].text().split("/")[1])
    totals = {row[1]: float(row[2]) for row in cells(tree, "总分排名")}
    for name, *branches in cells(tree, "各板块得分率"):
        points = sum(float(cell.split("/")[0]) for cell in branches if cell != "–")
        marks = sum(float(cell.split("/")[1]) for cell in branches if cell != "–")
        assert points * full / marks == pytest.approx(totals[name], abs=0.02)


def test_charts_are_images_of_their_own(reader: TestClient) -> None:
    for path in ("/provinces/99/2024/ranking.svg", f"/counties/{ZHUYA}/2024/trend.svg"):
        answer = reader.get(path)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "<script" not in answer.text
    assert "竹崖瑶族自治县" in reader.get("/provinces/99/2024/ranking.svg").text


def test_a_county_names_first_what_cost_most(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        items = explain(connection, ZHUYA, 2024).items
    lost = sorted((item.marks - item.score for item in items if item.score is not None), reverse=True)
    rows = cells(html(reader, f"/counties/{ZHUYA}/2024"), "失分最多的项目")
    assert [float(row[1]) for row in rows] == [pytest.approx(float(each), abs=0.0001) for each in lost[:5]]
    assert rows[0][0] == "行政诉讼败诉率不高于5%"


def test_a_county_shows_targets_contradictions_and_what_is_missing(reader: TestClient) -> None:
    tree = html(reader, f"/counties/{ZHUYA}/2024")
    loss = next(row for row in cells(tree, "目标与完成情况") if row[0] == "行政诉讼败诉率")
    assert loss[2:5] == ["<= 10 %", "10.71", "未达成"]
    assert "政府信息公开工作年度报告: 缺失" in tree.text()
    planted = html(reader, "/counties/990224/2024")
    assert ["legal_aid.cases_by_type", "2024", "矛盾"] in [row[:3] for row in cells(planted, "相互矛盾的数据")]


def test_an_item_leads_to_its_sentence_in_the_text(reader: TestClient) -> None:
    item = html(reader, f"/counties/{ZHUYA}/2024/items/disputes.loss_rate")
    assert item.css_first("blockquote").text(strip=True).endswith("败诉率10.71%,仍未降到目标线以下。")
    link = next(a.attributes["href"] for a in item.css("main a") if "start=" in (a.attributes["href"] or ""))
    text = html(reader, unescape(link))
    assert text.css_first("#asked").text() == "10.71%"
    sentence = "".join(part.text() for part in text.css(".sentence"))
    assert sentence == "一审行政应诉案件32件,已审结28件,败诉3件,败诉率10.71%,仍未降到目标线以下。"


def test_a_text_is_shown_whole_with_what_was_left_out(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        key = connection.execute(
            "SELECT document_key FROM dw.dim_document WHERE source_code = %s AND report_year = 2024 AND title LIKE %s",
            (ZHUYA, "%法治政府建设情况报告"),
        ).fetchone()[0]
    tree = html(reader, f"/documents/{key}")
    taken, left = tree.css("mark.taken[title*=' · ']"), tree.css(".text mark.left")
    assert any("败诉率" in mark.attributes["title"] and mark.text() == "10.71%" for mark in taken)
    assert "0.18%" in [mark.text() for mark in left]  # the province's figure, not the county's
    assert "云川省全省社区矫正对象再犯罪率为0.18%,我县未发生此类案件" in tree.css_first(".text").text()


def test_a_revised_report_keeps_both_versions(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        rows = connection.execute(
            "SELECT document_key FROM dw.dim_document WHERE source_code = %s ORDER BY document_key", (ZHUYA,)
        ).fetchall()
    assert all(html(reader, f"/documents/{key}").css_first("h1").text(strip=True) for (key,) in rows)


def test_the_original_may_do_nothing(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        pages, files = (
            connection.execute(
                f"SELECT min(document_key) FROM dw.dim_document WHERE parent_document_id IS {negated} NULL"
            ).fetchone()[0]
            for negated in ("", "NOT")
        )
    page, file = reader.get(f"/documents/{pages}/original"), reader.get(f"/documents/{files}/original")
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"] == "attachment"


def test_what_if_moves_the_item_and_writes_nothing(reader: TestClient, province: Settings) -> None:
    tree = html(reader, f"/counties/{ZHUYA}/2024/whatif?litigation.loss_rate=5")
    assert [row[:3] for row in cells(tree, "结果")] == [["行政诉讼败诉率不高于5%", "3.43", "8"]]
    assert html(reader, f"/counties/{ZHUYA}/2024/whatif").css_first('[aria-label="结果"]') is None
    wrong = html(reader, f"/counties/{ZHUYA}/2024/whatif?litigation.loss_rate=many", status=400)
    assert "'many' is neither a number nor missing" in wrong.text()


def test_the_language_stays_as_chosen(province: Settings) -> None:
    with TestClient(create_app(province, lambda: READER)) as client:
        assert "Ranking by total" in client.get("/provinces/99/2024?lang=en").text
        assert "Where most points were lost" in client.get(f"/counties/{ZHUYA}/2024").text
        assert "失分最多的项目" in client.get(f"/counties/{ZHUYA}/2024?lang=zh").text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/provinces/99/2009", 404, "no score of province 99 and 2009"),
        ("/counties/990999/2024", 404, "990999 is none of the 12 counties"),
        ("/counties/99/2024", 404, "没有这个页面"),
        ("/counties/990223/2024/items/none.such", 404, "没有这个页面"),
        ("/documents/999999", 404, "没有这个页面"),
        ("/rejected?state=lost", 404, "没有这个页面"),
        ("/no/such/page", 404, "没有这个页面"),
    ],
)
def test_what_is_not_there_is_told_on_a_page(reader: TestClient, path: str, status: int, told: str) -> None:
    assert told in html(reader, path, status).css_first("main").text()


def test_a_warehouse_that_does_not_answer_is_told_without_its_secrets(province: Settings) -> None:
    gone = replace(province, bi_dsn="postgresql://fazhi_bi:secret@127.0.0.1:1/none")
    with TestClient(create_app(gone, lambda: READER)) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert "数据仓库没有及时应答" in answer.text
    assert "secret" not in answer.text


def test_every_answer_forbids_scripts(reader: TestClient) -> None:
    for path in ("/provinces/99/2024", "/rejected", "/pages.css", "/no/such/page"):
        headers = reader.get(path).headers
        assert "script-src" not in headers["content-security-policy"]
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"


def test_every_text_is_there_in_both_languages() -> None:
    from fazhi.pages.page import TEXTS

    assert all(set(texts) == {"zh", "en"} and all(texts.values()) for texts in TEXTS.values())


def test_every_text_a_template_asks_for_exists() -> None:
    from pathlib import Path

    from fazhi import pages
    from fazhi.pages.page import TEXTS

    templates = (Path(pages.__file__).parent / "templates").glob("*.html")
    asked = {key for path in templates for key in re.findall(r'\bt\([\'"]([\w.]+)', path.read_text(encoding="utf-8"))}
    assert len(asked) > 50
    assert asked <= set(TEXTS)


def test_a_page_follows_the_warehouse(reader: TestClient, province: Settings) -> None:
    path = "/counties/990222/2024"
    assert "岚浦市" in reader.get(path).text
    try:
        _rename(province, "岚浦市", "岚浦新市")
        deadline = time.monotonic() + 20
        while "岚浦新市" not in reader.get(path).text:  # PostgreSQL says within seconds that something was written
            assert time.monotonic() < deadline
    finally:
        _rename(province, "岚浦新市", "岚浦市")


def _rename(province: Settings, old: str, new: str) -> None:
    with connect(province.warehouse_dsn) as connection:
        connection.execute("UPDATE dw.dim_region SET name = %s WHERE name = %s", (new, old))


def test_an_answer_is_made_once_until_something_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    now, written, made = [0.0], [1], []
    monkeypatch.setattr("fazhi.pages.answers.time.monotonic", lambda: now[0])
    answers = Answers(lambda: written[0])

    def ask() -> bytes:
        return bytes(answers.get(("page",), lambda: made.append(1) or Response(str(len(made)))).body)

    assert [ask(), ask()] == [b"1", b"1"]
    written[0] = 2
    assert ask() == b"1"  # looked less than a second ago
    now[0] = 1.5
    assert [ask(), ask()] == [b"2", b"2"]
    answers.forget()
    assert ask() == b"3"


def test_beside_a_load_answers_are_made_anew_when_it_ends_or_each_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now, written, made = [1000.0], [0], []
    monkeypatch.setattr("fazhi.pages.answers.time.monotonic", lambda: now[0])
    answers = Answers(lambda: written[0])

    def ask_after(seconds: float, *, writing: bool) -> bytes:
        now[0] += seconds
        written[0] += writing
        return bytes(answers.get(("page",), lambda: made.append(1) or Response(str(len(made)))).body)

    assert ask_after(0, writing=False) == b"1"
    assert ask_after(3600, writing=True) == b"2"  # nobody looked for long: what is kept may be of yesterday
    assert {ask_after(1, writing=True) for _ in range(29)} == {b"2"}
    assert ask_after(1, writing=True) == b"3"
    assert ask_after(1, writing=True) == b"3"
    assert ask_after(1, writing=False) == b"4"  # it has ended
    assert ask_after(5, writing=True) == b"5"  # one change that somebody reloads the page for


def test_an_answer_that_is_changed_on_its_way_stays_as_it_was_made() -> None:
    answers = Answers(lambda: 1)
    first = answers.get(("page",), lambda: Response("page", media_type="text/html"))
    first.headers["content-encoding"] = "gzip"
    again = answers.get(("page",), lambda: Response("other"))
    assert (again.body, again.headers.get("content-encoding")) == (b"page", None)
    assert again.headers["content-type"] == "text/html; charset=utf-8"


def test_many_readers_leave_threads_to_others(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, most, gate = [0], [0], threading.Lock()
    rows = Page.rows

    def counted(page: Page, *query: object) -> list[dict[str, object]]:
        with gate:
            busy[0] += 1
            most[0] = max(most[0], busy[0])
        try:
            return rows(page, *query)
        finally:
            with gate:
                busy[0] -= 1

    monkeypatch.setattr(Page, "rows", counted)
    with ThreadPoolExecutor(40) as readers:
        answers = list(readers.map(lambda number: reader.get(f"/rejected?skip={number}"), range(80)))
    assert {answer.status_code for answer in answers} == {200}
    assert 2 <= most[0] <= 8


def test_the_formulas_of_a_scoring_are_made_once_and_before_anybody_asks(
    province: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    held: list[Connection] = []

    def counted(connection: Connection, score_run_id: int) -> Mapping[str, CountyScore]:
        made.append(score_run_id)
        return score_again(connection, score_run_id)

    def lent(pool: ConnectionPool[Connection], *arguments: object, **options: object) -> Connection:
        held.append(getconn(pool, *arguments, **options))
        return held[-1]

    getconn = ConnectionPool.getconn
    monkeypatch.setattr("fazhi.pages.page.score_again", counted)
    app = create_app(province, lambda: READER)
    app.state.pages.warm()
    runs = list(made)
    assert len(runs) == len(set(runs)) == 3
    with TestClient(app, follow_redirects=False) as client, ThreadPoolExecutor(8) as readers:
        assert client.get("/rejected").status_code == 200  # whether the warehouse changed is looked at
        made.clear()
        paths = [f"/counties/{code}/2024" for code in ("990121", "990122", "990221", "990222", ZHUYA, "990224")]
        paths += [f"{path}/items/disputes.loss_rate" for path in paths]
        assert {answer.status_code for answer in readers.map(client.get, paths)} == {200}
        assert len(made) <= 1
        monkeypatch.setattr(ConnectionPool, "getconn", lent)
        assert client.get("/counties/990225/2024").status_code == 200
        assert len(held) <= 2, "one for the page, one to see whether the warehouse changed"


def test_pages_that_cannot_be_warmed_say_so_later(province: Settings) -> None:
    create_app(replace(province, bi_dsn=""), lambda: READER).state.pages.warm()
