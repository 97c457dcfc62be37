"""Corrections of people, put on what was read of a text before checks and gates see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from fazhi.catalogue import Catalogue
from fazhi.extract.observation import Extraction, LeftOut, Observation
from fazhi.parse.document import Document
from fazhi.warehouse import corrected, digests
from fazhi.warehouse.corrections import Correction, Objections
from fazhi.warehouse.ledger import Capture

LAPSED = "its figure stands in the text no more, or is read otherwise"


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a correction in a text: it holds, lapsed (no figure there is the one it is of), or was refused
    because no figure can be so; `why` says what is against it."""

    correction: Correction
    state: Literal["holds", "lapsed", "refused"]
    why: str = ""


def correct(
    capture: Capture,
    document: Document,
    extraction: Extraction,
    made: Sequence[Correction],
    *,
    catalogue: Catalogue,
    objections: Objections,
) -> tuple[Extraction, list[Tried]]:
    """An extraction with the corrections of its page, and what became of each.

    One that can't be is passed over, and the figure is what was read: a wrong correction of one county must not keep
    the others from being loaded.
    """
    observations: list[Observation | None] = list(extraction.observations)
    left_out = list(extraction.left_out)
    places, lapsed = _places(made, capture, document, extraction.observations)
    tried = [Tried(each, "lapsed", LAPSED) for each in lapsed]
    refused = _refused(extraction, places, catalogue, partial(objections, capture, document))
    for place, each in places.items():
        read = extraction.observations[place]
        if place in refused:
            tried.append(Tried(each, "refused", refused[place]))
            continue
        tried.append(Tried(each, "holds"))
        observations[place] = corrected.of(read, each.corrected, catalogue) if each.corrected else None
        if not each.corrected:
            left_out.append(LeftOut(start=read.evidence_start, end=read.evidence_end, reason=corrected.RULE))
    left_out.sort(key=lambda left: left.start)
    kept = tuple(each for each in observations if each is not None)
    return replace(extraction, observations=kept, left_out=tuple(left_out)), tried


def _places(
    made: Sequence[Correction], capture: Capture, document: Document, observations: Sequence[Observation]
) -> tuple[dict[int, Correction], list[Correction]]:
    """The corrections by the place of their figure, and those that have none any more.

    In the text it was made for, a figure is known by its locator. In any other it is the one of that meaning in the
    very sentence: what else the page changed is no matter. Where several could be it, none is taken.
    """
    said = [digests.value_digest(each) for each in observations]
    places: dict[int, Correction] = {}
    in_other_texts, lapsed = [], []
    for correction in made:
        alike = [place for place, digest in enumerate(said) if digest == correction.value_digest]
        there = [place for place in alike if observations[place].locator == correction.locator and place not in places]
        if correction.content_hash == capture.content_hash and there:
            places[there[0]] = correction
        else:
            in_other_texts.append((correction, alike))
    for correction, alike in in_other_texts:
        free = [place for place in alike if place not in places]
        in_sentence = [place for place in free if _sentence(document, observations[place]) == correction.sentence]
        there = [place for place in in_sentence if observations[place].locator == correction.locator]
        only = in_sentence if len(in_sentence) == 1 else there
        if len(only) == 1:
            places[only[0]] = correction
        else:
            lapsed.append(correction)
    return places, lapsed


def _sentence(document: Document, observation: Observation) -> str:
    return document.text[observation.sentence_start : observation.sentence_end]


def _refused(
    extraction: Extraction,
    places: Mapping[int, Correction],
    catalogue: Catalogue,
    objections: Callable[[Sequence[tuple[Observation, Observation]]], Sequence[str]],
) -> dict[int, str]:
    """Why a correction can't be, by the place of its figure."""
    refused: dict[int, str] = {}
    changes: dict[int, tuple[Observation, Observation]] = {}
    for place, each in places.items():
        read = extraction.observations[place]
        if fault := corrected.fault(each.corrected, read.indicator, catalogue):
            refused[place] = fault
        elif each.corrected:
            changes[place] = read, corrected.of(read, each.corrected, catalogue)
    tried = {place: pair for place, pair in changes.items() if not corrected.says_the_same(*pair)}
    if tried:
        against = objections(list(tried.values()))
        refused |= {place: why for place, why in zip(tried, against, strict=True) if why}
    return refused
