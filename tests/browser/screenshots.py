"""`make screenshots`: the pictures of the README, taken of the sample province in chromium."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from fazhi.pages import create_app
from tests.browser.conftest import CHROMIUM, QUIET, served
from tests.evidence.conftest import READER
from tests.province import on_its_own_server

_COUNTY = "/counties/990223/2024"
_ITEM = f"{_COUNTY}/items/disputes.loss_rate"
_PICTURES = {"province": "/provinces/99/2024", "county": _COUNTY, "item": _ITEM}


def main(directory: Path) -> None:
    """Write `<page>.png` of the main pages to `directory`."""
    directory.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        on_its_own_server(Path(temporary)) as settings,
        served(create_app(settings, lambda: READER)) as address,
    ):
        _take(address, directory)


def _take(address: str, directory: Path) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        tab = browser.new_page(viewport={"width": 1280, "height": 860})
        for name, path in _PICTURES.items():
            tab.goto(address + path)
            tab.screenshot(path=directory / f"{name}.png")
        tab.get_by_role("link", name="在原文中查看").first.click()
        tab.wait_for_load_state("networkidle")
        tab.screenshot(path=directory / "document.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
