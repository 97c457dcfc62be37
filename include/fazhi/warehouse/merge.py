"""Staging to star: one load, one transaction, the same facts whichever order loads come in.

The order within the transaction is the order of the locks: the partition, the rows of its documents, the making of
partitions where a year has none, then the period years that were touched, ascending. Whatever two loads do at once, one
waits for the other and none for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb

from fazhi.clock import SHANGHAI
from fazhi.partition_key import PartitionKey
from fazhi.warehouse import publications
from fazhi.warehouse.database import Connection
from fazhi.warehouse.locks import lock_partition, lock_period
from fazhi.warehouse.schema_version import FIRST_YEAR, YEARS_AHEAD
from fazhi.warehouse.statements import statement

_GROWN_BY_ROWS, _GROWN_BY_SHARE = 500, 0.1
_MANY = 10_000  # rows to read through rather than to look up one by one
_PREPARE = ("touched", "keys", "weighed", "compared", "disputed", "chosen")
_CHOICE = (
    *("analyse_keys", "weigh", "analyse_weighed", "compare", "analyse_compared", "dispute", "analyse_disputed"),
    *("settle", "choose"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeResult:
    """What one merge did.

    `changed_years` are the period years whose chosen facts, targets, checks or publications changed, ascending;
    `partitions_to_score` are the keys of those years and the year after each (rules compare with last year), as far
    as the run's own year: what the load emits. Both are empty where nothing changed.
    """

    province_code: str
    partition_year: int
    changed_years: tuple[int, ...] = ()
    partitions_to_score: tuple[str, ...] = ()
    documents: int = 0
    documents_new: int = 0
    documents_revised: int = 0
    observations_added: int = 0
    observations_superseded: int = 0
    observations_unchanged: int = 0
    statements_added: int = 0
    statements_superseded: int = 0
    rejected: int = 0
    chosen_changed: int = 0

    def as_json(self) -> dict[str, Any]:
        """The result as etl.load keeps it."""
        return asdict(self)


@dataclass(slots=True)
class _Load:
    """One merge under way: its parameters, as the statements of sql/load name them, and what it has changed so far."""

    connection: Connection
    province_code: str
    partition_year: int
    recorded_at: datetime
    parameters: dict[str, Any]
    changed_years: set[int] = field(default_factory=set)
    report_years: set[int] = field(default_factory=set)  # of its documents, before and after
    filled_years: dict[int, int] = field(default_factory=dict)  # of which it brought all there is, and how many rows
    opened_years: set[int] = field(default_factory=set)  # of them, those whose chosen facts are filled apart

    @property
    def run_year(self) -> int:
        return self.recorded_at.astimezone(SHANGHAI).year

    def follow_what_is_merged(self) -> None:
        """Record no earlier than the loads that were merged since this one was opened, or a fact would end before it
        began; to be called under the locks that keep others from merging the same.
        """
        row = self.connection.execute(
            "SELECT max(merged_at) FROM etl.load WHERE province_code = %s", (self.province_code,)
        ).fetchone()
        if row is not None and row[0] is not None:
            self.recorded_at = max(self.recorded_at, row[0])
            self.parameters["recorded_at"] = self.recorded_at

    def run(self, target: str, step: str, **more: Any) -> int:
        """Run a statement; how many rows it touched."""
        return self.connection.execute(statement(target, step), {**self.parameters, **more}).rowcount

    def rows(self, target: str, step: str, **more: Any) -> list[tuple[Any, ...]]:
        """Run a statement; the rows it gives."""
        return self.connection.execute(statement(target, step), {**self.parameters, **more}).fetchall()

    def number(self, target: str, step: str, **more: Any) -> int:
        """Run a statement that gives one number."""
        return int(self.rows(target, step, **more)[0][0])


def merge_load(connection: Connection, load_id: int) -> MergeResult:
    """Bring what was staged under `load_id` into the star schema.

    Documents whose text changed get a new version; observations and statements that are new are inserted, those that a
    document no longer gives are superseded with the cause, the rest is left alone; the ledger is written; what is held
    true of every touched region, indicator, period and breakdown is chosen again. Committed at the end unless the
    caller has a transaction open. A load that was merged before gives its first result again and changes nothing.

    Documents of a county that no divisions.csv has are not merged: each leaves a failed outcome and stays pending.

    Raises:
        ValueError: there is no such load.
    """
    with connection.transaction():  # a look outside of one would begin one that holds the locks of all that follows
        load, merged = _open(connection, load_id)
    if merged is not None:
        return merged
    with connection.transaction():  # ended before the merge begins: others wait for new periods only as long as this
        for step in ("read_through", "periods", "breakdowns", "drop"):
            load.run("dimensions", step)
    with connection.transaction():
        lock_partition(connection, load.province_code, load.partition_year)
        _, merged = _open(connection, load_id)  # the same load, merged while we waited
        if merged is not None:
            return merged
        load.follow_what_is_merged()
        load.run("choose", "allow_memory")
        counts = _merge_documents(load)
        counts["rejected"] = _reject(load)
        counts |= _merge_observations(load)
        counts |= _merge_statements(load)
        _merge_checks(load)
        for step in ("forget", "keep"):
            load.run("unrecognised", step)
        load.run("derivation", "retire")
        load.run("derivation", "record")
        load.run("derivation", "compare_again")
        counts["chosen_changed"] = _choose(load)
        result = _record(load, counts)
    # of its own, because it takes locks of earlier years than those held by then
    publications.expect_overdue(connection, load.province_code, today=load.recorded_at.astimezone(SHANGHAI).date())
    return result


def _open(connection: Connection, load_id: int) -> tuple[_Load, MergeResult | None]:
    row = connection.execute(
        "SELECT run_id, province_code, partition_year, parser_version, extractor_version, catalogue_digest,"
        " expectations_digest, started_at, result, dw.last_partition_year() FROM etl.load WHERE load_id = %s",
        (load_id,),
    ).fetchone()
    if row is None:
        raise ValueError(f"etl.load has no load {load_id}")
    (run_id, province_code, year, parser, extractor, catalogue, expectations, recorded_at, result, last_partition) = row
    load = _Load(connection, province_code, year, recorded_at, {})
    load.parameters = {
        "load_id": load_id,
        "run_id": run_id,
        "recorded_at": recorded_at,
        "parser": parser,
        "extractor": extractor,
        "catalogue": catalogue,
        "expectations": expectations,
        "first_year": FIRST_YEAR,
        "last_year": min(load.run_year + YEARS_AHEAD, last_partition),
    }
    return load, None if result is None else _from_json(result)


def _from_json(result: dict[str, Any]) -> MergeResult:
    values: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in result.items()}
    return MergeResult(**values)


def _analyse_if_grown(load: _Load, table: str, added: int) -> None:
    """Refresh the statistics of a table that this load has mostly filled.

    Autovacuum will, but later: until then the planner takes every `superseded_at IS NULL` for one row in two hundred
    and joins a hundred thousand of them by nested loops.
    """
    if added < _GROWN_BY_ROWS:
        return
    known = load.connection.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (table,)).fetchone()
    if known is not None and added > known[0] * _GROWN_BY_SHARE:
        load.connection.execute("SELECT etl.analyse(%s::regclass)", (table,))


def _merge_documents(load: _Load) -> dict[str, int]:
    for step in ("refuse_unknown_regions", "drop_older", "lock", "classify"):
        load.run("dim_document", step)
    load.report_years.update(year for (year,) in load.rows("fact_publication", "years"))
    for step in ("drop_unfounded", "supersede"):
        load.run("dim_document", step)
    _analyse_if_grown(load, "dw.dim_document", load.run("dim_document", "insert"))  # the steps after it ask for each
    for step in ("overwrite", "name_versions", "drop_overtaken"):
        load.run("dim_document", step)
    load.report_years.update(year for (year,) in load.rows("fact_publication", "years"))
    documents, new, revised = load.rows("dim_document", "count")[0]
    return {"documents": documents, "documents_new": new, "documents_revised": revised}


def _reject(load: _Load) -> int:
    load.run("rejected", "judge")
    rejected = load.run("rejected", "reject") if load.number("rejected", "count_refused") else 0
    return rejected + load.run("rejected", "reject_statements")


def _merge_observations(load: _Load) -> dict[str, int]:
    for table in _PREPARE:
        load.run("choose", f"prepare_{table}")
    superseded = load.number("fact_observation", "supersede")
    for step in ("prepare_place", "index_place", "analyse_place"):
        load.run("fact_observation", step)
    years = [year for (year,) in load.rows("fact_observation", "years")]
    added = sum(_add_observations(load, year) for year in years)
    load.run("fact_observation", "drop")
    load.run("fact_observation", "touch_reread_documents")
    staged = load.number("fact_observation", "count_staged")
    load.run("rejected", "drop")
    return {
        "observations_superseded": superseded,
        "observations_added": added,
        "observations_unchanged": staged - added,
    }


def _add_observations(load: _Load, year: int) -> int:
    """Insert what is new of one year; the first load of a year fills its partitions before they have an index."""
    partition = f"fact_observation_{year}"
    first = load.number("fact_observation", "open", year=year)
    # of a year that is filled all keys are chosen, and need not be noted; unless somebody took away its partition alone
    filled = first and not load.number("choose", "count_facts", year=year)
    if filled and load.number("fact_indicator", "open", year=year):
        load.opened_years.add(year)
    insert = statement("fact_observation", "insert" if filled else "insert_and_note")
    into = sql.SQL(insert).format(partition=sql.Identifier("dw", partition))
    done = load.connection.execute(into, {**load.parameters, "year": year})
    added = done.rowcount if filled else int(done.fetchall()[0][0])
    if first:
        load.run("fact_observation", "attach", year=year)
    if filled:
        load.filled_years[year] = added
    _analyse_if_grown(load, f"dw.{partition}", added)
    return added


def _merge_statements(load: _Load) -> dict[str, int]:
    superseded = load.number("fact_statement", "supersede")
    added = load.number("fact_statement", "insert")
    return {"statements_superseded": superseded, "statements_added": added}


def _merge_checks(load: _Load) -> None:
    for step in ("supersede", "insert"):
        load.changed_years.update(year for (year,) in load.rows("fact_check", step))


def _choose(load: _Load) -> int:
    """Choose again, year by year ascending: each under its lock, so that no observation of another load is missed."""
    changed = 0
    touched = {year for (year,) in load.rows("choose", "touched_years")}
    for year in sorted(touched | load.report_years | load.filled_years.keys()):
        lock_period(load.connection, load.province_code, year)
    load.follow_what_is_merged()
    for year in sorted(touched | load.filled_years.keys()):
        many = load.filled_years.get(year, 0) >= _MANY
        if many:
            load.run("choose", "join_all_at_once")
        _choose_year(load, year)
        if many:
            load.run("choose", "join_in_order")
        for target in ("fact_indicator", "fact_target"):
            changed += _hold(load, target, year)
        if many:
            load.run("choose", "join_as_planned")
    load.run("choose", "drop")
    for step in ("no_longer_found", "found"):
        load.changed_years.update(
            year for (year,) in load.rows("fact_publication", step, years=sorted(load.report_years))
        )
    return changed


def _hold(load: _Load, target: str, year: int) -> int:
    """Bring `chosen` into a table of facts; how many it holds otherwise now."""
    superseded = load.number(target, "supersede", year=year)
    insert = sql.SQL(statement(target, "insert")).format(partition=sql.Identifier("dw", f"{target}_{year}"))
    ((added,),) = load.connection.execute(insert, {**load.parameters, "year": year}).fetchall()
    if target == "fact_indicator" and year in load.opened_years:
        load.run(target, "attach", year=year)
    _analyse_if_grown(load, f"dw.{target}_{year}", added)
    if superseded or added:
        load.changed_years.add(year)
    return max(superseded, int(added))


def _choose_year(load: _Load, year: int) -> None:
    """Fill `chosen`, and `keys` with what may be held otherwise by now; of a year that it filled nothing is held."""
    load.run("choose", "empty")
    if year in load.filled_years:
        load.run("choose", "compare_filled", year=year)
        keys = load.run("choose", "leave_open", year=year)
        load.run("choose", "settle_filled", year=year)
        load.run("choose", "drop_filled")
    else:
        keys = load.run("choose", "number_keys", year=year)
    if keys:
        for step in _CHOICE:
            load.run("choose", step, year=year)
    load.run("choose", "analyse_chosen")


def _record(load: _Load, counts: dict[str, int]) -> MergeResult:
    to_score = sorted({year + step for year in load.changed_years for step in (0, 1) if year + step <= load.run_year})
    for year in to_score:
        load.connection.execute(
            "INSERT INTO etl.partition_change AS held (province_code, year, change_number) VALUES (%s, %s, 1)"
            " ON CONFLICT (province_code, year) DO UPDATE SET change_number = held.change_number + 1",
            (load.province_code, year),
        )
    result = MergeResult(
        province_code=load.province_code,
        partition_year=load.partition_year,
        changed_years=tuple(sorted(load.changed_years)),
        partitions_to_score=_keys(load.province_code, to_score),
        **counts,
    )
    load.connection.execute(
        "UPDATE etl.load SET merged_at = %s, result = %s WHERE load_id = %s",
        (load.recorded_at, Jsonb(result.as_json()), load.parameters["load_id"]),
    )
    return result


def _keys(province_code: str, years: Iterable[int]) -> tuple[str, ...]:
    return tuple(str(PartitionKey(province_code, year)) for year in years)
