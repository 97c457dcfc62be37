"""The pages where people meet them: behind Airflow's login, in its navigation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from fazhi.settings import Settings
from fazhi_local.postgres import PostgresServer
from tests.evidence.api_server import ApiServer, api_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def server(
    browser: Browser, postgres: PostgresServer, province: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApiServer]:
    with api_server(postgres, province, tmp_path_factory.mktemp("airflow_ui")) as running:
        yield running


def test_the_navigation_of_airflow_leads_to_the_province(browser: Browser, server: ApiServer) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.set_default_timeout(60_000)  # Airflow's own page is large
    tab.goto(server.url)
    tab.locator("input[name=username]").fill("viewer")
    tab.locator("input[name=password]").fill("viewer")
    tab.locator("button[type=submit]").click()
    tab.get_by_text("法治指标 Evidence").first.click()
    frame = tab.frame_locator("iframe")
    frame.get_by_role("link", name="竹崖瑶族自治县").first.click()
    frame.get_by_role("heading", name="失分最多的项目").wait_for()
    context.close()
