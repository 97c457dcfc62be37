"""A dashboard as a person has it before them: logged in, every chart answered; the answers and the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Response

WAIT = 90_000


@dataclass
class Dashboard:
    """`answers()` gives what the browser got for each chart, by its title; `hosts` every host that answered."""

    tab: Page
    charts: dict[int, str]
    hosts: set[str] = field(default_factory=set)
    _answers: dict[int, Response] = field(default_factory=dict)

    def listen(self) -> None:
        self.tab.on("response", self._heard)

    def _heard(self, response: Response) -> None:
        if response.url.startswith("http"):
            self.hosts.add(urlsplit(response.url).netloc)
        slice_id = _slice_id(response)
        if slice_id in self.charts:
            self._answers[slice_id] = response

    def answers(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of each chart, by its title, when all have answered."""
        while missing := self.charts.keys() - self._answers.keys():
            self.tab.wait_for_event("response", lambda answer, missing=missing: _slice_id(answer) in missing)
        found = {}
        for slice_id, response in self._answers.items():
            assert response.ok, response.text()
            found[self.charts[slice_id]] = response.json()["result"][0]["data"]
        return found

    def choose(self, name: str, text: str) -> None:
        """Choose `text` in the filter `name` and apply it: every chart is asked anew."""
        box = self.tab.locator(f"#NATIVE_FILTER-{name}")
        box.focus()
        box.fill(text)
        self.tab.locator(".ant-select-item-option", has_text=text).first.click()
        self._answers.clear()
        self.tab.get_by_role("button", name="应用过滤器").click()

    def chart(self, title: str) -> Locator:
        """The chart of that title on the page, drawn."""
        chart = self.tab.locator(f'[data-test-chart-name="{title}"]')
        chart.locator(".loading").wait_for(state="detached")
        return chart

    def table(self, title: str) -> list[list[str]]:
        """The cells of a table on the page, row by row."""
        rows = self.chart(title).locator("tbody tr")
        rows.first.wait_for()
        return [row.locator("td").all_inner_texts() for row in rows.all()]


def _slice_id(response: Response) -> int:
    """Which chart an answer is for; 0 where it is for none."""
    parts = urlsplit(response.url)
    if not parts.path.endswith("/chart/data"):
        return 0
    return int(json.loads(parse_qs(parts.query).get("form_data", ["{}"])[0]).get("slice_id", 0))


@contextmanager
def opened(
    browser: Browser, url: str, slug: str, *, user: str = "admin", password: str, height: int = 5000
) -> Iterator[Dashboard]:
    """The dashboard `slug` of the Superset at `url`; charts out of sight do not load, so the window is tall."""
    context = browser.new_context(viewport={"width": 1440, "height": height}, locale="zh-CN")
    tab = context.new_page()
    tab.set_default_timeout(WAIT)
    tab.goto(f"{url}/login/")
    tab.locator("input#username").fill(user)
    tab.locator("input[type=password]").fill(password)
    tab.keyboard.press("Enter")
    tab.wait_for_url(lambda address: "login" not in address)
    charts = tab.request.get(f"{url}/api/v1/dashboard/{slug}/charts").json()["result"]
    dashboard = Dashboard(tab, {chart["id"]: chart["slice_name"] for chart in charts})
    dashboard.listen()
    tab.goto(f"{url}/superset/dashboard/{slug}/")
    try:
        yield dashboard
    finally:
        context.close()
