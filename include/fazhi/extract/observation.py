"""What extraction gives: one figure of a document, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

KINDS = ("actual", "target", "previous", "change", "target_change")
VALUE_STATUSES = ("reported", "zero", "empty", "not_applicable")
CONFIDENCES = ("certain", "likely", "uncertain")

# Observations and what is left out are never changed, and not frozen: a document has hundreds of them, and a frozen one
# of so many fields costs four times as much to make.


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class Observation:
    """A figure as the document gives it; never changed.

    `value` is in base units (万 and 亿 expanded, 99.8% is 99.8); a range has its lower end in `value` and its upper
    end in `value_max`. `evidence_start`/`evidence_end` bound the figure and `sentence_start`/`sentence_end` the
    sentence (or table row) in `Document.text`. `period` is `2023`, `2022H1`, `2024Q3`, `2024M1-10`, `2020-2022`, or
    empty where the text names no year. `period_source` is stated, heading, title, published or empty.
    `breakdown` is `dimension=member` of the catalogue or empty for the total. `basis` is stock, new, cumulative or
    empty. `subject` names whose figure it is where the text does (县委中心组; several joined by 、), else it is empty.
    `scope` is first_instance or all_instances (含二审), court (what the courts took up) or own_cases (what the organ
    itself answers), with_carried_in or without_carried_in, or empty. `doubt` names what keeps a figure of running text
    from being certain; it is for people who look at the extractor and is not stored.
    """

    indicator: str
    value: Decimal | None
    unit: str
    period: str
    kind: str
    evidence_start: int
    evidence_end: int
    sentence_start: int
    sentence_end: int
    locator: str
    rule: str
    confidence: str
    unit_raw: str = ""
    value_max: Decimal | None = None
    value_status: str = "reported"
    bound: str = ""
    approx: bool = False
    breakdown: str = ""
    subject: str = ""
    basis: str = ""
    scope: str = ""
    period_source: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A fact that a text tells without a number (零败诉), of a kind of `statements.yml`.

    `kind` is actual (told as so, in `period`) or target. `evidence_start`/`evidence_end` bound the words that tell it;
    spans, `period`, `period_source`, `subject` and `confidence` are as in an Observation.
    """

    code: str
    period: str
    kind: str
    evidence_start: int
    evidence_end: int
    sentence_start: int
    sentence_end: int
    locator: str
    rule: str
    confidence: str
    subject: str = ""
    period_source: str = ""


@dataclass(slots=True, kw_only=True, unsafe_hash=True)
class LeftOut:
    """A number that was read and not taken, and why: `no_indicator`, `other_region`, `single_case`, `date` ..."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document gave, in text order."""

    observations: tuple[Observation, ...]
    left_out: tuple[LeftOut, ...] = ()
    statements: tuple[Statement, ...] = ()
