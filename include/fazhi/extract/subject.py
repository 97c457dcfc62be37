"""Whose the figures of a sentence are carries on: what one clause leaves in doubt, the next that names no one does too.

律师调解工作室受理案件186件，成功率76.9%; 县公安局开展普法宣传12场，发放资料2600份.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fazhi.extract import cues

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken

_OF_WHOM = frozenset(
    {
        "another_body",
        "as_respondent",
        "attended",
        "averted",
        "by_volunteers",
        "drafted",
        "each_office",
        "for_a_group",
        "for_others",
        "of_another_thing",
        "on_disclosure",
        "one_event",
        "one_matter",
        "one_of_several_bodies",
        "one_office",
        "one_room",
        "some_of_the_cases",
    }
)
_SUBJECT_NAMED = re.compile(r"[全我本][县市区州旗省镇乡局]|各级|各地|各[县市区乡镇]|另|其他|[；;]")
_NAMED = 2  # characters


@dataclass(slots=True)
class Subject:
    """The doubt about whose the figures of a sentence and field are, as far as it was read."""

    sentence_start: int = -1
    group: str = ""
    doubt: str = ""
    end: int = 0

    def note(self, item: Taken, doubt: str) -> None:
        """Remember what the figure leaves in doubt."""
        self.sentence_start, self.group, self.end = item.sentence_start, item.group, item.number.end
        self.doubt = doubt if doubt in _OF_WHOM else ""

    def carried_on(self, item: Taken, text: str) -> str:
        """The doubt of the figure before, where this one's clause goes on with it; else ""."""
        if not self.doubt or (item.sentence_start, item.group) != (self.sentence_start, self.group):
            return ""
        begin = min(item.claim.head.start, item.number.start)
        named = _SUBJECT_NAMED.search(text, self.end, item.number.start) is not None
        return "" if named or len(cues.residue(text[item.low : begin])) > _NAMED else self.doubt
