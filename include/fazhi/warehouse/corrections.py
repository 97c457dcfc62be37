"""Corrections of figures by people: an input that is applied whenever a text is derived.

A correction is found again by URL, content hash, locator and what the extractor read there (its value digest); never by
a surrogate key. Where the extractor reads something else by now, it no longer matches and is reported, not guessed at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from fazhi.catalogue import Catalogue
from fazhi.errors import FazhiError
from fazhi.extract.observation import KINDS, Extraction, LeftOut, Observation
from fazhi.warehouse import digests, ledger
from fazhi.warehouse.database import Connection
from fazhi.warehouse.periods import parse_period

FIELDS = ("indicator", "value", "period", "kind", "breakdown")
RULE = digests.CORRECTION


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


_COLUMNS = ", ".join(Correction.__dataclass_fields__)

_OBSERVATION = """
SELECT document.url, document.content_hash, said.locator, said.row_digest, said.sentence, indicator.code AS indicator,
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
    corrected: dict[str, str],
    catalogue: Catalogue,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    """Correct an observation that the marts show, and have its document derived again.

    `expected` is the value that it has now; `corrected` holds the fields that are otherwise, as texts, or nothing where
    the figure is none at all. Committed at once unless the caller has a transaction open.

    Raises:
        CorrectionError: there is no such observation in the current text of its document, its value is another one, it
            was corrected before, or the correction has no reason, no owner or a field that cannot be.
    """
    if not reason.strip() or not owner.strip():
        raise CorrectionError("a correction needs a reason and an owner")
    _check_fields(corrected, catalogue)
    with connection.transaction():
        cursor = connection.execute(_OBSERVATION, (year, observation_key))
        row = cursor.fetchone()
        if row is None:
            raise CorrectionError(f"{year}/{observation_key} is no observation of a document's current text")
        assert cursor.description is not None
        read = dict(zip((column.name for column in cursor.description), row, strict=True))
        if read["rule"] == RULE:
            raise CorrectionError(f"{year}/{observation_key} is a correction already: withdraw that first")
        if read["value"] != expected:
            raise CorrectionError(f"{year}/{observation_key} is {read['value']:f} by now, not {expected:f}")
        return _record(connection, read, corrected, reason=reason.strip(), owner=owner.strip(), made_at=made_at)


def _check_fields(corrected: dict[str, str], catalogue: Catalogue) -> None:
    for name, text in corrected.items():
        if name not in FIELDS:
            raise CorrectionError(f"{name} can't be corrected; {', '.join(FIELDS)} can")
        if name == "indicator" and text not in catalogue.indicators:
            raise CorrectionError(f"the catalogue has no indicator {text}")
        if name == "period" and (not text or parse_period(text) is None):
            raise CorrectionError(f"{text!r} is not a period code such as 2024, 2024H1 or 2024M1-10")
        if name == "kind" and text not in KINDS:
            raise CorrectionError(f"kind {text} is none of {', '.join(KINDS)}")
        if name == "value":
            try:
                Decimal(text)
            except InvalidOperation as error:
                raise CorrectionError(f"value {text!r} is not a number") from error


def _record(
    connection: Connection,
    read: dict[str, Any],
    corrected: dict[str, str],
    *,
    reason: str,
    owner: str,
    made_at: datetime,
) -> Correction:
    observation = Observation(
        **{name: read[name] for name in read if name in Observation.__dataclass_fields__},
        sentence_start=0,
        sentence_end=0,
    )
    expected = f"{read['indicator']} {read['period']} {read['value']:f} {read['unit']}".strip()
    with connection.cursor(row_factory=class_row(Correction)) as cursor:
        made = cursor.execute(
            "INSERT INTO etl.correction (url, content_hash, locator, value_digest, row_digest, expected, corrected,"
            " sentence, reason, owner, made_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            f" RETURNING {_COLUMNS}",
            (
                *(read["url"], read["content_hash"], read["locator"], digests.value_digest(observation)),
                *(read["row_digest"], expected, Jsonb(corrected), read["sentence"], reason, owner, made_at),
            ),
        ).fetchone()
    assert made is not None
    ledger.derive_again(connection, made.url, made.content_hash, requested_at=made_at)
    return made


def withdraw(connection: Connection, correction_id: int, *, withdrawn_by: str, withdrawn_at: datetime) -> Correction:
    """Take a correction back, and have its document derived again.

    Raises:
        CorrectionError: there is none of that id, or it was withdrawn before.
    """
    with connection.transaction(), connection.cursor(row_factory=class_row(Correction)) as cursor:
        taken = cursor.execute(
            "UPDATE etl.correction SET withdrawn_at = %s, withdrawn_by = %s"
            f" WHERE correction_id = %s AND withdrawn_at IS NULL RETURNING {_COLUMNS}",
            (withdrawn_at, withdrawn_by, correction_id),
        ).fetchone()
        if taken is None:
            raise CorrectionError(
                f"there is no correction {correction_id} that holds; fazhi correction list shows them"
            )
        ledger.derive_again(connection, taken.url, taken.content_hash, requested_at=withdrawn_at)
    return taken


def corrections(connection: Connection, urls: Sequence[str] | None = None) -> list[Correction]:
    """The corrections that hold, of these pages or of all, the oldest first."""
    with connection.cursor(row_factory=class_row(Correction)) as cursor:
        return cursor.execute(
            f"SELECT {_COLUMNS} FROM etl.correction WHERE withdrawn_at IS NULL"
            " AND (%(urls)s::text[] IS NULL OR url = ANY(%(urls)s)) ORDER BY made_at, correction_id",
            {"urls": None if urls is None else list(urls)},
        ).fetchall()


def apply(
    extraction: Extraction, content_hash: str, made: Sequence[Correction], catalogue: Catalogue
) -> tuple[Extraction, list[Correction]]:
    """An extraction with the corrections of its page, and those of them that match nothing in it any more."""
    unmatched = []
    observations, left_out = list(extraction.observations), list(extraction.left_out)
    for correction in made:
        place = _place(correction, observations) if correction.content_hash == content_hash else None
        if place is None:
            unmatched.append(correction)
        elif correction.corrected:
            observations[place] = _corrected(observations[place], correction, catalogue)
        else:
            dropped = observations.pop(place)
            left_out.append(LeftOut(start=dropped.evidence_start, end=dropped.evidence_end, reason=RULE))
    left_out.sort(key=lambda left: left.start)
    return replace(extraction, observations=tuple(observations), left_out=tuple(left_out)), unmatched


def _place(correction: Correction, observations: Sequence[Observation]) -> int | None:
    for place, observation in enumerate(observations):
        if observation.locator == correction.locator and digests.value_digest(observation) == correction.value_digest:
            return place
    return None


def _corrected(observation: Observation, correction: Correction, catalogue: Catalogue) -> Observation:
    fields: dict[str, Any] = dict(correction.corrected)
    if "value" in fields:
        fields["value"] = Decimal(fields["value"])
        fields["value_status"] = "reported" if fields["value"] else "zero"
        fields["value_max"] = None
    if "indicator" in fields:
        fields["unit"] = catalogue.indicators[fields["indicator"]].unit
    if "period" in fields:
        fields["period_source"] = "stated"
    return replace(observation, **fields, rule=RULE, confidence="certain")
