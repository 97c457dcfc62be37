"""What a department or township reports of itself on a county's site, from the page to staging."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fazhi import derive as derive_module
from fazhi.parse import parse_text
from fazhi.settings import Settings
from fazhi.warehouse import ledger, staging
from fazhi.warehouse.database import Connection
from fazhi.warehouse.runs import start_run
from tests.warehouse.pages import VERSIONS, derive, page, said

PAGE = page("report", said("litigation.filed", "2"))


@pytest.mark.parametrize(
    ("title", "document_type"),
    [
        ("清河县教育局2024年法治政府建设年度报告", "other_body"),
        ("清河县人民政府2024年法治政府建设年度报告", "rule_of_law_annual_report"),
    ],
)
def test_a_report_is_staged_as_what_its_title_says_it_is_of(
    connection: Connection,
    prepared: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    title: str,
    document_type: str,
) -> None:
    derive(connection, PAGE)
    (capture,) = ledger.pending_captures(connection, "99", 2024, VERSIONS)
    text = parse_text(f"{title}\n\n2024年，行政诉讼案件2件。", url=PAGE.url)
    document = replace(text, title=title, document_type="rule_of_law_annual_report")
    monkeypatch.setattr(derive_module.DocumentReader, "read", lambda *_: (document, ""))
    settings = replace(Settings.from_environment({}), archive=str(tmp_path), warehouse_dsn=prepared)
    load_id = staging.start_load(connection, run_id := start_run(connection, "load"), "99", 2024, VERSIONS)
    connection.commit()

    assert derive_module.derive_batch(
        settings, {"run_id": run_id, "load_id": load_id, "captures": [capture.capture_id]}
    )

    staged = connection.execute("SELECT document_type FROM stg.document WHERE load_id = %s", (load_id,)).fetchall()
    assert staged == [(document_type,)]
