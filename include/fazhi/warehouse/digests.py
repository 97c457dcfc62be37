"""Names for rows and texts that depend on nothing but what they say: no sequence, no time, no version.

A digest is the first 128 bits of a SHA-256, as bytes here and as a uuid in PostgreSQL (docs/decisions/0023).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
_TOLD = ("indicator", "value_status", "bound", "unit", "unit_raw", "period", "period_source", "kind", "breakdown")
_MEANT = (*_TOLD, "subject", "basis", "scope")
WORDS = (*_MEANT, "confidence", "rule")
"""What an observation says in words, of which a year has few different ones."""
_WORDS = attrgetter(*WORDS)
_FIGURE = attrgetter(
    *("value", "value_max", "approx", "evidence_start", "evidence_end", "sentence_start", "sentence_end")
)
_TELLING = attrgetter("code", "period", "period_source", "kind", "subject")


@dataclass(frozen=True, slots=True, eq=False)  # the same words are the same object: compared and hashed as such
class Words:
    """`spelt` as WORDS names them; `meaning` is what the digests are over, to be gone on with, or empty where a hostile
    word holds the separator; `sure` is how sure the reading is, as the evidence says it."""

    spelt: tuple[str, ...]
    meaning: bytes
    sure: str


@dataclass(slots=True)
class Written:
    """What the observations of a document say: `parts` are meaning and evidence of each in turn, what its digests are
    over. Words and sentences of each are kept, because whoever stores it needs the same."""

    parts: list[bytes] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    sentences: list[bytes] = field(default_factory=list)


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
    words = _words(_WORDS(observation))
    return UUID(bytes=_digest(_meaning(words, observation.value, observation.value_max, observation.approx)))


def written(source_code: str, document: Document, observations: Iterable[Observation]) -> Written:
    """What the digests of a document's observations are over.

    Evidence is the sentence and the figure's place in it, not its position in the document: a paragraph added above
    leaves the digest alone.
    """
    text, found = document.text, Written()
    hostile = _BETWEEN in text
    beginnings: dict[str, bytes] = {}
    for each in observations:
        words = _words(_WORDS(each))
        value, value_max, approx, start, end, sentence_start, sentence_end = _FIGURE(each)
        sentence = text[sentence_start:sentence_end].encode("utf-8", "surrogatepass")
        found.words.append(words)
        found.sentences.append(sentence)
        meaning = _meaning(words, value, value_max, approx)
        if hostile:
            place = f"{start - sentence_start}-{end - sentence_start}"
            evidence = _bytes(_written((words.sure, source_code, place, text[sentence_start:sentence_end])))
        else:
            beginning = beginnings.get(words.sure)
            if beginning is None:
                beginning = beginnings[words.sure] = _bytes(f"{words.sure}{_BETWEEN}{source_code}{_BETWEEN}")
            evidence = b"%b%d-%d\x1f%b\x1f" % (beginning, start - sentence_start, end - sentence_start, sentence)
        found.parts += (meaning, evidence)
    return found


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


def _meaning(words: Words, value: Decimal | None, value_max: Decimal | None, approx: bool) -> bytes:
    if not words.meaning:
        spelt = words.spelt[: len(_MEANT)]
        return _bytes(_written((*spelt, _plain(value), _plain(value_max), "~" if approx else "")))
    number = _NOTHING if value is None else _number_part(str(value))
    highest = _NOTHING if value_max is None else _number_part(str(value_max))
    return words.meaning + number + highest + (b"~\x1f" if approx else _NOTHING)


@lru_cache(maxsize=8192)  # the same words again and again, whatever the figure
def _words(spelt: tuple[str, ...]) -> Words:
    *meant, confidence, rule = spelt
    joined = _BETWEEN.join((*meant, ""))
    meaning = _bytes(joined) if joined.count(_BETWEEN) == len(meant) else b""
    return Words(spelt, meaning, CORRECTION if rule == CORRECTION else confidence)


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
