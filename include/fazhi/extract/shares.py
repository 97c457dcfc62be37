"""Shares (占审结案件的6.9%): the rates that go with the counts before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fazhi.extract import cues
from fazhi.extract.changes import IN_TURN, ChangedFigures
from fazhi.extract.figure import Place, Taken
from fazhi.extract.numerals import last_digit
from fazhi.extract.segment import Clause

SHARE = cues.SHARE
_NAMED = 2  # characters
_OF_THE_COUNTED = re.compile(r"的(?:比例|比重)?(?:约|近|达到?|为|是)*")


@dataclass(slots=True)
class Base:
    """What a share is one of; where a figure stands in it (占审结案件58件的6.9%), its value and where it is named."""

    words: str
    counted: Decimal | None = None
    at: int = -1


class SharesOfFigures(ChangedFigures):
    """Takes the shares of one paragraph."""

    def _share_base(self, place: Place) -> Base | None:
        """What the figure is a share of: 审结案件 in 占审结案件的34.38%, 占审结案件58件的6.9%; None: it is none."""
        words = cues.share_base(place.before)
        if words is not None:
            return Base(words)
        if not place.position or _OF_THE_COUNTED.fullmatch(place.before) is None:
            return None
        counted = place.clause.numbers[place.position - 1]
        at = self.text.rfind("占", place.clause.start, counted.start)
        return Base(self.text[at + 1 : counted.start], counted.value, at) if at >= 0 else None

    def _share(self, place: Place, base: Base) -> str | None:
        """占审结案件的34.38% right after a count: the rate of that count. None where no rate goes with the count."""
        sentence = self.sentence
        if not sentence.taken or (sentence.broken and base.at < 0):
            return None
        before = sentence.taken if base.at < 0 else [item for item in sentence.taken if item.number.start < base.at]
        if not before:
            return None
        source = before[-1]
        told = place.before.partition("占")[0] if base.at < 0 else self.text[source.number.end : base.at]
        if len(cues.residue(told)) >= _NAMED:
            return None  # 调处纠纷1300件，其中人民调解占33%: the share of what is named
        if base.counted and abs(100 * source.value / base.counted - place.number.value) > 1:
            return "other_base"
        return self._share_of(place, source, base.words)

    def _share_of(self, place: Place, source: Taken, base: str) -> str | None:
        """Take the figure as the rate that goes with a count before, or say why not; None where no rate does."""
        for share in self.lexicon.shares.get(source.code, ()):
            if share.needs_part and not source.breakdown:
                continue
            if base and not any(word in base for word in share.base) and cues.residue(base):
                return "other_base"
            if not base and self._is_share_of_others(place, source):
                return "other_base"
            when = source.kind, source.period, source.period_source
            part = source.breakdown if share.needs_part else ""
            self._add(place, share.code, when=when, breakdown=part, rule="share", claim=source.claim)
            return ""
        return None

    def _is_share_of_others(self, place: Place, source: Taken) -> bool:
        """一审收案1846件…经复议后起诉417件，占22.6%: the share of a total of another field, and of none of its own."""
        share = place.number.value
        half = min(last_digit(share), Decimal(1)) / 2
        bases = {
            code.partition(".")[0]
            for (code, kind, period), total in self.totals.items()
            if (kind, period) == (source.kind, source.period)
            and code != source.code
            and total
            and abs(100 * source.value / total - share) <= half
        }
        return bool(bases) and source.group not in bases

    def _unread_share(self, place: Place) -> str:
        """民事案件580件，占79.7%，刑事案件148件: the list goes on."""
        self.sentence.unread_share = place.number.end
        return "no_indicator"

    def _shares_in_turn(self, clause: Clause, first: int, size: int, mask: int) -> bool:
        """县级、村级分别受理88件、595件，占比分别为12.9%、87.1%: the share of each of as many figures before."""
        may, head = self.sentence.may, clause.numbers[first]
        if head.unit != "%" or not (may & SHARE and may & IN_TURN):
            return False
        places = [self._place(clause, position, mask) for position in range(first, first + size)]
        base = cues.share_base(places[0].before)
        if base is None or "分别" not in places[0].before:
            return False
        base = base.removesuffix("分别")
        sources = self._figures_before(places)
        if len(sources) < size or not all(sources):
            self._leave(places, "list_unread")
            return True
        for place, source in zip(places, sources, strict=True):
            told = self._share_of(place, source, base) if source is not None else None
            if told != "":
                self._leave([place], told or "no_indicator")
        return True
