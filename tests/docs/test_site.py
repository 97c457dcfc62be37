"""The documentation site: it builds without a warning, and a reader's browser asks nobody else for anything."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.counts import FULL

PYTHON = PROJECT / ".fazhi" / "docs-venv" / "bin" / "python"
pytestmark = pytest.mark.skipif(not FULL, reason="make test-full: needs the environment of make docs")
FETCHED = re.compile(r"""<(?:link|script|img|iframe|source)\b[^>]*?(?:href|src)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""")
ASKED_BY_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = tmp_path_factory.mktemp("site")
    command = [PYTHON, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-E", "-b", "html", "docs", built]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return built


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = {path.relative_to(PROJECT / "docs").with_suffix(".html") for path in (PROJECT / "docs").rglob("*.md")}
    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_nothing_comes_from_elsewhere(site: Path) -> None:
    foreign = {
        (path.name, host)
        for path in (*site.rglob("*.html"), *site.rglob("*.css"))
        for pattern in (FETCHED, ASKED_BY_STYLE)
        for host in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert foreign == set()


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("reference/command-line.html", "fazhi backfill"),
        ("reference/yaml-files.html", "sweep_days"),
        ("reference/dags.html", "score_assessment"),
        ("data-dictionary.html", "mart.county_scorecard"),
        ("explanation/choice.html", "more_official_document"),
    ],
)
def test_a_reader_finds_what_is_looked_for(site: Path, page: str, text: str) -> None:
    assert text in re.sub(r"<[^>]+>", "", (site / page).read_text(encoding="utf-8"))
