"""Staging: what is put where, again and side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from psycopg.rows import dict_row

from fazhi.warehouse import digests, runs, staging
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.staged_rows import OBSERVATION_COLUMNS, DerivedDocument
from tests.warehouse.pages import MORNING, VERSIONS, Page, derive, page, said, stage


def _count(connection: Connection, load_id: int) -> tuple[int, ...]:
    return tuple(
        connection.execute(f"SELECT count(*) FROM stg.{table} WHERE load_id = %s", (load_id,)).fetchone()[0]  # type: ignore[index, arg-type]
        for table in ("document", "observation", "document_check")
    )


def test_a_row_has_its_evidence_period_and_digests(connection: Connection) -> None:
    load_id = stage(connection, [page("x", said("mediation.success_rate", "99.8", "2022H1", unit="%", approx=True))])
    row = connection.execute(
        "SELECT value, approx, period_year, period_end::text, granularity, evidence, sentence, locator"
        " FROM stg.observation WHERE load_id = %s",
        (load_id,),
    ).fetchone()
    sentence = "2022H1年mediation.success_rateactual99.8%。"
    assert row == (Decimal("99.8"), True, 2022, "2022-06-30", "half", "99.8", sentence, "p0")


def test_every_column_holds_what_it_is_named_after(connection: Connection) -> None:
    fields: dict[str, object] = {
        **{"value_max": Decimal("7.50"), "bound": ">=", "unit_raw": "万\0件", "period_source": "title"},
        **{
            "breakdown": "organ=court",
            "subject": "县委\ud800",
            "basis": "new",
            "scope": "court",
            "confidence": "likely",
        },
        **{"rule": "a rule", "locator": "t1r2c3"},
    }
    figures = said("litigation.filed", "1"), said("notary.cases", "5.0", "2024Q3", kind="target", unit="万件", **fields)
    load_id = stage(connection, [page("x", *figures)])
    columns = ", ".join(OBSERVATION_COLUMNS)
    with connection.cursor(row_factory=dict_row) as cursor:
        first, second = cursor.execute(
            f"SELECT {columns} FROM stg.observation WHERE load_id = %s ORDER BY position",  # type: ignore[arg-type]
            (load_id,),
        ).fetchall()
    derived = derive(connection, page("x", *figures))
    (row_digest, value_digest) = _digests_of(derived)[1]
    each = derived.extraction.observations[1]
    assert second == {
        **{name: getattr(each, name) for name in OBSERVATION_COLUMNS if hasattr(each, name)},
        **{"load_id": load_id, "document_id": digests.document_id("https://county.example/x"), "position": 1},
        **{"unit_raw": "万件", "subject": "县委?", "period_year": 2024, "granularity": "quarter"},
        **{"period_start": date(2024, 7, 1), "period_end": date(2024, 9, 30)},
        **{"evidence": "5.0", "sentence": "2024Q3年notary.casestarget5.0万件。"},
        **{"row_digest": UUID(bytes=row_digest), "value_digest": UUID(bytes=value_digest)},
    }
    assert (first["value_max"], first["approx"], first["unit_raw"]) == (None, False, "")


def test_a_number_is_staged_as_it_was_read(connection: Connection) -> None:
    numbers = ["0", "7", "10000", "500.00", "2.5", "-3", "9223372036854775808", "1" + "0" * 30]
    load_id = stage(connection, [page("x", *(said("litigation.filed", number) for number in numbers))])
    rows = connection.execute(
        "SELECT value::text FROM stg.observation WHERE load_id = %s ORDER BY position", (load_id,)
    ).fetchall()
    assert [value for (value,) in rows] == numbers


def test_a_batch_that_is_tried_again_replaces_what_it_staged(connection: Connection) -> None:
    both = [
        page("a", said("litigation.filed", "1"), said("litigation.lost", "0")),
        page("b", said("notary.cases", "9")),
    ]
    load_id = stage(connection, both)
    staging.stage(connection, load_id, [derive(connection, both[0])])
    assert _count(connection, load_id) == (2, 3, 0)


def test_batches_of_one_load_stage_side_by_side(connection: Connection, prepared: str) -> None:
    run_id = runs.start_run(connection, "load", started_at=MORNING)
    load_id = staging.start_load(connection, run_id, "99", 2024, VERSIONS)

    def work(name: str) -> int:
        with connect(prepared) as own:
            return staging.stage(own, load_id, [derive(own, page(name, said("litigation.filed", "1")))])

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, "abcdefgh")) == 8
    assert _count(connection, load_id) == (8, 8, 0)


def test_leftovers_of_old_loads_are_dropped_by_age(connection: Connection) -> None:
    old = stage(connection, [page("a", said("litigation.filed", "1"))])
    recent = stage(connection, [page("a", said("litigation.filed", "1"))], at=MORNING + timedelta(days=3))
    stage(connection, [page("a", said("litigation.filed", "1"))], at=MORNING + timedelta(days=9))
    assert (_count(connection, old), _count(connection, recent)) == ((0, 0, 0), (1, 1, 0))


def test_a_load_of_a_run_that_never_was_is_an_error(connection: Connection) -> None:
    with pytest.raises(ValueError, match="no run 99"):
        staging.start_load(connection, 99, "99", 2024, VERSIONS)


def _digests_of(derived: DerivedDocument) -> list[tuple[bytes, bytes]]:
    """Row and value digest of each observation."""
    county = derived.capture.source_code
    return digests.of_written(digests.written(county, derived.document, derived.extraction.observations).parts)


def _digests(connection: Connection, each: Page) -> list[str]:
    return [row_digest.hex() for row_digest, _ in _digests_of(derive(connection, each))]


def test_a_digest_depends_on_meaning_and_evidence_alone(connection: Connection) -> None:
    figure = said("litigation.filed", "111")
    plain = _digests(connection, page("a", figure))
    assert _digests(connection, page("b", figure, title="别的标题")) == plain
    assert _digests(connection, page("a", replace(figure, fields={"rule": "another", "locator": "p7"}))) == plain
    assert _digests(connection, page("a", said("notary.cases", "5"), figure))[1:] == plain, "a paragraph added above"
    for other in (
        page("a", replace(figure, value="112")),
        page("a", replace(figure, period="2023")),
        page("a", replace(figure, prose="其中")),
        page("a", replace(figure, fields={"confidence": "likely"})),
        page("a", figure, county="990102"),
    ):
        assert _digests(connection, other) != plain


def test_equal_numbers_in_another_spelling_are_the_same_value() -> None:
    derived = [Decimal("2.50"), Decimal("2.5"), Decimal("250E-2")]
    assert len({digests._plain(value) for value in derived}) == 1
    assert digests._plain(Decimal("1E+3")) == digests._plain(Decimal(1000)) == "1000"


def test_the_same_text_is_one_work_whatever_its_white_space() -> None:
    assert digests.work_id("全年办理 76 件。\n") == digests.work_id("全年办理76件。")
    assert digests.work_id("全年办理77件。") != digests.work_id("全年办理76件。")
    assert 0 <= digests.document_id("https://county.example/a") < 2**63
