"""The first load of a year fills its partition apart and attaches it: the same facts, nothing left where it fails."""

from __future__ import annotations

import random
from datetime import date

import psycopg
import pytest
from psycopg import sql

from fazhi.warehouse import merge
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.fingerprint import table_fingerprints
from fazhi_local.postgres import PostgresServer
from tests.warehouse.pages import Page, load, night, page, said, stage
from tests.warehouse.test_roles import log_in

PAGES = [
    page("a", said("litigation.filed", "104", "2024"), said("litigation.filed", "91", "2023", kind="previous")),
    page("b", said("litigation.filed", "111", "2024"), said("notary.cases", "900", "2024", approx=True)),
]
FILLED = ["fact_indicator_2023", "fact_indicator_2024", "fact_observation_2023", "fact_observation_2024"]
PARTS = """
SELECT relkind::text, regexp_replace(pg_get_indexdef(indexrelid), '(_2024|_1999)', '', 'g'), NULL
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relname = %(name)s
UNION ALL
SELECT 'c', conname::text, pg_get_constraintdef(pg_constraint.oid)
FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE relname = %(name)s AND contype = 'c'
UNION ALL
SELECT 'g', grantee::regrole::text, privilege_type
FROM pg_class CROSS JOIN LATERAL aclexplode(relacl) WHERE relname = %(name)s
"""


def _years(connection: Connection) -> list[str]:
    rows = connection.execute(
        "SELECT relname::text FROM pg_class"
        " WHERE relname ~ '^fact_(observation|indicator)_2' AND relkind = 'r' ORDER BY 1"
    )
    return [name for (name,) in rows]


def _open(connection: Connection, *years: int) -> None:
    for year in years:
        assert connection.execute("SELECT etl.open_partition('dw.fact_observation', %s)", (year,)).fetchone() == (True,)
        connection.execute("SELECT etl.attach_partition('dw.fact_observation', %s)", (year,))
    connection.commit()


def test_a_year_filled_apart_holds_the_same_as_one_that_was_there(connection: Connection, other: str) -> None:
    assert _years(connection) == []
    load(connection, *PAGES)
    assert _years(connection) == FILLED
    with connect(other) as filled:
        _open(filled, 2023, 2024)
        load(filled, *PAGES)
        assert table_fingerprints(filled) == table_fingerprints(connection)


@pytest.mark.parametrize("seed", range(3))
def test_choosing_for_a_whole_year_is_choosing_key_by_key(connection: Connection, other: str, seed: int) -> None:
    crowd = _crowd(random.Random(seed))
    load(connection, *crowd)
    reasons = connection.execute("SELECT DISTINCT reason FROM dw.fact_indicator").fetchall()
    assert {"sources_agree", "later_published", "first_in_text"} <= {reason for (reason,) in reasons}
    with connect(other) as one_by_one:
        _open(one_by_one, 2024)
        load(one_by_one, *crowd)
        assert table_fingerprints(one_by_one) == table_fingerprints(connection)


def _crowd(chance: random.Random) -> list[Page]:
    """A county with more than 63 works, some of them at several addresses. On even keys all say the same; on the others
    they disagree, round, give parts and targets; of some keys many speak, of some one.
    """
    pages = []
    for number in range(100):
        says = []
        for key in {int(40 * chance.random() ** 3) for _ in range(6)}:
            value, more = "104", {"breakdown": f"a={key}"}
            if key % 2:
                value = chance.choice(("104", "104.0", "111"))
                more |= chance.choice(({}, {"approx": True}, {"bound": ">="}, {"subject": "县委"}, {"kind": "target"}))
            says += [said("litigation.filed", value, prose=f"{number}:", **more)] * chance.choice(
                (1, 1, 1, 1, 1 + key % 2)
            )
        mirrored = f"mirrored {number // 30}" if number % 30 < 3 else ""
        on = chance.choice((None, date(2025, 2, 1), date(2025, 3, 1)))
        pages.append(page(f"{chance.random()}", *says, published_on=on, work_text=mirrored))
    return pages


def test_facts_of_a_year_whose_partition_was_taken_away_are_chosen_again(connection: Connection) -> None:
    load(connection, *PAGES)
    connection.execute("DROP TABLE dw.fact_observation_2024")
    load(connection, page("c", said("litigation.filed", "7", "2024")), at=night(1))
    held = connection.execute(
        "SELECT value FROM dw.fact_indicator WHERE year = 2024 AND unit = '件' AND superseded_at IS NULL ORDER BY 1"
    )
    assert (7,) in held.fetchall()


@pytest.mark.parametrize("fact", ["fact_observation", "fact_indicator"])
def test_a_partition_has_the_indexes_constraints_and_rights_of_any_other(connection: Connection, fact: str) -> None:
    load(connection, *PAGES)
    plain_one = sql.SQL("CREATE TABLE {} PARTITION OF {} FOR VALUES IN (1999)")
    connection.execute(plain_one.format(sql.Identifier("dw", f"{fact}_1999"), sql.Identifier("dw", fact)))
    made, plain = (
        sorted(connection.execute(PARTS, {"name": f"{fact}_{year}"}).fetchall(), key=str) for year in (2024, 1999)
    )
    assert [part for part in made if part[0] != "g"] == [part for part in plain if part[0] != "g"]
    assert {(who, what) for kind, who, what in made if kind == "g" and who == "fazhi_bi"} == {("fazhi_bi", "SELECT")}


def test_observations_attached_by_others_have_a_place_for_what_is_chosen(connection: Connection) -> None:
    _open(connection, 2024)
    assert _years(connection) == ["fact_indicator_2024", "fact_observation_2024"]
    load(connection, *PAGES)
    assert connection.execute("SELECT count(*) FROM dw.fact_indicator WHERE year = 2024").fetchone() == (2,)


def test_a_merge_that_fails_leaves_no_partition(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_load: object, _counts: object) -> None:
        raise RuntimeError("killed")

    load_id = stage(connection, PAGES)
    with monkeypatch.context() as patched:
        patched.setattr(merge, "_record", fail)
        with pytest.raises(RuntimeError, match="killed"):
            merge.merge_load(connection, load_id)
    assert _years(connection) == []

    assert merge.merge_load(connection, load_id).observations_added == 4
    assert _years(connection) == FILLED


def test_readers_go_on_while_a_year_is_filled(connection: Connection, prepared: str) -> None:
    later: list[Page] = [page("c", said("litigation.filed", "7", "2022"), report_year=2022, partition_year=2022)]
    load(connection, *PAGES)
    load_id = stage(connection, later)
    connection.commit()
    with connection.transaction():  # the merge is done within, and not committed
        merge.merge_load(connection, load_id)
        with psycopg.connect(prepared, options="-c lock_timeout=2s") as reader:
            assert reader.execute("SELECT count(*) FROM dw.fact_observation").fetchone() == (4,)
            assert reader.execute("SELECT count(*) FROM dw.fact_indicator").fetchone() == (3,)
            reader.execute("UPDATE dw.fact_observation SET rule = rule WHERE year = 2024")
            reader.execute("UPDATE dw.fact_indicator SET reason = reason WHERE year = 2024")
            reader.rollback()


def test_the_loader_makes_a_year_and_the_bi_role_does_not(
    connection: Connection, prepared: str, postgres: PostgresServer
) -> None:
    opening = "SELECT etl.open_partition('dw.fact_observation', 2031)"
    with log_in(postgres, prepared, "fazhi_bi") as bi, pytest.raises(psycopg.errors.InsufficientPrivilege):
        bi.execute(opening)
    with log_in(postgres, prepared, "fazhi_loader") as loader:
        assert loader.execute(opening).fetchone() == (True,)
        loader.execute("SELECT etl.attach_partition('dw.fact_observation', 2031)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            loader.execute("SELECT etl.open_partition('etl.run', 2031)")
