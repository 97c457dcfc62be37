"""Corrections of figures by people: an input that is applied whenever a text is derived.

A correction is found again by URL, content hash, locator and what the extractor read there (its value digest); never by
a surrogate key. In another text of the page it is found by the very sentence and what is read in it. Where the sentence
or its reading is another by now, it lapses and is reported, not guessed at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from fazhi.catalogue import Catalogue
from fazhi.errors import FazhiError
from fazhi.extract.observation import Observation
from fazhi.parse.document import Document
from fazhi.program import command
from fazhi.warehouse import corrected as corrected_figures
from fazhi.warehouse import digests, ledger
from fazhi.warehouse.database import Connection

Objections = Callable[[ledger.Capture, Document, Sequence[tuple[Observation, Observation]]], Sequence[str]]
"""What speaks against changes of observations of a document, as `fazhi.quality.trial.Trial` says it."""


class CorrectionError(FazhiError):
    """A figure can't be corrected as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A row of `etl.correction`; `corrected` maps fields to texts, and is empty where the figure is none at all."""

    correction_id: int
    url: str
    content_hash: str
    locator: str
    value_digest: UUID
    expected: str
    corrected: dict[str, str]
    sentence: str
    reason: str
    owner: str
    made_at: datetime
    withdrawn_at: datetime | None

    @property
    def confirms(self) -> bool:
        """Whether it says that the value as read is right: `expected` is indicator, period, value and unit."""
        return any(self.corrected == {"value": as_read} for as_read in self.expected.split(" ")[2:3])


_COLUMNS = ", ".join(Correction.__dataclass_fields__)

_OBSERVATION = """
SELECT document.url, document.title, document.published_on, document.content_hash, said.year, said.observation_key,
       said.locator, said.evidence, said.row_digest, said.sentence, indicator.code AS indicator,
       said.value, said.value_max, said.value_status, said.bound, said.approx, said.unit, said.unit_raw,
       period.code AS period, said.period_source, said.kind, breakdown.code AS breakdown, said.subject, said.basis,
       said.scope, said.confidence, said.rule, said.evidence_start, said.evidence_end
FROM dw.fact_observation AS said
JOIN dw.dim_document AS document ON document.document_key = said.document_key AND document.superseded_at IS NULL
JOIN dw.dim_indicator AS indicator ON indicator.indicator_key = said.indicator_key
JOIN dw.dim_period AS period ON period.period_key = said.period_key
JOIN dw.dim_breakdown AS breakdown ON breakdown.breakdown_key = said.breakdown_key
WHERE said.year = %s AND said.observation_key = %s AND said.superseded_at IS NULL
"""


def correct(
    connection: Connection,
    year: int,
    observation_key: int,
    *,
    expected: Decimal,
    corrected: Mapping[str, str],
    catalogue: Catalogue,
    objections: Objections,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    """Correct an observation that the marts show, and have its document derived again.

    `expected` is the value that it has now; `corrected` holds the fields that are otherwise, as texts, or nothing where
    the figure is none at all. Committed at once unless the caller has a transaction open.

    Raises:
        CorrectionError: there is no such observation in the current text of its document, its value is another one, it
            was corrected before, the correction has no reason, no owner or a field that cannot be, it would change
            nothing, or the gate would keep out what comes of it.
    """
    _refuse_unnamed(reason, owner)
    with connection.transaction():
        read = _expected(connection, year, observation_key, expected)
        if wrong := corrected_figures.fault(dict(corrected), read["indicator"], catalogue):
            raise CorrectionError(wrong)
        written = corrected_figures.written(dict(corrected))
        if written:
            changes = _changes(read, written, catalogue)
            if corrected_figures.says_the_same(*changes):
                raise CorrectionError(
                    f"{_name(read)} says that already: nothing would change. That a person found it right is said by"
                    f" {command('correction confirm')}"
                )
            _refuse_what_the_gate_would(connection, read, changes, objections)
        return _record(connection, read, written, reason=reason.strip(), owner=owner.strip(), made_at=made_at)


def confirm(
    connection: Connection,
    year: int,
    observation_key: int,
    *,
    expected: Decimal,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    """Say that a person read the page and the figure is right: a correction to the value that it has.

    Raises:
        CorrectionError: as of `correct`.
    """
    _refuse_unnamed(reason, owner)
    with connection.transaction():
        read = _expected(connection, year, observation_key, expected)
        same = {"value": f"{expected:f}"}
        return _record(connection, read, same, reason=reason.strip(), owner=owner.strip(), made_at=made_at)


def _refuse_unnamed(reason: str, owner: str) -> None:
    if not reason.strip() or not owner.strip():
        raise CorrectionError("a correction needs a reason and an owner")


def _expected(connection: Connection, year: int, observation_key: int, expected: Decimal) -> dict[str, Any]:
    """The observation, with its document; refused where it can't be corrected or is another than the person saw."""
    read = _read(connection, year, observation_key)
    if read["rule"] == corrected_figures.RULE:
        raise CorrectionError(f"{_name(read)} is a correction already: withdraw that first")
    if read["value"] is None:
        raise CorrectionError(f"{_name(read)} has no value ({read['value_status']}), so none to correct")
    if read["value"] != expected:
        raise CorrectionError(f"{_name(read)} is {read['value']:f} by now, not {expected}")
    return read


def _read(connection: Connection, year: int, observation_key: int) -> dict[str, Any]:
    cursor = connection.execute(_OBSERVATION, (year, observation_key))
    row = cursor.fetchone()
    if row is None:
        raise CorrectionError(f"{year}/{observation_key} is no observation of a document's current text")
    assert cursor.description is not None
    return dict(zip((column.name for column in cursor.description), row, strict=True))


def refuse_wrong(
    connection: Connection, content: Mapping[str, Any], *, catalogue: Catalogue, objections: Objections
) -> None:
    """Refuse a correction of an export that can't be: `content` are the columns of `etl.correction`.

    Where its text is not derived yet, as in a warehouse that is built again, the load that derives it asks the gate.

    Raises:
        CorrectionError: as of `correct`.
    """
    if wrong := corrected_figures.fault(content["corrected"], str(content["expected"]).split(" ")[0], catalogue):
        raise CorrectionError(wrong)
    there = connection.execute(
        "SELECT said.year, said.observation_key FROM dw.dim_document AS document"
        " JOIN dw.fact_observation AS said USING (document_key)"
        " WHERE document.url = %(url)s AND document.content_hash = %(content_hash)s AND document.superseded_at IS NULL"
        " AND said.locator = %(locator)s AND said.row_digest = %(row_digest)s AND said.superseded_at IS NULL",
        content,
    ).fetchone()
    if there and content["corrected"]:
        read = _read(connection, *there)
        changes = _changes(read, content["corrected"], catalogue)
        if not corrected_figures.says_the_same(*changes):
            _refuse_what_the_gate_would(connection, read, changes, objections)


def _changes(read: dict[str, Any], corrected: dict[str, str], catalogue: Catalogue) -> tuple[Observation, Observation]:
    before = _observation(read)
    return before, corrected_figures.of(before, corrected, catalogue)


def _refuse_what_the_gate_would(
    connection: Connection,
    read: dict[str, Any],
    changes: tuple[Observation, Observation],
    objections: Objections,
) -> None:
    """The gate would keep the figure out, and it would be gone: who corrects it is there now, and can be asked."""
    capture = ledger.latest_capture(connection, read["url"])
    if capture is None:
        raise CorrectionError(f"{_name(read)}: the archive has no capture of {read['url']} to derive again")
    document = Document(
        url=read["url"],
        title=read["title"],
        text=read["sentence"],
        blocks=(),
        published_on=read["published_on"],
        content_hash=read["content_hash"],
    )
    (against,) = objections(capture, document, [changes])
    if against:
        raise CorrectionError(f"{_name(read)} can't be corrected so, the quality gate would keep it out: {against}")


def _name(read: dict[str, Any]) -> str:
    return f"{read['year']}/{read['observation_key']}"


def _observation(read: dict[str, Any]) -> Observation:
    """What was read, in its sentence alone."""
    of_observation = {name: read[name] for name in read if name in Observation.__dataclass_fields__}
    start = max(read["sentence"].find(read["evidence"]), 0)
    place = {"evidence_start": start, "evidence_end": start + len(read["evidence"])}
    return Observation(**{**of_observation, **place}, sentence_start=0, sentence_end=len(read["sentence"]))


def _record(
    connection: Connection,
    read: dict[str, Any],
    corrected: dict[str, str],
    *,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    expected = f"{read['indicator']} {read['period']} {read['value']:f} {read['unit']}".strip()
    with connection.cursor(row_factory=class_row(Correction)) as cursor:
        made = cursor.execute(
            "INSERT INTO etl.correction (url, content_hash, locator, value_digest, row_digest, expected, corrected,"
            " sentence, reason, owner, made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (url, content_hash, locator, value_digest) WHERE withdrawn_at IS NULL DO NOTHING"
            f" RETURNING {_COLUMNS}",
            (
                *(read["url"], read["content_hash"], read["locator"], digests.value_digest(_observation(read))),
                *(read["row_digest"], expected, Jsonb(corrected), read["sentence"], reason, owner, made_at),
            ),
        ).fetchone()
    if made is None:
        raise CorrectionError(
            f"{_name(read)} is corrected already, and waits for the next load: {_held(connection, read)}"
        )
    ledger.derive_again(connection, made.url, requested_at=made_at)
    return made


def _held(connection: Connection, read: dict[str, Any]) -> str:
    """Which correction of the same figure is there, and how to make place for another."""
    ((number, owner, corrected),) = connection.execute(
        "SELECT correction_id, owner, corrected FROM etl.correction WHERE withdrawn_at IS NULL"
        " AND (url, content_hash, locator, value_digest) = (%s, %s, %s, %s)",
        (read["url"], read["content_hash"], read["locator"], digests.value_digest(_observation(read))),
    ).fetchall()
    says = ", ".join(f"{name} {text}" for name, text in sorted(corrected.items())) or "no figure"
    return f"correction {number} by {owner} ({says}); first {command(f'correction withdraw {number}')} --reason '...'"


def withdraw(
    connection: Connection, correction_id: int, *, reason: str, withdrawn_by: str, withdrawn_at: datetime
) -> Correction:
    """Take a correction back, and have its document derived again.

    Raises:
        CorrectionError: there is none of that id, it was withdrawn before, or that has no reason or no name.
    """
    if not reason.strip() or not withdrawn_by.strip():
        raise CorrectionError("to withdraw a correction needs a reason and a name")
    with connection.transaction(), connection.cursor(row_factory=class_row(Correction)) as cursor:
        taken = cursor.execute(
            "UPDATE etl.correction SET withdrawn_at = %s, withdrawn_by = %s, withdrawn_reason = %s"
            f" WHERE correction_id = %s AND withdrawn_at IS NULL RETURNING {_COLUMNS}",
            (withdrawn_at, withdrawn_by.strip(), reason.strip(), correction_id),
        ).fetchone()
        if taken is None:
            raise CorrectionError(
                f"there is no correction {correction_id} that holds; fazhi correction list shows them"
            )
        ledger.derive_again(connection, taken.url, requested_at=withdrawn_at)
    return taken


def renew(
    connection: Connection,
    correction_id: int,
    year: int,
    observation_key: int,
    *,
    expected: Decimal,
    catalogue: Catalogue,
    objections: Objections,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    """Withdraw a correction that lapsed and make the same of the figure that its page has now.

    What was confirmed is confirmed of the value it has now.

    Raises:
        CorrectionError: as of `withdraw` and `correct`; or the figure stands on another page.
    """
    with connection.transaction():
        held = withdraw(connection, correction_id, reason=reason, withdrawn_by=owner, withdrawn_at=made_at)
        page = _read(connection, year, observation_key)["url"]
        if page != held.url:
            raise CorrectionError(f"correction {correction_id} is of {held.url}, {year}/{observation_key} of {page}")
        if held.confirms:
            return confirm(
                connection, year, observation_key, expected=expected, reason=reason, owner=owner, made_at=made_at
            )
        return correct(
            connection,
            year,
            observation_key,
            expected=expected,
            corrected=held.corrected,
            catalogue=catalogue,
            objections=objections,
            reason=reason,
            owner=owner,
            made_at=made_at,
        )


def corrections(connection: Connection, urls: Sequence[str] | None = None) -> list[Correction]:
    """The corrections that hold, of these pages or of all, the oldest first."""
    with connection.cursor(row_factory=class_row(Correction)) as cursor:
        return cursor.execute(
            f"SELECT {_COLUMNS} FROM etl.correction WHERE withdrawn_at IS NULL"
            " AND (%(urls)s::text[] IS NULL OR url = ANY(%(urls)s)) ORDER BY made_at, correction_id",
            {"urls": None if urls is None else list(urls)},
        ).fetchall()
