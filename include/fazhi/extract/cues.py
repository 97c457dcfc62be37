"""Words around a figure that tell its kind: change, earlier period, target, share, one of many. Whose: regions.py."""

from __future__ import annotations

import re
from decimal import Decimal

from fazhi.extract.triggers import Cue

_FILL = r"(?:了|约|近|超过|超|逾|为|达到|达|至少|不少于|不低于|分别|依次|[:：\s])*$"
_RISE = (
    "增长率?|增幅|涨幅|升幅|比增|比升|增加|净增|上升|提高|提升(?<![改建]造提升)(?<!修缮提升)|增多|扩大|攀升|上涨|上浮"
    "|激增|递增"
)
_FALL = "下降|减少|降低|降幅|回落|下滑|压减|压降|缩减|收窄|减幅|下调|锐减|再降|比降|降"
_CHANGE = f"(?P<up>{_RISE})|(?P<down>{_FALL})"
_CHANGE_END = Cue(f"(?:{_RISE}|{_FALL}){_FILL}")  # no groups: where each word is read off at once, one is soon found
_FALLS = re.compile(_FALL)
_COMPARED = Cue(r"同比|环比|较|比|与|相比|同期")
_COMPARED_END = Cue(
    rf"(?:(?P<up>多[出了]?[\u4e00-\u9fff]{{0,2}}|高出?|新增)|(?P<down>少[\u4e00-\u9fff]{{0,2}}|低)){_FILL}"
)
_CHANGE_CHARACTERS = re.compile("[增升提扩上激下减降回压缩收锐多少高低攀涨递同环比较]")
_BARE_COMPARISON = Cue(r"(?:同比|环比|较上年|比上年|较去年)\s*$")
_EARLIER = Cue(
    r"(?:(?:上一?年度?|去年|前一年)(?:同期|末|底|全年)?|年初|同期|上年度)(?:数)?(?:的|为|是|分别为|仅为?|仅有)?(?:约|近)?$"
)
_FROM = Cue(r"[由从自][^，。；]{0,12}$")
_REACHES = (
    r"(?:(?:增长|增加|增|提高|提升|提|上升|攀升|跃升|回升|升|涨|上调|下降|降低|降|减少|精简|缩减|压缩|压降|压减|减|回落|下调"
    r"|扩大|扩展|扩充|扩容|扩增|扩|拓展|发展|壮大|充实|调整|优化)(?:至|到|为|成)|变为)"
)
_THEN_REACHES = Cue(rf"[^，。；]{{0,4}}?[，,]?\s*(?:逐年|逐步)?{_REACHES}")
_KEPT = r"(?:今年|明年|年内)(?:要|将)?(?:控制|保持|稳定|维持)在"
_LEVEL_END = re.compile(rf"(?:{_REACHES}|达到|达|{_KEPT})(?:目前的?|现在的?|今年的?|如今的?|了|约|近|当前的?)*$")
_TARGET_BEFORE = Cue(
    r"(?:力争|争取(?![^，。；、\d]{0,10}(?:资金|经费|补助|转移支付)|项目|专项|上级|到|赔偿|补偿|工资|权益)|确保(?!了)|预计|目标(?:任务)?|下达[^，。；]{0,10}任务|年初(?:确定|安排|制定|计划|下达|设定)的"
    r"|谋划(?:创建|建设|新建|打造|实施)|拟(?:新建|创建|建成|新增|打造))[^，。；]{0,18}$"
)
# 260卷目标, 260卷（年度目标）; of 8.2%（目标值10%） only what stands in parentheses is one.
_TARGET_AFTER = Cue(
    r"[^，。；（(]{0,4}?(?:的)?(?:年度)?(?:目标|任务)|[（(][^，。；（()）\d]{0,4}(?:目标|任务)[值数]?[）)]"
)
_NAMED_AIM = Cue(
    r"(?:指标值?|目标值|任务数|计划数)(?:为|是|[:：])?\s*$|[（(][^（()），。；\d]{0,4}(?:要求|任务)(?:为|是|达到?|[:：])?$"
)
_AIMS = ("任务", "目标", "任务数")
_FULFILLED = re.compile(
    r"[，,、；;]?\s*(?:全年|年度|截至?(?:年底|目前)|已)?实际(?:完成值?|达到|为|值为?)?(?:了|约|近)?\s*$"
)
_FUTURE = Cue(r"下一步|今后|将|打算|接下来|力争")
_SHARE = Cue(r"占(?:比|到|全部)?(?P<base>[^，。；0-9]{0,16}?)(?:总数|比例)?(?:的|比)?(?:约|近|达到?|为|：|:)*$")
_FILLER = re.compile(
    r"其中|相[较比]于|分别|共计|合计|总计|累计|共有|共|计|有|为|是|达到|达|约|近|超过|逾|不少于|不低于|不超过|至少|全年|今年|本年度?|目前|现在|当前|如今|现有|已|另|"
    r"的|了|及|和|与|、|各|包括|内含|含|仅|就|还|只|"
    rf"{_REACHES}|逐年|依次|由|从|自|末|底|年度?|以来|在|均|都|要?(?:控制|保持|稳定|维持)在|要(?=达)|(?:远|略|大幅|明显|显著|稍)?[低高]于|总数|数量|人数|件数|案件|量|等|类|等级|方面|较|比|同期|相比|上年度?|上一年度?|去年|年内|而|[（()）“”\"：:，,\s]"
)
_NORM = Cue(r"(?:按照?|依照|根据|落实)[^，。；]{0,40}配[备齐强]")
_NORM_AFTER = re.compile(r"[^，。；]{0,30}(?:的标准|的要求|的比例|的原则|标准要求)")
_ROOM_REACH = 90  # characters
# A room or committee that was set up, none counted, and who sits in it.
_ONE_ROOM = Cue(
    r"(?:设立|成立|设置|组建|建立|派驻|挂牌)(?!健全)[^，。；、\d各均个]{0,30}(?:调解室|工作室|调委会|调解委员会|调解中心|窗口|工作站)[”\"]?"
    r"[，,][^，。；\d]{0,6}(?:配备|配有|配齐|聘请|聘用|选聘|选派|安排|抽调|派驻|由)(?:了|有)?[^，。；\d]{0,12}$"
)
_YEARS_AHEAD = Cue(
    r"(?:用|利用|经过|力争)([二两三四五])年(?:左右)?(?:的)?(?:时间|努力)?(?!.*[，,](?:年内|今年|当年|全年))"
)
_MANY = 50
_OF_ALL = re.compile(r"各(?!配|设|选|安|派|聘|建)")
_DISTRIBUTIVE = Cue(
    r"(?:每(?!年[^，。；\d]{0,6}(?:不少于|不低于|至少))[\u4e00-\u9fff]{1,8}|每[\u4e00-\u9fff]{1,4}[（(][\u4e00-\u9fff]{1,4}[)）]|各(?![类级种项县地部界方单])|日均|户均|所均)[^，。；]{0,6}$"
    # 年均受理行政复议案件64件, 全县村均法律明白人8名; not 各村均配备, 整体水平均
    r"|(?:人均|(?<!水)平均|年均|月均|(?<![各个政有庄乡])(?:村|镇|校)均(?![已都建设成配有达实完制签挂按由能未无聘选落安拥]))[^，。；\d]{0,16}$"
    r"|每个?(?:行政)?(?:村|嘎查|社区|乡镇|镇|街道|单位|部门|学校|网格)[^，。；、\d]{0,18}$"
    r"|均(?:实现|配备|配有|配齐|达到)[^，。；]{0,6}$"
    r"|各(?:乡镇|镇街|乡|镇|街道|村|社区|单位|部门|司法所|学校)[^，。；]{0,3}(?:配备|配齐|设立|选派|选聘|安排|派驻|聘请)[^，。；]{0,12}$"
    r"|各(?:配备|配齐|设立|选派|选聘|安排|派驻|聘请|建立|建成)[^，。；]{0,12}$"
    # 各乡镇（街道）专职调解员不少于2名: what each of them has to have
    r"|各[\u4e00-\u9fff]{0,4}(?:乡镇|镇街|乡|镇|街道|村|社区|单位|部门|机关|司法所|学校|调委会)(?:[（(][^（()）]{1,6}[)）])?[^，,。；\d]{0,14}"
    r"(?:不少于|不低于|不得少于|不得低于|至少|最少)[^，。；\d]{0,6}$"
)
_ALL_HAVE = Cue(
    r"(?:村|社区|镇|乡|街道|所|校|单位|部门|委员会|调委会|[）)])(?:全部|均|都)(?:已|要|应|须|将|至少)*"
    r"(?:配备|配齐|配有|选派|选聘|聘请|聘有|安排|拥有|有)了?[^，。；]{0,4}$"
)
_JOINTS = frozenset("、和与及")
_RECENT_YEARS = re.compile(
    r"(?:(?:近|过去|这|最近)?([二两三四五六])|(?:近|过去|最近)([2-6]))\s*年(?!内|[初末底级度])(?:来|间|以来|累计|共|评查|总计|，|,|时间)?"
)


# The bits of a sentence without which what the functions below ask for is not in it (triggers.py).
CHANGE, COMPARED, COMPARING = _CHANGE_END.bit | _BARE_COMPARISON.bit, _COMPARED_END.bit, _COMPARED.bit
SHARE, DISTRIBUTIVE = _SHARE.bit, _DISTRIBUTIVE.bit
ONE_ROOM, NORM = _ONE_ROOM.bit, _NORM.bit
ALL_HAVE = _ALL_HAVE.bit
EARLIER, FROM = _EARLIER.bit, _FROM.bit
YEARS = Cue("年来|[二两三四五六]年").bit
TARGET = _TARGET_BEFORE.bit | _TARGET_AFTER.bit | _NAMED_AIM.bit

_TASK = re.compile(r"年初|下达|全年$|分解")


def is_task(before: str, after: str) -> bool:
    """下达任务800件, 年初确定的260卷目标: a target set for the time that is reported on."""
    return (
        _TASK.search(before[-24:]) is not None
        or _NAMED_AIM.search(before[-10:]) is not None
        or after.startswith(("目标", "任务"))
    )


_STARTS_FROM = re.compile(r"[由从](?=[^，。；]{0,12}\d)")


def starts_from(before: str) -> bool:
    """由9.8%下降为: what a figure was before stands in front of it."""
    return _STARTS_FROM.search(before) is not None


def change_sign(before: str, relative: bool, wider: str) -> tuple[int, int] | None:
    """(sign, position of the change word) where `before`, the text up to a figure, ends in a word of change.

    同比增长, 比上年净增, 较去年少收: the figure is by how much. 增至 and 提高到 are no change: the figure is the level.
    `relative` tells a percentage or a signed number, which needs no more than 同比; `wider` reaches back to the
    beginning of the clause (比2022年的91件多21件).
    """
    before = before.rstrip()
    tail = before[-16:]
    if _CHANGE_CHARACTERS.search(tail) is None:
        return None
    found = _CHANGE_END.search(tail)
    falls = found is not None and _FALLS.match(found[0]) is not None
    if found is None and _COMPARED.search(wider):
        found = _COMPARED_END.search(tail)
        falls = found is not None and found["down"] is not None
    if found is not None and "为" in found[0] and "幅" not in found[0] and starts_from(wider):
        return None  # 由9.8%下降为5.7%
    if found is not None:
        return (-1 if falls else 1), len(before) - len(tail) + found.start()
    bare = _BARE_COMPARISON.search(tail) if relative else None
    return (1, len(before) - len(tail) + bare.start()) if bare else None


_NEXT_CHANGE = re.compile(
    rf"\s*(?:[、和与及]|以及)\s*(?:(?:同比|环比|[较比](?:上年|去年)(?:同期)?)?(?:{_CHANGE}){_FILL})?"
)


def next_sign(between: str, last: int) -> int:
    """The sign of the next of several changes: 、下降, or only 、 as of the `last`; 0 where none stands there."""
    found = _NEXT_CHANGE.fullmatch(between)
    if found is None:
        return 0
    return -1 if found["down"] else 1 if found["up"] else last


# What stands between a figure and its change and names nothing else: 同比, 案件数量, 办理量.
_OF_THE_FIGURE = re.compile(
    r"同比|环比|分别|业务|较|比|与|上年|去年|上一年|前年|[上下]半年?|[上下]一?季度|第?[一二三四]季度?|同期|年度|全年|今年|本年|相比|增速|幅度|总体|整体|连续|[数总收受办发结立审]?案?件?(?:数量|总数|总量|数|量)"
    r"|案件|人数|件数|次数|占比|比例|比率|数据|实现|呈|出现|明显|大幅|显著|逐年|持续|稳步|有所|均|都|也|又|再|又|的|了|是|为|约|近|率|[年月日\d.（()）“”\"：:，,、\s]"
)
_BASE = re.compile(r"(?:比|较|与)[^，。；]{0,14}?(?:前|时|初|期|相比)")  # 比实施前分别增长
_NAMED = 2  # characters


def names_another_thing(before: str) -> bool:
    """全县诉讼案件同比下降16%: the words up to a change name a thing of their own, not the figure before."""
    return len(_OF_THE_FIGURE.sub("", residue(_BASE.sub("", before)))) >= _NAMED


_AHEAD = Cue(
    r"下一步|下一阶段|接下来|今后|(?:今年|新的一年)[，,]?(?:我们)?要(?![求素点])|(?:下半年|明年|来年)[，,]?[^，。]{0,6}(?:要(?!求)|将|计划|拟|力争)"
)

AHEAD = _AHEAD.bit


def opens_ahead(sentence: str) -> bool:
    """下一步，计划…: the sentence is about what is to come."""
    return _AHEAD.search(sentence[:16]) is not None


def is_earlier(before: str) -> bool:
    """去年的58件, 较上年（34件）: the figure is the year before's."""
    return _EARLIER.search(before.rstrip(" （(")[-14:]) is not None


def is_from(before: str, after: str) -> bool:
    """由632人增加至863人: the first figure is where it came from."""
    return _FROM.search(before[-16:]) is not None and _THEN_REACHES.match(after) is not None


def reaches(before: str) -> bool:
    """增加至863人: the figure is a level reached."""
    return _LEVEL_END.search(before.rstrip()[-16:]) is not None


def is_target(before: str, after: str) -> bool:
    """力争突破220场次, 年初确定的260卷目标, 案件数量指标400件."""
    if _TARGET_BEFORE.search(before[-30:]) is not None or _NAMED_AIM.search(before[-10:]) is not None:
        return True
    if after == "的" and before.endswith(_AIMS):
        return True  # 完成年度任务350件的81.7%
    return _TARGET_AFTER.match(after[:10]) is not None


def is_fulfilled(before: str) -> bool:
    """指标400件，实际完成452件: what was reached of an aim."""
    return _FULFILLED.match(before) is not None


def looks_ahead(sentence: str) -> bool:
    """Whether a sentence in the section on shortcomings says what will be done."""
    return _FUTURE.search(sentence) is not None


def share_base(before: str) -> str | None:
    """What a share is a share of: 审结案件 in 占审结案件的34.38%; None where `before` names no share."""
    found = _SHARE.search(before[-24:])
    return found["base"] if found else None


def residue(text: str) -> str:
    """What is left of the words before a figure without the words that mean nothing by themselves."""
    return _FILLER.sub("", text) if text else ""


_NOW = Cue(r"全年|今年|本年|年内|目前|截至|当年|年末|年底|现有|现行|现在|现存|如今")


def word_of_now(before: str) -> str:
    """目前, 全年, 年末, with which the period named before no longer holds; "" where none stands."""
    found = _NOW.search(before)
    return found[0] if found else ""


_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_ONE_CASE = Cue(r"某|当事人|连夜|一案|农民工追|农民工讨|为其")

NOW, ONE_CASE = _NOW.bit, _ONE_CASE.bit


def is_single_case(sentence: str) -> bool:
    """A story of one case: a day, a person, what was won for them."""
    return _ONE_CASE.search(sentence) is not None and (_DAY.search(sentence) is not None or "某" in sentence)


_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]是|[（(]?\d{1,2}[.、．)）]|[①-⑳]|第[一二三四五六]，|首先|其次|【)")
_ITEM_BEGINS = frozenset("一二三四五六七八九十（(第首其【①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_MARKER = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,2}(?:[.、．](?!\d)|[）)])|[①-⑳]|[一二三四五六七八九十]是(?:以|要)?)*\s*"
)


def after_marker(text: str, start: int) -> int:
    """Where the words of an item begin: after 3．, （一） or 二是."""
    found = _MARKER.match(text, start) if _may_open_item(text[start : start + 1]) else None
    return found.end() if found else start


def opens_item(text: str, start: int) -> bool:
    """二是…, (2)…, 其次…: the next item of a list begins."""
    return _may_open_item(text[start : start + 1]) and _ITEM.match(text, start) is not None


def _may_open_item(first: str) -> bool:
    """Whether the marker of an item can begin with a character, or with white space before it."""
    return first in _ITEM_BEGINS or first.isdigit() or first.isspace()


_PARTS = Cue(r"其中|按[\u4e00-\u9fff]{1,6}(?:划分|分|看)\s*$")
_PARTS_OF_BEFORE = Cue(
    r"\s*(?:其中|[上述在]{0,2}[\u4e00-\u9fff]{0,6}(?:人员|对象|案件)中(?=[，,：:])|按[\u4e00-\u9fff]{1,6}(?:划分|分|看)[，,：:])"
)
_KINDS = Cue(r"(?<![各这此两三四五多同])类(?:案件)?(?:为|有|共)?\d+[件宗起]")
_ABOUT_ACTS = Cue(
    r"因(?:行政)?(?:处罚|执法|许可|强制|征收)(?:行为|决定|案件)?[^，。；,;]{0,8}(?:申请|提起|引发|被|引起)"
    r"|行政(?:处罚|许可|强制|征收|征用|检查|裁决|给付|确认|奖励|执法)(?:措施|行为|决定|案件)?(?:直接|后|经复议后)?被(?:申请|提起|诉|复议)"
)
_DISPUTED = Cue(r"复议|诉讼|应诉|行政争议|被诉")
_LEGISLATION = Cue(r"(?:地方性?法规|规章|单行条例|法规草案|立法项目)(?:草案|项目)?[^，,。；;、\d]{0,2}(?:\d|$)")
PARTS, PARTS_OF_BEFORE, KINDS, ABOUT_ACTS = _PARTS.bit, _PARTS_OF_BEFORE.bit, _KINDS.bit, _ABOUT_ACTS.bit
DISPUTED, LEGISLATION = _DISPUTED.bit, _LEGISLATION.bit
_COLON = re.compile("[:：]")
_SEMICOLON = re.compile("[;；]")
_LATER_INSTANCE = Cue(r"二审|再审|上诉")
_OWN_ORGAN = Cue(
    r"(?:政府本级|[市县区州旗]本级|[市县区州旗](?:人民)?政府)(?:共|新|一?共计|全年|依法|\s)*(?:收到|新收|收|接收|受理|立案|审结|办结|办理|审理)[^。；;]{0,80}$"
)

LATER_INSTANCE, OWN_ORGAN = _LATER_INSTANCE.bit, _OWN_ORGAN.bit


def opens_parts(clause: str) -> bool:
    """其中, 按类别分: what follows are parts of the figure before."""
    return _PARTS.search(clause) is not None


_PARTS_BY_BODY = Cue(r"其中[，,：:]?[\u4e00-\u9fff]{2,10}(?:局|大队|支队|镇|乡|街道)(?!级)")
_BODY = re.compile(r"\s*[\u4e00-\u9fff]{2,10}(?:局|大队|支队|镇|乡|街道)(?!级)")
PARTS_BY_BODY = _PARTS_BY_BODY.bit


def goes_on_by_body(told: str, clause: str) -> bool:
    """其中市场监管局罚没620万元；应急局罚款120万元: the part of one body after that of another."""
    return _BODY.match(clause) is not None and _PARTS_BY_BODY.search(told) is not None


def takes_apart(sentence: str) -> bool:
    """在矫人员中，其中…: the sentence gives the parts of what the one before counted."""
    return _PARTS_OF_BEFORE.match(sentence) is not None


_BY_TYPE_OF_CASE = re.compile(r"\s*按案件(?:类别|类型|性质|种类)?(?:划分|分|看)")


def takes_cases_apart(sentence: str) -> bool:
    """按案件类型分：刑事231件: the parts are those of the cases, also where other figures were told since."""
    return _BY_TYPE_OF_CASE.match(sentence) is not None


def lists_kinds(before: str) -> bool:
    """行政处罚类案件19件，行政强制类案件8件: a list of the kinds of case."""
    return _KINDS.search(before) is not None


def counts_legislation(before: str) -> bool:
    """制定政府规章1件，修订1件: laws and rules of a government are no normative documents."""
    return _LEGISLATION.search(before.rpartition("规范性文件")[2]) is not None


def of_later_instance(before: str) -> bool:
    """二审行政案件40件，审结38件: the second instance carries on to what was concluded."""
    told = _SEMICOLON.split(before)[-1]
    return _LATER_INSTANCE.search(told) is not None and "一审" not in told


def of_one_kind_of_act(before: str) -> bool:
    """因行政处罚被申请行政复议: the cases about one kind of act, a part of all."""
    return _ABOUT_ACTS.search(before) is not None


def lists_disputed_acts(before: str) -> bool:
    """引发争议的行政行为依次是行政处罚210件、行政强制70件: what was disputed, not what was done.

    行政处罚被申请行政复议9件；行政许可520件: a semicolon without a colon before it opens another point.
    """
    told = before if _COLON.search(before) else _SEMICOLON.split(before)[-1]
    return _DISPUTED.search(told) is not None


def of_own_organ(before: str) -> bool:
    """市政府本级受理, 市政府新收: what one organ took up, beside the total of all."""
    return _OWN_ORGAN.search(before[-100:]) is not None


THE_BASIS = ("基础上", "的基础上")
"""在现有246项基础上新增40项: behind what was there before."""


def recent_years(before: str) -> int:
    """近三年, 三年来, 三年累计: how many years up to the document's own a figure covers; 0 where none are named."""
    found = _RECENT_YEARS.search(before)
    if found is None or before[max(0, found.start() - 2) : found.start()] in {"连续", "第十"}:
        return 0
    return int(found[2]) if found[2] else "零一二三四五六".index(found[1].replace("两", "二"))


_SET_ABOVE = Cue(r"(?:省|市|国|上级|省厅|市局)(?:里|级)?(?:定|规定|要求|下达|明确)的?(?:不低于|不少于)?$")
SET_ABOVE = _SET_ABOVE.bit


def is_set_above(before: str) -> bool:
    """与省定90%的目标仍有差距: what the region above asks for."""
    return _SET_ABOVE.search(before) is not None


def is_norm(clause: str, after: str) -> bool:
    """按照每村配备2名以上调解员的标准: what is asked for, not what there is."""
    return _NORM.search(clause) is not None and _NORM_AFTER.match(after) is not None


def of_one_room(before: str) -> bool:
    """在法院设立诉前调解工作室，配备调解员2名: the staff of one room or committee that was set up."""
    return _ONE_ROOM.search(before[-_ROOM_REACH:]) is not None


def years_ahead(before: str) -> int:
    """用两年时间 in a plan: how many years it runs; 0 where none are named."""
    found = _YEARS_AHEAD.search(before)
    return "零一二三四五".index(found[1].replace("两", "二")) if found else 0


_ALL_REACH = Cue(r"(?:均|都|皆)(?:达到?|为|是|实现|保持|保持在)*\s*$")

SHARED = Cue("各").bit | _ALL_REACH.bit


def is_shared(before: str, value: Decimal) -> bool:
    """委员会会议、办公室会议各1次; 参考率、合格率均达100%; 复议、诉讼0件: the figure of each thing named before."""
    if not any(joint in before for joint in _JOINTS):
        return False
    return not value or before.rstrip().endswith("各") or _ALL_REACH.search(before[-8:]) is not None


def is_distributive(before: str, value: Decimal) -> bool:
    """每个网格配备一名律师: so many for each, no total. 各镇街学法156次 is what all of them did."""
    found = _DISTRIBUTIVE.search(before[-28:])
    return found is not None and not (value >= _MANY and _OF_ALL.match(found[0]) is not None)


_PLACES_FIRST = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}是|[（(]?\d{1,2}[）)、.．])?(?:推动|确保|实现|力争|要求)?"
    r"(?!(?:村|社区)[^，,。；;\d]{0,6}法律顾问)(?:乡镇|镇街|[乡镇](?!村)|街道|村居|村|社区(?!矫正|服刑)|司法所|调委会|人民调解委员会|网格|[县区市]直单位|执法单位)"
    r"(?![^，,；;。]*(?:共|总|新增|再增|累计|全[县市区旗州]))[^，,；;。\d]{0,24}$"
)


def is_least_of_places(clause: str) -> bool:
    """镇（街道）调委会配备2名以上, 村（社区）至少培养3名: a few at least, where places are told of, are for each."""
    return _PLACES_FIRST.match(clause) is not None


def all_have(before: str) -> bool:
    """所有村（社区）都配备1名: what all places of a kind have, each so many where they are few."""
    return _ALL_HAVE.search(before[-24:]) is not None
