"""Spool, upload and visibility are the same for a local directory and for an S3 server."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import fsspec
import pytest
from warcio.checker import Checker

from fazhi.archive import ArchiveReader, ArchiveWriter
from fazhi.archive.response import ArchiveUnavailableError
from fazhi.archive.spool import archive_path, recover
from fazhi.archive.storage import Storage
from fazhi.errors import ConfigurationError
from fazhi.warehouse.database import connect
from tests.archive.s3 import BUCKET, downloaded
from tests.archive.test_archive import BODY, entry, query, response, run_id

__all__ = ["run_id"]  # a fixture

FILES = "SELECT archive_file FROM etl.archive_file ORDER BY 1"


def stored(archive: str) -> list[str]:
    filesystem, root = fsspec.core.url_to_fs(archive)
    filesystem.invalidate_cache()
    return [path for path in filesystem.find(root) if path.endswith(".warc.gz")] if filesystem.exists(root) else []


def test_rotated_files_are_valid_and_visible_with_their_upload(
    warehouse: str, run_id: int, tmp_path: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bodies = [BODY + str(number).encode() * 500 for number in range(6)]
    with ArchiveWriter(tmp_path / "spool", Storage(place), run_id=run_id, dsn=warehouse, rotate_at=2500) as writer:
        for number, body in enumerate(bodies):
            answer = response(number, body)
            writer.add(entry(answer), answer)
            files = [str(file) for (file,) in query(warehouse, FILES)]
            assert len(stored(place)) == len(files)  # nothing is there of which the warehouse does not know

    rows = query(warehouse, "SELECT archive_file, archive_offset FROM etl.capture ORDER BY url")
    assert 1 < len({file for file, _ in rows}) < len(bodies)
    with ArchiveReader(place) as reader:
        assert [reader.read(str(file), int(str(offset))).body for file, offset in rows] == bodies
    assert list((tmp_path / "spool").iterdir()) == []
    files = [str(file) for (file,) in query(warehouse, FILES)]
    capsys.readouterr()
    assert Checker(Namespace(inputs=downloaded(place, files, tmp_path / "copies"), verbose=False)).process_all() == 0
    assert capsys.readouterr().out == ""


def test_what_an_interrupted_upload_left_is_replaced(warehouse: str, run_id: int, tmp_path: Path, place: str) -> None:
    """Killed after the upload and before the rows, or in the midst of it."""
    writer = ArchiveWriter(tmp_path / "spool", Storage(place), run_id=run_id, dsn=warehouse)
    writer.add(entry(response()), response())
    assert writer._file is not None
    writer._file.release()
    (journal,) = (tmp_path / "spool").glob("*.jsonl")
    torn = tmp_path / "torn"
    torn.write_bytes(b"half of it")
    Storage(place).put(torn, archive_path(journal.stem))

    with connect(warehouse) as connection:
        assert recover(tmp_path / "spool", Storage(place), connection).records == 1

    ((file, offset),) = query(warehouse, "SELECT archive_file, archive_offset FROM etl.capture")
    with ArchiveReader(place) as reader:
        assert reader.read(str(file), int(str(offset))).body == BODY


def test_a_bucket_that_is_not_there_keeps_the_spool_for_a_later_run(
    warehouse: str, run_id: int, tmp_path: Path, s3: str
) -> None:
    elsewhere = s3.replace(BUCKET, "no-such-bucket")
    writer = ArchiveWriter(tmp_path / "spool", Storage(elsewhere), run_id=run_id, dsn=warehouse)
    writer.add(entry(response()), response())

    with pytest.raises(ArchiveUnavailableError, match=r"no-such-bucket/.* cannot be written"):
        writer.close()
    assert query(warehouse, "SELECT url FROM etl.capture") == []

    with connect(warehouse) as connection:
        assert recover(tmp_path / "spool", Storage(s3), connection).records == 1
    assert len(query(warehouse, "SELECT url FROM etl.capture")) == 1


def test_a_bucket_is_made_where_there_is_none(s3: str, tmp_path: Path) -> None:
    elsewhere = Storage(s3.replace(BUCKET, f"new-bucket-{tmp_path.name.strip('_').replace('_', '-')}"))
    (tmp_path / "file").write_bytes(b"x")
    for _ in range(2):
        elsewhere.make()
    elsewhere.put(tmp_path / "file", "2025/04/fazhi-x.warc.gz")
    assert elsewhere.files() == ["2025/04/fazhi-x.warc.gz"]


def test_a_file_that_goes_while_it_is_read_is_named(s3: str, tmp_path: Path) -> None:
    content = os.urandom(5 * 2**20)
    (tmp_path / "file").write_bytes(content)
    Storage(s3).put(tmp_path / "file", "2025/04/fazhi-x.warc.gz")
    assert b"".join(Storage(s3).blocks("2025/04/fazhi-x.warc.gz")) == content

    blocks = Storage(s3).blocks("2025/04/fazhi-x.warc.gz")
    assert next(blocks) == content[: 2**20]
    fsspec.filesystem("s3").rm(f"{s3}/2025/04/fazhi-x.warc.gz")
    with pytest.raises(ArchiveUnavailableError, match=r"fazhi-x\.warc\.gz cannot be read to its end"):
        list(blocks)


def test_a_file_that_the_store_lost_is_named(s3: str) -> None:
    with (
        pytest.raises(ArchiveUnavailableError, match=r"2025/04/fazhi-x\.warc\.gz cannot be read"),
        ArchiveReader(s3) as reader,
    ):
        reader.read("2025/04/fazhi-x.warc.gz", 0)


def test_a_protocol_that_nothing_speaks_is_named() -> None:
    with pytest.raises(ConfigurationError, match="FAZHI_ARCHIVE: tape://vault cannot be used"):
        Storage("tape://vault")
