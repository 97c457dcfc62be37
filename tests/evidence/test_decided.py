"""What people decided, and what was held and shown at another time, on the pages of a county and an item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from fazhi import clock
from fazhi.catalogue import load_catalogue
from fazhi.nightly import score_and_record
from fazhi.pages import create_app
from fazhi.scoring import decisions
from fazhi.scoring.freezing import freeze
from fazhi.scoring.scheme import load_schemes
from fazhi.settings import Settings
from fazhi.warehouse.database import Connection, connect
from fazhi_local.postgres import PostgresServer
from tests.evidence.conftest import READER
from tests.evidence.test_pages import ZHUYA, cells, html
from tests.province import copied, with_roles

ITEM = "disputes.loss_rate"
PATH = f"/counties/{ZHUYA}/2024/items/{ITEM}"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def decided(postgres: PostgresServer, loaded_province: Settings) -> Iterator[Settings]:
    """The sample province with a correction, an override, a veto and an objection, scored again and frozen."""
    with copied(postgres, loaded_province) as copy:
        settings = with_roles(copy)
        (scheme,) = load_schemes(settings.schemes, load_catalogue(settings.catalogue))
        made = {"reason": f"复核会议 {HOSTILE}", "made_by": "王处长", "made_at": clock.now()}
        with connect(settings.warehouse_dsn) as connection:
            _restate(connection)
            decisions.override(
                connection, scheme, ZHUYA, 2024, item=ITEM, score=Decimal("6.5"), attachment="档案 2025-17", **made
            )
            document = {
                "title": "关于某案的通报",
                "issuer": "省纪委",
                "number": "〔2025〕1号",
                "dated": date(2025, 1, 9),
            }
            decisions.find(connection, scheme, ZHUYA, 2024, veto="veto.decision", **document, **made)
            said = {"objection": f"口径有误 {HOSTILE}", "raised_by": "竹崖县司法局", "raised_at": clock.now()}
            raised = decisions.object_to(connection, scheme, ZHUYA, 2024, item=ITEM, **said)
            answer = {"outcome": "partly_upheld", "text": "按复核分计", "answered_by": "王处长"}
            decisions.answer(connection, raised.objection_id, answered_at=clock.now(), **answer)
        score_and_record(settings, "99|2024")
        with connect(settings.warehouse_dsn) as connection:
            freeze(connection, "99", 2024, signed_by="李厅长", reason="厅务会", signed_at=clock.now())
        yield settings


def _restate(connection: Connection) -> None:
    """The page was revised: it says 11.71 in place of 10.71, as a merge would leave it."""
    columns = connection.execute(
        "SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_schema = 'dw'"
        " AND table_name = 'fact_observation' AND is_identity = 'NO' AND column_name NOT IN"
        " ('value', 'row_digest', 'recorded_at', 'superseded_at', 'superseded_cause', 'superseded_by_document_key')"
    ).fetchone()[0]
    connection.execute(
        f"WITH gone AS (UPDATE dw.fact_observation SET superseded_at = clock_timestamp(),"
        f" superseded_cause = 'revised_by_source' WHERE value = 10.71 AND superseded_at IS NULL AND region_id ="
        f" (SELECT region_id FROM dw.dim_region WHERE code = '{ZHUYA}') RETURNING *)"
        f" INSERT INTO dw.fact_observation ({columns}, value, row_digest, recorded_at)"
        f" SELECT {columns}, 11.71, gen_random_uuid(), superseded_at FROM gone"
    )


@pytest.fixture(scope="module")
def pages(decided: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(decided, lambda: READER), follow_redirects=False) as client:
        yield client


def _decisions(client: TestClient, path: str) -> str:
    found = html(client, path).css_first("ul.decided")
    return found.text() if found else ""


def test_a_county_shows_who_decided_what_and_who_signed(pages: TestClient) -> None:
    told = _decisions(pages, f"/counties/{ZHUYA}/2024")
    for words in ("已定稿 · 李厅长", "厅务会", "人工复核 disputes.loss_rate: 6.5", "档案 2025-17", "否决或降等认定"):
        assert words in told
    for words in (
        "省纪委 〔2025〕1号 2025-01-09",
        "申诉 disputes.loss_rate · 竹崖县司法局",
        "答复 · 部分成立 · 王处长",
    ):
        assert words in told
    other = _decisions(pages, "/counties/990222/2024")
    assert "李厅长" in other
    assert "人工复核" not in other
    assert "申诉" not in other


def test_an_item_shows_its_own_decisions_only(pages: TestClient) -> None:
    told = _decisions(pages, PATH)
    assert "按复核分计" in told
    assert "否决" not in told
    assert "李厅长" not in told
    assert _decisions(pages, f"/counties/{ZHUYA}/2024/items/training.courses") == ""


def test_what_people_wrote_is_text(pages: TestClient) -> None:
    for path in (PATH, f"/counties/{ZHUYA}/2024"):
        assert HOSTILE not in pages.get(path).text
        assert HOSTILE in _decisions(pages, path)


def test_every_observation_is_listed_with_what_became_of_it(pages: TestClient) -> None:
    rows = [row for row in cells(html(pages, PATH), "全部摘录") if row[2].startswith(("10.71", "11.71"))]
    assert {row[2].split(" ")[0] for row in rows} == {"10.71", "11.71"}
    ends = {row[2].split(" ")[0]: row[5] for row in rows}
    assert "来源页面修改" in ends["10.71"]
    assert ends["11.71"] == "现行"
    assert all("败诉率10.71%" in row[3] for row in rows)


def test_the_moment_of_another_scoring_can_be_chosen(pages: TestClient) -> None:
    now = html(pages, PATH)
    assert now.css_first(".facts strong").text(strip=True).startswith("6.5 /")
    options = now.css("select[name=as_of] option")
    assert len(options) == 2
    assert "selected" in options[0].attributes
    assert "已定稿" in options[0].text()
    then = html(pages, f"{PATH}?{urlencode({'as_of': options[1].attributes['value']})}")
    assert not then.css_first(".facts strong").text(strip=True).startswith("6.5 /")
    assert "selected" in then.css("select[name=as_of] option")[1].attributes
    assert then.css_first("ul.decided") is None
    held = [row[5] for row in cells(then, "全部摘录") if row[2].startswith("10.71")]
    assert held
    assert set(held) == {"现行"}
    assert not [row for row in cells(then, "全部摘录") if row[2].startswith("11.71")]


@pytest.mark.parametrize(
    ("asked", "told"), [("2001-01-01", "was not scored for 2024 by 2001-01-01"), ("never", "没有")]
)
def test_a_moment_without_a_score_is_told(pages: TestClient, asked: str, told: str) -> None:
    assert told in html(pages, f"{PATH}?as_of={asked}", 404).css_first("main").text()
