"""What a person does on the pages, in a real browser: three clicks to the sentence, by keyboard, on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MAIN_PAGES = (
    "/provinces/99/2024",
    "/counties/990223/2024",
    "/counties/990223/2024?lang=en",
    "/counties/990223/2024/items/disputes.loss_rate",
    "/counties/990223/2024/whatif?litigation.loss_rate=5",
    "/rejected",
)


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_three_clicks_tell_why_a_county_lost_points(tab: Page, pages: str) -> None:
    tab.goto(f"{pages}/")
    tab.get_by_role("region", name="总分排名").get_by_role("link", name="竹崖瑶族自治县").click()
    tab.get_by_role("region", name="失分最多的项目").get_by_role("link").first.click()
    assert tab.get_by_role("heading", level=1).inner_text() == "行政诉讼败诉率不高于5%"
    tab.get_by_role("link", name="在原文中查看").first.click()

    asked = tab.locator("#asked")
    assert asked.inner_text() == "10.71%"
    assert "".join(tab.locator(".sentence").all_inner_texts()) == (
        "一审行政应诉案件32件,已审结28件,败诉3件,败诉率10.71%,仍未降到目标线以下。"
    )
    box = asked.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 900 - box["height"]  # it is in sight, nobody has to look for it


def test_the_same_way_without_a_mouse(tab: Page, pages: str) -> None:
    tab.goto(f"{pages}/provinces/99/2024")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    for wanted in ("竹崖瑶族自治县", "行政诉讼败诉率不高于5%", "在原文中查看"):
        for _ in range(80):
            tab.keyboard.press("Tab")
            if tab.evaluate("document.activeElement.textContent").strip() == wanted:
                break
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
    assert tab.locator("#asked").inner_text() == "10.71%"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", MAIN_PAGES)
def test_no_page_is_wider_than_the_screen(browser: Browser, pages: str, path: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(pages + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("path", MAIN_PAGES)
def test_nothing_serious_stands_in_the_way_of_anybody(tab: Page, pages: str, path: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab.goto(pages + path)
    violations = axe.run(tab).response["violations"]
    serious = [
        (each["id"], each["nodes"][0]["html"]) for each in violations if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_every_chart_is_drawn(tab: Page, pages: str) -> None:
    for path in ("/provinces/99/2024", "/counties/990223/2024"):
        tab.goto(pages + path)
        widths = tab.locator("img.chart").evaluate_all("images => images.map(image => image.naturalWidth)")
        assert widths
        assert all(width > 0 for width in widths)


def test_a_rejected_row_is_discarded_by_its_form(tab: Page, pages: str, province) -> None:
    from tests.evidence.rejecting import rejected_row, state_of

    rejected = rejected_row(province)
    tab.goto(f"{pages}/rejected")
    form = tab.locator(f'form[action="/rejected/{rejected}/release"]')
    form.get_by_role("button", name="剔除").click()
    assert state_of(province, rejected)[0] == "pending"  # the browser asks for a reason first
    form.get_by_role("textbox").fill("笔误")
    form.get_by_role("button", name="剔除").click()
    tab.wait_for_load_state()
    assert state_of(province, rejected) == ("discarded", "operator", "笔误")
    assert tab.locator(f'form[action="/rejected/{rejected}/release"]').count() == 0
