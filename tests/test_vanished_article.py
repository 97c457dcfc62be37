"""An article that a county takes down: what it said stays in the star schema, with its evidence."""

from __future__ import annotations

import shutil
from pathlib import Path

from fazhi.derive import request_rederivation
from fazhi.settings import Settings
from fazhi.warehouse.database import connect
from fazhi.warehouse.fingerprint import fingerprint
from fazhi_local.postgres import PostgresServer
from tests import province
from tests.scoring.seed import SAMPLE
from tests.sites import SampleSites

TITLE = "2024年法治政府建设"
SAID = """
SELECT count(*) FROM dw.fact_observation AS said JOIN dw.dim_document AS document USING (document_key)
WHERE document.url = %s AND said.superseded_at IS NULL
"""


def test_an_article_that_was_taken_down_keeps_its_figures(
    loaded_province: Settings, postgres: PostgresServer, tmp_path: Path
) -> None:
    shutil.copytree(loaded_province.archive, tmp_path / "archive")
    with province.copied(postgres, loaded_province) as copy, SampleSites(SAMPLE) as sites:
        settings = Settings.from_environment(province.environment(copy.warehouse_dsn, tmp_path, sites))
        before = facts(settings)
        taken_down = take_down(sites)
        assert said(settings, taken_down) > 0

        province.night(settings)
        assert gone(settings) == [taken_down]
        assert facts(settings) == before

        request_rederivation(settings, provinces=["99"], years=[2024, 2025])
        province.load(settings)
        assert said(settings, taken_down) > 0, "read again from the archive"
        assert facts(settings) == before


def take_down(sites: SampleSites) -> str:
    """The address of a report that its site answers with 404 from now on and lists no more."""
    for site in sites.sites.values():
        for column in site.columns:
            for article in column.articles:
                if TITLE in article.title and not article.attachments:
                    column.articles.remove(article)
                    return f"http://{site.host}{site.article_path(column, article)}"
    raise AssertionError("the sample province has no such report")


def gone(settings: Settings) -> list[str]:
    with connect(settings.warehouse_dsn) as connection:
        rows = connection.execute("SELECT url FROM etl.page_state WHERE gone_at IS NOT NULL").fetchall()
    return [url for (url,) in rows]


def said(settings: Settings, url: str) -> int:
    with connect(settings.warehouse_dsn) as connection:
        row = connection.execute(SAID, (url,)).fetchone()
    assert row is not None
    return int(row[0])


def facts(settings: Settings) -> str:
    with connect(settings.warehouse_dsn) as connection:
        return fingerprint(connection, history=True)
