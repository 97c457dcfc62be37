"""Which figures are to be reached, and by when: in a plan, after 力争 and 预计, as what a meeting demands."""

from __future__ import annotations

import re

from fazhi.extract import cues
from fazhi.extract.calendar_words import TO
from fazhi.extract.figure import Place, Sentence
from fazhi.extract.intended import INTENDED, REACHED_NEXT, is_intended
from fazhi.extract.segment import PLAN, REPORT, SHORTCOMINGS
from fazhi.extract.time import DocumentTime
from fazhi.extract.triggers import Cue

When = tuple[str, str, str]  # kind, period, period_source

THIS_YEAR = re.compile(r"今年|本年")
_OF_THIS_YEAR = re.compile(r"今年|本年|年内|年初|[县原]定|全年(?:预[计期]|计划|拟)|(?:预[计期]|计划|要求)全年")
_WISH_LENGTH = 12
_NEXT, _NEXT_WORDS = 30, 10
# 2025年，将重点抓好以下工作：一是…；二是培训120名: all that such a sentence lists.
_LIST_AHEAD = Cue(
    r"(?<!现)(?:将|拟|打算)(?:继续|重点|着力|进一步|全力|突出|集中|主要)*(?:抓好|做好|开展|推进|落实|从|围绕|完成|实施)[^。；;]{0,16}"
    r"(?:以下|如下|几|[二三四五六七八])[^。；;，,]{0,8}[:：]"
)
_REQUIRED = Cue(
    r"(?:需|须|应|应当|必须)(?:要)?(?:达到|达|完成)(?:约|近)?$"
    r"|(?:全年|年内|今年|年度)(?:需|须|应当?(?![诉援急用对邀届]|当?事人)|必须)(?!受理|收到)[^，。；,已]{0,10}$"
)
_NEXT_YEAR = Cue("新的一年|明年|来年")
_LIMIT = Cue(r"不得(?:高于|超过|大于|低于|少于)$")  # 全县败诉率不得高于9%
_INTENDED = Cue(r"拟(?:定)?(?:于|在)[^，。；]{0,24}$")
# 预计到年底，办理500件; 计划再用三年时间，实现12个: the wish stands in the clause before.
_EXPECTED = Cue(
    r"(?:(?:预计|力争|争取|确保)(?:到|至)[^，。；]{0,8}年?[底末]|计划再?用[^，。；]{0,4}年(?:左右)?(?:的)?(?:时间)?)[，,][^，。；]{0,24}$"
)
# 会议要求，2024年，要新建12个: what is demanded; 按照…要求，新建12个 is how it was done.
_DEMANDED = Cue(
    r"(?:会议|会上|局长|书记|[县区市州]长|主任)[^，。；]{0,6}(?:要求|强调|提出|指出)[，,：:](?P<what>.*)$", re.DOTALL
)
_MUST = re.compile(r"(?:^|[，,、；;：:])[^，,；;。]{0,12}?(?:要|将)(?![求点素件闻])")
_AHEAD = re.compile(r"将|要(?![求点素件闻])|计划|拟|力争|争取|确保|预计|目标|打算|不少于|不低于|以上")
_WISH = Cue(r"力争|争取(?![^，。；、\d]{0,10}(?:资金|经费|补助|转移支付)|项目|专项|上级|到)|确保(?!了)")
# 计划新建20处，培育300名: so does a plan, but not to what was done of it (计划评查300卷，评查320卷).
_PLAN = Cue(
    r"(?<![按照原度])计划(?:再?用[^，。；、\d]{1,6}(?:时间|努力)|再|还|共|新|年内|今年|于|全年)*(?P<verb>[\u4e00-\u9fff]{2})"
)
_WISH_ENDS = re.compile(r"[；;]|已|共|实际|目前|现有|截[至止]|累计|完成|完善|办理了|了")
_COMPLETED = re.compile(r"完成[^，。；]{0,16}$")
_YEARS_TASK = re.compile(r"(?:年度|全年|今年|本年)[^，。；]{0,6}(?:目标|任务)")
_TASK = re.compile(r"[^，。；]{0,4}(?:任务|目标)")
_IS_DONE = re.compile(r"[^，。；未]{0,4}(?:已|均|全部|提前|如期|圆满|顺利|超额)")  # 800名的目标已提前完成
_ACTUALLY = Cue(r"[^，。；]{0,6}[，,；;]\s*实际")  # 计划调解2000件，实际调解2310件
_AT_LEAST = re.compile(r"[≥≤＞＜><]=?\s*$")  # 满意率≥95%，实际98.7%
# 败诉率为6.17%（市级考核目标为7%以下）: set for the time of the figure that it stands beside.
_BESIDE_WHAT_WAS_REACHED = re.compile(
    r"\d[^\d，,。；;]{0,6}[（(][^（()）\d]{0,10}(?:目标|任务|指标|要求)[值数]?(?:为|是|[:：])?$"
)
_OPENED_IN = re.compile(r"\s*(?:截[至止]到?)?((?:19|20)\d{2})年度?[底末]?[，,]")
_OPENED_WITH_SPAN = re.compile(rf"\s*(?:19|20)\d{{2}}\s*年?\s*{TO}\s*(?:19|20)\d{{2}}\s*年[，,间]")
_UP_TO = re.compile(r"\s*(?:截[至止]到?|针对|鉴于)?\s*")
# 工作目标：办理400件; 考核指标：成功率达到98%以上; what comes after 完成情况： is what was done.
_AIM_NAMED = Cue(r"(?:目标|任务|任务数|计划|目标要求|工作要求)[:：](?P<what>[^；;]*)$")
_BOUND_NAMED = Cue(r"(?:考核|绩效|评价|年度)(?:指标|内容|要求|标准)[:：](?P<what>[^；;]*)$")
_AIM_OPENS = re.compile(
    r"\s*(?:[（(]?[0-9一二三四五六七八九十]{1,3}[）)]?[.．、：:]?\s*)?(?:工作|年度|全年|总体|具体|考核|绩效|预期|量化|计划|整改)*$"
)
_BOUND = re.compile(r"(?:达到|达|不低于|不少于|至少|不高于|不超过|控制在)(?:约|近)?$")
_BOUND_AFTER = re.compile(r"[^，。；]{0,3}(?:以上|以下|以内)")
_TOLD = re.compile(r"完成情况|进展|自评|实际|落实情况|已|完成了|实现了")
_MONTH = re.compile(r"(?:^|\D)(?:1[0-2]|[1-9])月")

_WISHED = INTENDED | _ACTUALLY.bit | cues.TARGET | _INTENDED.bit | _EXPECTED.bit | _WISH.bit | _PLAN.bit
_LABELLED = _AIM_NAMED.bit | _BOUND_NAMED.bit
_BESIDE_THE_YEAR_BEFORE = re.compile(r"[较比与](?:(?:19|20)\d{2}年|上年|去年)[（(]$")  # 较2024年（11.76%）下降
_LAST_YEAR_OPENS = Cue(r"\s*(?:去年|上年)(?!度?结转|[末底]前|度?相比)")
_OPENS = "（("
_YEARS_WITHIN = 60  # characters
_NEXT_ITEM = re.compile(r"(?<![\u4e00-\u9fff])[一二三四五六七八九十]是|[；;]\s*[（(]?\d{1,2}[）)、.．](?!\d)")
_ON_THE_BASIS = Cue(r"[^，,。；;]{0,40}?的基础上|的?(?:已有|良好|工作)?成果")
_OF_LATE = Cue("近(?:几)?年来")
_STILL = Cue(r"(?:(?:仍|尚|还)然?(?:高?达|有|为|是|只有)|仅仅?(?:为|有|占)?|只有|只占)$")  # 纠错率仍达15%
_TO_COME = cues.AHEAD | _LIST_AHEAD.bit | _REQUIRED.bit | _LIMIT.bit | _DEMANDED.bit | _LABELLED | _WISHED


def last_year(period: str) -> str:
    """The year a period ends in: 2023 of 2021-2023H1."""
    return period.rpartition("-")[2][:4] if len(period) > 6 and period[4] == "-" else period[:4]


def looks_ahead(clause: str) -> bool:
    """Whether a word of what is to come stands in a clause: 将, 计划, 不少于."""
    return _AHEAD.search(clause) is not None


def opens_with_last_year(sentence: Sentence, text: str, start: int) -> bool:
    """去年全县败诉率为18.6%: the clause of the sentence that begins at `start` tells of the year before."""
    return sentence.may & _LAST_YEAR_OPENS.bit and _LAST_YEAR_OPENS.match(text, start) is not None


class Targets:
    """Tells the targets of one paragraph; `section` is the kind of section that it stands in."""

    def __init__(self, text: str, time: DocumentTime, section: str) -> None:
        self.text, self.time, self.section = text, time, section

    def plans(self, sentence: Sentence, place: Place) -> bool:
        """Whether the figure is one to be reached."""
        if self.section == PLAN:
            return not self._looks_back(sentence, place)
        if self.section == SHORTCOMINGS and cues.looks_ahead(self.text[sentence.start : place.clause.end]):
            return True
        may = sentence.may
        return bool(may & _TO_COME) and self._is_to_come(sentence, place)

    def _is_to_come(self, sentence: Sentence, place: Place) -> bool:
        """Whether its sentence says that the figure is one to be reached."""
        start, may = place.number.start, sentence.may
        if may & cues.AHEAD and cues.opens_ahead(self.text[sentence.start : start]):
            return True
        if may & _REQUIRED.bit and _REQUIRED.search(place.before[-_WISH_LENGTH:]):
            return True
        if may & _LIMIT.bit and _LIMIT.search(place.before[-_WISH_LENGTH:]):
            return True
        if may & _DEMANDED.bit and self._is_demanded(sentence, start):
            return True
        if may & _LABELLED and self._is_labelled(sentence, place):
            return True
        listed = may & _LIST_AHEAD.bit and self._opens_a_list_ahead(sentence.start, start)
        return listed or (
            bool(may & _WISHED) and (self._is_wished(sentence, place) or self._wish_goes_on(sentence, start))
        )

    def _opens_a_list_ahead(self, begin: int, end: int) -> bool:
        """将重点抓好以下工作：…: with its colon, which is looked for first."""
        text = self.text
        if text.find("：", begin, end) < 0 and text.find(":", begin, end) < 0:
            return False
        return _LIST_AHEAD.search(text, begin, end) is not None

    def _is_wished(self, sentence: Sentence, place: Place) -> bool:
        start = place.number.start
        before = self.text[max(place.clause.start, start - 30) : start]
        if cues.is_target(before, place.after) or _INTENDED.search(before):
            return True
        if sentence.may & INTENDED and is_intended(
            sentence.may, before, self.text[place.number.end : place.number.end + _NEXT]
        ):
            return True
        if _AT_LEAST.search(before) and _ACTUALLY.match(self.text, place.number.end):
            return True
        return _EXPECTED.search(self.text, max(sentence.start, start - 50), start) is not None

    def _is_labelled(self, sentence: Sentence, place: Place) -> bool:
        """1.目标：办理400件以上: the aim that the sentence opens with; of 考核指标： only what is bounded is one."""
        before = self.text[sentence.start : place.number.start]
        aim = _AIM_NAMED.search(before)
        found = aim or _BOUND_NAMED.search(before)
        if found is None or _AIM_OPENS.fullmatch(before[: found.start()]) is None or _TOLD.search(found["what"]):
            return False
        return bool(aim or _BOUND.search(found["what"]) or _BOUND_AFTER.match(place.after))

    def _wish_goes_on(self, sentence: Sentence, start: int) -> bool:
        """力争败诉率降到6%以下，调解率达40%: until a semicolon, or a word of what was done."""
        last = sentence.taken[-1] if sentence.taken else None
        if last is None or not last.kind.startswith("target") or last.sentence_start != sentence.start:
            return False
        wished = _WISH.search(self.text, sentence.start, last.number.start) is not None
        if not wished:
            plan = _PLAN.search(self.text, sentence.start, last.number.start)
            wished = plan is not None and self.text.find(plan["verb"], last.number.end, start) < 0
        return wished and _WISH_ENDS.search(self.text, last.number.end, start) is None

    def _is_demanded(self, sentence: Sentence, start: int) -> bool:
        found = _DEMANDED.search(self.text[sentence.start : start])
        return found is not None and _MUST.search(found["what"]) is not None

    def _looks_back(self, sentence: Sentence, place: Place) -> bool:
        """2023年办理公证380件 in a plan for 2024: the clause, or the sentence, begins with a year before it."""
        before_it = bool(sentence.held) and last_year(sentence.held or "") < self.time.plan[:4]
        if before_it or self.text.startswith(cues.THE_BASIS, place.number.end) or self._is_background(sentence, place):
            return True
        clause = place.clause
        if opens_with_last_year(sentence, self.text, clause.start) or self._starts_from_there(sentence, place):
            return True
        if sentence.may & _STILL.bit and not self.time.plan_only and _STILL.search(place.before):
            return True
        if clause.times and _UP_TO.fullmatch(self.text, clause.start, clause.times[0][0]):
            period = self.time.period_of(clause.times[0][2])
            return period is not None and last_year(period) < self.time.plan[:4]
        if clause.times or sentence.clause_period is None or not sentence.clause_period < self.time.plan[:4]:
            return False
        opened = _OPENED_IN.match(self.text, sentence.start)
        since_then = (opened is not None and opened[1] == sentence.clause_period) or (
            "-" in sentence.clause_period and _OPENED_WITH_SPAN.match(self.text, sentence.start) is not None
        )
        return since_then and not looks_ahead(self.text[clause.start : place.number.start])

    def _is_background(self, sentence: Sentence, place: Place) -> bool:
        """近年来，建成工作站18个 in a plan that names no year: what there is already."""
        if not sentence.may & _OF_LATE.bit or self.time.source == "title":
            return False
        told = self.text[sentence.start : place.number.start]
        return _OF_LATE.search(told) is not None and not looks_ahead(told)

    def _starts_from_there(self, sentence: Sentence, place: Place) -> bool:
        """较2024年（11.76%）下降, 评查案卷由120件增加到150件, 在2023年调解率96%的基础上: what a plan sets out from."""
        if place.before[-1:] in _OPENS and _BESIDE_THE_YEAR_BEFORE.search(place.before):
            return True
        may, before = sentence.may, self.text[place.clause.start : place.number.start]
        if may & cues.FROM and cues.is_from(before, place.after):
            return True
        based = may & _ON_THE_BASIS.bit and _ON_THE_BASIS.match(self.text, place.number.end, sentence.end)
        return bool(based)

    def _planned(self, sentence: Sentence, place: Place, stated: str | None) -> When:
        time, start = self.time, place.number.start
        labelled = sentence.may & _LABELLED and self._is_labelled(sentence, place)
        ahead = bool(time.plan) and sentence.may & cues.YEARS
        years = self._years_ahead(sentence, start) if ahead else 0
        if self.section != PLAN and (labelled or (years <= 1 and self._is_set_for_now(place, stated))):
            return "target", time.until[:4], time.source
        if stated and stated[:4] >= time.plan[:4]:
            return "target", stated if "-" in stated else stated[:4], "stated"
        if sentence.may & _NEXT_YEAR.bit and self._is_next_year(sentence, start):
            return "target", str(int(time.until[:4]) + 1), time.source
        if years > 1:
            return "target", f"{time.plan[:4]}-{int(time.plan[:4]) + years - 1}", "stated"
        if self.section != REPORT:
            return "target", time.plan[:4], time.source
        this_year = stated is None and self._is_this_year(sentence, place)
        return "target", time.until[:4] if this_year else (stated or time.plan)[:4], time.source

    def _years_ahead(self, sentence: Sentence, start: int) -> int:
        """用两年时间 before a figure: how many years its plan runs, 0 where none are named.

        四是用两年时间…；五是…: what is said of one item does not hold for the next, what stands before them all does.
        """
        begin = max(sentence.start, start - _YEARS_WITHIN)
        items = list(_NEXT_ITEM.finditer(self.text, sentence.start, start))
        if not items:
            return cues.years_ahead(self.text[begin:start])
        own = cues.years_ahead(self.text[max(begin, items[-1].end()) : start])
        return own or cues.years_ahead(self.text[begin : max(begin, items[0].start())])

    def _is_set_for_now(self, place: Place, stated: str | None) -> bool:
        """需达到300件, 年初确定的260卷目标, 完成全年200件任务: for the time that is reported on."""
        later = stated is not None and stated[:4] > self.time.until[:4]
        if not later and not _WISH.search(place.before) and REACHED_NEXT.match(self.text, place.number.end):
            return True  # 计划新增12名，目前已新增9名
        start = place.number.start
        if not later and _BESIDE_WHAT_WAS_REACHED.search(self.text, max(0, start - _NEXT), start):
            return True
        if _REQUIRED.search(place.before[-_WISH_LENGTH:]) or cues.is_task(place.before, place.after):
            return True
        named = place.before + place.after[:_NEXT_WORDS]
        if _YEARS_TASK.search(named) or _ACTUALLY.match(self.text, place.number.end):
            return True
        task = _TASK.match(place.after)
        return task is not None and bool(_COMPLETED.search(place.before) or _IS_DONE.match(place.after, task.end()))

    def _is_next_year(self, sentence: Sentence, start: int) -> bool:
        """新的一年，力争办理550件, in what looks back on a year; a plan speaks so of its own."""
        if self.time.year is None or self.time.plan_only:
            return False
        return _NEXT_YEAR.search(self.text, sentence.start, start) is not None

    def _is_this_year(self, sentence: Sentence, place: Place) -> bool:
        """预计今年突破100件, 12月计划举办30场: without a year of its own."""
        start = place.number.start
        if _OF_THIS_YEAR.search(self.text, sentence.start, start) or self.time.source == "published":
            return True
        return _MONTH.search(self.text[place.clause.start : start]) is not None
