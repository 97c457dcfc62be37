"""`make screenshots`: pictures of both dashboards, taken of the sample province in Superset."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from fazhi_local.postgres import free_port
from fazhi_local.superset import Superset
from tests.browser.conftest import CHROMIUM, QUIET
from tests.province import on_its_own_server
from tests.superset.opened import opened

COUNTY = "竹崖瑶族自治县 990223"


def main(directory: Path) -> None:
    """Write `superset-province.png` and `superset-county.png` to `directory`."""
    with tempfile.TemporaryDirectory() as temporary, on_its_own_server(Path(temporary)) as settings:
        take(settings.bi_dsn, Path(temporary), directory)


def take(bi_dsn: str, temporary: Path, directory: Path) -> None:
    """The pictures of the warehouse at `bi_dsn`."""
    secret = "only for these pictures, then it is gone"
    superset = Superset(temporary / "superset", free_port(), bi_dsn, secret_key=secret, admin_password=secret)
    superset.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
            for name in ("province", "county"):
                with opened(browser, superset.url, f"fazhi-{name}", password=secret) as dashboard:
                    dashboard.answers()
                    if name == "county":
                        dashboard.choose("county", COUNTY)
                        dashboard.answers()
                    dashboard.tab.wait_for_load_state("networkidle")
                    area = {"x": 0, "y": 0, "width": 1440, "height": 1800}
                    dashboard.tab.screenshot(path=directory / f"superset-{name}.png", clip=area)  # type: ignore[arg-type]
            browser.close()
    finally:
        superset.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
