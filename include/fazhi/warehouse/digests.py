"""Names for rows and texts that depend on nothing but what they say: no sequence, no time, no version."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from fazhi.extract.observation import Observation, Statement
from fazhi.parse.document import Document
from fazhi.reconcile.check import Check


def document_id(url: str) -> int:
    """The durable key of the document at a canonical URL: 63 bits of its SHA-256."""
    return _number(url)


def work_id(text: str) -> int:
    """The key that the same text has at every URL; white space does not count."""
    return _number("".join(text.split()))


def value_digest(observation: Observation) -> uuid.UUID:
    """What a figure says, wherever it stands: the third part of the key of people's inputs.

    How sure the extractor is of it is no part: what people decided outlives another calibration.
    """
    return _uuid(_meaning(observation)[:-1])


def row_digests(source_code: str, document: Document, observations: Sequence[Observation]) -> list[uuid.UUID]:
    """Meaning and evidence of each observation of a document, in its order.

    Evidence is the sentence and the figure's place in it, not its position in the document: a paragraph added above
    leaves the digest alone. The same sentence twice gives two digests, told apart by their order.
    """
    return _told_apart((source_code, *_meaning(each), *_evidence(document, each)) for each in observations)


def statement_digests(source_code: str, document: Document, statements: Sequence[Statement]) -> list[uuid.UUID]:
    """The same of each statement of a document."""
    return _told_apart((source_code, *_telling(each), *_evidence(document, each)) for each in statements)


def telling_digest(statement: Statement) -> uuid.UUID:
    """What a statement says, wherever it stands and however sure: the third part of the key of people's inputs."""
    return _uuid(_telling(statement)[:-1])


def check_digest(check: Check, operands: Sequence[uuid.UUID]) -> uuid.UUID:
    """What a check found; `operands` are the row digests of its observations."""
    parts = (check.identity, check.result, check.how, check.period, _plain(check.expected), _plain(check.found))
    return _uuid((*parts, *(digest.hex for digest in operands)))


def observation_digest(digests: Iterable[uuid.UUID]) -> str:
    """SHA-256 (hex) over the row digests of a document."""
    return hashlib.sha256(b"".join(digest.bytes for digest in digests)).hexdigest()


def _told_apart(rows: Iterable[tuple[object, ...]]) -> list[uuid.UUID]:
    """A digest a row; equal rows are told apart by their order."""
    seen: Counter[uuid.UUID] = Counter()
    digests = []
    for parts in rows:
        digest = _uuid(parts)
        seen[digest] += 1
        digests.append(digest if seen[digest] == 1 else _uuid((*parts, seen[digest])))
    return digests


def _evidence(document: Document, read: Observation | Statement) -> tuple[object, ...]:
    return (
        document.text[read.sentence_start : read.sentence_end],
        read.evidence_start - read.sentence_start,
        read.evidence_end - read.sentence_start,
    )


def _telling(statement: Statement) -> tuple[object, ...]:
    return (
        statement.code,
        statement.period,
        statement.period_source,
        statement.kind,
        statement.subject,
        statement.confidence,
    )


def _meaning(observation: Observation) -> tuple[object, ...]:
    return (
        observation.indicator,
        _plain(observation.value),
        _plain(observation.value_max),
        observation.value_status,
        observation.bound,
        observation.approx,
        observation.unit,
        observation.unit_raw,
        observation.period,
        observation.period_source,
        observation.kind,
        observation.breakdown,
        observation.subject,
        observation.basis,
        observation.scope,
        observation.confidence,
    )


def _plain(value: Decimal | None) -> str | None:
    """One spelling for equal numbers: 2.50 and 2.5 are the same figure."""
    return None if value is None else format(value.normalize() + 0, "f")


def _uuid(parts: tuple[object, ...]) -> uuid.UUID:
    """First 128 bits of the SHA-256 of the parts, which are texts, whole numbers, booleans and None.

    Written as Python's ASCII literals: each part ends where it ends, whatever a hostile text holds, and no version of
    Python writes them otherwise.
    """
    return uuid.UUID(bytes=hashlib.sha256(ascii(parts).encode("ascii")).digest()[:16])


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]) >> 1
