"""Figures of offices and people: when one counts only some of them, or what they have or do."""

from __future__ import annotations

import re

from fazhi.extract.bind import Claim
from fazhi.extract.numbers import Number

_OF_PLACES = frozenset(
    {"mediation.committees", "offices.count", "services.centres", "legal_aid.stations", "lawyers.firms"}
)
_OF_PEOPLE = frozenset(
    {
        "mediation.mediators",
        "mediation.fulltime_mediators",
        "lawyers.practising",
        "lawyers.public",
        "publicity.legal_literates",
        "publicity.school_vice_principals",  # 发动全县40多名法治副校长深入校园: all of them
        "corrections.current",
        "resettlement.current",
    }
)
_NAMED_WITH_OTHERS = ("mediation.committees", "mediation.mediators", "mediation.fulltime_mediators", "offices.count")
# 为258名社区服刑人员佩戴…, 与4家律师事务所签约: those who got something or took part.
_FOR_WHOM = re.compile(r"(?:为|给|对|向|让|帮助|督促)\s*$")
_WITH_WHOM = re.compile(
    r"(?:为|给|对|向|让|与|同|邀请|委托|联合|依托|借助|聘请|选聘|聘任|选定|遴选|比选|协调)(?:辖区|本地|[县市区]内|全[县市区])?\s*$"
)
_NAMED_ONES = re.compile(r"[\u4e00-\u9fff]{2,4}、[^，。；,;]{2,30}等$")
_FOUNDED = re.compile(r"(?:设立|成立|建立|组建|建成|新建)[^，。；,;]{2,40}等$")  # 设立婚姻家庭、医疗等3个调委会
_SERVING = re.compile("任|聘为|受聘")
_VISITED = re.compile(r"(?:走访|检查|督导|督查|抽查|暗访|调研|考察|巡查|慰问)[^，。；,;]{0,30}$")
_SENT = re.compile(
    r"(?:指派|选派|委派|派出|安排|抽调|选聘|聘请|聘任|招募|邀请|遴选|组建|整合|吸纳|组织|协调|动员)(?:了|辖区|全[县市区])?\s*$"
)
# 组织志愿者、6名执业律师上街宣传: those who went, listed with others.
_SENT_WITH_OTHERS = re.compile(
    r"(?:(?<!调解)(?<!社会)组织|安排|抽调|选派|派出|邀请|动员|召集|出动|汇集)[^，。；,;、\d]{2,16}[、和及]\s*$"
)
# 动员全县46名执业律师: all of them went.
_OF_ALL = re.compile(r"全[县市区旗州]\s*$")
_TEAM_OF = re.compile(r"由[^，。；,;]*$")
_TEAM = re.compile(r"[^，。；,;]{0,50}?(?:组成|组建)")
_LED = re.compile(r"(?:带领|率领|领着|指派|派出|抽调|委派)(?:了|辖区|全[县市区])?\s*$")
_WORKING_WITH = re.compile(r"[^，。；,;]{0,30}(?:参与|参加|担任|签约|签订|结对|入驻|进驻)")
_TITLED = re.compile(
    r"(?:省级|市级|国家级|全国|模范|星级|示范性?|优秀|先进|规范化?|标准化|达标|文明|五好|金牌|品牌|未成年人|妇女|残疾人|老年人|农民工|职工|专项|青少年|军人军属|退役军人)"
    r"[”\"]?(?:乡镇|基层)?$"
)
_LONGEST_TITLE = 10
_PRAISED = re.compile(r"[^，。；,;]{0,30}(?:表彰|荣获|获评|获得|授予|评为|称号)")
_WHAT_THEY_DO = re.compile(
    r"(?!.{0,12}(?:均|都|全部))[^，。；、,;（(]{0,4}?(?:达到|设立|设置|挂牌|被评|被命名|荣立|通过|佩戴|参评)"
)
# 在全县12个司法所设立工作站: all that there are; not 在全县3个司法所开展试点.
_AT_ALL = re.compile(r"在(?:全|我)[县市区旗州]\s*$")
_TRIED = re.compile(r"[^，。；,;]{0,16}(?:试点|试行|先行|率先)")
_ONE_OF_THE_BEST = re.compile(r"[”\"]?(?:示范点|示范站|示范单位|样板|标杆)")  # 1个公共法律服务中心示范点
_TAKING_PART = re.compile(
    r"(?:参加|参与(?!(?:人民)?调解|调处|化解|矛盾)|接受|参训|赴|担任|深入|进驻|入驻|到[班会场]|上街|走上街|听课)"
)
# 公共法律服务中心12个窗口; not 律师事务所由2家增加到3家.
_ANOTHER_THING = re.compile(
    r"(?![中均都全已共占其分实覆达比较同为是并被以左和及与或至按每有约近]"
    r"|(?:增|减|扩|升|降|提高|发展|调整|优化|壮大|精简|缩减|压减|合并)[\u4e00-\u9fff]{0,2}[到至为成])[\u4e00-\u9fff]"
)
# 律师事务所24家律师314人公证处9家: a list without marks.
_NEXT_OF_CHAIN = re.compile(r"[\u4e00-\u9fff]{2,9}?(?:近|约|共)?\d")
_SELECTED = re.compile(r"(?:评选|选树|培树|表彰|命名|推荐|枫桥式)[^，。；,;]{0,30}$")
# 律师89人，其中执业律师72人、公职律师17人; 调解组织412个（人民调解委员会326个、个人调解室86个）: more than is counted.
# 人民调解组织326个，其中村调委会268个 takes in no more than its own kinds.
_OPENS_PARTS = r"[^。；;]{0,24}?(?:其中|包括|含|[（(：:])[，,：:]?(?:[^。；;]{0,40}?[、，,])?(?:共有|有)?"
_TAKES_IN_MORE = {
    "lawyers.practising": (
        frozenset({"律师", "律师总数", "律师人数"}),
        re.compile(_OPENS_PARTS + r"(?:执业律师|公职律师|公司律师|法律援助律师)(?:共有|有|为|达)?\d"),
    ),
    "legal_aid.cases": (
        frozenset({"法律援助事项"}),
        re.compile(r"[^。；;]{0,12}?其中[^。；;\d]{0,16}案件(?:共有|有|共)?\d"),
    ),
    "mediation.committees": (
        frozenset({"调解组织", "人民调解组织", "各类调解组织", "人民调解组织数", "各类人民调解组织"}),
        re.compile(_OPENS_PARTS + r"(?:人民调解委员会|调解委员会|调委会)(?:共有|有|为|达)?\d"),
    ),
}


def counts_stock(code: str) -> bool:
    """Whether an indicator counts the offices or people that there are."""
    return code in _OF_PLACES or code in _OF_PEOPLE


def counts_some(number: Number, claim: Claim, text: str, before: str) -> bool:
    """Whether the figure of a stock counts only some of its kind, others too, or what they have or do.

    `before` is what its clause says before the figure.
    """
    code = claim.frame.code
    of_places = code in _OF_PLACES
    if code in _NAMED_WITH_OTHERS and _SELECTED.search(before) is not None:
        return True  # 培育“枫桥式”司法所4个、人民调解组织8个
    if _VISITED.search(before) is not None:
        return True  # 走访司法所18个、调委会36个
    if claim.after and _NAMED_ONES.search(before) is not None and _FOUNDED.search(before) is None:
        return True  # 甲镇、乙镇等5个司法所: those that are named
    if takes_in_more(number, claim, text):
        return True
    if _TEAM_OF.search(before) is not None and _TEAM.match(text, number.end) is not None:
        return True  # 由54名律师、11名公职律师组成顾问团
    some = _counts_some_places if of_places else _counts_some_people
    return some(number, claim, text, before)


def takes_in_more(number: Number, claim: Claim, text: str) -> bool:
    """律师89人，其中执业律师72人: the parts show that the word for all of them takes in others."""
    if claim.frame.code not in _TAKES_IN_MORE:
        return False
    words, parts = _TAKES_IN_MORE[claim.frame.code]
    return claim.head.anchor.word in words and parts.match(text, max(number.end, claim.head.end)) is not None


def _counts_some_places(number: Number, claim: Claim, text: str, before: str) -> bool:
    head = claim.head
    if _TITLED.search(text, max(0, head.start - _LONGEST_TITLE), head.start) is not None:
        return True  # 省级模范司法所4个, 14个未成年人法律援助工作站
    if not claim.after:  # 公共法律服务中心开设8个窗口
        in_chain = head.end == number.start and _NEXT_OF_CHAIN.match(text, number.end) is not None
        return not in_chain and _ANOTHER_THING.match(text, number.end) is not None
    if _AT_ALL.search(before) is not None and claim.frame.code == "offices.count":
        return _TRIED.match(text, head.end) is not None
    told = (
        _WHAT_THEY_DO.match(text, head.end)
        or _ONE_OF_THE_BEST.match(text, head.end)
        or _PRAISED.match(text, head.end)
        or _FOR_WHOM.search(before)
    )
    return told is not None or (claim.frame.code == "lawyers.firms" and _are_partners(text, head.end, before))


def _counts_some_people(number: Number, claim: Claim, text: str, before: str) -> bool:
    at_work = not claim.frame.code.startswith("publicity.school")
    if not claim.after:
        return at_work and _TAKING_PART.match(text, number.end) is not None
    head = claim.head
    if _PRAISED.match(text, number.end, head.start) is not None:
        return True  # 6人荣获金牌人民调解员
    if _SERVING.search(text, number.end, head.start) or (at_work and _TAKING_PART.match(text, head.end)):
        return True  # 抽调60名辅警任人民调解员
    if _PRAISED.match(text, head.end) or before.endswith(("以下", "如下")):
        return True
    sent = claim.frame.code.startswith("lawyers.") and (_SENT.search(before) or _SENT_WITH_OTHERS.search(before))
    return (
        bool(sent and not _OF_ALL.search(before))
        or _LED.search(before) is not None
        or _FOR_WHOM.search(before) is not None
    )


def _are_partners(text: str, end: int, before: str) -> bool:
    """与辖区4家律师事务所签约, 10家律师事务所和2家基层法律服务所参与…: those that work with the publisher."""
    return _WITH_WHOM.search(before) is not None or _WORKING_WITH.match(text, end) is not None
