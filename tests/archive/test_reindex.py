"""The index made again from the files alone: every row as it was, whatever else is damaged, missing or not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from fazhi.archive import ArchiveReader, ArchiveWriter
from fazhi.archive.entry import Entry, LinkedFile, ListChange, PageChange, Redirect
from fazhi.archive.members import members
from fazhi.archive.reindex import Reindexed, reindex
from fazhi.archive.response import ArchiveUnavailableError
from fazhi.archive.spool import recover
from fazhi.archive.storage import Storage
from fazhi.cli import app
from fazhi.warehouse.database import connect
from tests.archive.ledger import EMPTY
from tests.archive.test_archive import BODY, MOMENT, archived, entry, query, response, run_id

__all__ = ["run_id"]  # a fixture

State = dict[str, list[tuple[object, ...]]]
STATE = {
    "capture": "source_code, province_code, kind, url, captured_at, status, record_type, content_type, payload_digest,"
    " archive_file, archive_offset, content_hash, title, published_on, partition_year, parent_url",
    "page_state": "url, source_code, kind, etag, last_modified, payload_digest, content_hash, first_seen_at,"
    " last_seen_at, gone_at, parent_url, link_text,"
    " (SELECT archive_offset FROM etl.capture WHERE capture.capture_id = page_state.capture_id)",
    "list_state": "*",
    "redirect": "*",
    "outcome": "source_code, item_kind, item, outcome, reason, detail, seconds, bytes, recorded_at",
    "archive_file": "archive_file, bytes, records",
    "run": "stage, started_at",
}


def _state(dsn: str) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: sorted(query(dsn, f"SELECT {columns} FROM etl.{table}"), key=repr) for table, columns in STATE.items()
    }


def _empty(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(EMPTY)


def _reindexed(dsn: str, archive: str) -> Reindexed:
    with connect(dsn) as connection:
        return reindex(connection, Storage(archive))


def _visits(writer: ArchiveWriter) -> None:
    """What a night leaves: pages, one asked again and one gone, a file that was linked and never had, lists."""
    for number in range(4):
        answer = response(number, BODY * (number + 1))
        titled = {"title": f"2024年法治政府建设年度报告“{number}”", "published_on": date(2025, 4, 1)}
        writer.add(entry(answer, **titled), answer)
    first, again, gone = response(0), response(0, b"", status=304), response(1, b"", status=404)
    later = MOMENT + timedelta(minutes=5)
    revisit = entry(again, payload_digest=first.payload_digest, content_hash=None, refers_to=MOMENT)
    seen = PageChange(change="seen", url=again.url, source_code="990201", kind="article", seen_at=later, etag='"new"')
    writer.add(replace(revisit, page=seen), again)
    writer.add(replace(entry(gone, content_hash=None), page=replace(seen, change="gone", url=gone.url)), gone)
    linked = LinkedFile(first.url, "附件：统计表", date(2025, 4, 1), 2025)
    file = PageChange(
        change="linked",
        url="http://www.jia.example/files/1.pdf",
        source_code="990201",
        kind="attachment",
        seen_at=MOMENT,
        linked=linked,
    )
    writer.add(Entry(page=file))
    listed = ListChange(
        source_code="990201", url="http://www.jia.example/col/", read_at=MOMENT, is_complete=True, articles=4
    )
    writer.add(Entry(listing=listed))
    redirect = Redirect(source_code="990201", url="http://www.jia.example/old", target=first.url, seen_at=MOMENT)
    writer.add(Entry(redirect=redirect))


def _written(
    dsn: str, run_id: int, directory: Path, archive: str, rotate_at: int = 10**9
) -> dict[str, list[tuple[object, ...]]]:
    with ArchiveWriter(directory / "spool", Storage(archive), run_id=run_id, dsn=dsn, rotate_at=rotate_at) as writer:
        _visits(writer)
    return _state(dsn)


@pytest.mark.parametrize("rotate_at", [1, 10**9])
def test_every_row_comes_back(warehouse: str, run_id: int, tmp_path: Path, place: str, rotate_at: int) -> None:
    before = _written(warehouse, run_id, tmp_path, place, rotate_at)
    assert len(before["capture"]) == 6
    _empty(warehouse)

    found = _reindexed(warehouse, place)

    assert (found.captures, found.unread, found.missing) == (6, (), ())
    after = _state(warehouse)
    assert after == before
    with ArchiveReader(place) as reader:
        for file, offset, digest in query(
            warehouse, "SELECT archive_file, archive_offset, payload_digest FROM etl.capture WHERE status = 200"
        ):
            assert reader.read(str(file), int(str(offset))).payload_digest == digest


def test_doing_it_again_adds_nothing(warehouse: str, run_id: int, tmp_path: Path) -> None:
    before = _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    known = _reindexed(warehouse, str(tmp_path / "archive"))
    assert (known.files, known.captures, known.known) == (0, 0, 1)
    _empty(warehouse)
    for _ in range(2):
        _reindexed(warehouse, str(tmp_path / "archive"))
        assert _state(warehouse) == before


def test_what_an_index_lacks_is_added_to_it(warehouse: str, run_id: int, tmp_path: Path) -> None:
    before = _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    with psycopg.connect(warehouse) as connection:
        connection.execute("DELETE FROM etl.page_state")
        connection.execute("DELETE FROM etl.capture WHERE url LIKE '%\\_2.html'")
    found = _reindexed(warehouse, str(tmp_path / "archive"))
    assert (found.files, found.captures) == (1, 1)
    after = _state(warehouse)
    assert {table: after[table] for table in ("capture", "outcome", "run")} == {
        table: before[table] for table in ("capture", "outcome", "run")
    }


@pytest.mark.parametrize("damage", ["flipped", "zeroed", "cut_out"])
def test_a_damaged_record_is_named_and_costs_only_itself(
    warehouse: str, run_id: int, tmp_path: Path, damage: str
) -> None:
    _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    (file,) = archived(tmp_path)
    with file.open("rb") as stream:
        places = [(member.start, member.end) for member in members(stream)]
    whole = file.read_bytes()
    for number, (start, end) in enumerate(places[1:5]):  # the first names the program, the last ends the file
        middle = (start + end) // 2
        bad = {
            "flipped": whole[:middle] + bytes([whole[middle] ^ 0x55]) + whole[middle + 1 :],
            "zeroed": whole[:start] + bytes(end - start) + whole[end:],
            "cut_out": whole[:middle] + whole[end - 3 :],
        }[damage]
        file.write_bytes(bad)
        _empty(warehouse)

        found = _reindexed(warehouse, str(tmp_path / "archive"))

        assert [unread.offset for unread in found.unread] == [start]
        assert f"{file.name} at {start}: " in str(found.unread[0])
        assert not found.whole
        urls = {url for (url,) in query(warehouse, "SELECT url FROM etl.capture WHERE record_type = 'response'")}
        assert response(number).url not in urls or number == 1  # of which a second record says that it is gone
        assert len(query(warehouse, "SELECT FROM etl.capture")) == 5
        assert query(warehouse, "SELECT articles FROM etl.list_state") == [(4,)]


def test_a_damaged_record_is_named_by_its_page_where_that_can_be_read(
    warehouse: str, run_id: int, tmp_path: Path
) -> None:
    _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    (file,) = archived(tmp_path)
    with file.open("rb") as stream:
        end = list(members(stream))[1].end
    whole = bytearray(file.read_bytes())
    whole[end - 8] ^= 1  # the checksum: all of it can be read, and is not what was written
    file.write_bytes(whole)
    _empty(warehouse)
    (unread,) = _reindexed(warehouse, str(tmp_path / "archive")).unread
    assert unread.url == response(0).url


def test_a_file_without_its_end_is_indexed_as_far_as_it_goes(warehouse: str, run_id: int, tmp_path: Path) -> None:
    _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    (file,) = archived(tmp_path)
    file.write_bytes(file.read_bytes()[:-20])
    _empty(warehouse)
    found = _reindexed(warehouse, str(tmp_path / "archive"))
    assert (found.captures, len(found.unread)) == (6, 1)
    assert "the file ends within the record" in str(found.unread[0])
    assert query(warehouse, "SELECT stage, started_at FROM etl.run") == [("crawl", MOMENT)]


def test_files_that_are_not_ours_or_not_there_are_named(warehouse: str, run_id: int, tmp_path: Path) -> None:
    _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    (file,) = archived(tmp_path)
    name = str(file.relative_to(tmp_path / "archive"))
    file.rename(tmp_path / "elsewhere.warc.gz")
    (tmp_path / "archive" / "crawl-of-others.warc.gz").write_bytes(b"WARC/1.0\r\n")
    found = _reindexed(warehouse, str(tmp_path / "archive"))
    assert found.missing == (name,)
    assert [str(unread) for unread in found.unread] == ["crawl-of-others.warc.gz at 0: a file that fazhi did not write"]
    with pytest.raises(ArchiveUnavailableError, match="cannot be listed"):
        _reindexed(warehouse, str(tmp_path / "nowhere"))


def test_a_recovered_spool_ends_like_any_other_file(warehouse: str, run_id: int, tmp_path: Path) -> None:
    """Killed after the end was written and before the upload: it is not there twice."""
    archive = tmp_path / "archive"
    archive.write_text("a file where the archive should be")
    with pytest.raises(ArchiveUnavailableError):
        _written(warehouse, run_id, tmp_path, str(archive))
    archive.unlink()
    with connect(warehouse) as connection:
        recover(tmp_path / "spool", Storage(str(archive)), connection)
    before = _state(warehouse)
    _empty(warehouse)
    assert _reindexed(warehouse, str(archive)).whole
    assert _state(warehouse) == before


def test_the_command_names_what_it_could_not_read(
    warehouse: str, run_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written(warehouse, run_id, tmp_path, str(tmp_path / "archive"))
    _empty(warehouse)
    monkeypatch.setenv("FAZHI_WAREHOUSE_DSN", warehouse)
    monkeypatch.setenv("FAZHI_ARCHIVE", str(tmp_path / "archive"))
    monkeypatch.setenv("COLUMNS", "200")
    done = CliRunner().invoke(app, ["archive", "index"], catch_exceptions=False)
    assert (done.exit_code, "1 file indexed with 6 records, 0 files indexed before" in done.output) == (0, True)

    (file,) = archived(tmp_path)
    with file.open("rb") as stream:
        start = list(members(stream))[2].start
    file.write_bytes(file.read_bytes()[:start] + b"?" + file.read_bytes()[start + 1 :])
    _empty(warehouse)
    done = CliRunner().invoke(app, ["archive", "index"], catch_exceptions=False)
    assert done.exit_code == 1
    assert f"{file.name} at {start}: " in done.output
