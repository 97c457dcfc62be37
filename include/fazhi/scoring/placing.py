"""From totals to ranks and grades: ties, peer groups, lines and quotas, vetoes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi.scoring.assessment import CountyScore, total_of
from fazhi.scoring.inputs import CountyInputs
from fazhi.scoring.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a county stands: `rank` in the province, `group_rank` among the `group_size` of its peer group.

    `grade` is empty where the scheme has none; `lowered_by` is the veto or downgrade that lowered
    it, with its document.
    """

    rank: int
    group: str
    group_rank: int
    group_size: int
    grade: str = ""
    lowered_by: str = ""


def place(
    scheme: Scheme, counties: Mapping[str, CountyInputs], scores: Mapping[str, CountyScore]
) -> dict[str, Placing]:
    """Rank and grade of every county."""
    keys = _sort_keys(scheme, scores)
    overall = _ranks(scheme, keys)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in scores:
        groups[counties[code].group].append(code)
    within = {
        code: rank
        for codes in groups.values()
        for code, rank in _ranks(scheme, {code: keys[code] for code in codes}).items()
    }
    grades = _grades(scheme, {code: score.total for code, score in scores.items()}, overall)
    placed = {}
    for code in scores:
        group = counties[code].group
        grade, lowered_by = _lowered(scheme, grades[code], counties[code]) if scheme.grades else ("", "")
        placed[code] = Placing(overall[code], group, within[code], len(groups[group]), grade, lowered_by)
    return placed


def _sort_keys(scheme: Scheme, scores: Mapping[str, CountyScore]) -> dict[str, tuple[Decimal, ...]]:
    """What counties are ranked by: the total, then what the scheme says of ties."""
    below = {name: _items_below(scheme, name) for name in scheme.ties.by}
    keys = {}
    for code, score in scores.items():
        points = {item.item: item for item in score.items} if below else {}
        breakers = []
        for name in scheme.ties.by:
            items = [points[item] for item in below[name]]
            marks = sum((item.marks for item in items), Decimal(0))
            breakers.append(total_of(items, [item.score for item in items], marks))
        keys[code] = (score.total, *breakers)
    return keys


def _items_below(scheme: Scheme, name: str) -> list[str]:
    parents = scheme.parents()

    def stands_below(item: str) -> bool:
        return item == name or (item in parents and stands_below(parents[item]))

    return [item.id for item in scheme.scored if stands_below(item.id)]


def _ranks(scheme: Scheme, keys: Mapping[str, tuple[Decimal, ...]]) -> dict[str, int]:
    ordered = sorted(keys.values(), reverse=True)
    first: dict[tuple[Decimal, ...], int] = {}
    for position, key in enumerate(ordered, 1):
        first.setdefault(key, position if scheme.ties.next_rank == "skip" else len(first) + 1)
    return {code: first[key] for code, key in keys.items()}


def _grades(scheme: Scheme, totals: Mapping[str, Decimal], rank: Mapping[str, int]) -> dict[str, int]:
    """The position of each county's grade, by line and quota."""
    waiting: Sequence[str] = sorted(totals, key=lambda code: (rank[code], code))
    given: dict[str, int] = {}
    for position, grade in enumerate(scheme.grades):
        fit = [code for code in waiting if grade.at_least is None or totals[code] >= grade.at_least]
        places = len(fit) if grade.quota is None else int(grade.quota * len(totals))
        if len(fit) > places:
            over = rank[fit[places]]
            fit = [code for code in fit[:places] if rank[code] != over]
        given |= dict.fromkeys(fit, position)
        waiting = [code for code in waiting if code not in given]
    return given


def _lowered(scheme: Scheme, grade: int, inputs: CountyInputs) -> tuple[str, str]:
    last = len(scheme.grades) - 1
    lowered, by = grade, []
    for veto in scheme.vetoes:
        finding = inputs.findings.get(veto.id)
        if finding:
            lowered = last if veto.effect == "veto" else min(lowered + 1, last)
            by.append(f"{veto.title}: {finding.issuer}{finding.title} {finding.number} {finding.dated}")
    return scheme.grades[lowered].name, "; ".join(by)
