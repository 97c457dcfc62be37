"""Who sees what in Superset, what nobody may change through it, and what a second start does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from fazhi_local.superset import Superset, SupersetError
from tests.superset.opened import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.timeout(900)
READER_PASSWORD = "of somebody who only looks"


class Session(requests.Session):
    """Superset's REST interface as `user`."""

    def __init__(self, superset: Superset, user: str = "admin", password: str = "") -> None:
        super().__init__()
        self.base = f"{superset.url}/api/v1"
        login = {"username": user, "password": password or superset.admin_password, "provider": "db"}
        answer = self.post(f"{self.base}/security/login", json=login, timeout=60)
        self.status = answer.status_code
        if answer.ok:
            self.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
            token = self.get(f"{self.base}/security/csrf_token/", timeout=60).json()["result"]
            self.headers.update({"X-CSRFToken": token, "Referer": superset.url})

    def ask(self, method: str, path: str, **arguments: Any) -> requests.Response:
        return self.request(method, f"{self.base}/{path}", timeout=120, **arguments)


@pytest.fixture(scope="module")
def admin(superset: Superset) -> Iterator[Session]:
    with Session(superset) as session:
        yield session


@pytest.fixture(scope="module")
def reader(superset: Superset, admin: Session) -> str:
    """A user with the roles that docs/how-to-connect-bi.md names; gives the name."""
    roles = {
        role["name"]: role["id"] for role in admin.ask("GET", "security/roles/?q=(page_size:100)").json()["result"]
    }
    made = admin.ask(
        "POST",
        "security/users/",
        json={
            **{"username": "reader", "first_name": "r", "last_name": "r", "email": "r@justice.example"},
            **{"active": True, "password": READER_PASSWORD, "roles": [roles["Gamma"], roles["法治读者"]]},
        },
    )
    assert made.ok, made.text
    return "reader"


def test_nobody_sees_anything_without_a_login(superset: Superset) -> None:
    for path in ("/api/v1/dashboard/", "/api/v1/chart/data?form_data=%7B%22slice_id%22%3A1%7D", "/api/v1/database/"):
        answer = requests.get(superset.url + path, timeout=60)
        assert answer.status_code in (401, 404) or answer.json()["count"] == 0, (path, answer.text[:300])
    page = requests.get(f"{superset.url}/superset/dashboard/fazhi-province/", timeout=60)
    assert "/login/" in page.url
    assert "青墩区" not in page.text


def test_a_reader_sees_the_dashboards_and_no_sql(superset: Superset, browser: Browser, reader: str) -> None:
    with opened(browser, superset.url, "fazhi-province", user=reader, password=READER_PASSWORD) as dashboard:
        assert dashboard.answers()["参评县数"] == [{"counties": 12}]
    with Session(superset, reader, READER_PASSWORD) as session:
        asked = session.ask("POST", "sqllab/execute/", json={"database_id": 1, "sql": "SELECT 1", "runAsync": False})
        assert asked.status_code in (401, 403), asked.text
        for kind in ("dashboard", "chart", "dataset"):
            first = session.ask("GET", f"{kind}/").json()["result"][0]["id"]
            assert session.ask("DELETE", f"{kind}/{first}").status_code == 403


@pytest.mark.parametrize(
    "statement", ["DELETE FROM dw.fact_score", "UPDATE dw.dim_document SET title = 'x'", "CREATE TABLE mart.x (y int)"]
)
def test_not_even_an_administrator_changes_the_warehouse(admin: Session, statement: str) -> None:
    database = admin.ask("GET", "database/").json()["result"][0]["id"]
    query = {"database_id": database, "runAsync": False, "schema": "mart"}
    assert admin.ask("POST", "sqllab/execute/", json={**query, "sql": "SELECT 1 AS one"}).json()["data"] == [{"one": 1}]
    refused = admin.ask("POST", "sqllab/execute/", json={**query, "sql": statement})
    assert not refused.ok, refused.text


def test_a_second_start_brings_everything_back_to_the_files(superset: Superset, admin: Session) -> None:
    def counts() -> dict[str, int]:
        return {kind: admin.ask("GET", f"{kind}/").json()["count"] for kind in ("dashboard", "chart", "dataset")}

    before = counts()
    chart = admin.ask("GET", "chart/").json()["result"][0]
    assert admin.ask("PUT", f"chart/{chart['id']}", json={"slice_name": "changed by somebody"}).ok
    again = replace(superset, admin_password="another one, from the environment")
    again.start()
    admin.close()
    with Session(superset) as old:
        assert old.status == 401
    with Session(again) as session:
        assert session.ask("GET", f"chart/{chart['id']}").json()["result"]["slice_name"] == chart["slice_name"]
    replace(superset).start()
    with Session(superset) as session:
        admin.headers = session.headers
        assert counts() == before


def test_a_warehouse_that_is_not_there_is_named(superset: Superset) -> None:
    elsewhere = replace(superset, directory=superset.directory / "other", bi_dsn="no address at all")
    with pytest.raises(SupersetError, match="FAZHI_BI_DSN is no address of a PostgreSQL database"):
        elsewhere.start()
