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
_NOTHING = b"\x1f"  # a part that is empty, ended
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
    return UUID(bytes=_digest(meaning))


def written(source_code: str, document: Document, observations: Iterable[Observation]) -> list[bytes]:
    """Meaning and evidence of each observation of a document, in turn: what its digests are over.

    Evidence is the sentence and the figure's place in it, not its position in the document: a paragraph added above
    leaves the digest alone.
    """
    text, parts = document.text, []
    hostile = _BETWEEN in text
    beginnings: dict[str, bytes] = {}
    for each in observations:
        value, value_max, approx, sure, rule, start, end, sentence_start, sentence_end = _FIGURE(each)
        if rule == CORRECTION:
            sure = CORRECTION
        parts.append(_meaning(_WORDS(each), value, value_max, approx))
        sentence = text[sentence_start:sentence_end]
        if hostile:
            place = f"{start - sentence_start}-{end - sentence_start}"
            parts.append(_bytes(_written((sure, source_code, place, sentence))))
            continue
        beginning = beginnings.get(sure)
        if beginning is None:
            beginning = beginnings[sure] = _bytes(f"{sure}{_BETWEEN}{source_code}{_BETWEEN}")
        place_in_it = b"%d-%d\x1f" % (start - sentence_start, end - sentence_start)
        parts.append(beginning + place_in_it + _bytes(sentence) + _NOTHING)
    return parts


def of_written(parts: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Row digest (meaning and evidence) and value digest of each observation; `parts` as `written` gives them.

    The same sentence twice gives two row digests, told apart by their order.
    """
    found = []
    for meaning, evidence in zip(parts[::2], parts[1::2], strict=True):
        hashed = hashlib.sha256(meaning)
        value = hashed.digest()[:16]
        hashed.update(evidence)
        found.append((hashed.digest()[:16], value))
    return found if len({row for row, _ in found}) == len(found) else _told_apart(found)


def of_statements(source_code: str, document: Document, statements: Sequence[Statement]) -> list[tuple[bytes, bytes]]:
    """The same of each statement of a document."""
    text, parts = document.text, []
    for each in statements:
        place = f"{each.evidence_start - each.sentence_start}-{each.evidence_end - each.sentence_start}"
        evidence = (each.confidence, source_code, place, text[each.sentence_start : each.sentence_end])
        parts += [_bytes(_written(_TELLING(each))), _bytes(_written(evidence))]
    return of_written(parts)


def check_digest(check: Check, operands: Iterable[UUID]) -> UUID:
    """What a check found; `operands` are the row digests of its observations."""
    found = (check.identity, check.result, check.how, check.period, _plain(check.expected), _plain(check.found))
    return UUID(bytes=_digest(_bytes(_written((*found, *(digest.hex for digest in operands))))))


def observation_digest(parts: Iterable[bytes]) -> str:
    """SHA-256 (hex) over what all observations of a document say; `parts` as `written` gives them."""
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _told_apart(found: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    seen: Counter[bytes] = Counter()
    apart = []
    for row, value in found:
        seen[row] += 1
        apart.append((row if seen[row] == 1 else _digest(row + b"%d" % seen[row]), value))
    return apart


def _meaning(words: tuple[str, ...], value: Decimal | None, value_max: Decimal | None, approx: bool) -> bytes:
    begun = _begun(words)
    if not begun:
        return _bytes(_written((*words, _plain(value), _plain(value_max), "~" if approx else "")))
    number = _NOTHING if value is None else _number_part(str(value))
    highest = _NOTHING if value_max is None else _number_part(str(value_max))
    return begun + number + highest + (b"~\x1f" if approx else _NOTHING)


@lru_cache(maxsize=8192)  # the same words again and again, whatever the figure
def _begun(words: tuple[str, ...]) -> bytes:
    """The words written, to be gone on with; empty where a hostile one holds the separator."""
    joined = _BETWEEN.join((*words, ""))
    return _bytes(joined) if joined.count(_BETWEEN) == len(words) else b""


@lru_cache(maxsize=8192)  # most counts are small
def _number_part(spelt: str) -> bytes:
    return _bytes(_plain(Decimal(spelt))) + _NOTHING


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
