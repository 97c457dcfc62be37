"""Kind and period of a figure: what happened, what was before, what is planned, and when."""

from __future__ import annotations

import re

from fazhi.extract import cues
from fazhi.extract import last_year as the_year_before
from fazhi.extract.figure import Place, Sentence
from fazhi.extract.numbers import Number
from fazhi.extract.opened_since import span_since
from fazhi.extract.segment import PLAN, REPORT, Clause
from fazhi.extract.targets import THIS_YEAR, Targets, When, last_year, looks_ahead, opens_with_last_year
from fazhi.extract.time import DocumentTime, is_part_of_year
from fazhi.extract.triggers import Cue


class Timing(Targets):
    """Reads the times of one paragraph; `section` is the kind of section that it stands in, `start` where it begins."""

    def __init__(self, text: str, time: DocumentTime, section: str, start: int) -> None:
        super().__init__(text, time, section)
        self.since, self._is_open = span_since(text, start, time)
        self._held: str | None = None
        self._opened_with_year = self._told_of_year = False  # the sentence with 全年, and so one before it
        self._told_late = False  # the years that hold were named after a figure of the document's own period

    def open_sentence(self, sentence: Sentence) -> None:
        """Carry on with the part of a year that a sentence before opened with: 1-6月，新收96件。审结78件."""
        if self._held and cues.opens_item(self.text, sentence.start):
            self._held = None
        self._told_late = False
        self._told_of_year = self._told_of_year or self._opened_with_year
        self._opened_with_year = self.text[sentence.start : sentence.start + _REACH_OF_ALL_YEAR].startswith(_ALL_YEAR)
        sentence.held = sentence.period = self._years_up_to_now(sentence) or self._held

    def _years_up_to_now(self, sentence: Sentence) -> str | None:
        """五年来，…; “八五”普法以来，…: the years that a sentence opens with, up to the document's own."""
        may = sentence.may
        if not may & _UP_TO_NOW:
            return None
        opening = self.text[sentence.start : min(sentence.end, sentence.start + _OPENING_WORDS)]
        if self.time.year is not None and self.section != PLAN:
            if may & _SINCE_LAST_YEAR.bit and _SINCE_LAST_YEAR.match(opening):
                return self.time.last_years(2)
            if may & cues.YEARS and (several := _SEVERAL_YEARS.match(opening)):
                return self.time.last_years(int(several[1].translate(_DIGITS)))
        named = _FIVE_YEAR_PLAN.search(opening) if may & _FIVE_YEAR_PLAN.bit else None
        return self._of_five_years(named) if named else None

    def _of_five_years(self, named: re.Match[str]) -> str | None:
        """The years of a plan that are told of: all of one that is over, of another those that are gone."""
        plan = "五六七八九".index(named[1]) if named[1] else "一二三四五".index(named[2])
        first = _FIRST_OF_PLANS + _LENGTH_OF_PLANS * plan
        last = first + _LENGTH_OF_PLANS - 1
        year = self.time.year
        if year is None:
            return None if named[3] == "以来" else f"{first}-{last}"
        if year <= first:
            return None
        return f"{first}-{self.time.until}" if year < last else f"{first}-{last}"

    def after_semicolon(self, sentence: Sentence, clause: Clause) -> None:
        """1-9月，排查3235宗；调解2571宗: the one period of a sentence holds on, two were only compared.

        A report on a part of the year falls back on that; so does one after years that follow a figure of its own
        (办理案件96件，2021年以来办理310件；满意率98%).
        """
        of_a_part = is_part_of_year(self.time.report) or self._told_late
        if of_a_part or len(sentence.periods) > 1 or cues.opens_item(self.text, clause.start):
            self.forget(sentence)

    def forget(self, sentence: Sentence) -> None:
        """全年, 目前, a new item: the period named before no longer holds."""
        sentence.period = sentence.clause_period = sentence.held = self._held = None

    def take(self, sentence: Sentence, clause: Clause, low: int, high: int) -> str | None:
        """Note the expressions of time in `[low, high)`; gives the period said of what comes at `high` alone."""
        text, bound, listed_to = self.text, None, -1
        for start, end, raw in clause.times:
            if not low <= start < high or start < listed_to:
                continue
            if text[end : end + 1] in _JOINTS and (listed := self._listed_years(sentence, start, high)):
                listed_to, bound = listed, None
                continue
            period = self._meant(start, end, raw)
            if period is None:
                continue
            if text.startswith("同期", end) and len(period) == len("2023"):
                period = self._same_part(period, sentence.period)
            if text[start - 2 : start] == "其中":
                sentence.clause_period = period
                if not text[sentence.start : start - 2].strip():
                    sentence.period = period
            elif self._is_of_the_next_alone(sentence, start, end, high):
                bound = period
            else:
                self._note(sentence, period, start)
                bound = period if high - end <= 2 else None
        return bound

    def _listed_years(self, sentence: Sentence, start: int, high: int) -> int:
        """2021年、2022年和2023年，…: as many years for the lists that follow, and all of them for a single figure.

        Gives where they end, 0 where no more than one year stands or the figure at `high` is only compared with them.
        """
        listed = _LISTED_YEARS.match(self.text, start)
        if listed is None or self._is_of_the_next_alone(sentence, start, listed.end(), high):
            return 0
        years = [int(year) for year in _FOUR_DIGITS.findall(listed[0])]
        first, last = min(years), max(years)
        if sorted(years) != list(range(first, last + 1)):
            return 0
        self._note(sentence, f"{first}-{last}", start)
        sentence.list_periods = [self.time.period_of(f"{year}年") or str(year) for year in years]
        return listed.end()

    def _same_part(self, year: str, stated: str | None) -> str:
        """2022年同期 beside 2023年1-11月 is 2022M1-11."""
        told = stated or self.time.report
        return year + told[4:] if is_part_of_year(told) else year

    def pass_over(self, sentence: Sentence, clause: Clause) -> None:
        """Note the times of a clause without figures; 今年以来, and 目前, end what was named before."""
        if clause.times:
            self.take(sentence, clause, clause.start, clause.end)
        elif sentence.period and sentence.may & cues.NOW:
            opening = self.text[clause.start : min(clause.end, clause.start + _OPENING_WORD)]
            if self.falls_back(sentence, opening):
                self.forget(sentence)

    def falls_back(self, sentence: Sentence, before: str) -> bool:
        """Whether words before a figure end the period named before: 今年以来, 目前; not 2022年，…，全年86件."""
        word = cues.word_of_now(before)
        return bool(word) and not (word in _OF_THE_YEAR_NAMED and self._opens_with_year(sentence))

    def _opens_with_year(self, sentence: Sentence) -> bool:
        """2022年，…: a sentence that opens with the year alone, and names no other time."""
        opened = _OPENED_WITH_YEAR.match(self.text, sentence.start) if len(sentence.periods) == 1 else None
        return opened is not None and sentence.clause_period == opened[1]

    def _note(self, sentence: Sentence, period: str, start: int) -> None:
        """A period that holds until another is named: a part of a year that opens a sentence for the next ones too."""
        self._told_late = "-" in period and not is_part_of_year(period) and bool(sentence.taken)
        if period == self.time.report:
            self.since, self._is_open = "", False  # 自2021年改革以来，…。2020年至2024年，收到327件。…
        opens = not sentence.periods and not sentence.taken and not is_part_of_year(self.time.report)
        opens = opens and not self._told_of_year  # 全年处罚587件。上半年294件。办理许可2364件
        sentence.period = sentence.clause_period = period
        sentence.periods.add(period)
        sentence.held = None
        self._held = period if opens and is_part_of_year(period) else None

    def _meant(self, start: int, end: int, raw: str) -> str | None:
        """The period that an expression of time means where it stands; None where it tells of none."""
        period = self.time.period_of(raw)
        carried = _CARRIED_OVER.match(self.text, end) or _CARRIED_INTO.search(self.text, max(0, start - 4), start)
        named = self.text[end : end + 1] == "版" or _KINDS_SINCE.match(self.text, end) is not None  # 较2022年版新增29项
        named = named or (raw.endswith(("起", "日")) and _OF_A_LAW.match(self.text, end) is not None)
        if period is None or carried or named or self._is_end_of_quarter(start, end, raw):
            return None  # 2022年结转12件, 结转至2024年3件: a figure of the year that a report is on
        if _OF_LAST_YEAR.search(self.text[max(0, start - 6) : start]) and is_part_of_year(period):
            return str(int(period[:4]) - 1) + period[4:]
        if _BOTH_HALVES.search(self.text[max(0, start - 8) : end]):
            return period[:4]
        if "-" in period:
            return period
        if self.since and self.since.endswith(f"-{period}") and self._is_until(start):
            return self.since  # 2022年集中职责以来，…。截至2025年，共受理9件
        return self._run_on(raw, self.text[max(0, start - 1) : start], self.text[end : end + 56]) or period

    def _is_end_of_quarter(self, start: int, end: int, raw: str) -> bool:
        """截至三季度末: a day, and not what the quarter brought."""
        return raw.endswith("季度") and self.text.startswith(("末", "底"), end) and self._is_until(start)

    def _is_until(self, start: int) -> bool:
        return _UNTIL.search(self.text, max(0, start - 3), start) is not None

    def _is_of_the_next_alone(self, sentence: Sentence, start: int, end: int, high: int) -> bool:
        """Whether a time is said of the figure at `high` only, and does not hold for what follows."""
        text = self.text
        after = text[end : end + 1]
        if _in_parentheses(text[sentence.start : start]):
            # 审结67件（含2021年受理12件），其中…: it ends with the parentheses; not 五年来（2021—2025年，全县…）.
            return after not in tuple("）)，,")
        if text[start - 1 : start] in tuple("较比与同") or (after == "的" and end + 1 >= high - 1):
            return True
        if sentence.taken and text[end:high] in _EQUALS:
            return True  # 败诉率14.29%，2023年为16.67%；出庭率100%
        if text[start - 1 : start] == "而" and after not in tuple("，,"):
            return True  # 收到97件，而2022年仅有39件；受理82件
        # 开展2022年度专项督察，评查案卷60卷: the year that the thing is of, not when all that follows was done.
        of_a_thing = _NAMED_THING.search(text[max(0, start - 10) : start]) is not None
        if not of_a_thing or after in tuple("，,"):
            return False
        return _YEAR.match(text, start) is not None and _FOUR_DIGITS.search(text, start + 4, end) is None

    def _run_on(self, raw: str, before: str, after: str) -> str | None:
        """The period of a time that what follows makes a span: 2020年7月1日《…》施行以来, 2015年5月至当年底."""
        if _runs_until_now(before, after):
            return self.time.period_of(raw + "以来")
        month = _LAST_MONTH.search(raw) if "年" in raw and "月" in raw else None
        if month and _TO_THE_YEARS_END.match(after):
            return self.time.period_of(f"{raw[:4]}年{month[1]}月至12月")
        return None

    def of(self, sentence: Sentence, place: Place) -> When:
        """Kind, period and period source of a figure that is no change."""
        time, stated, may = self.time, place.period or sentence.clause_period, sentence.may
        if self.plans(sentence, place):
            return self._planned(sentence, place, stated)
        earlier = self._earlier(sentence, place, stated) if may & _QUOTED else None
        if earlier is not None:
            return "previous", earlier, "stated"
        if place.period is None and may & cues.YEARS and time.year is not None and self.section == REPORT:
            start = max(place.low if stated else place.clause.start, place.number.start - 20)
            years = cues.recent_years(self.text[start : place.number.start])
            if years > 1:
                stated = sentence.held = time.last_years(years)
                sentence.period = sentence.clause_period = stated  # 五年共收到212件，办结203件
        if stated and "-" in stated and may & cues.FROM and self._has_risen(place):
            stated = stated.rpartition("-")[2]
        if stated is None or stated == time.report:
            return self._undated(sentence, place, named=stated is not None)
        return self._of_another_time(sentence, place, stated)

    def _has_risen(self, place: Place) -> bool:
        """五年来，成功率由95.8%上升到98.7%: the level reached is that of the end."""
        return cues.reaches(place.before) and cues.starts_from(self.text[place.clause.start : place.number.start])

    def _of_another_time(self, sentence: Sentence, place: Place, stated: str) -> When:
        """A figure of a time that is not the document's: still to come, a part of its year, or before it."""
        year = self.time.year
        if year is not None and stated[:4] > str(year) and not self._is_told(sentence, place):
            return "target", stated if "-" in stated else stated[:4], "stated"
        if self._is_yet_to_come(stated) and not _DONE.search(self.text, sentence.start, place.number.start):
            return "target", stated[:4], "stated"
        past = year is not None and last_year(stated) < str(year)
        return "previous" if past else "actual", stated, "stated"

    def _is_yet_to_come(self, stated: str) -> bool:
        """下半年 in a report on the first half: its figures are targets of the year."""
        report = self.time.report
        if stated[:4] != report[:4] or not (is_part_of_year(stated) and is_part_of_year(report)):
            return False
        return _months(stated)[0] > _months(report)[1]

    def _is_told(self, sentence: Sentence, place: Place) -> bool:
        """Whether a figure of a later year than the document's is told as done: 截至2024年2月底，共办结66件.

        So is 2024年1月，举办3场, and all where the title has no year, if no word of what is to come stands before.
        """
        if _DONE.search(self.text, sentence.start, place.number.start):
            return True
        if _BY_THEN.search(self.text, sentence.start, place.number.start):
            return False
        if self.time.source == "title" and not _IN_A_MONTH.search(self.text, sentence.start, place.number.start):
            return False
        if _MEANT.search(self.text, sentence.start, place.number.start):
            return False
        return not looks_ahead(self.text[place.clause.start : place.number.start])

    def _earlier(self, sentence: Sentence, place: Place, stated: str | None) -> str | None:
        """The period of a figure quoted from before: 去年的58件, 由2022年的632人增加至863人; None where it is none."""
        may = sentence.may
        if may & cues.EARLIER and place.period is None and cues.is_earlier(place.before):
            whole = _AT_ITS_END.search(place.before) is not None
            return (
                self._same_time(stated) if "同期" in place.before else self.time.year_before()[: 4 if whole else None]
            )
        if may & cues.FROM and cues.is_from(self.text[place.clause.start : place.number.start], place.after):
            return place.period or _told_before(sentence) or self.time.year_before()
        at_its_beginning = may & _AT_ITS_BEGINNING.bit and _AT_ITS_BEGINNING.search(place.before)
        if at_its_beginning or (self.time.plan_only and opens_with_last_year(sentence, self.text, place.clause.start)):
            return self.time.year_before()
        same_time = may & _SAME_TIME.bit and place.period is None
        if same_time and _SAME_TIME.search(self.text[place.clause.start : place.number.start]):
            return self._same_time(stated)
        return self._in_last_year(sentence, place, stated)

    def _in_last_year(self, sentence: Sentence, place: Place, stated: str | None) -> str | None:
        """去年末执业律师61人; 上年同期，受理51件: the time of the year before that a clause opened with."""
        if stated is not None and stated[:4] != self.time.report[:4]:
            return None
        if sentence.may & _LAST_YEAR.bit and self._is_against_this_year(place):
            return self.time.year_before()
        opened = sentence.may & the_year_before.OPENS and place.period is None and self.section != PLAN
        if not opened or self.time.source == "published" or self.time.written:
            return None
        part = the_year_before.opening(self.text, sentence.start, place.number.start, self.time.year)
        if part is None or "过去一年" in self.text[:_OPENING]:
            return None  # what was given in January looks back on 去年
        return self._same_time(stated) if part == "同期" else self.time.year_before()[: 4 if part else None]

    def _same_time(self, stated: str | None) -> str:
        """去年同期: the same stretch of the year before."""
        if self.time.year is not None and stated and stated[:4] == str(self.time.year) and is_part_of_year(stated):
            return f"{self.time.year - 1}{stated[4:]}"
        return self.time.year_before()

    def _is_against_this_year(self, place: Place) -> bool:
        """去年办理460件，今年办理520件; in news of January 去年 alone is the year that is told of."""
        clause, start = place.clause, place.number.start
        if not _LAST_YEAR.search(self.text[clause.start : start]):
            return False
        return THIS_YEAR.search(self.text[clause.end : clause.end + _NEXT_CLAUSE].partition("。")[0]) is not None

    def _undated(self, sentence: Sentence, place: Place, *, named: bool) -> When:
        """A figure of the document's own period, or of the longer one that its paragraph or 全年 tells."""
        time = self.time
        follows = (self.since or self._is_open) and not named
        if follows and not cues.word_of_now(self.text[sentence.start : place.number.start]):
            if self._is_open:
                sentence.held = self.since or time.report
            if self.since:
                return "actual", self.since, "stated"
        may = sentence.may
        if time.is_span and may & cues.NOW and THIS_YEAR.search(self.text, sentence.start, place.number.start):
            return "actual", time.until, "stated"
        now = may & _AS_OF_NOW.bit and time.written and not named
        if now and _AS_OF_NOW.search(self.text, sentence.start, place.number.start):
            return "actual", time.written, "published"
        ends_the_year = may & _WHOLE_YEAR.bit and time.closes_its_year
        if ends_the_year and _WHOLE_YEAR.search(self.text[sentence.start : place.number.start]):
            return "actual", time.report[:4], "stated"
        return "actual", time.report, time.source

    def of_change(self, sentence: Sentence, place: Place) -> When:
        """The same of a change: it is the document's own period that changed, or the planned one."""
        time, stated = self.time, sentence.period
        ahead = bool(stated and time.year is not None and stated[:4] > str(time.year))
        told = ahead and self._is_told(sentence, place)
        if (ahead and not told) or self.plans(sentence, place):
            later = stated is not None and stated[:4] >= time.plan[:4]
            return "target_change", stated[:4] if stated and later else time.plan[:4], time.source
        if stated and (told or stated[:4] == time.until[:4]):
            return "change", stated, "stated"
        return "change", time.until if time.is_span else time.report, time.source

    def of_list(self, sentence: Sentence, clause: Clause, low: int, start: int, size: int) -> list[str]:
        """As many years as a list is long: named in the clause, carried on in the sentence, or 近三年."""
        named = [self.time.period_of(raw) for begin, _, raw in clause.times if low <= begin < start]
        years = [period for period in named if period]
        if len(years) == size and len(set(years)) == size:
            return years
        if not years and len(sentence.list_periods) == size:
            return sentence.list_periods
        told = years[0] if len(years) == 1 else sentence.clause_period if not years else None
        if told and len(span := _years_of(told)) == size and _IN_TURN.search(self.text, clause.start, start):
            return span
        year = self.time.year
        if year is not None and cues.recent_years(self.text[max(sentence.start, start - 60) : start]) == size:
            return [str(year - ago) for ago in range(size - 1, -1, -1)]
        return []


_OPENING_WORD = 6
_OF_THE_YEAR_NAMED = frozenset({"全年", "当年", "年末", "年底"})
_OPENED_WITH_YEAR = re.compile(r"\s*((?:19|20)\d{2})年度?[，,]")
_ALL_YEAR, _REACH_OF_ALL_YEAR = ("全年", "一年来", "年内"), 3
_OPENING = 1000
_OPENING_WORDS = 30
_SINCE_LAST_YEAR = Cue(r"\s*自?(?:去年|上年)(?:\d{1,2}月(?:份)?)?以来")
_DIGITS = str.maketrans("二两三四五六", "223456")
_SEVERAL_YEARS = re.compile(
    r"\s*(?:[一二三四五六七八九十]是)?(?:近|过去|这|最近|任期)?([二两三四五六2-6])年多?(?:来|间|以来)[，,\u4e00-\u9fff]"
)
# The plans of legal education and of the economy run for the same five years: “五五”普法 and 十一五 from 2006 on.
_FIVE_YEAR_PLAN = Cue(
    r"(?:[“\"]?([五六七八九])五[”\"]?普法|[“\"]?十([一二三四五])五[”\"]?)[^，,。；;\d]{0,10}?(以来|期间|时期(?![^，,。；;\d]{0,9}(?:规划|方案|纲要|评估))|五年间|五年来)"
)
_FIRST_OF_PLANS = 2006
_LENGTH_OF_PLANS = 5
# 去年同期受理20件; 与去年同期相比 only compares.
_SAME_TIME = Cue(r"(?:去(?<![与较比同和]去)|上(?<![与较比同和]上))年同期(?!相比|比较|相较)[^，。；的]{0,12}$")
# 年初在册147人: what there was at the end of the year before.
_AT_ITS_BEGINNING = Cue(r"(?<!自)(?<!从)年初(?:的)?(?:在册|在矫|实有|共有|现有|结存|存量)[^，。；\d]{0,8}$")
_AT_ITS_END = re.compile(r"(?:上年度?|去年)[末底]")  # 上年末的2家 in a report on half a year
_BOTH_HALVES = re.compile(r"上半年(?:、|和|与|及)下半年$")
_OF_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?|前一年)(?:同期)?的?[（(]?$")
_LAST_YEAR = Cue(r"(?:去(?<![较比与同]去)|上(?<![较比与同]上)一?)年(?!度?结转|[末底]|同期|度?相比)")
_NEXT_CLAUSE = 40
_JOINTS = frozenset("、和与及")
# 2021年、2022年和2023年, 2021、2022年度; what goes on within a year (2023年1月) is none of a list.
_LISTED_YEARS = re.compile(
    r"(?:19|20)\d{2}年?度?(?:[、和与及](?:19|20)\d{2}年?度?)+(?![\d上下前第一二三四])(?<=[年度])"
)
_FOUR_DIGITS = re.compile(r"\d{4}")
_IN_TURN = re.compile("分别|依次")
_YEAR = re.compile(r"(?:19|20)\d{2}年|[一二][〇○零OΟ0一二三四五六七八九]{3}年")
_EQUALS = frozenset({"为", "则为", "仅为", "是"})  # between a time and the figure that is compared with the one before
_CARRIED_OVER = re.compile(r"年?[末底]?(?:度)?(?:结转|旧存|遗留|未结|未办结|未审结|转[至到入](?:今年|本年|当年))")
_OF_A_LAW = re.compile(r"起?(?:正式)?(?:施行|实施|修订|颁布|公布|通过)的")  # 贯彻2022年1月1日起施行的《法律援助法》
_KINDS_SINCE = re.compile(
    r"(?:以来|来|[以之]?前|年?[底末]前)?(?:以[\u4e00-\u9fff]{2,14}名义)?(?:制定|制订|印发|出台|发布|颁布|公布|下发|制发|办结|审结|作出|形成)?的(?:[\d,，余多]+[件份个部本])?"
    r"(?:[\u4e00-\u9fff]{0,14})(?:文件|案卷|制度|规定|档案)"
    r"|(?:以来|(?<=以来)|[以之]前|年?[底末]前)(?:[县市区旗州]?政府|[县市区旗州]委|[县市区旗州]?本级|[县市区旗州]?(?:各)?部门|各类|现行|有效|行政|政策性|涉企|规范性|以|及|和|与|、)*文件(?!清理|[\u4e00-\u9fff]{0,2}工作)"
)  # 对1998年以来的文件清理, 对2023年12月31日前制定的文件
_CARRIED_INTO = re.compile(r"(?:结转[至到入]?|转[至到入])了?$")
_NAMED_THING = re.compile(
    r"(?:开展|组织|印发|制定|出台|拟定|起草|撰写|形成|编制|公布|发布|上报|报送|听取|审议|研究|根据|按照|依据|落实|参加|参与|做好|完成|召开|通过"
    r"|下发|部署|实施|推进|总结|围绕|结合|针对|关于|推动)(?:了|好|全?[县市区州旗]|[我本][县市区州旗局]|[省市区县]级)?$"
)
_SINCE = re.compile(r"(?:《[^》]{1,40}》|[^，,。；;《]){0,24}?(?:以来|至今(?!年))|来[，,]")
_WHOLE_YEAR = Cue(r"全年|一年来|年内|截[至止]到?(?:年[底末]|12月)")
_AS_OF_NOW = Cue(r"截[至止]到?(?:目前|今)|目前[，,]?(?:已|共|全)")
_BEGINS = re.compile(r"(?:起|开始)?[，,]|起|开始")
_LAST_MONTH = re.compile(r"(\d{1,2})\s*月份?$")
_TO_THE_YEARS_END = re.compile(r"份?\s*(?:[至到]|[-—–~～－]{1,2})\s*(?:当年|同年|本年|该年|年)(?:年?[底末终]|12月)")
_IN_A_MONTH = re.compile(
    r"(?:19|20)\d{2}年(?:1[0-2]|[1-9])(?:月?份?[-—–~～－至到、]{1,2}(?:1[0-2]|[1-9]))?月(?![底末]?前)"
)
_BY_THEN = re.compile(r"(?<![达截])到(?:19|20)\d{2}年")
_UNTIL = re.compile("截[至止]到?$")
_DONE = re.compile(r"截[至止]|已|共(?<!公共)(?!同|享|建)|累计|完成了|达到了")  # 公共法律服务 is no sum
_MEANT = re.compile(
    r"(?<!按)(?<!照)计划|力争|争取|(?<!现)将(?=[新开组继进推实举建培])|拟(?=[新开组举建培])"
)  # 计划新增10名，总数达到94名
_UP_TO_NOW = _SINCE_LAST_YEAR.bit | _FIVE_YEAR_PLAN.bit | cues.YEARS
_QUOTED = _AT_ITS_BEGINNING.bit | cues.EARLIER | cues.FROM | _SAME_TIME.bit | _LAST_YEAR.bit | the_year_before.OPENS


def _runs_until_now(before: str, after: str) -> bool:
    """2019年…以来, 自2005年，…: from then until now."""
    since = ("来" in after or "至今" in after) and _SINCE.match(after) is not None
    return since or (before in {"自", "从"} and _BEGINS.match(after) is not None)


def _told_before(sentence: Sentence) -> str:
    """国家级由2020年的1个增加到3个，省级由6个增加到14个: the earlier time that its sentence named last."""
    return next((item.period for item in sentence.recent() if item.kind == "previous"), "")


def _in_parentheses(before: str) -> bool:
    opened = max(before.rfind("（"), before.rfind("("))
    return opened > max(before.rfind("）"), before.rfind(")"))


def _years_of(period: str) -> list[str]:
    """2021, 2022 and 2023 of 2021-2023; none of other periods."""
    first, dash, last = period.partition("-")
    if not dash or not (first.isdigit() and last.isdigit()):
        return []
    return [str(year) for year in range(int(first), int(last) + 1)]


def _months(period: str) -> tuple[int, int]:
    """The first and the last month of a part of a year: 7 and 9 of 2023Q3."""
    if period[4] == "M":
        first, _, last = period[5:].partition("-")
        return int(first), int(last)
    length = 6 if period[4] == "H" else 3
    return (int(period[5]) - 1) * length + 1, int(period[5]) * length


def signed(number: Number, sign: int) -> Number:
    """The number as a change: a fall is negative."""
    if sign < 0:
        number.value = -abs(number.value)
    return number
