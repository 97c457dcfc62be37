"""A warehouse with a region, and settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.settings import Settings
from tests.quality.staged import Warehouse


@pytest.fixture
def staged(warehouse: str) -> Iterator[Warehouse]:
    opened = Warehouse(warehouse)
    yield opened
    opened.connection.close()


@pytest.fixture
def settings(staged: Warehouse, tmp_path: Path) -> Settings:
    return settings_for(staged.dsn, tmp_path)


def settings_for(dsn: str, directory: Path) -> Settings:
    return Settings.from_environment({"FAZHI_WAREHOUSE_DSN": dsn, "FAZHI_DATA_DOCS": str(directory / "data_docs")})
