"""Staging to star: what is inserted, superseded and left alone, and with which cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from psycopg.types.json import Jsonb

from fazhi.reconcile.check import Check
from fazhi.warehouse import ledger, merge
from fazhi.warehouse.database import Connection
from fazhi.warehouse.fingerprint import fingerprint
from tests.warehouse.pages import VERSIONS, load, night, page, said, stage

REPORT = page(
    "report",
    said("litigation.filed", "111"),
    said("litigation.lost", "3"),
    said("reconsideration.accepted", "76"),
    said("publicity.events", "5000", "2025", kind="target", unit="场次"),
)


def _observations(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT indicator.code, value, superseded_cause FROM dw.fact_observation"
        " JOIN dw.dim_indicator AS indicator USING (indicator_key) ORDER BY 1, observation_key"
    ).fetchall()


def _facts(connection: Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT region.name, indicator.code, period.code, value FROM dw.fact_indicator"
        " JOIN dw.dim_region AS region USING (region_key) JOIN dw.dim_indicator AS indicator USING (indicator_key)"
        " JOIN dw.dim_period AS period USING (period_key) WHERE superseded_at IS NULL ORDER BY 1, 2, 3"
    ).fetchall()


def test_a_new_document_brings_observations_facts_targets_and_its_ledger_row(connection: Connection) -> None:
    result = load(connection, REPORT)

    assert (result.documents_new, result.observations_added, result.chosen_changed) == (1, 4, 4)
    assert result.changed_years == (2024, 2025)
    assert _facts(connection) == [
        ("东河县", "litigation.filed", "2024", Decimal(111)),
        ("东河县", "litigation.lost", "2024", Decimal(3)),
        ("东河县", "reconsideration.accepted", "2024", Decimal(76)),
    ]
    assert connection.execute("SELECT year, value, bound FROM dw.fact_target").fetchall() == [(2025, Decimal(5000), "")]
    assert connection.execute(
        "SELECT sentence, evidence, locator FROM dw.fact_observation WHERE value = 111"
    ).fetchall() == [("2024年litigation.filedactual111件。", "111", "p0")]
    assert connection.execute("SELECT url, observations, is_current FROM etl.derivation").fetchall() == [
        (REPORT.url, 4, True)
    ]


def test_the_same_pages_again_change_no_row(connection: Connection) -> None:
    load(connection, REPORT)
    before = fingerprint(connection, history=True)
    rows = connection.execute("SELECT ctid, xmin, * FROM dw.fact_observation ORDER BY observation_key").fetchall()

    again = load(connection, REPORT, at=night(1))

    assert (again.observations_added, again.observations_superseded, again.observations_unchanged) == (0, 0, 4)
    assert (again.changed_years, again.partitions_to_score) == ((), ())
    assert fingerprint(connection, history=True) == before
    assert (
        connection.execute("SELECT ctid, xmin, * FROM dw.fact_observation ORDER BY observation_key").fetchall() == rows
    )


def test_a_figure_that_only_moved_within_the_same_text_is_read_again(connection: Connection) -> None:
    load(connection, REPORT)
    moved = replace(REPORT, says=(said("litigation.filed", "111", locator="t0r1c1"), *REPORT.says[1:]))

    result = load(connection, moved, at=night(1), versions=replace(VERSIONS, parser="parser 2"))

    assert (result.observations_added, result.observations_superseded, result.observations_unchanged) == (1, 1, 3)
    located = connection.execute(
        "SELECT locator, superseded_cause FROM dw.fact_observation WHERE value = 111 ORDER BY 2"
    )
    assert located.fetchall() == [("p0", "extractor"), ("t0r1c1", None)]


def _staged(connection: Connection, load_id: int) -> int:
    row = connection.execute("SELECT count(*) FROM stg.observation WHERE load_id = %s", (load_id,)).fetchone()
    assert row is not None
    return int(row[0])


def test_what_the_ledger_has_is_not_staged_again_unless_another_gate_must_see_it(connection: Connection) -> None:
    load(connection, REPORT)
    another_extractor = replace(VERSIONS, extractor="extractor 2")
    assert _staged(connection, stage(connection, [REPORT], at=night(1), versions=another_extractor)) == 0
    for versions in (replace(VERSIONS, expectations="stricter"), replace(VERSIONS, parser="parser 2")):
        assert _staged(connection, stage(connection, [REPORT], at=night(1), versions=versions)) == 4

    connection.execute(
        "INSERT INTO etl.rejected (load_id, province_code, partition_year, url, content_hash, locator, value_digest,"
        ' table_name, expectation, reason, sentence, "row", recorded_at)'
        " SELECT load_id, '99', 2024, url, content_hash, 'p0', gen_random_uuid(), 'stg.observation', 'x', '', '', '{}',"
        " %s FROM stg.document LIMIT 1",
        (night(1),),
    )
    assert _staged(connection, stage(connection, [REPORT], at=night(2))) == 4


def test_a_document_staged_without_its_figures_is_left_alone_where_the_ledger_changed_meanwhile(
    connection: Connection,
) -> None:
    """Two loads of other versions at once: the one that trusted the ledger merges after the one that changed it."""
    load(connection, REPORT)
    trusting = stage(connection, [REPORT], at=night(1), versions=replace(VERSIONS, extractor="extractor 2"))
    reread = replace(REPORT, says=(said("litigation.filed", "111", confidence="likely"), *REPORT.says[1:]))
    load(connection, reread, at=night(2), versions=replace(VERSIONS, extractor="extractor 3"))

    result = merge.merge_load(connection, trusting)

    assert (result.documents, result.observations_superseded, result.observations_added) == (0, 0, 0)
    current = connection.execute("SELECT extractor_version FROM etl.derivation WHERE is_current").fetchall()
    assert current == [("extractor 3",)]
    confidence = "SELECT confidence FROM dw.fact_observation WHERE superseded_at IS NULL AND value = 111"
    assert connection.execute(confidence).fetchall() == [("likely",)]


def test_a_merge_that_is_tried_again_gives_its_first_result(connection: Connection) -> None:
    load_id = stage(connection, [REPORT])
    first = merge.merge_load(connection, load_id)
    assert merge.merge_load(connection, load_id) == first
    assert connection.execute("SELECT change_number FROM etl.partition_change ORDER BY year").fetchall() == [(1,), (1,)]


def test_a_silent_revision_supersedes_only_the_figures_it_changed(connection: Connection) -> None:
    load(connection, REPORT)
    figures = (said("notary.cases", "904"), said("litigation.filed", "112"), *REPORT.says[1:])
    revised = replace(REPORT, says=figures, captured_at=night(1))

    result = load(connection, revised, at=night(1))

    assert (result.documents_revised, result.observations_added, result.observations_superseded) == (1, 2, 1)
    assert _observations(connection) == [
        ("litigation.filed", Decimal(111), "revised_by_source"),
        ("litigation.filed", Decimal(112), None),
        ("litigation.lost", Decimal(3), None),
        ("notary.cases", Decimal(904), None),
        ("publicity.events", Decimal(5000), None),
        ("reconsideration.accepted", Decimal(76), None),
    ]
    versions = connection.execute("SELECT version, superseded_at FROM dw.dim_document ORDER BY version").fetchall()
    assert versions == [(1, night(1)), (2, None)]
    assert connection.execute(
        "SELECT value, superseded_cause FROM dw.fact_indicator JOIN dw.dim_indicator USING (indicator_key)"
        " WHERE code = 'litigation.filed' ORDER BY fact_key"
    ).fetchall() == [(Decimal(111), "revised_by_source"), (Decimal(112), None)]
    # the second version no longer says 111: as_of(source) can tell until when it did
    assert connection.execute(
        "SELECT version.version FROM dw.fact_observation AS said"
        " JOIN dw.dim_document AS version ON version.document_key = said.superseded_by_document_key"
    ).fetchall() == [(2,)]


@pytest.mark.parametrize(
    ("versions", "cause"),
    [
        (replace(VERSIONS, extractor="extractor 2"), "extractor"),
        (replace(VERSIONS, parser="parser 2"), "extractor"),
        (replace(VERSIONS, catalogue="catalogue 2"), "catalogue"),
    ],
)
def test_another_reading_of_the_same_text_is_named_by_its_cause(
    connection: Connection, versions: ledger.Versions, cause: str
) -> None:
    load(connection, REPORT)
    other = said("litigation.filed", "111", confidence="likely")
    load_id = stage(connection, [replace(REPORT, says=(other, *REPORT.says[1:]))], versions=versions, at=night(1))
    # the text is the same, only its reading differs
    connection.execute("UPDATE stg.document SET content_hash = (SELECT content_hash FROM dw.dim_document)")

    merge.merge_load(connection, load_id)

    assert _observations(connection)[:2] == [
        ("litigation.filed", Decimal(111), cause),
        ("litigation.filed", Decimal(111), None),
    ]
    current = connection.execute("SELECT parser_version, extractor_version FROM etl.derivation WHERE is_current")
    assert current.fetchall() == [(versions.parser, versions.extractor)]


def test_what_the_gate_now_rejects_is_superseded_as_rejected(connection: Connection) -> None:
    load(connection, REPORT)
    load_id = stage(connection, [REPORT], at=night(1), versions=replace(VERSIONS, expectations="stricter"))
    rejected = connection.execute(
        "DELETE FROM stg.observation AS staged USING stg.document AS document"
        " WHERE indicator = 'litigation.lost' AND (staged.load_id, staged.document_id)"
        " = (document.load_id, document.document_id) RETURNING url, content_hash, locator, value_digest, row_digest"
    ).fetchone()
    assert rejected is not None
    connection.execute(
        "INSERT INTO etl.rejected (load_id, province_code, partition_year, url, content_hash, locator, value_digest,"
        ' table_name, expectation, reason, "row", recorded_at)'
        " VALUES (%s, '99', 2024, %s, %s, %s, %s, 'stg.observation', 'too_few', '', %s, %s)",
        (load_id, *rejected[:4], Jsonb({"row_digest": str(rejected[4])}), night(1)),
    )
    merge.merge_load(connection, load_id)

    assert ("litigation.lost", Decimal(3), "rejected") in _observations(connection)
    assert "litigation.lost" not in {row[1] for row in _facts(connection)}


def test_a_text_that_comes_back_is_a_third_version_and_is_derived_again(connection: Connection) -> None:
    revised = replace(REPORT, says=(said("litigation.filed", "112"),), captured_at=night(1))
    for number, each in enumerate((REPORT, revised, replace(REPORT, captured_at=night(2)))):
        load(connection, each, at=night(number))

    assert connection.execute("SELECT count(*) FROM dw.dim_document").fetchone() == (3,)
    assert _facts(connection)[0] == ("东河县", "litigation.filed", "2024", Decimal(111))
    assert ledger.pending_partitions(connection, VERSIONS) == []


def test_an_older_capture_that_is_merged_late_brings_nothing_back(connection: Connection) -> None:
    late = stage(connection, [REPORT])
    load(connection, replace(REPORT, says=(said("litigation.filed", "112"),), captured_at=night(1)), at=night(1))

    result = merge.merge_load(connection, late)

    assert result.documents == 0
    assert _facts(connection) == [("东河县", "litigation.filed", "2024", Decimal(112))]


def test_rows_that_the_schema_cannot_hold_are_kept_apart_with_the_reason(connection: Connection) -> None:
    bad = (
        said("litigation.filed", "1", "2004"),
        said("litigation.filed", "2", "2032", kind="target"),
        said("litigation.filed", "3", "2023H3"),
        said("litigation.no_such", "4"),
        said("litigation.filed", None, value_status="reported"),
        said("litigation.filed", "6", kind="rumour"),
    )
    result = load(connection, page("bad", *bad, said("litigation.filed", "7")))

    assert (result.rejected, result.observations_added) == (6, 1)
    rows = connection.execute("SELECT expectation, reason, sentence FROM etl.rejected ORDER BY 1, 2").fetchall()
    assert [(expectation, reason) for expectation, reason, _ in rows] == [
        ("malformed", "A column holds what dw.fact_observation does not allow; the row shows which"),
        ("period_out_of_range", "The period 2004 is not within 2005 to 2031"),
        ("period_out_of_range", "The period 2032 is not within 2005 to 2031"),
        ("period_unreadable", '"2023H3" is not a period code'),
        ("unknown_indicator", "The catalogue has no indicator litigation.no_such"),
        ("value_missing", "A value of status reported cannot be missing"),
    ]
    assert all(sentence for _, _, sentence in rows)

    load(connection, page("bad", *bad, said("litigation.filed", "7")), at=night(1))
    assert connection.execute("SELECT count(*) FROM etl.rejected").fetchone() == (6,)


def test_a_county_that_no_file_knows_leaves_an_outcome_and_stays_pending(connection: Connection) -> None:
    stranger = page("stranger", said("litigation.filed", "5"), county="990199")
    result = load(connection, REPORT, stranger)

    assert result.documents == 1
    assert connection.execute("SELECT item, outcome, reason, detail FROM etl.outcome").fetchall() == [
        (
            stranger.url,
            "failed",
            "unknown_region",
            "990199 is in no divisions.csv (FAZHI_REGIONS); add it and load again",
        )
    ]
    pending = ledger.pending_captures(connection, "99", 2024, VERSIONS)
    assert [capture.url for capture in pending] == [stranger.url]


def test_a_figure_belongs_to_the_county_as_it_was_on_the_last_day_of_its_period(connection: Connection) -> None:
    load(
        connection,
        page("x", said("litigation.filed", "5", "2015"), said("litigation.filed", "6", "2016"), county="990102"),
    )
    assert _facts(connection) == [
        ("西河区", "litigation.filed", "2016", Decimal(6)),
        ("西河县", "litigation.filed", "2015", Decimal(5)),
    ]


def test_a_figure_without_a_period_is_kept_but_never_chosen(connection: Connection) -> None:
    load(connection, page("x", said("litigation.filed", "5", "")))
    assert connection.execute("SELECT year, value FROM dw.fact_observation").fetchall() == [(2024, Decimal(5))]
    assert _facts(connection) == []


def test_the_same_sentence_twice_is_two_observations_of_one_fact(connection: Connection) -> None:
    twice = page("x", said("litigation.filed", "5"), said("litigation.filed", "5"))
    assert load(connection, twice).observations_added == 2
    assert load(connection, twice, at=night(1)).observations_unchanged == 2
    assert _facts(connection) == [("东河县", "litigation.filed", "2024", Decimal(5))]


def test_checks_come_with_their_operands_and_go_with_them(connection: Connection) -> None:
    rate = Check(
        identity="litigation.loss_rate",
        result="contradicts",
        how="",
        period="2024",
        expected=Decimal("2.70"),
        found=Decimal("3.5"),
        operands=(2, 1, 0),
    )
    figures = (
        said("litigation.filed", "111"),
        said("litigation.lost", "3"),
        said("litigation.loss_rate", "3.5", unit="%"),
    )
    checked = page("x", *figures, checks=(rate,))
    load(connection, checked)

    assert connection.execute(
        "SELECT position, value, check_status FROM dw.bridge_check_observation AS bridge"
        " JOIN dw.fact_observation AS said"
        " ON said.year = observation_year AND said.observation_key = bridge.observation_key"
        " JOIN dw.check_status AS status ON status.observation_key = bridge.observation_key ORDER BY position"
    ).fetchall() == [
        (0, Decimal("3.5"), "contradicts"),
        (1, Decimal(3), "contradicts"),
        (2, Decimal(111), "contradicts"),
    ]

    load(connection, checked, at=night(1))
    assert connection.execute("SELECT count(*) FROM dw.fact_check").fetchone() == (1,)

    load(connection, replace(checked, says=figures[:2], checks=(), captured_at=night(2)), at=night(2))
    assert connection.execute("SELECT superseded_cause FROM dw.fact_check").fetchall() == [("revised_by_source",)]
    assert connection.execute("SELECT count(*) FROM dw.check_status").fetchone() == (0,)


def test_a_document_of_another_type_after_all_is_chosen_by_its_new_type(connection: Connection) -> None:
    news = page("news", said("litigation.filed", "100"), document_type="other", published_on=date(2025, 1, 5))
    load(connection, REPORT, news)
    assert _facts(connection)[0][3] == Decimal(111)

    load(connection, replace(REPORT, document_type="bureau_plan"), at=night(1))

    assert _facts(connection)[0][3] == Decimal(100)
    assert connection.execute("SELECT document_type FROM dw.fact_publication WHERE found").fetchall() == [
        ("bureau_plan",)
    ]


def test_a_document_of_a_department_after_all_no_longer_stands_for_the_county(connection: Connection) -> None:
    load(connection, REPORT)
    assert _facts(connection)

    load(connection, replace(REPORT, document_type="other_body"), at=night(1))

    assert _facts(connection) == []
    assert connection.execute("SELECT count(*) FROM dw.fact_publication WHERE found").fetchone() == (0,)


def test_hostile_characters_are_stored_without_what_text_cannot_hold(connection: Connection) -> None:
    load(connection, page("x", said("litigation.filed", "5", prose="甲\0乙\ud800%s'); DROP TABLE dw.dim_document; --")))
    assert connection.execute("SELECT sentence FROM dw.fact_observation").fetchall() == [
        ("甲乙?%s'); DROP TABLE dw.dim_document; --5件。",)
    ]
