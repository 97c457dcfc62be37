"""Login by OpenID Connect as docker-compose.yaml sets it up: groups of the provider are roles here."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import requests

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.counts import FULL
from tests.deploy.by_hand import VENV
from tests.evidence.api_server import ApiServer, api_server
from tests.evidence.issuer import CLIENT, SECRET, Issuer, serving
from tests.evidence.rejecting import rejected_row, state_of

pytestmark = [
    pytest.mark.airflow,
    pytest.mark.skipif(not (FULL and VENV.is_dir()), reason="make test-full installs FAB"),
    pytest.mark.timeout(900),
]

ROLES = {"fazhi-readers": ["Viewer"], "fazhi-editors": ["Op"]}


@dataclass
class House:
    server: ApiServer
    issuer: Issuer

    def enters(self, name: str, *groups: str, forged: bool = False) -> requests.Session:
        """A browser in which somebody of these groups has logged in."""
        self.issuer.claims = {"sub": name, "preferred_username": name, "email": f"{name}@x.example", "groups": groups}
        self.issuer.forged = forged
        browser = self.server.session()
        browser.get(f"{self.server.url}/auth/login/oidc", timeout=60)
        return browser

    def status(self, browser: requests.Session, path: str = "/fazhi/rejected") -> int:
        return browser.get(f"{self.server.url}{path}", timeout=60).status_code


@pytest.fixture(scope="module")
def house(postgres: PostgresServer, province: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    directory = tmp_path_factory.mktemp("oidc")
    with serving() as issuer:
        login = {
            "FAZHI_OIDC_ISSUER": issuer.url,
            "FAZHI_OIDC_CLIENT_ID": CLIENT,
            "FAZHI_OIDC_CLIENT_SECRET": SECRET,
            "FAZHI_OIDC_ROLES": json.dumps(ROLES),
        }
        with api_server(postgres, province, directory, auth_manager="fab", login=login) as server:
            yield House(server, issuer)


def test_a_reader_reads_and_decides_nothing(house: House, province: Settings) -> None:
    rejected = rejected_row(province)
    reader = house.enters("li", "fazhi-readers", "others")
    page = reader.get(f"{house.server.url}/fazhi/rejected", timeout=60)
    assert page.status_code == 200
    assert f"/fazhi/rejected/{rejected}/release" not in page.text
    assert _release(house, reader, rejected) == 403
    assert state_of(province, rejected)[0] == "pending"


def test_an_editor_decides_under_the_name_of_the_provider(house: House, province: Settings) -> None:
    rejected = rejected_row(province)
    assert _release(house, house.enters("wang", "fazhi-editors"), rejected) == 303
    assert state_of(province, rejected) == ("released", "wang", "两位数属实")


def test_who_is_in_no_group_of_ours_sees_nothing(house: House) -> None:
    assert house.status(house.enters("zhao", "others")) in (401, 403)
    assert house.status(house.enters("qian")) in (401, 403)


def test_a_role_that_was_taken_away_is_gone_with_the_next_login(house: House) -> None:
    assert house.status(house.enters("sun", "fazhi-readers")) == 200
    browser, deadline = house.enters("sun"), time.monotonic() + 120
    while house.status(browser) == 200:  # FAB remembers a person for half a minute
        assert time.monotonic() < deadline
        time.sleep(1)
    assert house.status(browser) in (401, 403)


def test_a_token_of_another_key_opens_nothing(house: House) -> None:
    assert house.status(house.enters("li", "fazhi-editors", forged=True)) == 401


def test_no_password_opens_anything(house: House) -> None:
    answer = house.server.session().post(
        f"{house.server.url}/auth/token", json={"username": "admin", "password": "admin"}, timeout=60
    )
    assert answer.status_code in (400, 401, 403)


def _release(house: House, browser: requests.Session, rejected: int) -> int:
    return browser.post(
        f"{house.server.url}/fazhi/rejected/{rejected}/release",
        data={"reason": "两位数属实"},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=60,
        allow_redirects=False,
    ).status_code
