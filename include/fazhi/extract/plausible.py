"""Whether what stands next to a figure can name it: small numerals, places, parentheses, so many for each."""

from __future__ import annotations

import re
from functools import cache

from fazhi.extract import cues
from fazhi.extract.anchors import Match
from fazhi.extract.bind import Claim
from fazhi.extract.numbers import Number
from fazhi.extract.stocks import counts_some, counts_stock, takes_in_more
from fazhi.extract.triggers import Bits, Cue

_PARENTHESES = Cue(r"[（(][^（()）]*[)）]")
_TITLE = re.compile(r"《[^《》]{1,60}》")
_CLOSING = "）)"
_SMALL_COUNT = 10
_ENDS_COUNTING = frozenset("）)（(、，,。；;")
# 百名律师, 千场宣讲: a slogan; 近百场 and 上千人 are counts.
_ROUND = frozenset({100, 1000, 10000})
_NUMERAL_AND_UNIT = 2  # characters
_ROUND_NUMERALS, _NEARLY = frozenset("百千万"), frozenset("近约上逾超过数达成共")
_MAY_GO_ON = frozenset("中和与及以暨并")
_PAUSES = "，。；、,;"
_GOES_ON = re.compile(r"中(?!学|小学|心|介|青|专|等|高|医|层|型)|[和与及](?!解|谐|平)|以及|暨|并(?!列|联|案)")
# 6个行政村共有, 在1000个村（社区）基本建立了: the places are counted, and what they have is said after.
_PLACES = re.compile(
    r"[^，。；、,;]{0,6}?(?:部门|乡镇|街道|镇|乡|村|社区|网格|学校|单位|小区)[）)]?"
    r"(?:(?:(?!均|都|全部)[^，。；、,;]){0,6}?(?:共有|拥有|基本|建立|建起|建成|建有|设立|成立|推行|推广|实现|配备|组建|负责人|为成员))"
)
# Those who inspect, or are called together: 组织16个执法单位的业务骨干对…
# Nor those of whom something else was learned, or who did it: 对5家单位开展专项调研, 组织63家单位述法, 13个镇街的报告.
_IS_NOT_INSPECTED = re.compile(
    r"的[\u4e00-\u9fff]{0,6}(?:骨干|人员|负责人|干部|代表|专家|律师|同志)"
    r"|(?![^，。；,;]*(?:督|巡察))[^，。；,;]{0,24}(?:建设|工作|情况|年度)(?:年度)?(?:报告|总结|计划)"
    r"|[^，。；,;]{0,12}(?:自查|自评|互查|互评)"
    r"|(?:开展|进行)(?![^，。；,;]*(?:督|巡察))[^，。；,;]{0,20}(?:调研|走访|考察|座谈|述职|述法|评议|测评|自查|互查|演练|学习|培训|考试)"
)
_DOERS = re.compile(
    r"[^，。；、,;]{0,6}?(?:部门|单位|主体|乡镇|街道|机关|机构|市州|县市|市县|区县|县区|地市)[）)]?"
    r"(?:20\d\d年度?|全年|依法|累计|共)*(?:作出|实施|查处|制发|发出|下发|送达|制定|出台|公布|编制|梳理|印发|举办|新收|收到|受理|办理|审结)"
)
# 659件法律援助案件的办案补贴: what stands last is spoken of.
_OF_SOMETHING = re.compile(
    r"[^，。；、,;的]{0,10}的[^，。；、,;]{0,6}?(?:补贴|经费|费用|材料|案卷|卷宗|档案|回访)"
    r"|[^，。；、,;]{0,8}(?:案件)?(?:归档材料|(?:进行|开展|通过|采取)[^，。；、,;]{0,8}?(?:评查|评估|评审|回访))"
)
# 律师30人以上的律师事务所, 超过1万人的省份: what those have of whom more is told, no total; 败诉3件以上的，通报批评.
_OF_THOSE = re.compile(
    r"(?:[（(]含[)）])?(?:以上|以下|以内)?(?:[（(]含[)）])?的"
    r"(?:(?=[，,；;])|[^，。；、,;\d]{0,6}?(?:省|地级市|县|区|乡镇|街道|单位|部门|机关|机构|律师事务所|律所|企业|国家|地区|调委会))"
)
# 罚款10万元以上的重大处罚: how great something has to be; not 达到98%以上的目标.
_OF_THOSE_ABOVE = re.compile(r"的(?!(?:年度|全年|工作|既定|预期|考核)*(?:目标|水平|任务|要求|标准|好|成绩|比例|高))")
# 出庭应诉率不低于95%的要求, 每年不少于4次的规定: what is asked for; not 达到95%以上的要求.
_ASKED_FOR = re.compile(r"(?<!以上)的(?:考核|工作|硬性|刚性|基本|最低|统一)*(?:要求|规定|标准|红线|底线)")
# 在任职培训班等17期班次中开设法治课程: in which something else was done.
_IN_WHICH = re.compile(r"(?:班次|班|活动|课程|培训)?中(?=[，,]?(?:开设|设置|安排|穿插|加入|增设|讲授|融入|开展))")
_REACH_OF_IN = len("班次中")
_ENDS_OF_A_SIZE = frozenset({"以上", "以下", "以内"})
# 行政处罚案件中有4件被确认违法: some of those that are named.
_AMONG = re.compile(r"(?:的|案件|件|纠纷|对象|人员|文件|单位)*中[，,]?(?:共|仅|只|已|还|尚|也|仍)?有(?:约|近|超过)?$")
# 56家党政机关中有52家聘请法律顾问: the second of them is told of.
_HOW_MANY_OF_THEM = re.compile(r"[）)]?中[，,]?(?:已|共|仅|只|还|尚|也|仍)?有(?:约|近|超过)?\d")
# “百场普法进百校”: a programme, and no number of what it did.
_NAME_OF_PROGRAMME = re.compile(r"[“‘「\"][百千万][场家名堂次企员]")
# “1名法律顾问+N名法律明白人”行动: what each place is to have.
_QUOTES = '“‘「"'
_FORMULA = re.compile(r"[“‘「\"]\d{1,2}[^”’」\"，。；\d]{1,20}[+＋]")
# 办案超过500件的律师事务所, 50人以上的单位: one size of them only.
_OF_A_SIZE = re.compile(
    r"[\d万余多百千](?:年以[上下]|(?:人|名|件|家|岁|万元|元)(?:[（(]含[)）])?(?:以[上下内])?(?:[（(]含[)）])?)的$"
    r"|[一两二三四五六七八九十\d][人名位件家](?:[（(]含[)）])?以[上下][\u4e00-\u9fff]{2,6}的$"
)
_IN_A_TEAM = "publicity.lecturers"
_TEAM = re.compile(r"(?:共同)?组成")
# What right after a figure takes it away: 12人组成的小组, 150批次420人次.
_TAKEN_AWAY = {"人": _TEAM, "名": _TEAM, "位": _TEAM, "批次": re.compile(r"[、，,（(]?(?:共|计)?[\d.万余多]+人")}
_SAMPLED = Cue(r"(?:抽取|抽查|抽选|抽评|选取|调阅|调取)(?:了|各类|其中|共|[^，。；、,;]{0,20}的|\s)*$")
_MAY_QUALIFY = "的以（("
_AT = re.compile(r"(?<![现存])在(?:全[县市区旗州]|辖区|各|其中|我[县市区旗州])?\s*$")
_AT_ALL = re.compile(r"在(?:全|我)[县市区旗州]\s*$")  # 在全县12个司法所设立工作站: there are no others
# 对48件不属于受理范围的案件: those that are none.
# 未办结, and what is still to be done: 11件需要修改的规范性文件.
_DENIED = re.compile(r"(?:不属于|不符合|未|尚未|没有|正在|尚在|仍在|还在|需要?|亟需|应予|有待)")
_BASE = Cue(r"(?:的|案件|件)*中(?![学小心介青专等高医层型])")
_TIMES = frozenset({"次", "场", "期"})
_PROVERB = re.compile(r"[、，,][\u4e00-\u9fff]{2}一[片方域类批面线]")  # 出庭一次、教育一片
# 与邻县相比，受理案件多26件: by how many, where it is not told against the year before; not 至少26件.
_MORE_OR_FEWER = "多少"
_BY_HOW_MANY = re.compile(r"[\u4e00-\u9fff](?<![至最大许不更较很众诸过减缺极已有这那为达])[多少]")
_HELD = re.compile(r"(?:召开|组织|举办|开展|承办|举行|进行|主持)[了过]?\s*$|先后\s*$")
_CASES = (
    "legal_aid.",
    "reconsideration.",
    "litigation.",
    "notary.",
    "mediation.",
    "enforcement.penalties",
    "enforcement.licences",
)
_ONE_OF_SEVERAL = Cue(
    r"[”\"]?(?:、[^，。；,;、\d]{1,14}){0,4}等[\u4e00-\u9fff]{0,8}(?:活动|会议|事项|服务|业务|案件|事务|项目|资源|机构|设施|场所|人员|力量)(?:总[数量]|共|达|约|近|[\s\d])*$"
)
# 律师事务所、公证处、调解组织总数900个: all kinds together.
_ALL_OF_THEM = Cue(r"(?:总数|总量|总计|合计)")
_LISTED = re.compile(r"[^，。；、\d]{2,10}、[^，。；、\d]{0,6}$")
_LONGEST_LISTED = 20
# Not 律师12人、人民调解员160人.
_PEOPLE = frozenset({"人", "名", "位", "人次"})
_OTHER_PEOPLE = re.compile(
    r"(?:干部|职工|律师|民警|辅警|干警|志愿者|工作者|顾问|明白人|带头人|网格员|调解员|公证员|鉴定人|骨干|人员|专家|教师)、$"
)
_OF_STOCKS = frozenset({"个", "家", "所", "人", "名"})
# 全镇10个村（社区）: no bodies of the Party and the government.
# 列席常务会议等各类会议68次, 为企业举办讲座、座谈等活动14次: the indicator counts all of them.
_TAKE_IN_ALL = frozenset({"review.meetings_attended", "enterprise.outreach_events"})
_COUNTS_BODIES = frozenset({"governance.legal_adviser_units", "governance.inspected_units"})
_OTHER_PLACES = re.compile("(?:行政)?(?:村(?!镇)|社区|企业|学校|网格|小区)")
# 在13个乡镇修建法治文化墙: where something was built, however its wording asks for what was.
_PLACES_BUILT_AT = re.compile(
    r"[^，。；、,;]{0,6}?(?:部门|乡镇|街道|办事处|镇|乡|村|社区|学校|单位|小区|景区)[）)]?[^，。；、,;]{0,4}?"
    r"(?:修建|新建|建设|建起|建成|建立|打造|设立|设置|布置|悬挂)"
)
_BUILT = frozenset({"publicity.culture_sites", "publicity.bases", "services.centres", "legal_aid.stations"})
_KIND = Cue(r"(?<![各这此两三四五多同余\d])类(?:型|案件)?(?:的|为|有|共|共计)*$")
_POINTS = re.compile("分(?!别)")
_RATIO = re.compile(r"\s*[:：∶]\s*\d")  # 复议与诉讼案件之比达到2:1
_FIRST_YEAR, _LAST_YEAR = 1990, 2035
_NEAR = 40  # characters
PARENTHESES, BASE = _PARENTHESES.bit, _BASE.bit


def outside_parentheses(anchors: list[Match], text: str, low: int, high: int) -> list[Match]:
    """全年结案（包括不予受理）86件: what stands in closed parentheses does not name the figure."""
    if len(anchors) < 2 or (text.find("）", low, high) < 0 and text.find(")", low, high) < 0):
        return anchors
    inside = [found.span() for found in _PARENTHESES.finditer(text, low, high)]
    kept = [match for match in anchors if not any(start < match.start and match.end < end for start, end in inside)]
    return kept if any(match.anchor.frames for match in kept) else anchors


def outside_titles(anchors: list[Match], text: str, low: int, high: int) -> list[Match]:
    """围绕《重大行政决策程序暂行条例》等安排学法10次: what a law is called does not name the figure."""
    last = text.rfind("》", low, high)
    behind = any(match.start > last and match.anchor.frames for match in anchors)
    if not behind and not text.startswith("等", last + 1):
        return anchors  # 印发《行政执法监督通知书》6份; not 出台《重大行政决策程序规定》等制度32项
    inside = [found.span() for found in _TITLE.finditer(text, low, high)]
    return [match for match in anchors if not any(start < match.start and match.end < end for start, end in inside)]


def without_bases(anchors: list[Match], text: str, high: int) -> list[Match]:
    """在已结案件中撤销9件: what the figure is a part of does not name it, where something else does."""
    kept = [match for match in anchors if _BASE.match(text, match.end, high) is None]
    return kept if any(match.anchor.frames for match in kept) else anchors


def end_of_naming(text: str, low: int, high: int, anchors: list[Match]) -> int:
    """Where the words before a figure end that name it: before the parentheses in 结案（包括上年结转）68件."""
    if text[high - 1 : high] not in _CLOSING:
        return high
    opened = max(text.rfind("（", low, high), text.rfind("(", low, high))
    return opened if opened > low and not (anchors and anchors[-1].end > opened) else high


def names_first(before: str) -> bool:
    """Whether the thing that changed is named before the comparison: 普法活动较上年增长, but not 较上年普法活动."""
    return not before.lstrip("，、（( ").startswith(("同比", "较", "比", "与", "环比", "分别", "同期"))


def is_count(number: Number, claim: Claim, text: str) -> bool:
    """Whether a numeral in words is a count: 败诉一件, 另有两件正在审理; not 一人一所, 三项举措, 一条街, 千场宣讲."""
    slogan = number.value in _ROUND and number.end - number.start == _NUMERAL_AND_UNIT and number.unit != "%"
    if number.chinese and slogan and text[number.start] in _ROUND_NUMERALS:
        return text[number.start - 1 : number.start] in _NEARLY
    if number.chinese and _PROVERB.match(text, number.end):
        return False
    if not number.chinese or number.value >= _SMALL_COUNT or number.unit == "%" or counts_each(claim):
        return True
    held = number.unit in _TIMES and _HELD.search(text, max(0, number.start - 6), number.start) is not None
    if held or (claim.after and number.unit in _TIMES):
        return held and number.value > 1
    if claim.after:
        return number.unit in {"件", "名", "人", "家"} and claim.head.start == number.end and number.value > 1
    after = text[number.end : number.end + 1]
    return number.start - claim.head.end <= 4 and (not after or after in "，,。；;、）)（(：: \n")


def is_a_place(before: str, claim: Claim) -> bool:
    """在5个乡镇司法所设立…: where something was done, unless the wording, after its figure, asks for what was done."""
    frame = claim.frame
    if frame.near or frame.context or frame.beside or _AT.search(before) is None:
        return False
    return frame.code != "offices.count" or _AT_ALL.search(before) is None


def counts_nothing_after(after: str) -> bool:
    """Whether what follows a figure names nothing that is counted: a mark, 件和8件, 16个中有5个; not 188所中小学校."""
    if not after or after[0] in _ENDS_COUNTING or after.startswith(cues.THE_BASIS):
        return True
    return after[0] in _MAY_GO_ON and _GOES_ON.match(after) is not None


def is_of_its_kind(number: Number, claim: Claim, text: str, clause_start: int, may: Bits) -> bool:
    """Whether a figure counts what its head names, and not places, a sample, a team or something of it.

    `clause_start` is where its clause begins, `may` the bits of its sentence's cues.
    """
    if claim.after:
        counted = _leads_to_its_head(number, claim, text)
    else:
        counted = _names_what_is_counted(number, claim, text, clause_start, may)
    stock = counts_stock(claim.frame.code)
    if text[number.start - 1] in _MORE_OR_FEWER:
        counted = counted and _BY_HOW_MANY.match(text, max(0, number.start - 2), number.start) is None
    if not counted or (stock and counts_some(number, claim, text, _words_before(number, text, clause_start))):
        return False
    named = text[number.start - 1] in _QUOTES
    if named and (_NAME_OF_PROGRAMME if number.chinese else _FORMULA).match(text, number.start - 1):
        return False
    end = number.end
    case = _counts_cases(claim.frame.code)
    sampled = case and may & _SAMPLED.bit and _SAMPLED.search(_words_before(number, text, clause_start)) is not None
    if sampled or (case and takes_in_more(number, claim, text)):
        return False
    if not number.unit:
        if (number.value % 1 and not counts_each(claim)) or _RATIO.match(text, end):
            return False  # 律师办案占98.66: a share that lost its sign
        if _POINTS.match(text, end) or _is_a_year(number):  # 得分均在95分以上, 2023总共办理
            return not "\u4e00" <= text[end : end + 1] <= "\u9fff"
    goes_on = case and text[end : end + 1] not in _PAUSES
    taken_away = _TAKEN_AWAY.get(number.unit, _OF_SOMETHING if goes_on else None)
    in_a_team = claim.frame.code == _IN_A_TEAM  # 由38人组成的普法讲师团
    return taken_away is None or in_a_team or taken_away.match(text, end) is None


def _is_a_year(number: Number) -> bool:
    return _FIRST_YEAR <= number.value <= _LAST_YEAR and number.value == int(number.value)


@cache
def _counts_cases(code: str) -> bool:
    return code.startswith(_CASES) and "_rate" not in code


def _leads_to_its_head(number: Number, claim: Claim, text: str) -> bool:
    between, frame = text[number.end : claim.head.start], claim.frame
    if frame.context and _HOW_MANY_OF_THEM.match(text, claim.head.end) is not None:
        return False
    if frame.code in _BUILT and text.endswith("在", 0, number.start) and _PLACES_BUILT_AT.match(between) is not None:
        return False
    if frame.code == "governance.inspected_units" and _IS_NOT_INSPECTED.match(text, claim.head.end) is not None:
        return False
    if between and (_DOERS.match(text, number.end, claim.head.end) is not None or _DENIED.match(between) is not None):
        return False
    return not (between and not (frame.near or frame.context or frame.beside) and _PLACES.match(between) is not None)


def _words_before(number: Number, text: str, clause_start: int) -> str:
    """What its clause says before a figure, as far as it is near."""
    return text[max(clause_start, number.start - _NEAR) : number.start]


def _qualifies_or_is_of_some(number: Number, claim: Claim, text: str) -> bool:
    """律师30人以上的律师事务所, 罚款10万元以上的重大处罚, 处罚案件中有4件: a size of some, or some of what is named."""
    if text[number.end : number.end + 1] in _MAY_QUALIFY and _OF_THOSE.match(text, number.end) is not None:
        return True
    bounded = number.bound and text[number.end - 2 : number.end] in _ENDS_OF_A_SIZE
    if bounded and _OF_THOSE_ABOVE.match(text, number.end) is not None:
        return True
    in_it = not claim.after and text.find("中", number.end, number.end + _REACH_OF_IN) >= 0
    if in_it and _IN_WHICH.match(text, number.end) is not None:
        return True
    if number.bound and _ASKED_FOR.match(text, number.end) is not None:
        return True
    if claim.frame.code in _COUNTS_BODIES and _OTHER_PLACES.match(text, number.end) is not None:
        return True
    among = text.find("中", claim.head.end, number.start) >= 0
    return among and _AMONG.match(text, claim.head.end, number.start) is not None


def _is_of_several_peoples(number: Number, claim: Claim, text: str, clause_start: int) -> bool:
    """干部职工、律师、人民调解员160余人: of all that are named, not of the last."""
    named = claim.head.start
    if number.unit not in _PEOPLE or text[named - 1 : named] != "、":
        return False
    return _OTHER_PEOPLE.search(text, max(clause_start, named - _NEAR), named) is not None


def _names_what_is_counted(number: Number, claim: Claim, text: str, clause_start: int, may: Bits) -> bool:
    """Not 行政处罚类17件, a kind of case, nor 座谈、法治讲座等专场活动60场, one of several, nor those of a size."""
    if _qualifies_or_is_of_some(number, claim, text) or _is_of_several_peoples(number, claim, text, clause_start):
        return False
    listed = may & _ONE_OF_SEVERAL.bit and text.find("等", claim.head.end, number.start) >= 0
    if listed and _ONE_OF_SEVERAL.match(text, claim.head.end, number.start) is not None:
        alone = "、" not in text[max(clause_start, claim.head.start - _NEAR) : number.start]
        of_one_kind = alone and claim.frame.code == "publicity.events"  # “法律进乡村”等活动178场次
        return of_one_kind or claim.frame.code in _TAKE_IN_ALL
    if may & _ALL_OF_THEM.bit and number.unit in _OF_STOCKS and _ALL_OF_THEM.match(text, claim.head.end, number.start):
        return _LISTED.search(text, max(0, claim.head.start - _LONGEST_LISTED), claim.head.start) is None
    named = claim.head.start
    if text[named - 1 : named] == "的" and _OF_A_SIZE.search(text, max(0, named - 16), named) is not None:
        return False
    if not may & _KIND.bit:
        return True
    before = _words_before(number, text, clause_start)
    return "类" not in before[-6:] or _KIND.search(before) is None or "类" in claim.head.anchor.word


def counts_each(claim: Claim) -> bool:
    """Whether the indicator itself is so many for each: 每万人拥有律师4.3名."""
    return _is_so_many_for_each(claim.frame.code) or claim.head.anchor.word.startswith("每")


@cache
def _is_so_many_for_each(code: str) -> bool:
    return code.endswith(("_per_unit", ".per_10k", "_rate"))
