"""Faults of the catalogue that loading lets pass: words that two indicators claim alike, indicators without words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, permutations

from fazhi.catalogue import Catalogue, Wording
from fazhi.extract.lexicon import unit_words
from fazhi.statement_kinds import StatementWording, Words, groups

_OF_FORMS = "assessment."  # handed in on the form of a scheme (fazhi submit), never told in prose


def faults(catalogue: Catalogue) -> list[str]:
    """What an engineer should look at, one line a fault, with the codes and words concerned."""
    return [*_clashes(catalogue), *_silent(catalogue), *_unnamed_members(catalogue), *_statement_clashes(catalogue)]


def _clashes(catalogue: Catalogue) -> Iterator[str]:
    """The same head under the same conditions and weight in two indicators: chance decides between them.

    Of two lists of measure words one shared word is enough: 人民调解员12名 would be claimed by both.
    """
    claims: dict[tuple[object, ...], list[tuple[str, Wording, frozenset[str]]]] = defaultdict(list)
    for indicator in catalogue.indicators.values():
        for wording in indicator.wording:
            units = frozenset(wording.unit) or unit_words(indicator.unit)
            for word in wording.head:
                claims[word, *_conditions(wording)].append((indicator.code, wording, units))
    for claim, alike in sorted(claims.items(), key=lambda item: str(item[0])):
        codes = {
            code
            for first, second in combinations(alike, 2)
            if first[0] != second[0] and first[2] & second[2] and _same_side(first[1], second[1])
            for code in (first[0], second[0])
        }
        if codes:
            yield f"{claim[0]} is claimed alike by {', '.join(sorted(codes))}: tell them apart by topic or near"


def _conditions(wording: Wording) -> tuple[object, ...]:
    return wording.topic, wording.beside, wording.with_, wording.near, wording.weight


def _same_side(first: Wording, second: Wording) -> bool:
    return first.side == second.side or "any" in (first.side, second.side)


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
    """The same words in two kinds of statement, where one is told whenever the other is: both would be told."""
    told: dict[str, list[tuple[str, StatementWording]]] = defaultdict(list)
    for kind in catalogue.statements.statements:
        for wording in kind.wording:
            for word in wording.say:
                told[word].append((kind.code, wording))
    for word, alike in sorted(told.items()):
        codes = {
            code
            for (first, general), (second, special) in permutations(alike, 2)
            if first != second and _is_told_with(general, special)
            for code in (first, second)
        }
        if codes:
            yield f"{word} tells {', '.join(sorted(codes))} alike: tell them apart by with, near or without"


def _is_told_with(general: StatementWording, special: StatementWording) -> bool:
    """Whether all that `special` asks for holds what `general` asks for, and nothing that this excludes."""
    within, around = groups(special.with_), groups(special.near)
    asked = all(any(set(group) <= set(wider) for group in within) for wider in groups(general.with_))
    asked = asked and all(
        any(set(group) <= set(wider) for group in (*within, *around)) for wider in groups(general.near)
    )
    excluded = any(all(_holds_one(word, general.without) for word in group) for group in within)
    return asked and not excluded


def _holds_one(text: str, words: Words) -> bool:
    return any(word in text for word in words)
