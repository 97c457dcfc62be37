"""What came out of the pipeline against what is true: by document, by indicator, and of the facts held."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.synthetic.country import Country
from benchmarks.synthetic.documents import Published
from benchmarks.synthetic.wording import Label as Told
from fazhi.extract.evaluation import LEVELS, Label, Tally, matched, once
from fazhi.warehouse.database import Connection

_DOCUMENTS = """
SELECT url, title FROM dw.dim_document WHERE superseded_at IS NULL AND parent_document_id IS NULL
"""
_OBSERVED = """
SELECT coalesce(parent.url, document.url), indicator.code, value, period.code, kind, bound, breakdown.code, evidence,
       confidence
FROM dw.fact_observation AS fact
JOIN dw.dim_document AS document USING (document_key)
LEFT JOIN dw.dim_document AS parent ON parent.document_id = document.parent_document_id AND parent.superseded_at IS NULL
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
WHERE fact.superseded_at IS NULL AND value IS NOT NULL
"""
_HELD = """
SELECT region.code, indicator.code, period.code, breakdown.code, value
FROM dw.fact_indicator AS fact
JOIN dw.dim_region AS region USING (region_key)
JOIN dw.dim_indicator AS indicator USING (indicator_key)
JOIN dw.dim_period AS period USING (period_key)
JOIN dw.dim_breakdown AS breakdown USING (breakdown_key)
WHERE fact.superseded_at IS NULL AND value IS NOT NULL
"""
_FACTS = ("actual", "previous")
Key = tuple[str, str, str, str]
"""Region, indicator, period, breakdown."""


def _tallies() -> defaultdict[str, Tally]:
    return defaultdict(Tally)


@dataclass(slots=True)
class Accuracy:
    """Observations judged as the evaluation judges them: by level, and at the level full by indicator, kind of document
    and confidence; facts by whether the value held is the true one; what went wrong, with its document.
    """

    documents: int = 0
    not_loaded: list[str] = field(default_factory=list)
    levels: defaultdict[str, Tally] = field(default_factory=_tallies)
    by_indicator: defaultdict[str, Tally] = field(default_factory=_tallies)
    by_kind: defaultdict[str, Tally] = field(default_factory=_tallies)
    by_confidence: defaultdict[str, Tally] = field(default_factory=_tallies)
    facts: Tally = field(default_factory=Tally)
    missed: list[tuple[str, Label]] = field(default_factory=list)
    wrong: list[tuple[str, Label]] = field(default_factory=list)
    wrong_facts: list[tuple[Key, float, float | None]] = field(default_factory=list)


def judged(connection: Connection, country: Country, *, night: int = 0) -> Accuracy:
    """Judge a warehouse that crawled and loaded everything the country shows."""
    loaded = {url for url, _ in connection.execute(_DOCUMENTS)}
    observed: defaultdict[str, list[Label]] = defaultdict(list)
    for url, code, value, *meaning in connection.execute(_OBSERVED):
        observed[url].append(Label(code, round(float(value), 6), *meaning))
    result = Accuracy()
    truth: dict[Key, float] = {}
    for number in range(country.counties):
        code = country.county(number).code
        for url, source in country.urls(number, night):
            written = source.write()
            told = labels([*written.labels, *written.sheet_labels])
            result.documents += 1
            if url not in loaded:
                result.not_loaded.append(url)
            _judge(result, source, told, observed[url])
            actual = (each for each in told if each.indicator != "?" and each.kind in _FACTS)
            truth |= {(code, each.indicator, each.period, each.breakdown): each.value for each in actual}
    _judge_facts(connection, truth, result)
    return result


def labels(told: Iterable[Told]) -> list[Label]:
    """Labels in the form of the evaluation."""
    return [
        Label(
            *(
                each.indicator,
                round(float(each.value), 6),
                each.period,
                each.kind,
                each.bound,
                each.breakdown,
                each.quote,
            )
        )
        for each in told
    ]


def _judge(result: Accuracy, source: Published, told: Sequence[Label], found: Sequence[Label]) -> None:
    ours = once(label for label in told if label.indicator != "?")
    claimed = once(found)
    for level in LEVELS:
        hits, missed, wrong = matched(ours, claimed, level)
        _add(result.levels[level], len(hits), len(missed), len(wrong))
    hits, missed, wrong = matched(ours, claimed, "full")
    _add(result.by_kind[source.kind], len(hits), len(missed), len(wrong))
    for each in hits:
        result.by_indicator[each.indicator].hits += 1
        result.by_confidence[each.confidence].hits += 1
    for each in missed:
        result.by_indicator[each.indicator].missed += 1
    for each in wrong:
        result.by_indicator[each.indicator].wrong += 1
        result.by_confidence[each.confidence].wrong += 1
    result.missed += [(source.title, each) for each in missed]
    result.wrong += [(source.title, each) for each in wrong]


def _judge_facts(connection: Connection, truth: dict[Key, float], result: Accuracy) -> None:
    """A fact of which nothing was told is wrong, too: truth holds every figure that any document tells."""
    held = {(*key,): round(float(value), 6) for *key, value in connection.execute(_HELD)}
    for key, value in held.items():
        if truth.get(key) == value:
            result.facts.hits += 1
        elif value:
            result.facts.wrong += 1
            result.wrong_facts.append((key, value, truth.get(key)))
    result.facts.missed = sum(1 for key in truth if key not in held)


def _add(tally: Tally, hits: int, missed: int, wrong: int) -> None:
    tally.hits += hits
    tally.missed += missed
    tally.wrong += wrong
