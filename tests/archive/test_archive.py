"""Records come back byte for byte, other tools can read the files, and a kill at any moment loses nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from requests.structures import CaseInsensitiveDict
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from fazhi.archive import ArchivedResponse, ArchiveError, ArchiveReader, ArchiveWriter
from fazhi.archive.entry import Capture, Entry, ItemOutcome, PageChange
from fazhi.archive.members import unpack
from fazhi.archive.spool import recover
from fazhi.archive.storage import Storage
from fazhi.warehouse.database import connect
from fazhi.warehouse.runs import start_run
from tests.counts import counted, moments

MOMENT = datetime(2025, 4, 2, 18, 0, 0, 123456, tzinfo=UTC)
BODY = "<html><p>新收行政复议申请76件。</p></html>".encode()


@pytest.fixture
def run_id(warehouse: str) -> int:
    with connect(warehouse) as connection:
        return start_run(connection, "crawl", started_at=MOMENT)


@pytest.fixture
def writer(warehouse: str, run_id: int, tmp_path: Path) -> Iterator[ArchiveWriter]:
    with ArchiveWriter(
        tmp_path / "spool", Storage(str(tmp_path / "archive")), run_id=run_id, dsn=warehouse
    ) as archive_writer:
        yield archive_writer


def response(number: int = 1, body: bytes = BODY, status: int = 200) -> ArchivedResponse:
    return ArchivedResponse(
        url=f"http://www.jia.example/art/2025/4/1/art_1_{number}.html",
        status=status,
        headers=CaseInsensitiveDict({"Content-Type": "text/html; charset=utf-8", "ETag": f'"{number}"'}),
        content=body,
        captured_at=MOMENT,
    )


def entry(answer: ArchivedResponse, **changes: object) -> Entry:
    capture = {
        "source_code": "990201",
        "kind": "article",
        "url": answer.url,
        "captured_at": answer.captured_at,
        "status": answer.status,
        "payload_digest": answer.payload_digest,
        "content_hash": f"hash of {answer.url}",
        "partition_year": 2025,
    }
    page = {"change": "body", "url": answer.url, "source_code": "990201", "kind": "article", "seen_at": MOMENT}
    outcome = ItemOutcome(source_code="990201", item_kind="page", item=answer.url, outcome="done", recorded_at=MOMENT)
    return Entry(
        capture=Capture(**(capture | changes)),  # type: ignore[arg-type]
        page=PageChange(**page, payload_digest=answer.payload_digest),  # type: ignore[arg-type]
        outcome=outcome,
    )


def query(dsn: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute(statement).fetchall()  # type: ignore[arg-type]


def archived(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "archive").rglob("*.warc.gz"))


def test_a_response_comes_back_byte_for_byte(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    bodies = [BODY, b"", bytes(range(256)) * 100, b"\r\n\r\nWARC/1.1\r\n", "不通过".encode("gb18030")]
    for number, body in enumerate(bodies):
        answer = response(number, body)
        writer.add(entry(answer), answer)
    writer.close()

    rows = query(warehouse, "SELECT url, archive_file, archive_offset FROM etl.capture ORDER BY capture_id")
    with ArchiveReader(str(tmp_path / "archive")) as reader:
        read = [reader.read(str(file), int(str(offset))) for _, file, offset in rows]
    assert [answer.body for answer in read] == bodies
    assert [answer.url for answer in read] == [url for url, _, _ in rows]
    assert {answer.content_type for answer in read} == {"text/html; charset=utf-8"}
    assert {answer.captured_at for answer in read} == {MOMENT}


def test_other_tools_find_a_valid_file(
    writer: ArchiveWriter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = response(1)
    writer.add(entry(first), first)
    again = response(1, b"", status=304)
    writer.add(entry(again, payload_digest=first.payload_digest, content_hash=None, refers_to=MOMENT), again)
    writer.close()

    (file,) = archived(tmp_path)
    assert Checker(Namespace(inputs=[str(file)], verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 2  # warcinfo and response; a revisit has no payload to check
    with file.open("rb") as stream:
        records = [(record.rec_type, dict(record.rec_headers.headers)) for record in ArchiveIterator(stream)]
    assert [kind for kind, _ in records] == ["warcinfo", "response", "revisit", "metadata"]
    assert records[0][1]["WARC-Filename"] == file.name
    assert records[2][1]["WARC-Profile"].endswith("/server-not-modified")
    assert records[2][1]["WARC-Refers-To-Date"] == "2025-04-02T18:00:00.123456Z"
    assert records[2][1]["WARC-Payload-Digest"] == records[1][1]["WARC-Payload-Digest"]


def test_nothing_is_visible_before_the_file_is_uploaded(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    writer.add(entry(response()), response())

    assert query(warehouse, "SELECT url FROM etl.capture") == []
    assert archived(tmp_path) == []

    writer.close()

    assert len(query(warehouse, "SELECT url FROM etl.capture")) == 1
    assert len(archived(tmp_path)) == 1
    assert query(warehouse, "SELECT outcome FROM etl.outcome") == [("done",)]
    assert query(warehouse, "SELECT p.capture_id = c.capture_id FROM etl.page_state p, etl.capture c") == [(True,)]
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_revisit_leaves_the_capture_with_the_body_current(writer: ArchiveWriter, warehouse: str) -> None:
    first, again = response(1), response(1, b"", status=304)
    writer.add(entry(first), first)
    seen = PageChange(change="seen", url=first.url, source_code="990201", kind="article", seen_at=MOMENT)
    revisit = entry(again, payload_digest=first.payload_digest, content_hash=None, refers_to=MOMENT)
    writer.add(Entry(capture=revisit.capture, page=seen), again)
    writer.close()

    assert query(warehouse, "SELECT record_type FROM etl.capture ORDER BY capture_id") == [("response",), ("revisit",)]
    assert query(
        warehouse, "SELECT record_type, p.payload_digest FROM etl.page_state p JOIN etl.capture USING (capture_id)"
    ) == [("response", first.payload_digest)]


def test_a_file_is_rotated_by_size(warehouse: str, run_id: int, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "archive"))
    with ArchiveWriter(tmp_path / "spool", storage, run_id=run_id, dsn=warehouse, rotate_at=30_000) as writer:
        for number in range(6):
            answer = response(number, os.urandom(10_000))
            writer.add(entry(answer), answer)

    assert len(archived(tmp_path)) == 2
    assert query(warehouse, "SELECT count(*), count(DISTINCT archive_file) FROM etl.capture") == [(6, 2)]


def test_outcomes_without_a_record_are_archived_too(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    refused = ItemOutcome(
        source_code="990201",
        item_kind="site",
        item="990201",
        outcome="failed",
        reason="connection_refused",
        recorded_at=MOMENT,
    )
    writer.add(Entry(outcome=refused))
    writer.close()

    assert query(warehouse, "SELECT item, reason FROM etl.outcome") == [("990201", "connection_refused")]
    (file,) = archived(tmp_path)
    assert [record.rec_type for record in ArchiveIterator(BytesIO(file.read_bytes()))] == ["warcinfo", "metadata"]


def test_a_failed_upload_keeps_the_spool_and_the_next_run_recovers_it(
    warehouse: str, run_id: int, tmp_path: Path
) -> None:
    (tmp_path / "archive").write_text("a file where the archive should be")
    storage = Storage(str(tmp_path / "archive"))
    writer = ArchiveWriter(tmp_path / "spool", storage, run_id=run_id, dsn=warehouse)
    writer.add(entry(response()), response())

    with pytest.raises(ArchiveError, match="cannot be written"):
        writer.close()
    assert query(warehouse, "SELECT url FROM etl.capture") == []

    (tmp_path / "archive").unlink()
    with connect(warehouse) as connection:
        assert recover(tmp_path / "spool", storage, connection).records == 1
    assert len(query(warehouse, "SELECT url FROM etl.capture")) == 1


def test_the_archive_may_be_an_object_store(warehouse: str, run_id: int, tmp_path: Path) -> None:
    """Any fsspec path; here the one that needs no server."""
    archive = f"memory://{tmp_path.name}"
    with ArchiveWriter(tmp_path / "spool", Storage(archive), run_id=run_id, dsn=warehouse) as writer:
        writer.add(entry(response()), response())

    ((file, offset),) = query(warehouse, "SELECT archive_file, archive_offset FROM etl.capture")
    with ArchiveReader(archive) as reader:
        assert reader.read(str(file), int(str(offset))).body == BODY


def test_a_file_that_is_indexed_already_is_not_indexed_twice(warehouse: str, run_id: int, tmp_path: Path) -> None:
    """Killed between the commit and the deletion of the spool."""
    storage = Storage(str(tmp_path / "archive"))
    writer = ArchiveWriter(tmp_path / "spool", storage, run_id=run_id, dsn=warehouse)
    writer.add(entry(response()), response())
    left = {path.name: path.read_bytes() for path in (tmp_path / "spool").iterdir()}
    writer.close()
    for name, content in left.items():
        (tmp_path / "spool" / name).write_bytes(content)

    with connect(warehouse) as connection:
        recover(tmp_path / "spool", storage, connection)

    assert query(warehouse, "SELECT count(*) FROM etl.capture") == [(1,)]
    assert query(warehouse, "SELECT count(*) FROM etl.outcome") == [(1,)]
    assert list((tmp_path / "spool").iterdir()) == []


def test_the_spool_of_a_living_writer_is_left_alone(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    writer.add(entry(response()), response())

    with connect(warehouse) as connection:
        assert recover(tmp_path / "spool", Storage(str(tmp_path / "archive")), connection).files == 0
    assert len(list((tmp_path / "spool").iterdir())) == 2


def test_the_spool_of_another_warehouse_is_set_aside(warehouse: str, tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path / "spool", Storage(str(tmp_path / "archive")), run_id=4711, dsn=warehouse)
    writer.add(entry(response()), response())
    assert writer._file is not None
    writer._file.release()

    with connect(warehouse) as connection:
        assert recover(tmp_path / "spool", Storage(str(tmp_path / "archive")), connection).discarded == 1
    assert len(list((tmp_path / "spool" / "of_another_warehouse").iterdir())) == 2


def test_an_older_spool_does_not_turn_a_page_back(warehouse: str, run_id: int, tmp_path: Path) -> None:
    storage = Storage(str(tmp_path / "archive"))
    for moment, body in ((datetime(2025, 4, 3, tzinfo=UTC), b"new"), (MOMENT, b"old")):
        answer = response(1, body)
        late = entry(answer)
        page = PageChange(
            change="body",
            url=answer.url,
            source_code="990201",
            kind="article",
            seen_at=moment,
            payload_digest=answer.payload_digest,
        )
        with ArchiveWriter(tmp_path / "spool", storage, run_id=run_id, dsn=warehouse) as writer:
            writer.add(Entry(capture=late.capture, page=page), answer)

    assert query(warehouse, "SELECT payload_digest FROM etl.page_state") == [(response(1, b"new").payload_digest,)]


def test_reading_what_is_not_there_names_file_and_offset(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    writer.add(entry(response()), response())
    writer.close()
    ((file, offset),) = query(warehouse, "SELECT archive_file, archive_offset FROM etl.capture")
    reader = ArchiveReader(str(tmp_path / "archive"))

    with pytest.raises(ArchiveError, match=r"nowhere\.warc\.gz cannot be read"):
        reader.read("nowhere.warc.gz", 0)
    with pytest.raises(ArchiveError, match=rf"{file} at 10000000: "):
        reader.read(str(file), 10_000_000)
    with pytest.raises(ArchiveError, match="a warcinfo record, which holds no body"):
        reader.read(str(file), 0)
    assert reader.read(str(file), int(str(offset))).body == BODY


def test_a_damaged_record_is_not_taken_for_the_page(writer: ArchiveWriter, warehouse: str, tmp_path: Path) -> None:
    writer.add(entry(response()), response())
    writer.close()
    ((name, offset),) = query(warehouse, "SELECT archive_file, archive_offset FROM etl.capture")
    file, start = tmp_path / "archive" / str(name), int(str(offset))
    whole = file.read_bytes()
    end = unpack(BytesIO(whole), start).end

    tried = 0
    for position in range(start + 10, end, 7):  # behind the gzip header, which says nothing of the page
        damaged = whole[:position] + bytes([whole[position] ^ 0x10]) + whole[position + 1 :]
        if not unpack(BytesIO(damaged), start).damage:
            assert unpack(BytesIO(damaged), start).content.read() == unpack(BytesIO(whole), start).content.read()
            continue  # a bit that fills the last byte, or describes a code that does not occur
        tried += 1
        file.write_bytes(damaged)
        with pytest.raises(ArchiveError, match=f"at {offset}: no readable record"):
            ArchiveReader(str(tmp_path / "archive")).read(str(name), start)
    assert tried >= (end - start) // 7 - 3
    file.write_bytes(whole[: end - 1])
    with pytest.raises(ArchiveError, match="the file ends within the record"):
        ArchiveReader(str(tmp_path / "archive")).read(str(name), start)


WRITE_UNTIL_KILLED = """
import itertools, os, sys
from pathlib import Path
from fazhi.archive import ArchiveWriter
from fazhi.archive.storage import Storage
from tests.archive.test_archive import entry, response
spool, archive, run_id, dsn, first = sys.argv[1:]
writer = ArchiveWriter(Path(spool), Storage(archive), run_id=int(run_id), dsn=dsn, rotate_at=400_000)
for number in itertools.count(int(first)):
    answer = response(number, os.urandom(20_000))
    writer.add(entry(answer), answer)
    print(number, flush=True)
"""


@counted
@pytest.mark.parametrize("kill_after", moments([1, 7, 30], full=50, last=60))
def test_a_killed_writer_loses_nothing_it_had_written(
    warehouse: str, run_id: int, tmp_path: Path, kill_after: int, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(tmp_path / "spool"), str(tmp_path / "archive"), str(run_id), warehouse, "0"]
    with subprocess.Popen(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, *arguments], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        written = [int(process.stdout.readline()) for _ in range(kill_after)]
        process.send_signal(signal.SIGKILL)

    with connect(warehouse) as connection:
        recover(tmp_path / "spool", Storage(str(tmp_path / "archive")), connection)

    rows = query(warehouse, "SELECT url, archive_file, archive_offset, payload_digest FROM etl.capture")
    urls = [url for url, *_ in rows]
    assert {response(number).url for number in written} <= set(urls)
    assert len(urls) == len(set(urls))
    with ArchiveReader(str(tmp_path / "archive")) as reader:
        for _, file, offset, digest in rows:
            assert reader.read(str(file), int(str(offset))).payload_digest == digest
    assert Checker(Namespace(inputs=[str(file) for file in archived(tmp_path)], verbose=False)).process_all() == 0
    assert capsys.readouterr().out == ""
    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.parametrize("cut", [1, 500, 5_000])
def test_a_record_that_was_not_whole_is_cut_off(warehouse: str, run_id: int, tmp_path: Path, cut: int) -> None:
    """The power failed: the journal has the line, the disk lacks the end of the record."""
    storage = Storage(str(tmp_path / "archive"))
    writer = ArchiveWriter(tmp_path / "spool", storage, run_id=run_id, dsn=warehouse)
    for number in range(3):
        answer = response(number, os.urandom(3_000))
        writer.add(entry(answer), answer)
    assert writer._file is not None
    writer._file.finish()
    writer._file.release()
    (warc,) = (tmp_path / "spool").glob("*.warc.gz")
    os.truncate(warc, warc.stat().st_size - cut)

    with connect(warehouse) as connection:
        recovered = recover(tmp_path / "spool", storage, connection)

    assert (recovered.records, recovered.discarded) == ((2, 1) if cut < 3_000 else (1, 2))
    assert query(warehouse, "SELECT count(*) FROM etl.page_state") == [(recovered.records,)]
    (file,) = archived(tmp_path)
    assert (
        sum(1 for _ in ArchiveIterator(BytesIO(file.read_bytes()))) == 2 + recovered.records
    )  # with the first and the last
