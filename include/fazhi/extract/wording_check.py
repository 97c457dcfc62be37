"""Faults of the catalogue that loading lets pass: words that two indicators claim alike, indicators without words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fazhi.catalogue import Catalogue, Wording

_OF_FORMS = "assessment."  # handed in on the form of a scheme (fazhi submit), never told in prose


def faults(catalogue: Catalogue) -> list[str]:
    """What an engineer should look at, one line a fault, with the codes and words concerned."""
    return [*_clashes(catalogue), *_silent(catalogue), *_unnamed_members(catalogue), *_statement_clashes(catalogue)]


def _clashes(catalogue: Catalogue) -> Iterator[str]:
    """The same head under the same conditions and weight in two indicators: chance decides between them."""
    claims: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for indicator in catalogue.indicators.values():
        for wording in indicator.wording:
            for word in wording.head:
                claims[word, *_conditions(wording, indicator.unit)].add(indicator.code)
    for claim, codes in sorted(claims.items(), key=lambda item: str(item[0])):
        if len(codes) > 1:
            yield f"{claim[0]} is claimed alike by {', '.join(sorted(codes))}: tell them apart by topic or near"


def _conditions(wording: Wording, unit: str) -> tuple[object, ...]:
    return (
        wording.topic,
        wording.beside,
        wording.with_,
        wording.near,
        wording.unit or unit,
        wording.side,
        wording.weight,
    )


def _silent(catalogue: Catalogue) -> Iterator[str]:
    for indicator in catalogue.indicators.values():
        if not indicator.wording and not indicator.code.startswith(_OF_FORMS):
            yield f"{indicator.code} has no wording: prose will never give it"


def _unnamed_members(catalogue: Catalogue) -> Iterator[str]:
    default = catalogue.members.get("default", {})
    for indicator in catalogue.indicators.values():
        if indicator.code.startswith(_OF_FORMS):
            continue
        own = catalogue.members.get(indicator.code, {})
        parts = {wording.part for wording in indicator.wording}
        for dimension, members in indicator.breakdowns.items():
            words = own.get(dimension) or default.get(dimension, {})
            for member in members:
                if not words.get(member) and f"{dimension}={member}" not in parts:
                    yield f"{indicator.code}: no words for {dimension}={member} in breakdowns.yml"


def _statement_clashes(catalogue: Catalogue) -> Iterator[str]:
    """The same words under the same conditions in two kinds of statement: both would be told."""
    told: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for kind in catalogue.statements.statements:
        for wording in kind.wording:
            for word in wording.say:
                told[word, wording.with_, wording.near, wording.without].add(kind.code)
    for words, codes in sorted(told.items(), key=lambda item: str(item[0])):
        if len(codes) > 1:
            yield f"{words[0]} tells {', '.join(sorted(codes))} alike: tell them apart by with, near or without"
