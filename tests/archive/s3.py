"""An S3 server on the loopback, and the places an archive may be."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

BUCKET = "fazhi-archive"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of a server with an empty bucket."""
    from moto.server import ThreadedMotoServer  # a second of imports that other tests do not need

    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The URL of an archive on the server, of this test alone; the environment says how to reach it, as for a user."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "loader")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of no account")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    store = fsspec.filesystem("s3")
    if not store.exists(BUCKET):
        store.mkdir(BUCKET)
    return f"s3://{BUCKET}/{tmp_path.name}"


@pytest.fixture(params=["directory", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the archive is: a local directory, an object store."""
    return str(request.getfixturevalue("s3")) if request.param == "s3" else str(tmp_path / "archive")


def downloaded(archive: str, files: list[str], directory: Path) -> list[str]:
    """Local copies of files of the archive, for tools that read paths."""
    directory.mkdir(exist_ok=True)
    copies = []
    for file in files:
        filesystem, path = fsspec.core.url_to_fs(f"{archive}/{file}")
        copies.append(str(directory / Path(file).name))
        filesystem.get_file(path, copies[-1])
    return copies
