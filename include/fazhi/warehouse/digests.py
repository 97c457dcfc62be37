"""Names for rows and texts that depend on nothing but what they say: no sequence, no time, no version.

A digest is the first 128 bits of a SHA-256, as bytes here and as a uuid in PostgreSQL (docs/decisions/0023).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from uuid import UUID

from fazhi.extract.observation import Observation, Statement
from fazhi.parse.document import Document
from fazhi.reconcile.check import Check

CORRECTION = "correction"
"""The rule of what a person reads: who stands for a figure is part of its evidence, also of the same value."""

# a unit separator: no text of a page holds one, and see `_written`
_BETWEEN = "\x1f"
_WORDS = attrgetter(
    *("indicator", "value_status", "bound", "unit", "unit_raw", "period", "period_source", "kind", "breakdown"),
    *("subject", "basis", "scope"),
)
_FIGURE = attrgetter(
    *("value", "value_max", "approx", "confidence", "rule", "evidence_start", "evidence_end", "sentence_start"),
    "sentence_end",
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
    meaning = _meaning(_WORDS(observation), observation.value, observation.value_max, observation.approx)
    return UUID(bytes=_digest(_bytes(meaning)))


def written(source_code: str, document: Document, observations: Iterable[Observation]) -> list[str]:
    """Meaning and evidence of each observation of a document, in turn: what its digests are over.

    Evidence is the sentence and the figure's place in it, not its position in the document: a paragraph added above
    leaves the digest alone.
    """
    text = document.text
    hostile = _BETWEEN in text
    parts = []
    for each in observations:
        value, value_max, approx, sure, rule, start, end, sentence, sentence_end = _FIGURE(each)
        if rule == CORRECTION:
            sure = CORRECTION
        parts.append(_meaning(_WORDS(each), value, value_max, approx))
        place = f"{start - sentence}-{end - sentence}"
        if hostile:
            parts.append(_written((sure, source_code, place, text[sentence:sentence_end])))
        else:
            parts.append(
                f"{sure}{_BETWEEN}{source_code}{_BETWEEN}{place}{_BETWEEN}{text[sentence:sentence_end]}{_BETWEEN}"
            )
    return parts


def of_written(parts: Sequence[str]) -> list[tuple[bytes, bytes]]:
    """Row digest (meaning and evidence) and value digest of each observation; `parts` as `written` gives them.

    The same sentence twice gives two row digests, told apart by their order.
    """
    found = []
    for meaning, evidence in zip(parts[::2], parts[1::2], strict=True):
        hashed = hashlib.sha256(_bytes(meaning))
        value = hashed.digest()[:16]
        hashed.update(_bytes(evidence))
        found.append((hashed.digest()[:16], value))
    return found if len({row for row, _ in found}) == len(found) else _told_apart(found)


def of_statements(source_code: str, document: Document, statements: Sequence[Statement]) -> list[tuple[bytes, bytes]]:
    """The same of each statement of a document."""
    text, parts = document.text, []
    for each in statements:
        place = f"{each.evidence_start - each.sentence_start}-{each.evidence_end - each.sentence_start}"
        evidence = (each.confidence, source_code, place, text[each.sentence_start : each.sentence_end])
        parts += [_written(_TELLING(each)), _written(evidence)]
    return of_written(parts)


def check_digest(check: Check, operands: Iterable[UUID]) -> UUID:
    """What a check found; `operands` are the row digests of its observations."""
    found = (check.identity, check.result, check.how, check.period, _plain(check.expected), _plain(check.found))
    return UUID(bytes=_digest(_bytes(_written((*found, *(digest.hex for digest in operands))))))


def observation_digest(parts: Iterable[str]) -> str:
    """SHA-256 (hex) over what all observations of a document say; `parts` as `written` gives them."""
    return hashlib.sha256(_bytes("".join(parts))).hexdigest()


def _told_apart(found: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    seen: Counter[bytes] = Counter()
    apart = []
    for row, value in found:
        seen[row] += 1
        apart.append((row if seen[row] == 1 else _digest(row + b"%d" % seen[row]), value))
    return apart


def _meaning(words: tuple[str, ...], value: Decimal | None, value_max: Decimal | None, approx: bool) -> str:
    begun = _begun(words)
    highest, about = "" if value_max is None else _plain(value_max), "~" if approx else ""
    if not begun:
        return _written((*words, _plain(value), highest, about))
    return f"{begun}{_plain(value)}{_BETWEEN}{highest}{_BETWEEN}{about}{_BETWEEN}"


@lru_cache(maxsize=8192)  # the same words again and again, whatever the figure
def _begun(words: tuple[str, ...]) -> str:
    """The words written, to be gone on with; empty where a hostile one holds the separator."""
    joined = _BETWEEN.join((*words, ""))
    return joined if joined.count(_BETWEEN) == len(words) else ""


def _written(parts: tuple[str, ...]) -> str:
    """The parts, each ending where it ends whatever a hostile text holds; nothing of a version of Python in it."""
    joined = _BETWEEN.join(parts)
    if joined.count(_BETWEEN) >= len(parts):
        joined = ascii(parts)  # no separator in it, so it is not what other parts give
    return f"{joined}{_BETWEEN}"


def _bytes(written: str) -> bytes:
    return written.encode("utf-8", "surrogatepass")


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
