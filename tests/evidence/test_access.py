"""Who may see and do what, by a real Airflow API server: every route, every role, both auth managers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute

from fazhi.pages import create_app
from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.evidence.api_server import AUTH_MANAGERS, ROLES, ApiServer, api_server
from tests.evidence.conftest import READER
from tests.evidence.rejecting import rejected_row, state_of

pytestmark = pytest.mark.airflow

_EXAMPLES = {
    **{"province": "99", "year": "2024", "code": "990223", "item": "disputes.loss_rate"},
    **{"key": "1", "rejected_id": "1", "decision": "discard"},
}


@pytest.fixture(scope="module", params=AUTH_MANAGERS)
def server(
    request: pytest.FixtureRequest,
    postgres: PostgresServer,
    province: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[ApiServer]:
    directory = tmp_path_factory.mktemp("api_server")
    with api_server(postgres, province, directory, auth_manager=request.param) as running:
        yield running


@pytest.fixture(scope="module")
def routes(province: Settings) -> list[tuple[str, str]]:
    """(method, path with examples) of every route there is: a new one is tested without being named here."""
    app = create_app(province, lambda: READER)
    found = [
        (method, route.path.format(**_EXAMPLES))
        for route in app.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]
    assert len(found) >= 11
    assert len(found) == len(app.routes)  # nothing is mounted past the guard
    return found


def test_anonymous_gets_nothing(server: ApiServer, routes: list[tuple[str, str]]) -> None:
    nobody = server.session()
    for method, path in routes:
        answer = nobody.request(method, f"{server.url}/fazhi{path}", timeout=30, allow_redirects=False)
        assert answer.status_code == 401, (method, path)
        assert "竹崖" not in answer.text
    assert nobody.get(f"{server.url}/fazhi/docs", timeout=30).status_code == 404
    assert nobody.get(f"{server.url}/fazhi/openapi.json", timeout=30).status_code == 404


def test_a_forged_token_gets_nothing(server: ApiServer) -> None:
    forged = server.session()
    forged.headers["Authorization"] = "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiIsInJvbGUiOiJhZG1pbiJ9."
    assert forged.get(f"{server.url}/fazhi/provinces/99/2024", timeout=30).status_code in (401, 403)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_is_logged_in_reads_every_page(
    server: ApiServer, routes: list[tuple[str, str]], role: str
) -> None:
    person = server.session(role)
    for method, path in routes:
        if method == "GET":
            answer = person.get(f"{server.url}/fazhi{path}", timeout=60, allow_redirects=False)
            assert answer.status_code in (200, 303), (path, answer.text[:500])


@pytest.mark.parametrize(("role", "forms"), [("viewer", 0), ("user", 0), ("op", 1), ("admin", 1)])
def test_only_who_may_decide_is_shown_the_form_and_obeyed(
    server: ApiServer, province: Settings, role: str, forms: int
) -> None:
    rejected = rejected_row(province)
    person = server.session(role)
    page = person.get(f"{server.url}/fazhi/rejected", timeout=60).text
    assert page.count(f'action="/fazhi/rejected/{rejected}/release"') == forms

    answer = person.post(
        f"{server.url}/fazhi/rejected/{rejected}/release",
        data={"reason": "两位数属实"},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
        allow_redirects=False,
    )
    assert answer.status_code == (303 if forms else 403)
    expected = ("released", role, "两位数属实") if forms else ("pending", None, None)
    assert state_of(province, rejected) == expected


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"}, {}],
)
def test_a_form_of_another_site_decides_nothing(server: ApiServer, province: Settings, headers: dict[str, str]) -> None:
    rejected = rejected_row(province)
    answer = server.session("admin").post(
        f"{server.url}/fazhi/rejected/{rejected}/discard", data={"reason": "x"}, headers=headers, timeout=60
    )
    assert answer.status_code == 403
    assert state_of(province, rejected)[0] == "pending"


def test_a_decision_without_a_reason_is_refused_in_words(server: ApiServer, province: Settings) -> None:
    rejected = rejected_row(province)
    answer = server.session("op").post(
        f"{server.url}/fazhi/rejected/{rejected}/discard",
        data={"reason": "  "},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
    )
    assert answer.status_code == 400
    assert "reason" in answer.text
    assert state_of(province, rejected)[0] == "pending"


def test_airflow_shows_the_pages_in_its_navigation(server: ApiServer) -> None:
    plugins = server.session("admin").get(f"{server.url}/api/v2/plugins", timeout=60).json()["plugins"]
    ours = next(plugin for plugin in plugins if plugin["name"] == "fazhi_evidence_pages")
    assert [(view["destination"], view["href"]) for view in ours["external_views"]] == [("nav", "/fazhi/")]
