"""A connection to a warehouse that knows two counties and the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fazhi.warehouse.database import Connection, connect
from tests.warehouse import pages


@pytest.fixture
def connection(warehouse: str, tmp_path: Path) -> Iterator[Connection]:
    with connect(warehouse) as connection:
        pages.prepare(connection, tmp_path / "regions")
        yield connection
