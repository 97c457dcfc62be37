"""`python -m fazhi_docs`: write what of the documentation comes from the code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fazhi.settings import PROJECT
from fazhi_docs.command_line import command_line
from fazhi_docs.dags import dags_page
from fazhi_docs.quality_rules import quality_page
from fazhi_docs.settings import settings_page
from fazhi_docs.yaml_files import schema_files, yaml_page

REFERENCE = PROJECT / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": command_line,
    "dags.md": lambda: dags_page(PROJECT / "dags"),
    "quality-rules.md": lambda: quality_page(PROJECT / "expectations"),
    "settings.md": settings_page,
    "yaml-files.md": yaml_page,
}


def write(directory: Path) -> None:
    """Write all pages and schemas below `directory`; schemas of kinds that are no more go."""
    schemas = directory / "schemas"
    schemas.mkdir(parents=True, exist_ok=True)
    for old in schemas.glob("*.json"):
        old.unlink()
    for name, page in PAGES.items():
        (directory / name).write_text(page(), encoding="utf-8")
    for name, text in schema_files().items():
        (schemas / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(REFERENCE)
