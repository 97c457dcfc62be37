"""What leaves a doubt about a figure that its wording claims clearly: words that make it another's, or of another time.

Each doubt has a name, which `fazhi explain-text` shows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fazhi.extract.cues import after_marker
from fazhi.extract.document_year import OPENING, is_own_year
from fazhi.extract.others import ALL_THERE_ARE
from fazhi.extract.subsets import WORDS, some_of_them
from fazhi.extract.targets import THIS_YEAR
from fazhi.extract.time import is_of_quarter_or_months
from fazhi.extract.triggers import Cue
from fazhi.extract.whose import WHOSE, about_whose_it_is

if TYPE_CHECKING:
    from datetime import date

    from fazhi.extract.figure import Taken
    from fazhi.extract.time import DocumentTime

_LOOK_BACK = 80
_FARTHEST = 400  # characters of a sentence
_TARGETS = frozenset({"target", "target_change"})
_PEOPLE = frozenset({"人", "名", "位"})
# 8月至9月，评查案卷126卷: when that was done, and as likely all that was done in the year.
DONE_ONCE = frozenset(
    {"governance.inspected_units", "enforcement.case_files_reviewed", "enforcement.special_inspections"}
)
_PLACES = frozenset({"个", "家", "所", "处"})

# 18个乡镇（街道）均已配备, 全部聘请了: the places are counted as those that have something.
_ALL_HAVE = re.compile(r"[^，。；,;]{0,16}?(?:均|都|全部|分别)(?:已|已经|能|实现|成立|建立|配|设|有|聘|完成|落实|达)")
# 12个社区均建立法治文化长廊: how many of those, it does not say.
_ALL_HAVE_IT = re.compile(r"[^，。；、,;\d]{0,8}?(?:乡镇|街道|镇|乡|村|社区|单位|部门|学校|企业)[）)]?(?:均|都|全部)")
# 设立交通事故调解工作室，配备专职人民调解员2名: the staff of one room.
_ONE_ROOM = Cue(
    r"(?:(?<![各个共])(?:调解室|工作室|服务站|工作站|联络站|服务点|窗口|法庭|中心|值班室)|医调委"
    r"|(?:医患|医疗|物业|交通|劳动|婚姻|旅游|消费|金融|商会)[^，。；]{0,8}(?:调委会|调解委员会))[”’」]?[^。；;]{0,12}?[，,]?"
    r"[^，。；;]{0,10}(?:配备|配有|现有|安排|选派|派驻|入驻|常驻|聘请|聘任|有)[^，。；;]{0,12}$"
)
_MANY_ROOMS = re.compile(r"各|\d+\s*[个家处所]|全[县市区州旗]|所有|均|每")
# 对60件重大行政决策草案、行政规范性文件: the figure is of them all.
_LISTS_KINDS = re.compile(r"[\u4e00-\u9fff]{0,4}、(?![^，。；、\d]{0,10}\d)[\u4e00-\u9fff]{2}")
# 避免50件案件进入诉讼: what did not happen.
_AVERTED = Cue(r"(?:避免|防止|杜绝|免于)[^，。；,;]{0,16}$")
# 共为230名未成年人解答咨询360次: what some people got, and not all that was done.
_FOR_A_GROUP = Cue(r"(?:为|对|向|给)\d[\d.,，万余多]*[名人位户][^，,。；;]{0,40}$")
_CASES = frozenset({"reconsideration", "litigation"})
# 县人大常委会备案审查规范性文件6件, 县应急管理局罚款86万元: what another body or one office did.
_OTHER_BODY = Cue(
    r"\s*(?:[^，。；,;\d]{0,8}(?:人大|政协|检察院|检察机关|纪委|监委|公安机关|公安局)"
    r"|(?:省|州|盟|自治区|市(?=(?:人民)?政府同期))(?:人民)?政府(?:同期|共|全年|制定|出台|清理))"
)
_ONE_OFFICE = Cue(
    r"\s*[^，。；,;\d]{2,12}(?:局|公安机关|大队|领域|开发区|产业园|园区|管委会|(?<!行政)(?<!综合)执法(?:方面|中|工作中)|监管(?:方面|中)|综合(?:行政)?执法队|执法(?:办公室|办|中队)"
    r"|[管安通保输护产]系统(?=共|累计|全年|依法|办理|办结|作出|实施|查处|立案|开展|[，,])"
    r"|(?<!各)(?<!有关)(?<!相关)(?<!职能)(?<!执法)(?<!政府)(?<!监管)(?<!级)(?<!家)(?<!个)部门)(?!.{0,2}等)"
)
_OF_GOVERNMENT = frozenset({"normative", "review", "governance"})
_OF_ALL_OFFICES = ("enforcement.penalt", "enforcement.licences", "enforcement.compulsory", "enforcement.inspections")
# 县卫健局开展宣传12场，发放资料2600份: one office's, where the judicial bureau speaks of all.
_OF_JUSTICE = frozenset({"publicity", "legal_aid", "mediation", "enterprise"})
_NOT_JUSTICE = Cue(
    r"\s*(?!在|与|联合|会同|依托|对|向|由)[^，。；,;\d、和]{0,8}(?:(?<!司法)(?<![我本全各])局|法院|检察院|妇联|总?工会|团县委|团区委|大队|仲裁(?:委|委员会|院|机构)|消协|消费者[^，。；,;\d]{0,6}(?:协会|委员会)|消委会?|律协|法学会|关工委|残联)(?![、和等及])"
)
# 县公安局办理行政复议案件12件，行政诉讼案件5件: no court's, and not all of the county's.
_ONE_RESPONDENT = Cue(
    r"\s*(?!在|与|联合|会同|依托|对|向|由)[^，。；,;\d、和]{0,8}(?:(?<!司法)(?<![我本全各])局|大队)(?![、和等及])"
)
# 各部门自行清理文件134件: what the offices did each for itself.
_EACH_OFFICE = Cue(r"各(?:级)?(?:部门|单位|乡镇|镇街|乡镇（街道）|街道|镇)[^，。；,;]{0,8}(?:自行|各自)")
# 县普法办开展宣传24场次，各乡镇开展130余场次: of one body beside others.
_OTHERS_FOLLOW = Cue(
    r"[，,；;、]\s*(?:各|其他|其余)(?:级|有关|相关)?(?:乡镇|镇街|街道|部门|单位|县直|机关|村|社区|学校|司法所|成员单位)[^，,。；;、\d]{0,12}\d[\d.,万余多]*"
)
# 县政府全年共收到行政复议申请88件 in the report of its bureau of natural resources.
_ALL_THE_COUNTY = Cue(
    r"(?:^|[，,；;：:])\s*(?:[全我]?[县市区旗州](?:人民)?政府(?!信息)|[全我][县市区旗州](?!直|级|域))"
)
_OFFICES = ("局", "委员会", "管理中心", "大队")
_BUREAU_AND_YEAR = re.compile(
    rf"(?:{'|'.join(f'{office}(?<!司法{office})(?<![我本全各]{office})' for office in _OFFICES)})"
    r"(?:关于)?[^，。；,;\n]{0,6}(?:19|20)\d\d\s*年[^，。；,;\n]{0,24}(?:报告|总结|情况|年报)"
)
_YEAR_AND_BUREAU = re.compile(
    r"(?:19|20)\d\d\s*年度?[^，。；,;\n]{0,16}(?<!司法)(?<![我本全各])(?:局|管理中心|大队)[^，。；,;\n]{0,16}(?:报告|总结|情况|年报)"
)
_COURT_OR_PROCURATORATE = re.compile(
    r"(?:检察|法院)(?:院)?工作(?:报告|总结|综述|情况)|(?:人民)?(?:法院|检察院)[^，。；,;\n]{0,12}(?:工作报告|总结|综述)"
)
_FIRST_LINES = 80
_PAST_YEAR_WITHIN = 1000  # characters
# 谋划创建法治公园6个 in a report of what was done: a plan of nobody knows which year.
_PLANNED = Cue(r"(?:(?:谋划|拟)(?:新建|创建|建设|建成|新增|打造|实施)|争创)[^，。；,;]{0,18}$")
# 巡察反馈问题13个，开展专项监督4次: the discipline inspectors'.
_INSPECTORS = Cue(r"巡察|纪检监察|纪委")
# 108家律师事务所229名律师参与: those of the one belong to the other.
# 18个司法所完成规范化建设的有14个: the first are all of which so many are told.
_NEXT_FIGURE = re.compile(r"\s*\d+\s*[名人位]|[^，。；,;、\d]{0,16}的(?:共?有|占|达)?\d")
# 全县46名执业律师到村担任法律顾问: all lawyers that there are, or those of the villages?
_VILLAGE_ADVISERS = "lawyers.village_advisers"
_ALL_LAWYERS = re.compile(r"全[县市区旗州]\s*\d+\s*[名位]执业律师")
# 86人取得执法证, 8人考取公职律师证书: of late, or all of them that there are?
_LICENSED = frozenset({"enforcement.certified_officers", "lawyers.public", "lawyers.practising"})
_OBTAINED = re.compile("取得|获得|获批|考取|考得|领取|申领|成为|通过|新[任进录聘入招上]")
_ALL_THERE_ARE = re.compile(ALL_THERE_ARE)
_LEGISLATION = Cue(r"规章|法规|条例|立法")
# 下年度继续办理81件, 结转下年度4件: not yet answered.
_STILL_OPEN = Cue(r"结转|下一?年|尚未|(?<!矫)正在")
_OF_OPEN_CASES = (".carried_in", ".requests_carried_over", ".pending")
# 调处率、成功率分别为97.2%和98.8%, 4个协调小组分别召开会议2次: which is whose, only a list can tell.
_OF_SEVERAL = Cue(r"分别[^，,。；;\d]{0,12}$")
# 每个村有3名以上明白人和1名带头人: of each, not of all.
_EACH = Cue(r"每[个村镇所名位][^，。；]{0,40}$")
_INTAKE = frozenset({"corrections.admitted", "corrections.cumulative"})
_IN_A_YEAR = re.compile(r"今年|本年|全年|年内|(?:19|20)\d{2}年(?!以?来|起)")
# 诉前化解率29.7%, 律师事务所设立分所61家: the words next to the head name another thing.
_ANOTHER_THING = Cue(r"分所|分支")
_BEFORE_COURT = Cue(r"诉前(?:调解|纠纷)?$")
_NOW = re.compile(r"今年|本年|目前|截至今")
_AGAINST_A_YEAR = re.compile(r"[比较由从自于](?<!(?<!相比)于)\s*((?:19|20)\d{2})\s*年")  # 于 of 相比于 alone
# 五年提高了35.7个百分点, 比去年全年还多25件
_OVER_YEARS = re.compile(
    r"年(?:(?<=[两三四五六七八九十]年)|(?<=\d年)(?<!\d\d\d年))(?:来|间|以来|内|共|累计)*[^，。；\d]{0,6}$"
    r"|全年(?<=[比较]去年全年|[比较]上年全年)"
)
_DONE = Cue(r"今年以来|截至目前|目前|已经|共(?<!公共)(?!同)|完成了|开展了|累计")
_NAMES_A_YEAR = re.compile(r"(?<!\d)20\d{2}(?:年|[-/.]\d)|[“\"]?[五六七八九]五[”\"]?普法")
_CUMULATIVE = Cue("累计").bit
_BESIDE = _ANOTHER_THING.bit | _BEFORE_COURT.bit
_OF_ANOTHER_KIND = _LEGISLATION.bit | _STILL_OPEN.bit | _EACH.bit | _CUMULATIVE | _OF_SEVERAL.bit | _BESIDE
_OF_A_BODY = (
    WHOSE
    | _EACH_OFFICE.bit
    | _OTHERS_FOLLOW.bit
    | _ALL_THE_COUNTY.bit
    | _INSPECTORS.bit
    | _OTHER_BODY.bit
    | _ONE_OFFICE.bit
    | _NOT_JUSTICE.bit
    | _ONE_RESPONDENT.bit
)
_FOR_WHAT = _AVERTED.bit | _ONE_ROOM.bit | _FOR_A_GROUP.bit
_OF_SOME = _FOR_WHAT | WORDS
DOUBTED_WORDS = _OF_A_BODY | _OF_SOME | _OF_ANOTHER_KIND


def _is_of_either_year(title: str, text: str, time: DocumentTime) -> bool:
    """2024年政府工作报告 on 过去一年: the year in which it was given, or the one that it is on."""
    return f"{time.year}年" in title and "工作报告" in title and "过去一年" in text[:_PAST_YEAR_WITHIN]


def _is_of_a_bureau(opening: str) -> bool:
    return _BUREAU_AND_YEAR.search(opening) is not None or _YEAR_AND_BUREAU.search(opening) is not None


class Doubts:
    """The doubts about the figures of one document; `text` is its text, which their spans index."""

    def __init__(self, text: str, time: DocumentTime, published_on: date | None, title: str = "") -> None:
        self.text, self.time = text, time
        opening = title + "\n" + text[:_FIRST_LINES]
        self.of_a_bureau = any(word in opening for word in _OFFICES) and _is_of_a_bureau(opening)
        organs = "法院" in opening or "检察" in opening
        self.of_justice_organs = organs and _COURT_OR_PROCURATORATE.search(opening) is not None
        self.is_of_another_body = self.of_a_bureau or self.of_justice_organs
        self.year_is_open = _is_of_either_year(title, text, time)
        own = time.source != "stated" or time.year is None or is_own_year(text, time.year, published_on)
        self.year_is_own = own and not self.year_is_open
        self.names_a_year = time.year is not None or _NAMES_A_YEAR.search(text) is not None
        self._says_this_year: bool | None = None  # whether its opening does, once that was asked
        self._said_from = -1, -1  # the sentence last asked about, and where its words begin

    def about(self, item: Taken) -> str:
        """The name of what leaves a doubt about a figure, "" where nothing does."""
        if item.after_above:
            return "after_a_region_above"
        if item.claim.after and (told_of := self._about_what_is_named_after(item)):
            return told_of
        if self.of_justice_organs and item.group != "litigation":
            return "another_body"
        may = item.may
        if may & _OF_A_BODY and (doubt := self._about_the_body(item)):
            return doubt
        if may & _OF_SOME and (doubt := self._about_the_words_before(item)):
            return doubt
        kind = self._about_its_kind(item) if may & _OF_ANOTHER_KIND else ""
        # 复议维持3件 in the report of one bureau: of cases against it, which others decided.
        return kind or ("as_respondent" if self.of_a_bureau and item.group == "reconsideration" else "")

    def _about_the_year(self, item: Taken) -> str:
        """A text that names years gives none to this figure, or only the one that it is most likely on."""
        if not item.period:
            return "no_period" if self.names_a_year else ""
        if self.year_is_open and item.period == self.time.report:
            return "which_year"
        guessed = not self.time.firm and item.period == self.time.report
        guessed = guessed and (item.period_source == "stated" or self.time.is_span)
        return "year_guessed" if guessed and not self._names_its_year(item) else ""

    def _names_its_year(self, item: Taken) -> bool:
        """2014年，全县…: the words before a figure name the year that it is taken to be of."""
        return self.text.find(f"{item.period[:4]}年", item.sentence_start, item.number.start) >= 0

    def about_its_time(self, item: Taken) -> str:
        """The same about its period."""
        if item.code in DONE_ONCE and is_of_quarter_or_months(item.period) and item.period != self.time.report:
            return "when_it_was_done"
        return self._about_the_year(item) or self._about_its_kind_of_time(item)

    def _about_its_kind_of_time(self, item: Taken) -> str:
        """Another year than the one it is taken for, or a target that may be none."""
        if not self.year_is_own and item.period == self.time.report and self._is_of_now(item):
            return "year_of_another_thing"
        if item.kind == "change" and self._is_against_another_year(item):
            return "against_another_year"
        if item.kind in _TARGETS:
            if self.time.plan_only and self.time.source != "title":
                return "plan_by_its_opening"
            done = self.text[item.number.start - 2 : item.number.start] == "完成"  # 完成60学时的学习任务
            told = item.may & _DONE.bit and _DONE.search(self.text, item.sentence_start, item.number.start)
            if done or told:
                return "target_told_as_done"
            planned = item.may & _PLANNED.bit and not self.time.plan_only
            if planned and _PLANNED.search(self.text, item.sentence_start, item.number.start):
                return "planned_in_passing"
        return ""

    def _is_of_another_publisher(self, item: Taken, sentence: int) -> bool:
        """Whether the report of one bureau speaks of all the county."""
        if not self.of_a_bureau or not item.may & _ALL_THE_COUNTY.bit:
            return False
        return _ALL_THE_COUNTY.search(self.text[sentence : item.number.start]) is not None

    def _follows_this_year(self, item: Taken, told: str) -> bool:
        """今年以来，工作稳步推进。全县累计接收…: since when, the sentence itself does not say."""
        before = self.text[max(0, item.sentence_start - _LOOK_BACK) : item.sentence_start]
        return _IN_A_YEAR.search(before) is not None and "目前" not in told and "截" not in told

    def _told(self, item: Taken) -> str:
        """The words of its sentence before a figure."""
        start = item.number.start
        return self.text[max(item.sentence_start, start - _FARTHEST) : start]

    def _is_of_now(self, item: Taken) -> bool:
        """Whether a figure is of this year or of now, in a text whose year is only one that it happens to name."""
        told = self._told(item)
        if f"{self.time.year}年" in told:
            return False
        if self._says_this_year is None:
            self._says_this_year = THIS_YEAR.search(self.text, 0, OPENING) is not None
        return self._says_this_year or _NOW.search(told) is not None

    def _is_against_another_year(self, item: Taken) -> bool:
        """相比2010年增加了8.3%: not the change on the year before."""
        told = self._told(item)
        if _OVER_YEARS.search(told[-_LOOK_BACK:]):
            return True
        against = _AGAINST_A_YEAR.findall(told[-_LOOK_BACK:])
        return bool(against) and self.time.year is not None and int(against[-1]) != self.time.year - 1

    def _about_what_is_named_after(self, item: Taken) -> str:
        if _LISTS_KINDS.match(self.text, item.claim.head.end):
            return "one_of_several_kinds"
        if item.code == _VILLAGE_ADVISERS and _ALL_LAWYERS.search(self.text, item.low, item.claim.head.end):
            return "of_others"
        if _NEXT_FIGURE.match(self.text, item.claim.head.end):
            return "of_the_next_figure"
        if item.code in _LICENSED and _OBTAINED.search(self.text, item.number.end, item.claim.head.end):
            there_are = _ALL_THERE_ARE.search(self.text, item.low, item.claim.head.start)
            return "" if there_are else "new_of_a_stock"
        if item.number.unit in _PLACES and (
            _ALL_HAVE.match(self.text, item.claim.head.end)
            or _ALL_HAVE_IT.match(self.text, item.number.end, item.claim.head.start)
        ):
            return "places_that_have"
        return ""

    def _about_the_body(self, item: Taken) -> str:
        start = item.number.start
        if self._said_from[0] != item.sentence_start:
            self._said_from = item.sentence_start, after_marker(self.text, item.sentence_start)
        sentence = self._said_from[1]
        if self._is_of_another_publisher(item, sentence):
            return "another_body"
        if item.may & WHOSE and (doubt := about_whose_it_is(item, self.text)):
            return doubt
        if item.may & _EACH_OFFICE.bit and _EACH_OFFICE.search(self.text, sentence, start):
            return "each_office"
        if item.may & _OTHERS_FOLLOW.bit and self._is_followed_by_others(item):
            return "one_of_several_bodies"
        return self._about_another_body(item, sentence)

    def _is_followed_by_others(self, item: Taken) -> bool:
        others = _OTHERS_FOLLOW.match(self.text, item.number.end)
        return others is not None and self.text.startswith(item.number.unit, others.end())

    def _about_another_body(self, item: Taken, sentence: int) -> str:
        """What inspectors, congress, police or one office did, by the words from `sentence` on."""
        group, start, may = item.group, item.number.start, item.may
        if may & _INSPECTORS.bit and group == "enforcement" and _INSPECTORS.search(self.text, sentence, start):
            return "another_body"
        if may & _OTHER_BODY.bit and group in _OF_GOVERNMENT and _OTHER_BODY.match(self.text, sentence, start):
            return "another_body"
        if group == "enforcement" and item.code.startswith(_OF_ALL_OFFICES):
            office = _ONE_OFFICE
        elif group in _OF_JUSTICE or group == "reconsideration":
            office = _NOT_JUSTICE
        elif group == "litigation":
            office = _ONE_RESPONDENT
        else:
            return ""
        if not may & office.bit:
            return ""
        # 县司法局办理46件；县仲裁院办理28件: who did it is said anew after a semicolon, or carries on.
        again = max(self.text.rfind(mark, sentence, start) for mark in "；;") + 1
        one = office.match(self.text, sentence, start) or (again and office.match(self.text, again, start))
        return "one_office" if one else ""

    def _about_the_words_before(self, item: Taken) -> str:
        may = item.may
        if may & _FOR_WHAT and (doubt := self._about_what_it_is_for(item)):
            return doubt
        return some_of_them(item, self.text) if may & WORDS else ""

    def _about_what_it_is_for(self, item: Taken) -> str:
        may, before = item.may, self.text[max(item.sentence_start, item.number.start - _LOOK_BACK) : item.number.start]
        if may & _AVERTED.bit and item.group in _CASES and _AVERTED.search(before):
            return "averted"
        if may & _FOR_A_GROUP.bit and not item.claim.after and _FOR_A_GROUP.search(before):
            return "for_a_group"
        room = _ONE_ROOM.search(before) if may & _ONE_ROOM.bit and item.number.unit in _PEOPLE else None
        return "one_room" if room is not None and not _MANY_ROOMS.search(before[: room.end()]) else ""

    def _about_its_kind(self, item: Taken) -> str:
        """Words that make the figure one of another kind than its indicator's."""
        may = item.may
        told, words = self._told(item), self.text[item.low : item.number.start]
        if (
            may & _LEGISLATION.bit
            and item.group == "normative"
            and _LEGISLATION.search(told.rpartition("规范性文件")[2])
        ):
            return "legislation"
        if may & _STILL_OPEN.bit and _STILL_OPEN.search(words) and not item.code.endswith(_OF_OPEN_CASES):
            return "still_open"
        if may & _EACH.bit and _EACH.search(told[-_LOOK_BACK:]) and not item.code.endswith("_per_unit"):
            return "of_each"
        if may & _CUMULATIVE and item.code in _INTAKE and "累计" in words and not item.adds_up:
            of_a_year = _IN_A_YEAR.search(told) is not None and "截" not in told and "-" not in item.period
            if of_a_year == (item.code == "corrections.cumulative") or self._follows_this_year(item, told):
                return "new_or_cumulative"
        if may & _OF_SEVERAL.bit and item.rule != "list" and _OF_SEVERAL.search(words):
            return "one_of_several_kinds"
        beside = may & _BESIDE and not item.claim.after and item.claim.head.end <= item.number.start
        return self._about_the_words_beside_its_head(item) if beside else ""

    def _about_the_words_beside_its_head(self, item: Taken) -> str:
        head, start = item.claim.head, item.number.start
        between = self.text[head.end : start]
        before = self.text[max(item.sentence_start, head.start - _LOOK_BACK) : head.start]
        return "of_another_thing" if _ANOTHER_THING.search(between) or _BEFORE_COURT.search(before) else ""
