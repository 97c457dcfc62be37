"""What strangers put on their pages is shown, and does nothing."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from fazhi.hypertext import followed
from fazhi.pages.document import pieces
from fazhi.settings import Settings
from fazhi.warehouse.database import connect

SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def test_titles_sentences_and_addresses_are_escaped(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        key, title, url = connection.execute(
            "SELECT document_key, title, url FROM dw.dim_document WHERE source_code = '990223' AND report_year = 2024"
            " AND document_type = 'rule_of_law_annual_report'"
        ).fetchone()
        connection.execute(
            "UPDATE dw.dim_document SET title = %s, url = %s WHERE document_key = %s",
            (SCRIPT, "javascript:alert(3)", key),
        )
        connection.commit()
        try:
            for path in (f"/documents/{key}?start=1&end=2", "/counties/990223/2024/items/disputes.loss_rate?fresh"):
                text = reader.get(path).text
                assert "<script>" not in text
                assert "&lt;script&gt;alert(1)" in text
                assert 'href="javascript:' not in text
        finally:
            connection.execute(
                "UPDATE dw.dim_document SET title = %s, url = %s WHERE document_key = %s", (title, url, key)
            )


def test_what_a_reader_types_is_escaped(reader: TestClient) -> None:
    answer = reader.get("/counties/990223/2024/whatif", params={"litigation.loss_rate": '"><script>x</script>'})
    assert answer.status_code == 400
    assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.example/a?b=1", "https://www.example/a?b=1"),
        ("javascript:alert(1)", ""),
        ("JaVaScRiPt:alert(1)", ""),
        (" javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("http://[broken", ""),
        ("//other.example/", ""),
    ],
)
def test_only_web_addresses_are_links(url: str, expected: str) -> None:
    assert followed(url) == expected


def test_a_private_person_is_hidden_where_a_text_is_shown(reader: TestClient, province: Settings) -> None:
    with connect(province.warehouse_dsn) as connection:
        key, held = connection.execute(
            "SELECT observation_key, sentence FROM dw.fact_observation JOIN dw.dim_indicator USING (indicator_key)"
            " JOIN dw.dim_region USING (region_key) WHERE dim_indicator.code = 'litigation.loss_rate'"
            " AND dim_region.code = '990223' AND year = 2024 AND fact_observation.kind = 'actual'"
        ).fetchone()
        said = "原告王小明（电话13812345678）败诉率10.71%。"
        connection.execute("UPDATE dw.fact_observation SET sentence = %s WHERE observation_key = %s", (said, key))
        connection.commit()
        try:
            shown = reader.get("/counties/990223/2024/items/disputes.loss_rate?private").text
            assert "原告王某某（电话****）败诉率10.71%。" in shown
        finally:
            connection.execute("UPDATE dw.fact_observation SET sentence = %s WHERE observation_key = %s", (held, key))


def test_pieces_are_the_text_whatever_is_marked() -> None:
    text = "受理76件,办结65件。"
    marks = {(2, 5): ("taken", ("a",)), (8, 11): ("left", ("b",))}
    cut = list(pieces(text, marks, (2, 4), (0, 12)))
    assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in cut if piece.asked] == ["76"]
    assert [piece.text for piece in cut if piece.kind == "left"] == ["65件"]
    assert all(piece.in_sentence for piece in cut)
