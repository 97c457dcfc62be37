"""What leaves a doubt about a figure that its wording claims clearly: words that make it another's, or of another time.

Each doubt has a name, which `fazhi explain-text` shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken
    from fazhi.extract.time import DocumentTime

_LOOK_BACK = 80
_TARGETS = frozenset({"target", "target_change"})
_PEOPLE = frozenset({"人", "名", "位"})
_PLACES = frozenset({"个", "家", "所", "处"})

# 18个乡镇（街道）均已配备, 全部聘请了: the places are counted as those that have something.
_ALL_HAVE = re.compile(r"[^，。；,;]{0,16}?(?:均|都|全部|分别)(?:已|已经|能|实现|成立|建立|配|设|有|聘|完成|落实|达)")
# 设立交通事故调解工作室，配备专职人民调解员2名: the staff of one room.
_ONE_ROOM = re.compile(
    r"(?:(?<![各个共])(?:调解室|工作室|服务站|工作站|联络站|服务点|窗口|法庭|中心|值班室)|医调委"
    r"|(?:医患|医疗|物业|交通|劳动|婚姻|旅游|消费|金融|商会)[^，。；]{0,8}(?:调委会|调解委员会))[”’」]?[^。；;]{0,12}?[，,]?"
    r"[^，。；;]{0,10}(?:配备|配有|现有|安排|选派|派驻|入驻|常驻|聘请|聘任|有)[^，。；;]{0,12}$"
)
_MANY_ROOMS = re.compile(r"各|\d+\s*[个家处所]|全[县市区州旗]|所有|均|每")
# 对60件重大行政决策草案、行政规范性文件: the figure is of them all.
_LISTS_KINDS = re.compile(r"[\u4e00-\u9fff]{0,4}、(?!\s*\d)[\u4e00-\u9fff]{2}")
# 避免50件案件进入诉讼: what did not happen.
_AVERTED = re.compile(r"(?:避免|防止|杜绝|免于)[^，。；,;]{0,16}$")
_CASES = ("reconsideration.", "litigation.")
# 县人大常委会备案审查规范性文件6件, 县应急管理局罚款86万元: what another body or one office did.
_OTHER_BODY = re.compile(r"\s*[^，。；,;\d]{0,8}(?:人大|政协|检察院|检察机关|纪委|监委|公安机关|公安局)")
_ONE_OFFICE = re.compile(r"\s*[^，。；,;\d]{2,12}(?:(?<!司法)局|大队|领域|综合执法队)(?!.{0,2}等)")
_OF_GOVERNMENT = ("normative.", "review.", "governance.")
_OF_ALL_OFFICES = ("enforcement.penalt", "enforcement.licences", "enforcement.compulsory", "enforcement.inspections")
# 县卫健局开展宣传12场，发放资料2600份: one office's, where the judicial bureau speaks of all.
_OF_JUSTICE = ("publicity.", "legal_aid.", "mediation.", "enterprise.")
_NOT_JUSTICE = re.compile(
    r"\s*(?!在|与|联合|会同|依托|对|向|由)[^，。；,;\d、和]{0,8}(?:(?<!司法)(?<![我本全各])局|法院|检察院|妇联|总?工会|团县委|团区委|大队)(?![、和等及])"
)
_NAMES_A_YEAR = re.compile(r"(?:19|20)\d{2}\s*年")
# 谋划创建法治公园6个 in a report of what was done: a plan of nobody knows which year.
_PLANNED = re.compile(r"(?:谋划|拟)(?:新建|创建|建设|建成|新增|打造|实施)[^，。；,;]{0,18}$")
_DONE = re.compile(r"今年以来|截至目前|目前|已经|共(?!同)|完成了|开展了|累计")


class Doubts:
    """The doubts about the figures of one document; `text` is the document's, which their spans index.

    `township` tells a township's own report.
    """

    def __init__(self, text: str, time: DocumentTime, *, township: bool) -> None:
        self.text, self.time, self.township = text, time, township
        self.years_are_named = time.year is None and _NAMES_A_YEAR.search(text) is not None

    def about(self, item: Taken) -> str:
        """The name of what leaves a doubt about a figure, "" where nothing does."""
        return self._about_its_time(item) or self._about_whose_it_is(item)

    def _about_its_time(self, item: Taken) -> str:
        if not item.period and self.years_are_named:
            return "no_period_though_years_are_named"
        if item.kind in _TARGETS:
            if self.time.plan_only and self.time.source != "title":
                return "plan_by_its_opening"
            if _DONE.search(self.text, item.sentence_start, item.number.start):
                return "target_told_as_done"
            if not self.time.plan_only and _PLANNED.search(self.text, item.sentence_start, item.number.start):
                return "planned_in_passing"
        return ""

    def _about_whose_it_is(self, item: Taken) -> str:
        if item.after_above:
            return "after_a_region_above"
        if self.township:
            return "of_a_township"
        told_of = self._about_what_is_named_after(item) if item.claim.after else ""
        return told_of or self._about_the_body(item) or self._about_the_words_before(item)

    def _about_what_is_named_after(self, item: Taken) -> str:
        if _LISTS_KINDS.match(self.text, item.claim.head.end):
            return "one_of_several_kinds"
        if item.number.unit in _PLACES and _ALL_HAVE.match(self.text, item.claim.head.end):
            return "places_that_have"
        return ""

    def _about_the_body(self, item: Taken) -> str:
        code, sentence, start = item.code, item.sentence_start, item.number.start
        if code.startswith(_OF_GOVERNMENT) and _OTHER_BODY.match(self.text, sentence, start):
            return "another_body"
        one = None
        if code.startswith(_OF_ALL_OFFICES):
            one = _ONE_OFFICE.match(self.text, sentence, start)
        elif code.startswith(_OF_JUSTICE):
            one = _NOT_JUSTICE.match(self.text, sentence, start)
        return "one_office" if one else ""

    def _about_the_words_before(self, item: Taken) -> str:
        before = self.text[max(item.sentence_start, item.number.start - _LOOK_BACK) : item.number.start]
        if item.code.startswith(_CASES) and _AVERTED.search(before):
            return "averted"
        room = _ONE_ROOM.search(before) if item.number.unit in _PEOPLE else None
        return "one_room" if room is not None and not _MANY_ROOMS.search(before[: room.end()]) else ""
