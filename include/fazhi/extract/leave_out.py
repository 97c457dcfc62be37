"""Leave one county out: how well a county is read without the words that only its own labelled documents hold.

A word often came into the catalogue because a labelled document had it, so that the fit says little of a county whose
documents nobody has seen. What stands in the code, as patterns, is not left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain, groupby
from typing import TYPE_CHECKING

from fazhi.extract.evaluation import Judgement, compare, found_in, is_asked_for, labelled
from fazhi.statement_kinds import groups

if TYPE_CHECKING:
    from fazhi.catalogue import Catalogue, Wording
    from fazhi.extract.evaluation import GoldSet
    from fazhi.statement_kinds import Groups, Words

_CONDITIONS = ("head", "base", "beside", "with_", "near")
"""Of a wording: of each of their groups one word must stand there."""


def leave_one_county_out(
    sets: Iterable[GoldSet], catalogue: Catalogue, *, counties: Sequence[str] = ()
) -> list[Judgement]:
    """Judge gold sets, each county by a catalogue without the words that only its own documents hold.

    Words that another county holds, in whichever set, stay. `counties` keeps the documents whose stems begin so.

    Raises:
        ConfigurationError: as `fazhi.extract.evaluation.judge` does.
    """
    read = {gold.name: list(labelled(gold)) for gold in sets}
    printed: defaultdict[str, str] = defaultdict(str)
    for name, _, document in chain.from_iterable(read.values()):
        printed[_county(name)] += "\n" + "".join(f"{document.title}{document.text}".split())
    holders = {word: [county for county in printed if word in printed[county]] for word in words_of(catalogue)}
    judgements: list[Judgement] = []
    for gold, documents in read.items():
        judgement = Judgement(f"{gold}, each county without its own words")
        asked = (each for each in documents if is_asked_for(each[0], counties))
        for county, of_county in groupby(asked, key=lambda each: _county(each[0])):
            left = without(catalogue, {word for word, holding in holders.items() if holding == [county]})
            for name, labels, document in of_county:
                compare(judgement, name, labels, found_in(document, left))
        judgements.append(judgement)
    return judgements


def words_of(catalogue: Catalogue) -> set[str]:
    """All words of topics, breakdowns and the wordings of indicators."""
    wordings = chain(catalogue.unlisted, *(indicator.wording for indicator in catalogue.indicators.values()))
    topics = chain.from_iterable((*topic.words, *topic.headings) for topic in catalogue.topics.values())
    members = (
        words for dimensions in catalogue.members.values() for named in dimensions.values() for words in named.values()
    )
    return {*chain.from_iterable(map(_words_in, wordings)), *topics, *chain.from_iterable(members)}


def without(catalogue: Catalogue, dropped: Set[str]) -> Catalogue:
    """The catalogue without these words. A wording of which a condition has no word left can hold nowhere and goes."""
    return replace(
        catalogue,
        indicators={
            code: indicator.model_copy(update={"wording": tuple(_wordings(indicator.wording, dropped))})
            for code, indicator in catalogue.indicators.items()
        },
        topics={
            name: topic.model_copy(
                update={"words": _kept(topic.words, dropped), "headings": _kept(topic.headings, dropped)}
            )
            for name, topic in catalogue.topics.items()
        },
        unlisted=tuple(_wordings(catalogue.unlisted, dropped)),
        members={
            code: {
                dimension: {member: _kept(words, dropped) for member, words in named.items()}
                for dimension, named in dimensions.items()
            }
            for code, dimensions in catalogue.members.items()
        },
    )


def _wordings(wordings: Iterable[Wording], dropped: Set[str]) -> Iterator[Wording]:
    for wording in wordings:
        asked = {name: groups(getattr(wording, name)) for name in _CONDITIONS}
        if all(_kept(group, dropped) for listed in asked.values() for group in listed):
            kept = {name: _kept_groups(getattr(wording, name), dropped) for name in (*_CONDITIONS, "without")}
            yield wording.model_copy(update=kept)


def _kept_groups(words: Groups, dropped: Set[str]) -> Groups:
    """A list of words, or each of a list of such lists, without those."""
    kept = tuple(_kept(group, dropped) for group in groups(words))
    return kept[0] if words and isinstance(words[0], str) else kept


def _kept(words: Words, dropped: Set[str]) -> Words:
    return tuple(word for word in words if word not in dropped)


def _words_in(wording: Wording) -> Iterator[str]:
    for name in (*_CONDITIONS, "without"):
        yield from chain.from_iterable(groups(getattr(wording, name)))


def _county(name: str) -> str:
    """990121 of 990121_hongxi_2022_xxgk: what the name of a labelled document begins with."""
    return name.partition("_")[0]
