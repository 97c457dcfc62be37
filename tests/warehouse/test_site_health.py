"""`mart.site_health`: how each site is, and since when it has given nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from fazhi.clock import SHANGHAI
from fazhi.warehouse import runs
from fazhi.warehouse.database import Connection

EAST = "990101"


def test_the_health_of_a_site(connection: Connection) -> None:
    def night(day: int, code: str, outcome: str, reason: str = "", title: str = "") -> None:
        moment = datetime(2025, 4, day, 1, tzinfo=SHANGHAI)
        run_id = runs.start_run(connection, "crawl", started_at=moment)
        connection.execute(
            "INSERT INTO etl.outcome (run_id, source_code, item_kind, item, outcome, reason, recorded_at)"
            " VALUES (%s, %s, 'site', %s, %s, %s, %s)",
            (run_id, code, code, outcome, reason, moment + timedelta(minutes=5)),
        )
        if title:
            connection.execute(
                "INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status,"
                " record_type, payload_digest, archive_file, archive_offset, content_hash, title)"
                " VALUES (%s, %s, '99', 'article', 'http://a.example/', %s, 200, 'response', '', 'f', 0, %s, %s)",
                (run_id, code, moment, title, title),
            )

    night(1, EAST, "done", title="总结")
    night(2, EAST, "unchanged")
    night(3, EAST, "failed", "http_503")
    night(9, EAST, "failed", "blocked")
    night(10, "990399", "failed", "dns_failure")
    assert connection.execute(
        "SELECT source_code, region_name, last_outcome, last_reason, days_since_answer, days_since_document,"
        " failures_in_a_row FROM mart.site_health ORDER BY source_code"
    ).fetchall() == [
        (EAST, "东河县", "failed", "blocked", 7, 9, 2),
        ("990399", None, "failed", "dns_failure", None, None, 1),
    ]

    night(11, EAST, "unchanged")
    assert connection.execute(
        "SELECT last_outcome, days_since_answer, failures_in_a_row FROM mart.site_health WHERE source_code = %s",
        (EAST,),
    ).fetchall() == [("unchanged", 0, 0)]
