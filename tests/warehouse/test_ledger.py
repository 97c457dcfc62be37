"""What waits: captures not derived, partitions not scored."""

from __future__ import annotations

from dataclasses import replace

from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection
from tests.warehouse.pages import MORNING, VERSIONS, derive, load, night, page, said

REPORT = page("report", said("litigation.filed", "111"))
OLDER = page("older", said("litigation.filed", "104", "2023"), partition_year=2023, report_year=2023)


def _pending(connection: Connection, versions: ledger.Versions = VERSIONS) -> list[str]:
    return ledger.pending_partitions(connection, versions)


def test_a_capture_waits_until_it_is_merged(connection: Connection) -> None:
    for each in (REPORT, OLDER):
        derive(connection, each)
    assert _pending(connection) == ["99|2023", "99|2024"]
    capture = ledger.pending_captures(connection, "99", 2024, VERSIONS)[0]
    assert (capture.url, capture.archive_file, capture.captured_at) == (REPORT.url, "2025/04/a.warc.gz", MORNING)
    assert ledger.captures(connection, [capture.capture_id, 10**9]) == [capture]

    load(connection, REPORT)
    assert _pending(connection) == ["99|2023"]


def test_another_version_finds_its_work_by_itself(connection: Connection) -> None:
    load(connection, REPORT)
    for newer in (
        replace(VERSIONS, parser="2"),
        replace(VERSIONS, extractor="2"),
        replace(VERSIONS, catalogue="2"),
    ):
        assert _pending(connection, newer) == ["99|2024"]
    assert _pending(connection) == []


def test_only_the_latest_body_of_a_page_waits(connection: Connection) -> None:
    revised = replace(REPORT, says=(said("litigation.filed", "112"),), captured_at=night(1))
    derive(connection, REPORT)
    derive(connection, revised)
    assert [capture.captured_at for capture in ledger.pending_captures(connection, "99", 2024, VERSIONS)] == [night(1)]


def test_a_page_whose_year_changed_waits_in_its_new_partition_only(connection: Connection) -> None:
    derive(connection, REPORT)
    derive(connection, replace(REPORT, partition_year=2023, captured_at=night(1)))
    assert _pending(connection) == ["99|2023"]


def test_pages_without_a_body_and_revisits_never_wait(connection: Connection) -> None:
    load(connection, REPORT)
    connection.execute(
        "INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,"
        " payload_digest, archive_file, archive_offset, content_hash, partition_year)"
        " SELECT run_id, source_code, province_code, kind, url, captured_at + interval '1 day', 304, 'revisit',"
        " payload_digest, archive_file, 9, 'other', partition_year FROM etl.capture"
    )
    assert _pending(connection) == []


def test_a_backfill_asks_again_and_the_mark_stays_until_the_merge(connection: Connection) -> None:
    load(connection, REPORT)
    load(connection, OLDER)
    asked = ledger.request_rederivation(connection, ["99"], [2023, 2022], requested_at=night(1))
    assert asked == ["99|2023"]
    assert _pending(connection) == ["99|2023"]

    load(connection, OLDER, at=night(2))
    assert _pending(connection) == []


def test_a_change_is_due_for_scoring_until_it_was_seen(connection: Connection) -> None:
    load(connection, OLDER)
    assert ledger.changed_partitions(connection) == ["99|2023", "99|2024"]

    seen = ledger.change_number(connection, "99", 2024)
    load(connection, REPORT)  # while 2024 is being scored
    ledger.mark_scored(connection, "99", 2023, ledger.change_number(connection, "99", 2023))
    ledger.mark_scored(connection, "99", 2024, seen)
    assert ledger.changed_partitions(connection) == ["99|2024", "99|2025"]
    assert ledger.change_number(connection, "99", 2030) == 0
