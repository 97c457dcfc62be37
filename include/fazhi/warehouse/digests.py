"""Names for rows and texts that depend on nothing but what they say: no sequence, no time, no version.

A digest is the first 128 bits of a SHA-256, as bytes here and as a uuid in PostgreSQL (docs/decisions/0023).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from fazhi.extract.observation import Observation, Statement
from fazhi.parse.document import Document
from fazhi.reconcile.check import Check

CORRECTION = "correction"
"""The rule of what a person reads: who stands for a figure is part of its evidence, also of the same value."""

# a unit separator: no text of a page holds one, and see `_written`
_BETWEEN = "\x1f"
_MEANING = attrgetter(
    *("indicator", "value_status", "bound", "unit", "unit_raw", "period", "period_source", "kind", "breakdown"),
    *("subject", "basis", "scope"),
)
_TELLING = attrgetter("code", "period", "period_source", "kind", "subject")


def document_id(url: str) -> int:
    """The durable key of the document at a canonical URL: 63 bits of its SHA-256."""
    return _number(url)


def work_id(text: str) -> int:
    """The key that the same text has at every URL; white space does not count."""
    return _number("".join(text.split()))


def value_digest(observation: Observation) -> UUID:
    """What a figure says, wherever it stands: the third part of the key of people's inputs.

    How sure the extractor is of it is no part: what people decided outlives another calibration.
    """
    return UUID(bytes=_digest(_meaning(observation)))


def of_observations(
    source_code: str, document: Document, observations: Sequence[Observation]
) -> list[tuple[bytes, bytes]]:
    """Row digest (meaning and evidence) and value digest of each observation of a document, in its order.

    Evidence is the sentence and the figure's place in it, not its position in the document: a paragraph added above
    leaves the digest alone. The same sentence twice gives two row digests, told apart by their order.
    """
    return _digests(source_code, document, ((each, _meaning(each)) for each in observations))


def of_statements(source_code: str, document: Document, statements: Sequence[Statement]) -> list[tuple[bytes, bytes]]:
    """The same of each statement of a document."""
    return _digests(source_code, document, ((each, _written(_TELLING(each))) for each in statements))


def check_digest(check: Check, operands: Iterable[UUID]) -> UUID:
    """What a check found; `operands` are the row digests of its observations."""
    found = (check.identity, check.result, check.how, check.period, _plain(check.expected), _plain(check.found))
    return UUID(bytes=_digest(_written((*found, *(digest.hex for digest in operands)))))


def observation_digest(row_digests: Iterable[bytes]) -> str:
    """SHA-256 (hex) over the row digests of a document."""
    return hashlib.sha256(b"".join(row_digests)).hexdigest()


def _digests(
    source_code: str, document: Document, read: Iterable[tuple[Observation | Statement, bytes]]
) -> list[tuple[bytes, bytes]]:
    text = document.text
    found = []
    for each, meaning in read:
        start = each.sentence_start
        place = f"{each.evidence_start - start}-{each.evidence_end - start}"
        hashed = hashlib.sha256(meaning)
        value = hashed.digest()[:16]
        sure = each.confidence if each.rule != CORRECTION else CORRECTION
        hashed.update(_written((sure, source_code, place, text[start : each.sentence_end])))
        found.append((hashed.digest()[:16], value))
    return found if len({row for row, _ in found}) == len(found) else _told_apart(found)


def _told_apart(found: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    seen: Counter[bytes] = Counter()
    apart = []
    for row, value in found:
        seen[row] += 1
        apart.append((row if seen[row] == 1 else _digest(row + b"%d" % seen[row]), value))
    return apart


def _meaning(observation: Observation) -> bytes:
    value, value_max, approx = observation.value, observation.value_max, "~" if observation.approx else ""
    return _written((*_MEANING(observation), _plain(value), _plain(value_max), approx))


def _written(parts: tuple[str, ...]) -> bytes:
    """The parts, each ending where it ends whatever a hostile text holds; nothing of a version of Python in it."""
    joined = _BETWEEN.join(parts)
    if joined.count(_BETWEEN) >= len(parts):
        joined = ascii(parts)  # no separator in it, so it is not what other parts give
    return f"{joined}{_BETWEEN}".encode("utf-8", "surrogatepass")


def _plain(value: Decimal | None) -> str:
    """One spelling for equal numbers: 2.50 and 2.5 are the same figure."""
    if value is None:
        return ""
    plain = str(value)
    return plain if plain.isdecimal() else format(value.normalize() + 0, "f")


def _digest(written: bytes) -> bytes:
    return hashlib.sha256(written).digest()[:16]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]) >> 1
