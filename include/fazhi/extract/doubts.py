"""What leaves a doubt about a figure that its wording claims clearly: words that make it another's, or of another time.

Each doubt has a name, which `fazhi explain-text` shows.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from fazhi.extract.cues import after_marker
from fazhi.extract.document_year import OPENING, is_own_year
from fazhi.extract.subsets import WORDS, some_of_them
from fazhi.extract.targets import THIS_YEAR
from fazhi.extract.triggers import Cue

if TYPE_CHECKING:
    from datetime import date

    from fazhi.extract.figure import Taken
    from fazhi.extract.time import DocumentTime

_LOOK_BACK = 80
_FARTHEST = 400  # characters of a sentence
_TARGETS = frozenset({"target", "target_change"})
_PEOPLE = frozenset({"人", "名", "位"})
_PLACES = frozenset({"个", "家", "所", "处"})

# 18个乡镇（街道）均已配备, 全部聘请了: the places are counted as those that have something.
_ALL_HAVE = re.compile(r"[^，。；,;]{0,16}?(?:均|都|全部|分别)(?:已|已经|能|实现|成立|建立|配|设|有|聘|完成|落实|达)")
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
_OTHER_BODY = Cue(r"\s*[^，。；,;\d]{0,8}(?:人大|政协|检察院|检察机关|纪委|监委|公安机关|公安局)")
_ONE_OFFICE = Cue(
    r"\s*[^，。；,;\d]{2,12}(?:(?<!司法)局|公安机关|大队|领域|(?<!行政)(?<!综合)执法(?:方面|中|工作中)|监管(?:方面|中)|综合执法队"
    r"|(?<!各)(?<!有关)(?<!相关)(?<!职能)(?<!执法)(?<!政府)(?<!监管)(?<!级)(?<!家)(?<!个)部门)(?!.{0,2}等)"
)
_OF_GOVERNMENT = frozenset({"normative", "review", "governance"})
_OF_ALL_OFFICES = ("enforcement.penalt", "enforcement.licences", "enforcement.compulsory", "enforcement.inspections")
# 县卫健局开展宣传12场，发放资料2600份: one office's, where the judicial bureau speaks of all.
_OF_JUSTICE = frozenset({"publicity", "legal_aid", "mediation", "enterprise"})
_NOT_JUSTICE = Cue(
    r"\s*(?!在|与|联合|会同|依托|对|向|由)[^，。；,;\d、和]{0,8}(?:(?<!司法)(?<![我本全各])局|法院|检察院|妇联|总?工会|团县委|团区委|大队)(?![、和等及])"
)
# 各部门自行清理文件134件: what the offices did each for itself.
_EACH_OFFICE = Cue(r"各(?:级)?(?:部门|单位|乡镇|镇街|乡镇（街道）|街道|镇)[^，。；,;]{0,8}(?:自行|各自)")
# 为企业审查合同120份, 村规民约: reviewed by lawyers, and not for the government.
_FOR_OTHERS = Cue(r"(?:为|给|帮助|协助|指导)[^，。；,;\d]{0,10}(?:企业|村|社区|群众|居民|商会|园区)|村规民约|村集体")
# 县普法办开展宣传24场次，各乡镇开展130余场次: of one body beside others.
_OTHERS_FOLLOW = Cue(
    r"[，,；;、]\s*(?:各|其他|其余)(?:级|有关|相关)?(?:乡镇|镇街|街道|部门|单位|县直|机关|村|社区|学校|司法所|成员单位)[^，,。；;、\d]{0,12}\d[\d.,万余多]*"
)
_INSPECTED_BY = Cue(r"(?:接受|迎接|配合)[^，。；,;]{0,14}督察")
_ATTENDED = Cue(r"(?:参加|赴)[^，。；,;\d]{0,16}$")
# 司法所参与普法活动210场, 协助办理法律援助案件86件: others' work in which some took part.
_TOOK_PART = Cue(r"(?:参与|协助|配合)[^，。；,;、\d]{0,16}$")
_TAKEN_PART_IN = frozenset({"publicity.events", "mediation.received", "mediation.resolved", "legal_aid.cases"})
# 为农民工提供法律援助216件, 赋强公证82件: one group of those who got it, one kind of what they got.
_OF_ONE_GROUP = Cue(
    r"(?:为|对|向|给)(?:农民工|进城务工|妇女|儿童|未成年|老年|残疾|军人|退役军人|青少年|务工)[^。；;]{0,40}$"
    r"|(?:赋强|遗嘱|继承|委托|涉外|涉企|线上|远程|知识产权|金融|小额|减免|免费|上门)(?:类)?公证[^，。；,;\d]{0,8}$"
)
# 评查案卷86卷，市级评查12卷: by those above.
_BY_THOSE_ABOVE = Cue(
    r"(?:^|[，,；;])\s*(?:省|市|自治区|自治州|州)(?:级|局|厅|司法[局厅])?(?:组织|集中|统一|对[^，。；\d]{0,6})?(?:评查|抽查|抽取|抽评|督察)[^，。；\d]{0,8}$"
)
# 派驻法院的调解工作室受理诉前委派案件1120件: the court's, before a suit.
_FOR_THE_COURT = Cue(r"诉前|委派|驻法院|诉调对接|信访积案")
# 涉疫宣传资料2.3万份, 其他涉法事务136件: what is about one matter, and what is left beside others that were told.
_OF_ONE_MATTER = Cue(
    r"涉(?:疫|农|军|企|老|残|黑|恶|毒|诈|众|金融|未成?|妇|侨|校|旅|海|林|水|环|土|访|医|税|房|婚|民生)[^，。；,;\d]{0,14}$"
)
_THE_REST = Cue(r"(?<![等及和与])(?:其他|其它|其余)[^，。；,;、\d]{0,10}$")
# 活动现场共发放资料3200份, 宣传月期间，全县发放…: one event of the year.
_ONE_EVENT = Cue(
    r"(?:活动|宣传)(?:现场|当天|当日|中)|当天|当日|(?<!普法)(?<!五)(?<!五[”\"])期间(?=[，,共累发受接解举开])|仪式上|[此本这]次(?:活动|宣传|培训|讲座|检查|行动)|行动中"
    r"|(?:宣传|法|毒|权|税|安全|开放|活动)[月周日](?:活动)?[，,]"
)
_FIELDS = frozenset(
    {"publicity", "mediation", "legal_aid", "notary", "reconsideration", "litigation", "review", "enforcement"}
)
_HELD = frozenset({"publicity", "governance", "enterprise", "legal_aid", "mediation", "enforcement"})
# 个别部门出庭率仅为71%: of some, of whom it is told because they lag behind.
_OF_FEW = Cue(r"(?:个别|部分|少数|有的|有些|一些|某些)[^，。；,;\d]{0,24}$")
# 督察组抽查我县案卷30份: by whoever came to the county.
_BY_VISITORS = Cue(
    r"(?:抽查|抽取|抽评|评查|检查|督察|核查|验收)了?我[县市区旗州]"
    r"|(?:来|到|赴|对)我[县市区旗州][^，。；,;\d]{0,10}(?:督察|评查|检查|抽查|巡察|核查|验收)"
)
# 开展农民工讨薪专项行动，办理援助案件63件: one campaign of the year.
_CAMPAIGN = Cue(r"专项(?:行动|活动|整治|治理|维权|服务)(?:月|周)?[”\"」]?(?:中|期间|以来)?[，,][^。；;]*$")
# 9个街道建立机制，审查街道文件268件: at one level, beside the other.
_AT_TOWNSHIPS = Cue(r"(?:审[查核](?:乡镇|街道|镇街)|(?:乡镇|街道|镇街)[^，。；,;\d]{0,12}审[查核])[^。；;]*$")
_REVIEWED = frozenset(f"review.{of}" for of in ("documents", "contracts", "suggestions", "opinions_issued"))
# Words before a figure, the groups or codes that they leave in doubt, and the doubt.
_WHOSE: tuple[tuple[Cue, frozenset[str], str], ...] = (
    (_FOR_OTHERS, frozenset({"review"}), "for_others"),
    (_OF_ONE_GROUP, frozenset({"legal_aid", "notary"}), "for_a_group"),
    (_FOR_THE_COURT, frozenset({"mediation"}), "another_body"),
    (_TOOK_PART, _TAKEN_PART_IN, "attended"),
    (_BY_THOSE_ABOVE, frozenset({"enforcement"}), "another_body"),
    (_INSPECTED_BY, frozenset({"governance.inspected_units"}), "another_body"),
    (_ATTENDED, frozenset({"governance.trainings"}), "attended"),
    (_OF_ONE_MATTER, _FIELDS, "one_matter"),
    (_THE_REST, _FIELDS, "the_rest"),
    (_ONE_EVENT, _HELD, "one_event"),
    (_OF_FEW, _FIELDS, "of_few"),
    (_BY_VISITORS, frozenset({"enforcement", "governance", "review"}), "another_body"),
    (_CAMPAIGN, _HELD, "one_event"),
    (_AT_TOWNSHIPS, _REVIEWED, "one_level"),
)
_DONE_FOR_OTHERS = reduce(or_, (cue.bit for cue, _, _ in _WHOSE))
# 县政府全年共收到行政复议申请88件 in the report of its bureau of natural resources.
_ALL_THE_COUNTY = Cue(
    r"(?:^|[，,；;：:])\s*(?:[全我]?[县市区旗州](?:人民)?政府(?!信息)|[全我][县市区旗州](?!直|级|域))"
)
_BUREAU = re.compile(
    r"(?<!司法)(?<![我本全各])(?:局|委员会|管理中心|大队)(?:关于)?[^，。；,;\n]{0,6}(?:19|20)\d\d\s*年[^，。；,;\n]{0,24}(?:报告|总结|情况|年报)"
    r"|(?:19|20)\d\d\s*年度?[^，。；,;\n]{0,16}(?<!司法)(?<![我本全各])(?:局|管理中心|大队)[^，。；,;\n]{0,16}(?:报告|总结|情况|年报)"
)
_COURT_OR_PROCURATORATE = re.compile(
    r"(?:检察|法院)(?:院)?工作(?:报告|总结|综述|情况)|(?:人民)?(?:法院|检察院)[^，。；,;\n]{0,12}(?:工作报告|总结|综述)"
)
_FIRST_LINES = 80
# 谋划创建法治公园6个 in a report of what was done: a plan of nobody knows which year.
_PLANNED = Cue(r"(?:谋划|拟)(?:新建|创建|建设|建成|新增|打造|实施)[^，。；,;]{0,18}$")
# 巡察反馈问题13个，开展专项监督4次: the discipline inspectors'.
_INSPECTORS = Cue(r"巡察|纪检监察|纪委")
# 108家律师事务所229名律师参与: those of the one belong to the other.
_NEXT_FIGURE = re.compile(r"\s*\d+\s*[名人位]")
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
_AGAINST_A_YEAR = re.compile(r"(?:相?比|较|对比|相比于|[由从自])\s*((?:19|20)\d{2})\s*年")
# 五年提高了35.7个百分点, 比去年全年还多25件
_OVER_YEARS = re.compile(
    r"(?:[两三四五六七八九十]|(?<!\d)\d{1,2})年(?:来|间|以来|内|共|累计)*[^，。；\d]{0,6}$|[比较](?:去年|上年)全年"
)
_DONE = re.compile(r"今年以来|截至目前|目前|已经|(?<!公)共(?!同)|完成了|开展了|累计")
_NAMES_A_YEAR = re.compile(r"(?<!\d)20\d{2}(?:年|[-/.]\d)|[“\"]?[五六七八九]五[”\"]?普法")
_CUMULATIVE = Cue("累计").bit
_BESIDE = _ANOTHER_THING.bit | _BEFORE_COURT.bit
_OF_ANOTHER_KIND = _LEGISLATION.bit | _STILL_OPEN.bit | _EACH.bit | _CUMULATIVE | _OF_SEVERAL.bit | _BESIDE
_OF_A_BODY = (
    _DONE_FOR_OTHERS
    | _EACH_OFFICE.bit
    | _OTHERS_FOLLOW.bit
    | _ALL_THE_COUNTY.bit
    | _INSPECTORS.bit
    | _OTHER_BODY.bit
    | _ONE_OFFICE.bit
    | _NOT_JUSTICE.bit
)
_OF_SOME = _AVERTED.bit | _ONE_ROOM.bit | _FOR_A_GROUP.bit | WORDS
DOUBTED_WORDS = _OF_A_BODY | _OF_SOME | _OF_ANOTHER_KIND


class Doubts:
    """The doubts about the figures of one document; `text` is its text, which their spans index."""

    def __init__(self, text: str, time: DocumentTime, published_on: date | None, title: str = "") -> None:
        self.text, self.time = text, time
        opening = text[:_FIRST_LINES]
        self.of_a_bureau = _BUREAU.search(title + "\n" + opening) is not None
        self.of_justice_organs = _COURT_OR_PROCURATORATE.search(title + "\n" + opening) is not None
        self.year_is_own = time.source != "stated" or time.year is None or is_own_year(text, time.year, published_on)
        self.names_a_year = time.year is not None or _NAMES_A_YEAR.search(text) is not None
        self.says_this_year = THIS_YEAR.search(text, 0, OPENING) is not None

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
        return self._about_its_kind(item) if may & _OF_ANOTHER_KIND else ""

    def _about_the_year(self, item: Taken) -> str:
        """A text that names years gives none to this figure, or only the one that it is most likely on."""
        if not item.period:
            return "no_period" if self.names_a_year else ""
        guessed = not self.time.firm and item.period == self.time.report and item.period_source == "stated"
        return "year_guessed" if guessed else ""

    def about_its_time(self, item: Taken) -> str:
        """The same about its period."""
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
            if _DONE.search(self.text, item.sentence_start, item.number.start):
                return "target_told_as_done"
            if not self.time.plan_only and _PLANNED.search(self.text, item.sentence_start, item.number.start):
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
        return self.says_this_year or _NOW.search(told) is not None

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
        if _NEXT_FIGURE.match(self.text, item.claim.head.end):
            return "of_the_next_figure"
        if item.number.unit in _PLACES and _ALL_HAVE.match(self.text, item.claim.head.end):
            return "places_that_have"
        return ""

    def _about_the_body(self, item: Taken) -> str:
        start = item.number.start
        sentence = after_marker(self.text, item.sentence_start)
        if self._is_of_another_publisher(item, sentence):
            return "another_body"
        if item.may & _DONE_FOR_OTHERS and (doubt := self._about_whom_it_was_for(item)):
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
        group, start = item.group, item.number.start
        if group == "enforcement" and _INSPECTORS.search(self.text, sentence, start):
            return "another_body"
        if group in _OF_GOVERNMENT and _OTHER_BODY.match(self.text, sentence, start):
            return "another_body"
        one = None
        if group == "enforcement" and item.code.startswith(_OF_ALL_OFFICES):
            one = _ONE_OFFICE.match(self.text, sentence, start)
        elif group in _OF_JUSTICE:
            one = _NOT_JUSTICE.match(self.text, sentence, start)
        return "one_office" if one else ""

    def _about_whom_it_was_for(self, item: Taken) -> str:
        """What was reviewed for enterprises and villages, inspected or taught by those above, done for one group."""
        before = self.text[item.sentence_start : item.number.start]
        for cue, of, doubt in _WHOSE:
            if item.may & cue.bit and (item.group in of or item.code in of) and cue.search(before):
                return doubt
        return ""

    def _about_the_words_before(self, item: Taken) -> str:
        before = self.text[max(item.sentence_start, item.number.start - _LOOK_BACK) : item.number.start]
        if item.group in _CASES and _AVERTED.search(before):
            return "averted"
        if not item.claim.after and _FOR_A_GROUP.search(before):
            return "for_a_group"
        room = _ONE_ROOM.search(before) if item.number.unit in _PEOPLE else None
        if room is not None and not _MANY_ROOMS.search(before[: room.end()]):
            return "one_room"
        return some_of_them(item, self.text) if item.may & WORDS else ""

    def _about_its_kind(self, item: Taken) -> str:
        """Words that make the figure one of another kind than its indicator's."""
        may = item.may
        told, words = self._told(item), self.text[item.low : item.number.start]
        if item.group == "normative" and _LEGISLATION.search(told.rpartition("规范性文件")[2]):
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
