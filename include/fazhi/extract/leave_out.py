"""Leave one county out: how well a county is read without the words that only its own labelled documents hold.

A word often came into the catalogue because a labelled document had it, so that the fit says little of a county whose
documents nobody has seen. What stands in the code, as patterns, is not left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from fazhi.extract.evaluation import Judgement, compare, found_in, labelled

if TYPE_CHECKING:
    from fazhi.catalogue import Catalogue, Wording
    from fazhi.extract.evaluation import GoldSet, Label
    from fazhi.parse.document import Document
    from fazhi.statement_kinds import Groups, Words


def leave_one_county_out(
    gold: GoldSet, beside: Sequence[GoldSet], catalogue: Catalogue, *, counties: Sequence[str] = ()
) -> Judgement:
    """Judge a gold set, each county by a catalogue without the words that only its own documents hold.

    Words that other counties hold, in this gold set or those `beside` it, stay. `counties` keeps the documents whose
    stems begin so.

    Raises:
        ConfigurationError: as `fazhi.extract.evaluation.judge` does.
    """
    judgement = Judgement(f"{gold.name}, each county without its own words")
    own = list(labelled(gold))
    held = {name: _printed(document) for name, _, document in own}
    for other in beside:
        held.update((name, _printed(document)) for name, _, document in labelled(other))
    words = words_of(catalogue)
    for county in dict.fromkeys(_county(name) for name, _, _ in own):
        here = "\n".join(text for name, text in held.items() if _county(name) == county)
        elsewhere = "\n".join(text for name, text in held.items() if _county(name) != county)
        left = without(catalogue, {word for word in words if word in here and word not in elsewhere})
        for name, labels, document in _of(county, own, counties):
            compare(judgement, name, labels, found_in(document, left))
    return judgement


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
        conditions = {name: getattr(wording, name) for name in ("head", "base", "beside", "with_", "near")}
        kept = {name: _kept_groups(words, dropped) for name, words in conditions.items()}
        if not any(_lacks_one(conditions[name], kept[name]) for name in conditions):
            yield wording.model_copy(update={**kept, "without": _kept(wording.without, dropped)})


def _lacks_one(asked: Groups, kept: Groups) -> bool:
    """Whether one of the groups has no word left."""
    return bool(asked) and (not kept or not all(kept))


def _kept_groups(words: Groups, dropped: Set[str]) -> Groups:
    """A list of words, or each of a list of such lists, without those."""
    groups = tuple(_kept(group, dropped) for group in words if isinstance(group, tuple))
    return groups or _kept(tuple(word for word in words if isinstance(word, str)), dropped)


def _kept(words: Words, dropped: Set[str]) -> Words:
    return tuple(word for word in words if word not in dropped)


def _words_in(wording: Wording) -> Iterator[str]:
    for words in (wording.head, wording.base, wording.beside, wording.with_, wording.near, wording.without):
        for word in words:
            yield from (word,) if isinstance(word, str) else word


def _of(
    county: str, documents: Iterable[tuple[str, list[Label], Document]], kept: Sequence[str]
) -> Iterator[tuple[str, list[Label], Document]]:
    for each in documents:
        if _county(each[0]) == county and (not kept or each[0].startswith(tuple(kept))):
            yield each


def _county(name: str) -> str:
    """990121 of 990121_hongxi_2022_xxgk: what the name of a labelled document begins with."""
    return name.partition("_")[0]


def _printed(document: Document) -> str:
    return "".join(f"{document.title}{document.text}".split())
