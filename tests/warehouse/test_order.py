"""The same facts whichever order loads come in, one after the other or at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from itertools import permutations
from threading import Barrier

import pytest

from fazhi.warehouse import merge
from fazhi.warehouse.database import Connection, connect
from fazhi.warehouse.fingerprint import fingerprint, table_fingerprints
from tests.warehouse.pages import Page, load, night, page, said, stage

# Three partitions whose figures cross: each speaks of 2023 and of a neighbour, one is mirrored, two disagree.
CROSSING = (
    page("2022", said("litigation.filed", "90", "2022"), said("litigation.filed", "95", "2023", kind="target"),
         report_year=2022, partition_year=2022, published_on=date(2023, 3, 1)),
    page("2023", said("litigation.filed", "104", "2023"), said("litigation.filed", "91", "2022", kind="previous"),
         said("notary.cases", "900", "2023", approx=True), said("litigation.filed", "7", "2023", breakdown="a=b"),
         report_year=2023, partition_year=2023, published_on=date(2024, 3, 1)),
    page("2023/mirror", said("litigation.filed", "104", "2023"),
         said("litigation.filed", "91", "2022", kind="previous"),
         said("notary.cases", "900", "2023", approx=True), said("litigation.filed", "7", "2023", breakdown="a=b"),
         report_year=2023, partition_year=2023, published_on=date(2024, 4, 1), document_type="other"),
    page("2024", said("litigation.filed", "111", "2024"), said("litigation.filed", "105", "2023", kind="previous"),
         said("notary.cases", "904", "2023"), said("mediation.received", "5", "2021-2023"),
         report_year=2024, partition_year=2024),
    page("2024/b", said("litigation.filed", "33", "2023"), county="990102", report_year=2024, partition_year=2024),
)  # fmt: skip


def _loads(crossing: tuple[Page, ...]) -> list[list[Page]]:
    by_year: dict[int, list[Page]] = {}
    for each in crossing:
        by_year.setdefault(each.partition_year, []).append(each)
    return list(by_year.values())


@pytest.fixture
def expected(connection: Connection) -> dict[str, str]:
    """What the warehouse holds after the partitions came in ascending order."""
    for each in _loads(CROSSING):
        load(connection, *each)
    return table_fingerprints(connection)


def test_partitions_in_every_order_give_the_same_facts(expected: dict[str, str], other: str) -> None:
    with connect(other) as connection:
        for order in permutations(_loads(CROSSING)):
            _empty(connection)
            for each in order:
                load(connection, *each)
            assert table_fingerprints(connection) == expected


@pytest.mark.parametrize("seed", range(5))
def test_documents_one_by_one_and_again_give_the_same_facts(expected: dict[str, str], other: str, seed: int) -> None:
    order = random.Random(seed).choices(CROSSING, k=5)
    with connect(other) as connection:
        for number, each in enumerate([*order, *reversed(CROSSING)]):
            load(connection, each, at=night(number))
        assert table_fingerprints(connection) == expected


def test_a_mirror_counts_once_and_a_disagreement_is_counted(connection: Connection) -> None:
    for each in _loads(CROSSING):
        load(connection, *each)
    chosen = connection.execute(
        "SELECT indicator.code, value, reason, sources_agreeing, sources_disagreeing FROM dw.fact_indicator"
        " JOIN dw.dim_indicator AS indicator USING (indicator_key) JOIN dw.dim_period AS period USING (period_key)"
        " JOIN dw.dim_breakdown AS breakdown USING (breakdown_key) JOIN dw.dim_region AS region USING (region_key)"
        " WHERE superseded_at IS NULL AND period.code = '2023' AND breakdown.code = '' AND region.code = '990101'"
        " ORDER BY 1"
    ).fetchall()
    assert chosen == [
        ("litigation.filed", 104, "actual_over_quoted", 1, 1),
        ("notary.cases", 900, "sources_agree", 2, 0),
    ]


def test_loads_of_crossing_periods_at_once_neither_collide_nor_lose_a_figure(
    expected: dict[str, str], other: str
) -> None:
    """Each round stages the three partitions, twice the same one, and merges all four at the same moment."""
    loads = _loads(CROSSING)
    with connect(other) as connection:
        for round_number in range(4):
            _empty(connection)
            staged = [stage(connection, each) for each in (*loads, loads[1])]
            random.Random(round_number).shuffle(staged)
            _merge(other, staged, at_once=True)
            assert table_fingerprints(connection) == expected


def test_a_load_beside_a_backfill_of_the_same_pages(connection: Connection, prepared: str, other: str) -> None:
    """A revision is loaded while the texts before it are derived again: the same facts as one after the other."""
    rounds = range(4)
    first = [replace(each, url=f"{each.url}/{number}") for number in rounds for each in CROSSING[:2]]
    for dsn, at_once in ((prepared, True), (other, False)):
        with connect(dsn) as own:
            for year in (2022, 2023):
                load(own, *(each for each in first if each.partition_year == year))
            for number in rounds:
                before = [each for each in first if each.url.endswith(f"/{number}") and each.partition_year == 2022]
                revised = [
                    replace(
                        each, says=(said("litigation.filed", f"9{number}5", "2022"),), captured_at=night(number + 1)
                    )
                    for each in before
                ]
                at = night(number + 1)
                staged = [stage(own, revised, at=at), stage(own, before, at=at)]
                _merge(dsn, staged if number % 2 else staged[::-1], at_once=at_once)
    with connect(other) as one_by_one:
        assert table_fingerprints(connection, history=True) == table_fingerprints(one_by_one, history=True)
    values = connection.execute(
        "SELECT DISTINCT value FROM dw.fact_observation WHERE superseded_at IS NULL AND kind = 'actual' AND year = 2022"
    )
    assert sorted(values.fetchall()) == [(905,), (915,), (925,), (935,)]


def _merge(dsn: str, staged: list[int], *, at_once: bool) -> None:
    gate = Barrier(len(staged) if at_once else 1)

    def run(load_id: int) -> None:
        with connect(dsn) as own:
            gate.wait(timeout=30)
            merge.merge_load(own, load_id)

    with ThreadPoolExecutor(len(staged) if at_once else 1) as pool:
        list(pool.map(run, staged))


def test_a_page_that_moves_to_another_year_takes_its_figures_along(connection: Connection) -> None:
    load(connection, CROSSING[0])
    moved = replace(CROSSING[0], partition_year=2023, report_year=2023, title="更正后的报告", captured_at=night(1))
    load(connection, moved, at=night(1))
    before = fingerprint(connection, history=True)

    load(connection, moved, at=night(2))

    assert fingerprint(connection, history=True) == before
    publications = connection.execute("SELECT DISTINCT year, found FROM dw.fact_publication ORDER BY year, found")
    assert publications.fetchall() == [(2023, False), (2023, True), (2024, False)]
    assert connection.execute("SELECT count(*) FROM dw.fact_observation WHERE superseded_at IS NULL").fetchone() == (2,)


def _empty(connection: Connection) -> None:
    connection.execute(
        "TRUNCATE dw.fact_observation, dw.fact_indicator, dw.fact_target, dw.fact_check, dw.bridge_check_observation,"
        " dw.fact_publication, dw.dim_document, etl.derivation"
    )
    connection.execute("DELETE FROM dw.dim_period WHERE code <> ''")
    connection.execute("DELETE FROM dw.dim_breakdown WHERE code <> ''")
    connection.commit()


def test_a_merge_holds_no_lock_once_it_has_returned(connection: Connection, prepared: str) -> None:
    """It takes locks of earlier years last, in a transaction of their own: held together they could deadlock."""
    load_id = stage(connection, [CROSSING[0]])
    connection.commit()
    with connect(prepared) as own:
        merge.merge_load(own, load_id)
        held = connection.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone()
        assert held == (0,)
