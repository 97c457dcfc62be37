"""Who leads, who lags and what moved: judgement over the figures of one province, each rule with its guard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fazhi.bulletin.reading import Facts, Figure
from fazhi.catalogue import Catalogue, Indicator
from fazhi.reconcile.identities import Identity, RateIdentity, Side
from fazhi.scoring.inputs import Peers

FEWEST_CASES = 10
"""Below so many cases a rate says nothing (1 of 1 lost is 100 %), and a count that moves by one moves by a tenth."""

FEWEST_COUNTIES = 4
"""Of fewer, leading and lagging are the same counties."""

_PLACES = 3
_DRIFT = 10


@dataclass(frozen=True, slots=True)
class Standing:
    """The counties of one indicator: `leading` best first, `lagging` worst first, both empty where nothing is ranked.

    `unranked` has why figures were left out of the ranking -> how many; `without_base` the codes of ranked counties
    whose rate comes without the number of cases it is a share of; `unpublished` the counties that give no figure.
    """

    indicator: Indicator
    ranked: int
    leading: tuple[Figure, ...]
    lagging: tuple[Figure, ...]
    unranked: Mapping[str, int]
    without_base: frozenset[str]
    zeros: int
    unpublished: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """A figure and the one of the year before; `change` is later - earlier, `better` by the indicator's direction."""

    indicator: Indicator
    earlier: Figure
    later: Figure

    @property
    def change(self) -> Decimal:
        return self.later.value - self.earlier.value

    @property
    def better(self) -> bool:
        return (self.change > 0) == (self.indicator.direction == "+")

    @property
    def doubtful(self) -> bool:
        """Whether one of the two is ten times the other, where a misprint or a misreading is likelier than the news."""
        least, most = sorted((self.earlier.value, self.later.value))
        return self.indicator.measure != "rate" and most >= _DRIFT * least

    @property
    def relative(self) -> Decimal:
        """The change as a share of the earlier value; of a rate in points, a hundredth each."""
        if self.indicator.unit == "%":
            return self.change / 100
        return self.change / self.earlier.value


class Judge:
    """Applies the guards: which figures may be compared, and with what."""

    def __init__(self, catalogue: Catalogue, identities: Sequence[Identity]) -> None:
        self.compared = [
            indicator
            for indicator in catalogue.indicators.values()
            if indicator.direction != "0" and indicator.tier == "core"
        ]
        self._bases: dict[str, tuple[Side, ...]] = {
            identity.rate[0].indicator: identity.definition
            for identity in identities
            if isinstance(identity, RateIdentity) and not identity.rate[0].breakdown
        }

    def standings(self, facts: Facts) -> list[Standing]:
        """One an indicator that any county gives for the reported year, in the order of the catalogue."""
        by_county = _by_county(figure for figure in facts.figures if _is_out(figure, facts))
        of_year = {code: held for (code, year), held in by_county.items() if year == facts.period.reported_year}
        found = (self._standing(indicator, of_year, facts.counties) for indicator in self.compared)
        return [standing for standing in found if standing.ranked or standing.unranked]

    def movements(self, facts: Facts) -> list[Movement]:
        """Figures of the reported year that came out in the period beside those of the year before, greatest first."""
        year = facts.period.reported_year
        by_county = _by_county(facts.figures)
        moved = []
        for (code, of), held in by_county.items():
            before = by_county.get((code, year - 1), {})
            if of != year:
                continue
            for indicator in self.compared:
                later, earlier = held.get(indicator.code), before.get(indicator.code)
                if (
                    later
                    and earlier
                    and _came_out(later, facts)
                    and self._can_move(indicator, (earlier, before), (later, held))
                ):
                    moved.append(Movement(indicator, earlier, later))
        return sorted(moved, key=lambda each: (-abs(each.relative), each.later.region_code, each.indicator.code))

    def _can_move(
        self,
        indicator: Indicator,
        earlier: tuple[Figure, Mapping[str, Figure]],
        later: tuple[Figure, Mapping[str, Figure]],
    ) -> bool:
        (before, held_before), (after, held) = earlier, later
        if before.value == after.value or before.unit != after.unit or before.approx or after.approx:
            return False
        if self._unranked(indicator, before, held_before) or self._unranked(indicator, after, held):
            return False
        return indicator.measure == "rate" or min(before.value, after.value) >= FEWEST_CASES

    def _standing(
        self, indicator: Indicator, held: Mapping[str, Mapping[str, Figure]], counties: Mapping[str, str]
    ) -> Standing:
        ranked, without_base = [], set()
        unranked: dict[str, int] = defaultdict(int)
        given = {code: figures[indicator.code] for code, figures in held.items() if indicator.code in figures}
        for code, figure in given.items():
            reason = self._unranked(indicator, figure, held[code])
            if reason:
                unranked[reason] += 1
                continue
            ranked.append(figure)
            if indicator.code in self._bases and self._base(indicator, held[code]) is None:
                without_base.add(figure.region_code)
        ranked.sort(
            key=lambda figure: (-figure.value if indicator.direction == "+" else figure.value, figure.region_code)
        )
        leading, lagging = _ends(ranked, indicator.direction)
        reporting = {figure.region_code for figure in given.values()} | set(given)
        return Standing(
            indicator=indicator,
            ranked=len(ranked),
            leading=leading,
            lagging=lagging,
            unranked=dict(sorted(unranked.items())),
            without_base=frozenset(without_base),
            zeros=sum(figure.value == 0 for figure in given.values()),
            unpublished=tuple(code for code in counties if code not in reporting),
        )

    def _unranked(self, indicator: Indicator, figure: Figure, held: Mapping[str, Figure]) -> str:
        """Why a figure is not compared with others; empty where it is."""
        if figure.bound or figure.value_max is not None:
            return "只公布了界限或区间"
        if figure.confidence == "uncertain":
            return "识别存疑"
        if figure.check_status == "contradicts":
            return "核对矛盾"
        base = self._base(indicator, held)
        return f"基数不足{FEWEST_CASES}" if base is not None and base < FEWEST_CASES else ""

    def _base(self, indicator: Indicator, held: Mapping[str, Figure]) -> Decimal | None:
        """The number of cases that a rate is a share of, where the county gives it; None else."""
        for side in self._bases.get(indicator.code, ()):
            if all(term.indicator in held and not term.breakdown and not term.last_year for term in side):
                return sum((term.sign * held[term.indicator].value for term in side), Decimal(0))
        return None


def _by_county(figures: Iterable[Figure]) -> dict[tuple[str, int], dict[str, Figure]]:
    held: dict[tuple[str, int], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        held[figure.series_code, figure.year][figure.indicator_code] = figure
    return dict(sorted(held.items()))


def _is_out(figure: Figure, facts: Facts) -> bool:
    return facts.period.whole_year or figure.published_on is None or figure.published_on <= facts.period.end


def _came_out(figure: Figure, facts: Facts) -> bool:
    period = facts.period
    if period.whole_year:
        return True
    return figure.published_on is not None and period.start <= figure.published_on <= period.end


def _ends(ranked: Sequence[Figure], direction: str) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """The first and the last places, the outermost first; equal values share one, and who leads does not lag."""
    if len(ranked) < FEWEST_COUNTIES or ranked[0].value == ranked[-1].value:
        return (), ()
    better, worse = ("higher", "lower") if direction == "+" else ("lower", "higher")
    values = Peers(figure.value for figure in ranked)
    leading = tuple(figure for figure in ranked if values.rank(figure.value, better) <= _PLACES)
    best = {figure.region_code for figure in leading}
    lagging = (figure for figure in ranked[::-1] if values.rank(figure.value, worse) <= _PLACES)
    return leading, tuple(figure for figure in lagging if figure.region_code not in best)
