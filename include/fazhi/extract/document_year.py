"""The year a document speaks of where its title does not say: from the years it names and the dates it bears.

Not every year of a text is its own. 成立于2008年 and 自2005年起 are where a story begins, 到2025年 where a plan ends,
and 2019年9月 the day of an event; 2023年，全县… and 截至2023年11月底 are what a report is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from fazhi.extract.calendar_words import PART_OF_YEAR, TO

OPENING = 600  # characters
_LONG_LINE = 60
_NUMERAL = r"(?:19|20)\d{2}|[一二][〇○零OΟ0一二三四五六七八九]{3}"
_FROM_JANUARY = re.compile(rf"\s*(?:1|一|元)\s*月?份?\s*{TO}")
_YEAR = re.compile(rf"({_NUMERAL})\s*年度?(?P<part>{PART_OF_YEAR})?(?P<date>\s*\d{{1,2}}\s*月(?:\s*\d{{1,2}}\s*日)?)?")
# 现将我局2023年工作情况报告如下, 现将上半年工作总结如下.
_DECLARED = re.compile(
    rf"现(?:就|将)[^。；;\n]{{0,30}}?(?:(?P<year>{_NUMERAL})\s*年度?|(?=上半年|前三季度|第[一二三四]季度|1[-—至]))"
    rf"(?P<part>{PART_OF_YEAR})?(?!\s*[-—–~～－至到]|以?来)[^。；;\n]{{0,60}}如下"
)
_DECLARED_SPAN = re.compile(
    rf"现(?:就|将)[^。；;\n]{{0,30}}?(?P<first>(?:19|20)\d{{2}})\s*年?(?:\s*\d{{1,2}}\s*月)?(?:\s*\d{{1,2}}\s*日)?\s*{TO}\s*"
    r"(?P<last>(?:19|20)\d{2})\s*年(?:\s*(?P<month>\d{1,2})\s*月)?[^。；;\n]{0,60}如下"
)
# 2023年，在县委领导下，我局坚持…: the sentence that a report on a year opens with, not 2021年，我县成立了领导小组。
_FIRST_YEAR = re.compile(
    rf"\s*(?:(?P<year>{_NUMERAL})\s*年度?(?P<part>{PART_OF_YEAR})?|(?:今年)?(?P<bare_part>上半年|前三季度|第[一二三四]季度))"
    r"(?P<since>以来)?(?!至今|起|[初末底前])[，,\u4e00-\u9fff]"
)
ACCOUNTS = "情况|总结|回顾|成效|做法|举措|进展|完成"
"""Words in the heading of what was done."""
# 一、2023年工作开展情况: the first heading of a text whose title and opening name no year.
_HEADED = re.compile(
    rf"^\s*[（(]?[一1][、.．）)]\s*(?P<year>{_NUMERAL})\s*年度?(?P<part>{PART_OF_YEAR})?[^。；;，,\n]{{0,16}}"
    rf"(?:{ACCOUNTS})[^。；;\n]{{0,12}}$",
    re.MULTILINE,
)
# The same line by itself; 一、2023年度存在问题整改情况 opens what was done about it since.
_ACCOUNT_OF_A_YEAR = re.compile(
    rf"\s*[（(]?(?P<place>[一二三四五1-5])[、.．）)]\s*(?:[^\n\d，。；]{{2,8}}[和及与])?(?:19|20)\d{{2}}\s*年度?(?![^\n]*(?:整改|问题|反馈|以来))[^。；;，,\n]{{0,16}}"
    rf"(?:{ACCOUNTS})[^。；;\n]{{0,12}}(?:\n|$)"
)
_FIRST_PLACES = ("一", "1")
_BEFORE_A_YEAR = 13  # characters of a heading: 一、过去五年和2021年工作回顾
_DOCUMENT_NUMBER = re.compile(r"[〔\[【(（]\s*((?:19|20)\d{2})\s*[〕\]】)）]\s*第?\d+号")
_OF_A_WHOLE_YEAR = re.compile(
    r"(?:领导|指导|支持|关怀|统筹|部署|推动)下|为(?:指导|引领|统领|主线|抓手|契机|目标|核心|中心|重点|导向|总揽|载体)"
    r"|深学|学深|笃行|坚持|贯彻|围绕|按照|紧扣|立足|聚焦|认真|全面|深入|切实|扎实|忠诚|牢牢"
)
_ORIGIN = re.compile(r"(?:[自从继]|成立于|建于|创建于|始于|起于|源于|创办于)\s*$")
_AS_OBJECT = re.compile(r"(?:发布|公布|听取|审议|通报|总结|研究)(?:了|并)?(?:[全我本][县市区州旗局])?$")
_COMPARED = re.compile(r"(?:比|较|与|同|超过|高于|低于)\s*$")
_OF_A_DATE = re.compile(r"(?:日期|时间)\s*[:：]?\s*$")
_UNTIL = re.compile(r"(?:截[至止]到?|[至到])\s*$")
_SPAN_START = re.compile(r"[-—–~～－至到]{1,2}\s*(?:(?:19|20)\d{2}|年?[底末])")
_SPAN_END = re.compile(r"(?:19|20)\d{2}\s*年?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\s*[-—–~～－至到]{1,2}\s*$")
_NEXT_COLUMN = re.compile(r"[^\t\n\d]{0,8}\t\s*((?:19|20)\d{2})\s*年")  # 2021年, 2022年, 2023年 in the head of a table
_PLAN_END = re.compile(r"(?:到|力争|规划至|计划至)\s*$")
_PLANNED = re.compile(
    r"[底末]?前|规划|[^。；，,\n\d]{0,12}?(?<![按照])(?:计划|拟)(?=[新培开组完建举推实打增办])"
    r"|[^。；，,\n]{0,14}(?:计划|打算|思路|谋划|工作安排)\s*(?:\n|$)|(?:实现|达到|建成)[^，。；\n]{0,24}(?:任务|目标)|[^。；\n]{0,30}?(?:(?<!现)将(?![^，。；\n]{0,14}(?:纳入|作为|列入|融入|摆|贯穿|与))|力争|打算)"
)
_SINCE = re.compile(r"(?:《[^》\n]{1,40}》|[^，,。；;《\n]){0,24}?(?:以来|至今|起(?=[，,]|施行|实施|实行|正式))")
# 2018年，县司法局被评为…; 部署2024年度工作: the year of one event, and of what was only arranged.
_DATELINE = re.compile(r"^\s*((?:19|20)\d{2})\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?[，,]", re.MULTILINE)
_SINCE_THEN = re.compile(r"以来[，,\u4e00-\u9fff]")
_EVENT = re.compile(
    r"[，,]?[^，,。；;\n]{0,24}(?:被?评为|荣获|荣膺|获评|获得|授予|命名|表彰|成立|设立|组建|启动|试点|颁布|出台|挂牌|揭牌|率先)"
    r"(?![^，,。；;\n]{0,10}\d)"
)
_ARRANGED = re.compile(r"(?:部署|布置|安排|谋划|展望|明确)(?:了|好)?(?:[全我本][县市区州旗局])?$")
_SPEECH = re.compile(r"[^。；\n]{0,24}会议?上的(?:讲话|发言|致辞)")
_NEXT_STEP = re.compile(r"(?:下一?步|接下来|今后|明年)[，,][^。；;\n]*$")  # 下一步，我县将借鉴…经验，2024年新增20名
_DATE_LINE = re.compile(r"^[\s（(]*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?[\s)）]*$", re.MULTILINE)
# ——2025年1月8日在县第十八届人民代表大会第四次会议上: the day on which a report was given.
_GIVEN_AT = re.compile(
    r"^[\s（(—\-–]*((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?在[^。\n]{4,40}(?:会议|全会|大会)上[\s)）]*$",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"((?:19|20)\d{2})\s*年\s*(\d{1,2})\s*月(?:\s*\d{1,2}\s*日)?\s*$")
_BYLINE = re.compile(
    r"(?:日期|时间)\s*[:：]\s*((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]"
    r"|((?:19|20)\d{2})[-/.](\d{1,2})[-/.]\d{1,2}\s+\d{1,2}[:：]\d{2}"
    r"|^\s*((?:19|20)\d{2})[-/.](\d{1,2})[-/.]\d{1,2}(?=\s*(?:$|[\u4e00-\u9fff]{0,4}来源|字号|浏览|作者))"
    r"|(?<!\d)\d{1,2}\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d{2})\s+\d{1,2}[:：]\d{2}",
    re.MULTILINE,
)
_OPENS_PARAGRAPH = re.compile(rf"^\s*({_NUMERAL})\s*年度?[，,]", re.MULTILINE)
_INTENDED = re.compile(r"[^。；;\d\n]{0,30}?(?:(?<!现)将(?=[开组新继进推全举建培实持])|计划|打算|力争|争取|确保|拟)")
_COUNTED = r"(?<!不少于)(?<!不低于)(?<![\d.])\d"  # 2022年举办培训不少于8期 is what is planned
_REPORTED = re.compile(rf"^[^。；\n]{{0,60}}?(?:已|共|累计|完成|办结|审结|受理)[^。；\n]{{0,40}}?{_COUNTED}")
_TOLD = re.compile(
    rf"^[^。；\n]{{0,40}}?(?:办理|接收|调解(?![员组委室中])|开展|上升到?|增长到?|增至|达到?|降至|为)[^。；\n]{{0,30}}?{_COUNTED}"
)
# News, and no look back on the year before: 近日, or one campaign, of which 此次活动共发放… tells.
_NEWS = re.compile(
    r"今年|日前|近日|截[至止]到?目前|截[至止]今|到目前为止"
    r"|(?:此次|本次|这次)(?:[\u4e00-\u9fff]{0,6}活动|宣传|宣讲|讲座|普法)|活动(?:当[天日]|现场|期间|开展以来)"
)
_AT_YEARS_END = re.compile(r"截[至止]到?年[底末]|至年[底末][，,]|是年")
_DECEMBER = 12
_THIS_YEAR, _NEXT_YEAR = "今年", "明年"
_YEAR_OR_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|[-/.]\d)")
_CLOSING_MONTHS = 3  # what is dated January to March looks back on the year before
DIGITS = {c: str(n) for n, c in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○OΟ0", "0")


@dataclass(frozen=True, slots=True)
class FoundYear:
    """A document's year, the part of it (上半年, or ""), and where it is from: stated or published.

    `firm` tells whether the text names it as what it speaks of; otherwise it is the best guess.
    """

    year: int
    part: str
    source: str
    firm: bool


def arabic(year: str) -> int:
    """2023 of 二〇二三 or 2023."""
    return int("".join(DIGITS.get(character, character) for character in year))


def find_year(text: str, published_on: date | None, *, planned: bool = False) -> FoundYear | None:
    """The year that `text` speaks of: named in its opening, else its dates, else named anywhere; None without any.

    `planned` tells that the text is a plan, so that a year of what will be done is its own.
    """
    opening = text[:OPENING]
    dated = _byline(opening, published_on)
    declared = _DECLARED.search(opening)
    part = (declared["part"] or "") if declared else ""
    if declared and declared["year"]:
        return FoundYear(arabic(declared["year"]), part, "stated", firm=True)
    first = None if planned else _told_first(opening)
    part = part or (first["part"] or first["bare_part"] or "" if first else "")
    if first and first["year"]:
        year = arabic(first["year"])
        if not first["since"]:
            return FoundYear(year, part, "stated", firm=_last_reported(text, since=year) <= year)
        if _is_of_one_year(year, text, dated):
            return FoundYear(year, part, "stated", firm=False)
    if dated is None and not planned and (this_year := _this_year(text)):
        return FoundYear(this_year, part, "stated", firm=False)
    found = _from_years_and_dates(text, opening, dated, planned=planned)
    headed = _HEADED.search(text) if not planned and not (found and found.firm) else None
    if headed and not (dated and arabic(headed["year"]) < dated[0] - 1):
        return FoundYear(arabic(headed["year"]), headed["part"] or part, "stated", firm=True)
    if found is None and not planned:
        found = _only_year(text)
    return replace(found, part=found.part or part) if found else None


def span_declared(text: str) -> tuple[int, int, str] | None:
    """2021, 2023 and the month 6 of 现将2021年1月至2023年6月工作情况报告如下; the month is "" where none is told."""
    opening = text[:OPENING]
    found = _DECLARED_SPAN.search(opening) if "如下" in opening else None
    if found is None or int(found["first"]) >= int(found["last"]):
        return None
    return int(found["first"]), int(found["last"]), found["month"] or ""


def part_declared(text: str, year: int) -> str:
    """上半年 of 现将改革以来情况和2025年上半年工作总结如下: the part of `year` up to which a text tells, or ""."""
    declared = _DECLARED.search(text[:OPENING])
    return declared["part"] or "" if declared and declared["year"] and arabic(declared["year"]) == year else ""


def opens_with_account_of(text: str, year: int) -> bool:
    """Whether the first heading names `year` (一、2023年工作回顾) and none what was done in the year after."""
    return _headed_by(text, year, first=True) and not _headed_by(text, year + 1, first=False)


def _headed_by(text: str, year: int, *, first: bool) -> bool:
    """Whether a heading, or the first one, is on what was done in `year`.

    The beginning of its line is looked for near the year alone: a page may be one line that names it a million times.
    """
    at = text.find(f"{year}年")
    while at >= 0:
        line = text.rfind("\n", max(0, at - _BEFORE_A_YEAR - 1), at) + 1
        heading = _ACCOUNT_OF_A_YEAR.match(text, line) if line or at <= _BEFORE_A_YEAR else None
        if heading and (not first or heading["place"] in _FIRST_PLACES):
            return True
        at = text.find(f"{year}年", at + 1)
    return False


def is_own_year(text: str, year: int, published_on: date | None) -> bool:
    """Whether `text` declares `year` (现将2023年…如下), opens with it, or neither names nor bears a later one.

    Otherwise it may only happen to name the year, and speak of this year as the later one.
    """
    opening = text[:OPENING]
    for told in (_DECLARED.search(opening), _told_first(opening)):
        if told is not None and told["year"] and arabic(told["year"]) == year:
            return True
    dated = published_on.year if published_on else 0
    return max((int(found[1]) for found in _YEAR_OR_DATE.finditer(text)), default=0) <= year >= dated


def _told_first(opening: str) -> re.Match[str] | None:
    """The year with which the first sentence opens, where it tells what the whole of it was like."""
    for line in opening.split("\n"):
        sentence, mark, _ = line.partition("。")
        if not mark and len(line) < _LONG_LINE:
            continue  # titles, dates, names above the text
        found = _FIRST_YEAR.match(line)
        if found is None or not _OF_A_WHOLE_YEAR.search(sentence) or _PLANNED.match(line, found.end() - 1):
            return None
        return found
    return None


def _is_of_one_year(year: int, text: str, dated: tuple[int, int] | None) -> bool:
    """2024年以来，我市坚持…: a report on 2024, unless it names a later year or bears a later date."""
    if max((named for named, _ in _stated(text, planned=False)), default=0) > year:
        return False
    signed = _SIGNATURE.search(text[-60:])
    day = dated or ((int(signed[1]), int(signed[2])) if signed else None)
    number = _DOCUMENT_NUMBER.search(text[:OPENING])
    written = _looked_back_on(*day) if day else int(number[1]) - 1 if number else year
    return written <= year


def _from_years_and_dates(text: str, opening: str, dated: tuple[int, int] | None, *, planned: bool) -> FoundYear | None:
    """The year of a text that does not open with it: the first of its years, weighed with the dates it bears."""
    signed = _SIGNATURE.search(text[-60:]) or _DATE_LINE.search(opening) or _GIVEN_AT.search(opening)
    looked_back_on = _looked_back_on(int(signed[1]), int(signed[2])) if signed else 0
    stated, firm = _first_told(opening, planned=planned, dated=bool(dated or signed))
    if dated and _THIS_YEAR in opening and not (stated and stated[0] in {dated[0], _looked_back_on(*dated)}):
        return _of_this_year(text, *dated)
    if stated and stated[0] >= looked_back_on - 1:
        latest = _last_reported(text, since=stated[0], until=dated[0] if dated else None) if not planned else 0
        if latest > stated[0]:
            return FoundYear(latest, "", "stated", firm=False)
        later = dated is not None and dated[0] > stated[0] and _tells_of_months(text, *dated)
        return FoundYear(stated[0], _part_reported(stated[1]), "stated", firm=firm and not later)
    if signed:
        return FoundYear(looked_back_on, "", "stated", firm=False)
    years = _stated(text, planned=planned)
    named = max((year for year, found in years if not (dated and _is_of_one_thing(text, found))), default=0)
    if dated and not dated[0] - 1 <= named <= dated[0]:
        return FoundYear(dated[0] if planned else _told_when(text, *dated), "", "published", firm=False)
    return FoundYear(named, "", "stated", firm=False) if named else None


def _tells_of_months(text: str, year: int, month: int) -> bool:
    """Whether a text of `year` tells of its months so far (2018年1至11月), whatever year it opens with."""
    so_far = rf"{year}\s*年\s*(?:\d{{1,2}}\s*月?\s*{TO}|上半年|前)"
    return month > _CLOSING_MONTHS and re.search(so_far, text) is not None


def _of_this_year(text: str, year: int, month: int) -> FoundYear:
    """The year that a text means by 今年: that of its date, or the one before where it says 明年 in January."""
    if month <= _CLOSING_MONTHS and _NEXT_YEAR in text:
        return FoundYear(year - 1, "", "stated", firm=False)
    return FoundYear(year, "", "published", firm=False)


def _part_reported(found: re.Match[str]) -> str:
    """The part of a year that a text is on; months that begin later (3月至9月) are those of one campaign."""
    part = found["part"] or ""
    return part if "月" not in part or _FROM_JANUARY.match(part) else ""


def _first_told(opening: str, *, planned: bool, dated: bool) -> tuple[tuple[int, re.Match[str]] | None, bool]:
    """The first year that `opening` speaks of, and whether it tells more of it than one thing.

    The year of one thing says nothing of the others where the text bears a date.
    """
    years = list(_stated(opening, planned=planned))
    told = next((item for item in years if not _is_of_one_thing(opening, item[1])), None)
    if told is not None:
        return told, not opening.startswith("来", told[1].end())
    return (years[0] if years and not dated else None), False


def _this_year(text: str) -> int | None:
    """2021年4月，县中心接待…。今年以来，…: the year that undated news begin with, where they name no later one."""
    begun = _DATELINE.search(text[:OPENING]) if _THIS_YEAR in text else None
    if begun is None:
        return None
    latest = max(arabic(named[1]) for named in _YEAR.finditer(text))
    return latest if latest == int(begun[1]) else None


def _only_year(text: str) -> FoundYear | None:
    """2024年以来，共受理…: the one year since which a text tells, where it names no other and bears no date."""
    found = list(_YEAR.finditer(text))
    named = {arabic(year[1]) for year in found}
    since = any(_SINCE_THEN.match(text, year.end()) for year in found)
    if any(_ORIGIN.search(text, max(0, year.start() - 6), year.start()) for year in found):
        return None  # 自2014年以来: a story that began then
    return FoundYear(named.pop(), "", "stated", firm=False) if since and len(named) == 1 else None


def is_of_a_speech(text: str, at: int) -> bool:
    """Whether the year that ends at `at` is that of a meeting: 在2024年全县司法行政工作会议上的讲话."""
    return _SPEECH.match(text, at) is not None


def _is_of_one_thing(text: str, found: re.Match[str]) -> bool:
    """2018年，县司法局被评为…; 会议总结2017年工作: the year of an event, or of what is spoken about."""
    before = text[max(0, found.start() - 10) : found.start()]
    return _EVENT.match(text, found.end()) is not None or _AS_OBJECT.search(before) is not None


def _stated(text: str, *, planned: bool) -> Iterator[tuple[int, re.Match[str]]]:
    """The years that `text` speaks of, in order."""
    for found in _YEAR.finditer(text):
        before, after = text[max(0, found.start() - 24) : found.start()], text[found.end() : found.end() + 70]
        until = _UNTIL.search(before) is not None
        if (
            _ORIGIN.search(before)
            or _COMPARED.search(before)
            or _OF_A_DATE.search(before)
            or _SPAN_START.match(after)
            or _SINCE.match(after)
            or _SPEECH.match(after)
            or _later_column_follows(after, arabic(found[1]))
        ):
            continue
        if (found["date"] and not until) or (
            not found["date"] and (_PLAN_END.search(before) or _SPAN_END.search(before))
        ):
            continue
        if planned or not (
            _PLANNED.match(after)
            or _ARRANGED.search(before)
            or _NEXT_STEP.search(text, max(0, found.start() - 50), found.start())
        ):
            yield arabic(found[1]), found


def _later_column_follows(after: str, year: int) -> bool:
    """Whether a table goes on with a later year: it is of its last one, and the others are for comparison."""
    column = _NEXT_COLUMN.match(after)
    return column is not None and int(column[1]) > year


def last_told(text: str, *, since: int) -> int:
    """The last year that `text` speaks of and does not only plan; `since` where it names none after that."""
    return max((year for year, _ in _stated(text, planned=False)), default=since)


def _last_reported(text: str, *, since: int, until: int | None = None) -> int:
    """The last year of which `text` tells what was done, and how often; none after `until`, when it came out.

    截至2023年3月15日 in a report on 2022 (`since`) is when it was written.
    """
    done = (
        year
        for year, found in _stated(text, planned=False)
        if (until is None or year <= until)
        and _is_reported(text[found.end() : found.end() + 110], found)
        and _reported_on(year, found["date"]) != since
    )
    return max(done, default=0)


def _is_reported(told: str, found: re.Match[str]) -> bool:
    """Whether figures of what was done follow a year; of a whole year (2023年上升到1036件) more words tell so."""
    whole = not found["part"] and not found["date"]
    return _REPORTED.match(told) is not None or (whole and _TOLD.match(told) is not None)


def _reported_on(year: int, day: str | None) -> int:
    return _looked_back_on(year, int(day.partition("月")[0])) if day else year


def written_after(year: int, text: str, published_on: date | None) -> int | None:
    """The year in which a text on an earlier `year` was written, if not in the months that look back on it."""
    dated = _byline(text[:OPENING], published_on)
    return dated[0] if dated and _looked_back_on(*dated) > year else None


def year_given(text: str) -> int | None:
    """The year that a text can look back on by the day it was given or signed: 2023年12月26日在县…会议上."""
    day = _GIVEN_AT.search(text[:OPENING]) or _DATE_LINE.search(text[:OPENING]) or _SIGNATURE.search(text[-60:])
    return _looked_back_on(int(day[1]), int(day[2])) if day else None


def years_in_turn(text: str) -> frozenset[int]:
    """2005年，…。 2006年，…。: the years with which the paragraphs of a text open that tells one after the other."""
    years = {arabic(found[1]) for found in _OPENS_PARAGRAPH.finditer(text) if not _INTENDED.match(text, found.end())}
    return frozenset(years) if len(years) > 1 else frozenset()


def _byline(opening: str, published_on: date | None) -> tuple[int, int] | None:
    """Year and month of publication."""
    if published_on is not None:
        return published_on.year, published_on.month
    found = _BYLINE.search(opening)
    if found is None:
        return None
    return int(found[1] or found[3] or found[5] or found["year"]), int(
        found[2] or found[4] or found[6] or found["month"]
    )


def _told_when(text: str, year: int, month: int) -> int:
    """The year that a text without one tells of, published then: 截至年底 before December is the year before's."""
    if _AT_YEARS_END.search(text) and month < _DECEMBER:
        return year - 1
    return year if _NEWS.search(text) else _looked_back_on(year, month)


def _looked_back_on(year: int, month: int) -> int:
    return year if month > _CLOSING_MONTHS else year - 1
