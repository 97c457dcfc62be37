"""What the gate would say of a figure that someone thinks of entering: asked of its own rules, and nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

from psycopg import sql
from psycopg.rows import dict_row

from fazhi import clock
from fazhi.catalogue import load_catalogue
from fazhi.extract.observation import Extraction, Observation
from fazhi.parse.document import Document
from fazhi.quality.batch import Batch, prepare_batch, prepare_catalogue
from fazhi.quality.failing import failing_rows
from fazhi.quality.suites import Suite, load_suites
from fazhi.settings import Settings
from fazhi.warehouse import runs, staging
from fazhi.warehouse.database import Connection
from fazhi.warehouse.ledger import Capture
from fazhi.warehouse.staged_rows import DerivedDocument


class Trial:
    """Tries figures at the rules for single observations, as staged rows of a load that is then rolled back."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings

    @cached_property
    def _suite(self) -> Suite:
        (suite,) = (each for each in load_suites(self._settings.expectations) if each.table == "stg.observation")
        return suite

    def objections(
        self, capture: Capture, document: Document, changes: Sequence[tuple[Observation, Observation]]
    ) -> list[str]:
        """Of each change of an observation of the document, what speaks against the second that does not speak
        against the first; empty where nothing does.

        A person may have released the first for what is said of both.
        """
        both = Extraction(tuple(chain.from_iterable(changes)))
        with self._connection.transaction(force_rollback=True):
            load_id = self._staged(DerivedDocument(capture=capture, document=document, extraction=both))
            prepare_catalogue(self._connection, load_catalogue(self._settings.catalogue))
            found = self._failing(prepare_batch(self._connection, self._suite, load_id))
        said: list[dict[str, str]] = [found.get(position, {}) for position in range(2 * len(changes))]
        return [
            " ".join(reason for rule, reason in after.items() if rule not in before)
            for before, after in zip(said[::2], said[1::2], strict=True)
        ]

    def _staged(self, derived: DerivedDocument) -> int:
        capture, now = derived.capture, clock.now()
        run_id = runs.start_run(self._connection, "load", started_at=now)
        row = self._connection.execute(
            "INSERT INTO etl.load (run_id, province_code, partition_year, parser_version, extractor_version,"
            " catalogue_digest, started_at) VALUES (%s, %s, %s, '', '', '', %s) RETURNING load_id",
            (run_id, capture.province_code, capture.partition_year, now),
        ).fetchone()
        assert row is not None
        staging.stage_batch(self._connection, row[0], [derived])
        return int(row[0])

    def _failing(self, batch: Batch) -> dict[int, dict[str, str]]:
        """Position of an observation -> rule that keeps it out -> why."""
        key = sql.SQL(", ").join(map(sql.Identifier, batch.suite.key))
        found: dict[int, dict[str, str]] = {}
        for expectation in batch.suite.expectations:
            if not expectation.quarantines or expectation.meta.compares_rows:
                continue
            query = sql.SQL(
                "SELECT batch.*, staged.position AS of_position FROM ({failing}) AS failing"
                " JOIN {batch} AS batch USING ({key}) JOIN stg.observation AS staged USING ({key})"
            ).format(failing=failing_rows(batch.suite, expectation, batch.name), batch=batch.name, key=key)
            with self._connection.cursor(row_factory=dict_row) as cursor:
                for row in cursor.execute(query):
                    found.setdefault(row["of_position"], {})[expectation.meta.id] = expectation.meta.told_of(row)
        return found
