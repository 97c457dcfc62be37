"""Words before a figure that neither the catalogue nor the common language of reports accounts for.

They may make it another's (因故委托工作人员出庭2件) or one kind's (国内公证1986件), so a wording that claims such a
figure with little to spare is not certain. Public here: `strange_characters(item, text, context, lexicon)`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fazhi.extract.bind import Context
    from fazhi.extract.figure import Taken
    from fazhi.extract.lexicon import Lexicon

# Who, when, how many and how well, as every report says it; what tells of none of these may change what is counted.
_COMMON = re.compile(
    r"至今|为止|截止|据统计|免费|下达|培养|培育|构建|打造|[两三四五]级|职工|全员|常态化|大型|向社会"
    r"|及格|[\u4e00-\u9fff]{2}率|[\u4e00-\u9fff]{2}[县市区旗](?!局|级)|[全我本各辖两][县市区旗州省镇乡局所级院处直年]+|[县市区旗州](?:级|本级|(?:人民)?政府|司法局|[两]级|委|直|域|内)*|[县市区旗]、?[乡镇街]、?村、?[组社]?[三四]级|(?:人民)?政府(?:系统)?|行政(?:机关|机构|部门)|机关|机构|部门|单位|组织|中心|系统"
    r"|当年|今年(?:以来)?|本年度?|一年来?|去年|上年度?|上一年度?|前年|(?:19|20)\d\d年?度?|[上下]半年|[前第]?[一二三四\d]季度|[\d一二三四五六七八九十元]+月份?|[\d]+日|年[初末底内]|[初末底]|截[至止]|目前|现在|期间|以来|同期|同比|环比"
    r"|增[幅长加多]|降幅|下降|上升|减少|提[升高]|较|比|增至|降至|达[到成]?|突破|超过?|不[少低高超]于|不超过|至少|力争|争取|确保|预计|计划|目标|控制在|稳定在|保持在?|始终|持续|均|都|皆|也|再|又|还"
    r"|[共总合累]计?|总[数量计]|数量|有|为|是|由|从|自|至|到|在|约|近|余|多|名|人次?|[件宗起个家次场条份项所处期部例位卷本]|以上|左右"
    r"|组织|开展|举办|召开|进行|实施|完成|实现|提供|通过|负责|推动|推进|加强|深化|强化|做好|落实到?位|积极|主动|认真|切实|依法|及时|有效|高效|严格|全面|深入|扎实|广泛|充分|稳步|先后|陆续|分别|共同"
    r"|其中|包括|含|对|向|将|以|已|经|并|且|另|新(?:建|增|收|设)?|各类?|各级|所有|全部|相关|有关|重点|主要|下辖|现有|拥有|设有?|建有|建立|成立|建成|配备"
    r"|方面|情况|工作|活动|案件|申请|事项|数|量|等|类|的|地|得|了|和|与|及|或|暨|中|内|上|下|后|前|间|率"
    r"|委员会?|会议|领导|干部|群众|人民|基层|公共|法律|法治|司法|行政|裁定|判决|原告|准予|合格|优秀|党组|理论|法院|队伍|意见|决定"
    r"|提出|发出|下发|制发|印发|送达|出具|收缴|收|处以?|作出|做出|签订?|制作|录制|发现|改建|修订|调整|连续[一二三四五六七八九十\d]年|加上|现|人均|年均|同志|妇联|总?工会|团委|检察院|局"
    r"|党委|主体|指标值?|企事业|系列|各项|其[他它]|协调|班子|公示|双语|人员|对象|交叉|集中|线[上下]|纸质|连同|逾|依次|首次|扩[至到充大]|降[至到低]|压[至到降]|巩固|动态|方式|当事人|双随机|[一二三四五六七八九十百千万亿零〇两几数]"
    r"|年度|该[县市区旗州镇乡局院]|总共|作为?被告的?|[一半]年来|会同|仅|随机|采取|播出|开办|常务?委员?会|委托|主题|能力|知识|高达"
    r"|按(?:规定|程序)|平台|[蒙藏壮侗苗彝]汉|建档|党工委|应知应会|政策|途径|网络|信函|当面|提交"
    r"|[^\u4e00-\u9fff]"
)


_PAUSE = re.compile(r"[，；。;]|,(?!\d{3})|等(?!级)")  # 宪法宣传周等普法活动: examples change nothing
_PAUSES = "，；。;,等"


def strange_characters(item: Taken, text: str, context: Context, lexicon: Lexicon, known: Iterable[str] = ()) -> int:
    """How many characters between the figure or the mark before and this one belong to words unaccounted for.

    `context` has the words of the catalogue in its paragraph; `known` are words that are accounted for beside those.
    """
    low, high = item.low, item.number.start
    before = _without_pauses(text[low:high])
    low = high - len(before)
    for word in known:
        before = before.replace(word, "")
    if not before:
        return 0
    anchors = context.apart(low, high) if len(before) == high - low else None
    if anchors is None:
        anchors, low = lexicon.anchors(before), 0
    strange = last = 0
    for match in anchors:
        start = match.start - low
        if start > last:
            strange += _uncommon(before[last:start])
        last = max(last, match.end - low)
    return strange + _uncommon(before[last:]) if last < len(before) else strange


def _uncommon(words: str) -> int:
    """How many characters are left without the common words."""
    if len(words) == 1 and not "\u4e00" <= words <= "\u9fff":
        return 0  # a mark or a space, as every other time
    return len(_COMMON.sub("", words))


def _without_pauses(words: str) -> str:
    """What stands behind the last pause."""
    if words.isalnum() and "等" not in words:
        return words
    for mark in _PAUSES:
        if mark in words:
            return _PAUSE.split(words)[-1]
    return words
