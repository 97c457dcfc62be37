"""Figures of several members whose one head stands behind the last: 1个县级、9个乡镇、80个村级公共法律服务平台."""

from __future__ import annotations

from fazhi.extract.lexicon import UNLISTED
from fazhi.extract.segment import Clause
from fazhi.extract.shares import SharesOfFigures

_JOINTS = frozenset("、和及与")
_LONGEST_NAME = 8  # characters: 行政村（社区）


class MembersBeforeHead(SharesOfFigures):
    """The claims of such figures."""

    def _members_ahead(self, clause: Clause, first: int, mask: int) -> int:
        """Take the figures from the one at `first` on, and how many they are; 0 where they are no such list."""
        text, numbers, last = self.text, clause.numbers, first
        names: list[str] = []
        while last + 1 < len(numbers) and text[numbers[last + 1].start - 1] in _JOINTS:
            name = text[numbers[last].end : numbers[last + 1].start - 1]
            if not 0 < len(name) <= _LONGEST_NAME:
                return 0
            names.append(name)
            last += 1
        if not names:
            return 0
        claim = self._claim_beside(self._place(clause, last, mask))
        if claim is None or not claim.after or claim.frame.code == UNLISTED:
            return 0
        names.append(text[numbers[last].end : claim.head.start])
        members = [self.lexicon.member_in(claim.frame.code, name) for name in names]
        if not all(members) or len(set(members)) < len(members):
            return 0
        for position, member in enumerate(members, first):
            self._take_or_leave(self._place(clause, position, mask), claim, member)
        return len(members)
