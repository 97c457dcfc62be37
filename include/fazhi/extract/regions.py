"""Whose a sentence is: of a region above the publisher's or of one township. Of another county: counties.py."""

from __future__ import annotations

import re

from fazhi.extract.counties import is_hardly_named, names_a_county, names_county_of
from fazhi.extract.triggers import ALL, Bits, Cue


def _region(words: str, follows: str = "") -> str:
    """The words for a region above, where nobody takes part in what it does: 参加全市考核.

    What may not stand before them is looked at when they were read: a pattern that begins with a word is found soon.
    """
    return words + "".join(f"(?<!{verb}{words})" for verb in ("参加", "参与", "出席", "承办")) + follows


_NAME = r"[\u4e00-\u9fff]"
_OF_A_PROVINCE = r"(?=全年|共|各级?|行政(?:机关|部门|复议|应诉|诉讼|审判|执法(?:机关|人员|部门))|收到|办理|受理|平均)"
_NATION = (_region("全国"),)
_PROVINCE = (
    *(_region(f"省(?<={name}省)(?<!全省)(?<![省市县区全]{name}省)", _OF_A_PROVINCE) for name in (_NAME * 2, _NAME * 3)),
    *map(_region, ("全省", "全自治区", "省平均", "省均")),
)
_PREFECTURE = (_region("全市"), _region("全州", "(?!县)"), _region("全盟", "(?!友)"))
_COUNTY = (_region("全县"), _region("全区", "(?!域)"), _region("全旗"))
_NO_REGION = (
    r"(?!民主|级|第|两会|“两会|先进|率先|首|示范|模范|优秀|前列|排|位|最|唯一|降幅|增幅|增速|首位|文明|[”、，,。]|“(?![^”]{2,10}”(?:共|总|达|已|现|累计|\d))|统一|人大"
    r"|[\u4e00-\u9fff]{2,8}(?:日|(?:宣传|活动)[周月])(?=[，,。”」、活宣主期])"  # 全国防灾减灾日
    r"|法治(?:政府)?(?:建设)?(?:示范|先进|考核)|推广|推行|十佳|十大|通报|各县|领先|性|司法行政系统(?:的|先进|优秀|模范|首|前|唯一|表彰|通报|推广|[，,“”、。]))"
)
# The regions above the publisher's own, by what the publisher is; above the nation there is none.
_ABOVE = {
    publisher: Cue(f"(?:{'|'.join(regions)}){_NO_REGION}")
    for publisher, regions in (
        ("township", (*_NATION, *_PROVINCE, *_PREFECTURE, *_COUNTY)),
        ("county", (*_NATION, *_PROVINCE, *_PREFECTURE)),
        ("city", (*_NATION, *_PROVINCE)),
        ("province", _NATION),
    )
}
# 推进街道司法所建设, 抓好司法所规范化: what is done with all of them, and no name.
_DONE_WITH_ALL = (
    "推[进动行]|加[强快]|建(?:[好强成]|设(?!街道))|规范|强化|深化|提升|抓[好实紧]|做[好实强]|狠抓|打造|创建|完[成善]"
    "|实施|支持|指导|健全|优化"
)
# 高村镇司法所 at the beginning of a sentence is one of many; 各乡镇司法所 and 乡镇司法所 are all of them.
_ONE_PLACE = Cue(
    r"\s*(?:(?:今年|20\d\d年|全年|年内|截至目前|目前|据统计|以来|上半年|[，,])\s*)*"
    rf"(?!全|各|乡镇|镇街|我|每|{_DONE_WITH_ALL})(?:[\u4e00-\u9fff]{{1,2}}[^乡各个全县区市、，](?=镇|乡|街道)|[\u4e00-\u9fff]{{2,6}}(?<![各全个])(?=苏木))"
    r"(?:镇|乡|街道|苏木)(?:司法所|人民调解委员会|调委会|人民政府|政府|派出所|综治中心|党委|综合行政执法|综合执法|执法队|便民服务中心|法庭)"
)
_THIS_OFFICE = Cue(r"(?:该|这个|本)(?:司法)?所(?![属需得谓以述]|在地)")
# 以河口镇为例，该镇…; “张大姐调解室”成立以来…: told as an example.
_EXAMPLE = Cue(
    r"以[\u4e00-\u9fff]{2,5}(?:镇|乡|街道|村|社区)为例|(?:^|[，,。；;])\s*村里(?!的)|该(?:镇|乡|街道|村|社区|司法所|调解室|工作室|调委会|律师|调解员)(?!级)"
    r"|最[高低多少大](?:的)?(?:是|为)[\u4e00-\u9fff]{2,6}(?:县|区|市|旗|镇|乡|街道|局)"
    r"|^\s*(?:[^，。；,;\d“]{0,10}[，,])?(?:辖区内?|其中|该[县区市])?[“\"][^”\"，。]{1,12}(?:调解室|工作室|评理堂|说事室|调解中心)[”\"]"
    r"|^\s*(?:[^，。；,;\d“]{0,10}[，,])?(?:辖区内?|其中|该[县区市])?[“\"][^”\"，。]{1,12}[”\"](?:个人|品牌)?(?:人民)?(?:调解室|调解工作室|法律服务室)"
)
# 调解员赵某从事调解26年，累计…; 律师李某义务担任…: what one person did. Four patterns, so that each is searched
# for by the characters that it begins with: alternatives of alternatives are tried at every place instead.
_ONE_PERSON = Cue(
    r"(?:调解员|律师|所长|法官|公证员|普法员|志愿者|讲师|老党员|网格员)[\u4e00-\u9fff]{1,3}?(?:某|同志)?"
    r"(?:从事|从业|扎根|累计|先后|每年|多年|义务|带领|坚持|自[\d一二三四五六七八九十]|说[，,：:])"
)
_ONE_OF_THEM = Cue(r"(?:其中|另外?)的?一[位名](?:是|则|来自|扎根|长期|在|从|，)")
_OF_LONG_SERVICE = Cue(
    r"(?:从事|从业|扎根|坚守)[^，。；\d]{0,10}[\d一二三四五六七八九十]+(?:余|多)?(?:年|载)[^，。；]{0,6}[，,]"
)
_WHAT_THEY_DID = Cue(r"(?:^|[，,])\s*[他她](?:们)?(?:累计|先后|共|已|每年|带领|主动)")
# 某企业与126名职工…: one case.
# 三镇共实施行政处罚37件: a few townships that were named, not 各镇.
_FEW_TOWNSHIPS = Cue(r"(?<![第\d十百])[两三四五六七](?:镇|乡|街道|村)(?:共|合计|累计|均)")
_SOME_COMPANY = Cue(
    r"某(?:乡镇|街道|企业|公司|工地|项目部?|小区|厂|村民|职工|镇|村|[\u4e00-\u9fff]{1,8}?(?:经营部|经营户|合作社|超市|商行|门市部?|餐馆|加油站|养殖场|市场|商场|楼盘))"
)
# 全镇 is a township that speaks of itself; 全乡镇 and 全镇街 are none.
_WHOLE_TOWNSHIP = Cue(r"(?:全|我|本)(?:镇|乡|街道)(?![街村镇乡（(、])")
_OWN = re.compile(r"我(?:镇|乡|街道|县|市|区|旗|局|州)|本(?:镇|乡|街道|县|区|市|级)|全[县区旗]|自治县")
# 达98%以上，得5分，每低1个百分点扣1分: what is scored, and nothing that was done.
_SCORED = Cue(
    r"扣\s*\d[\d.]*\s*分|每(?:少|低|超|高|缺|多|增加|新增)[^，。；]{0,12}(?:加|得|减)\s*\d[\d.]*\s*分"
    r"|(?:以上|件|次|场|个|份|的)[）)]?[，,]?(?:得|加)\s*\d{1,2}(?:\.\d)?\s*分"
)
SCORED = _SCORED.bit
_POINTS = re.compile(r"分(?<=[\d\s]分)")  # which every such score ends in
_REACHED = "实际"  # 指标值400件，实际完成452件，得10分
# 沙坡司法所调解纠纷96件: one office by its name, unless the text is its own.
_NAMED_OFFICE = Cue(
    r"^\s*(?:[^，。；,;\d]{0,8}[，,])?(?P<name>(?!其中|驻|部分|依托|通过|组织|联合|会同|公安|当地|实现|启动|确保|培育|选树|夯实|聚焦|围绕|充实|改善"
    rf"|整合|争取|持续|继续|稳步|全面|大力|积极|着力|扎实|深入|{_DONE_WITH_ALL})"
    r"(?![全各所有辖我本该每两三基乡镇街])[\u4e00-\u9fff]{2}(?<![各全县区市级层镇乡所有个型范化式为取设造进强升投修扩])(?:司法所|派出所))"
    r"(?=[^，。；、\d]{0,12}(?:[\d，,]|$))"
)
# 柳树镇组织普法宣讲18场, 城关镇聚焦基层治理，…: what one township did, unless the text is its own.
_DOES = (
    "调解|化解|受理|办理|组织|开展|举办|建成|建立|创建|新建|打造|成立|设立|排查|发放|培育|培养|审核|审查|共(?<!公共)|累计|全年"
    "|聚焦|坚持|把|将|以|创新|探索|紧扣|紧盯|围绕|立足|推行|推进|作为|充分|大力|着力|发挥|扎实|率先|积极|持续|深入|通过"
)
_NAMED_TOWNSHIP = Cue(
    r"^\s*(?:[^，。；,;\d]{0,8}[，,])?(?:其中|如|例如|比如)?[，,]?"
    rf"(?P<name>(?!驻|部分|依托|通过|联合|会同|对|在|向|为|由|各|全|乡镇|镇街|我|本|每|两|三|基层|{_DONE_WITH_ALL})[\u4e00-\u9fff]{{2,3}}"
    r"(?<![各全县区市州旗乡城集建中个辖属型街村心点范])(?:镇|乡|街道|苏木))(?![村街域江海、和与及（(等级直情贤愁])"
    rf"(?=[^，。；、\d]{{0,10}}率\D{{0,4}}(?:\d|$)|[^，。；、\d]{{0,4}}(?:{_DOES})|依托|一[场次][\u4e00-\u9fff]|(?:在|因)[^，。；、\d]{{2,24}}案(?:件)?中?[^，。；、\d]{{2,16}}[，,])"
)
_TOWNSHIPS = ("镇", "乡", "街道", "苏木")  # one of which it holds
# 东岭村把普法融入日常，举办讲座6场，…: a village, told as an example; no kind of villages (示范村), no 村 in a word.
_ENDS_NO_VILLAGE = "各全个辖属型街村乡镇农新老旧范点政困心弱色境民族类级等有多住管进入到"
_VILLAGE_DOES = (
    rf"(?![村民委支两居干组级矫、和与及（(等工法])(?=[^，。；、\d]{{0,4}}(?:{_DOES}|拥有|建有|现有|有)|依托)"
)
# What every such name ends in: asked first, as it is soon seen where none stands.
_ENDS_A_VILLAGE = re.compile(rf"(?:村(?<![{_ENDS_NO_VILLAGE}]村)|社区(?<![{_ENDS_NO_VILLAGE}]社区)){_VILLAGE_DOES}")
_NAMED_VILLAGE = Cue(
    r"(?:^|[，,；;：:。])\s*(?:其中|如|例如|比如)?[，,]?(?P<name>"
    r"(?![我本每各全该某两三]|[\u4e00-\u9fff]?[对在向为由到进入下从与和同于及将把使给按以因])"
    r"(?!平安|和谐|智慧|美[丽好]|文明|民主|示范|试点|重点|中心|行政|贫困|脱贫|先进|特色|薄弱|边境|边远|偏远|自然|易地|搬迁|移民|安置|城市|城镇|城乡|城中|农村|乡村|新|老旧|辖区|所辖|下辖|部分|其他|其余|多数|少数|一些|有的"
    r"|不少|许多|大型|小型|法治|善治|红色|绿色|未来|国有|基层|驻村|包村|联村|跨村|村居|无讼|枫桥|首批|今年|去年|每年|目前|截至|年内|依托|推[进动行]|指导|组织|结合|围绕|深入|聚焦|关于|以及|通过|一村|实现|覆盖|建设|创建|打造|融入|服务|培育|选派|聘请|乡镇|镇街|街道|司法)"
    rf"[\u4e00-\u9fff]{{2,3}}(?<![{_ENDS_NO_VILLAGE}])(?:村|社区)){_VILLAGE_DOES}"
)
_ANOTHER_SUBJECT = re.compile(r"[；;。]\s*县|县(?:委|政府|司法局|法院|公安局)")
_PERSONS = (_ONE_PERSON, _ONE_OF_THEM, _OF_LONG_SERVICE, _WHAT_THEY_DID)
_ONE_OF_MANY = (_THIS_OFFICE, _EXAMPLE, *_PERSONS, _SOME_COMPANY, _FEW_TOWNSHIPS)
_OF_PERSONS = _ONE_PERSON.bit | _ONE_OF_THEM.bit | _OF_LONG_SERVICE.bit | _WHAT_THEY_DID.bit
_OF_ONE_OF_MANY = _THIS_OFFICE.bit | _EXAMPLE.bit | _OF_PERSONS | _SOME_COMPANY.bit | _FEW_TOWNSHIPS.bit
ONE_PLACE = (
    _ONE_PLACE.bit
    | _OF_ONE_OF_MANY
    | _WHOLE_TOWNSHIP.bit
    | _NAMED_OFFICE.bit
    | _NAMED_TOWNSHIP.bit
    | _NAMED_VILLAGE.bit
)
ABOVE = {publisher: regions.bit for publisher, regions in _ABOVE.items()}
_NEAR_OWN = 12  # characters
# 低于全市平均3.2个百分点；…, 约占全市总数的11%，…: told of the region above only to compare.
_COMPARISON = re.compile(
    r"(?:高于|低于|高出|超过|优于|比|较)(?:全[国省市县]|省|市)[^，,。；;]{0,8}(?:平均|均值|水平)[^，,。；;]*[，,；;]"
    r"|占(?:全[国省市]|省|市)[^，,。；;\d]{0,8}的?[\d.]+[%％]?[，,；;]"
    r"|[，,](?:全[国省市]|省|市)(?:的)?平均(?:水平|数|值)?(?:为|是)?\d[\d.]*[%％]?[；;]"
)
_COMPARED = ("平均", "均值", "水平", "占")  # one of which it holds
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")


def names_own(sentence: str) -> bool:
    """Whether a sentence names the publisher's own region, as one must after it told of a region above."""
    return _OWN.search(sentence) is not None or names_a_county(sentence)


_OWN_ALONE = re.compile(
    r"[，,；;、]?\s*(?:而|但|其中)?[，,：:]?(?:[我本][县市区旗州镇乡]|全[县区旗市](?:平均)?|[\u4e00-\u9fff]{2}[县区旗])(?:则|仅|只|约|达到?|[为是有])*\s*"
)


def is_own_alone(before: str) -> bool:
    """全市为96.1%，我县为98.4%: the words before a figure say whose it is, and no more."""
    return _OWN_ALONE.fullmatch(before) is not None


def of_another_region(before: str, publisher: str, own: str) -> bool:
    """Whether the sentence so far speaks of a region above the `publisher`'s: county, city, province or nation.

    `own` are words among which the publisher's own region stands.
    """
    above = _ABOVE.get(publisher)
    if "全" not in before and "省" not in before:
        return False  # one stands in whatever names such a region
    if "（" in before or "(" in before:
        before = _ASIDE.sub("", before)
    if any(word in before for word in _COMPARED):
        before = _COMPARISON.sub("", before)  # 2家（全市3家），…: only compared
    end = _end_of_the_last(above, before) if above else -1
    return end >= 0 and _OWN.search(before, end) is None and not names_county_of(own, before, end)


def _end_of_the_last(above: Cue, before: str) -> int:
    """Where the last name of a region above ends, -1 where there is none."""
    end = -1
    for found in above.finditer(before):
        end = found.end()
    return end


def is_scored(sentence: str) -> bool:
    """Whether a sentence sets points for figures: 调解纠纷不少于50件，得5分."""
    if _POINTS.search(sentence) is None or _REACHED in sentence:
        return False
    return _SCORED.search(sentence) is not None


def of_one_place(before: str, text: str, own: str, may: Bits = ALL) -> bool:
    """Whether the sentence is about a single township, office, room, person or case: 高村镇司法所调解纠纷36件.

    `text` is the whole, whose own office may be the one (`own` holds its names); `may` are the cues that may match in
    the sentence.
    """
    whole = _WHOLE_TOWNSHIP.search(before) if may & _WHOLE_TOWNSHIP.bit else None
    if whole is not None and _OWN.search(before, whole.end()) is None:
        return True
    for one in _ONE_OF_MANY if may & _OF_ONE_OF_MANY else ():
        if may & one.bit and one.search(before) is not None:
            return _OWN.search(before[-_NEAR_OWN:]) is None
    named = _NAMED_OFFICE.match(before) if may & _NAMED_OFFICE.bit else None
    if named is not None and is_hardly_named(named["name"], text, own):
        return True
    township = may & _NAMED_TOWNSHIP.bit and _names_a_township(before)
    if township and (_is_of_a_township(before, text) or _is_of_a_township(_last_clause(before), text)):
        return True
    if may & _NAMED_VILLAGE.bit and _is_of_a_village(before, text):
        return True
    found = None
    if may & _ONE_PLACE.bit:  # 力争把纠纷解决在村，石桥乡调委会化解纠纷18起
        found = _ONE_PLACE.match(before)
        if found is None:
            clause = max(before.rfind(mark) for mark in "，,；;") + 1
            found = _ONE_PLACE.match(before, clause)
    return found is not None and _OWN.search(before, found.end()) is None


def _names_a_township(words: str) -> bool:
    return any(word in words for word in _TOWNSHIPS)


def _last_clause(before: str) -> str:
    return before[max(before.rfind("，"), before.rfind("；"), before.rfind(";")) + 1 :]


def _is_of_a_township(before: str, text: str) -> bool:
    """Whether the sentence tells what one township did that the text does not come back to."""
    named = _NAMED_TOWNSHIP.match(before) if _names_a_township(before) else None
    if named is None or _OWN.search(before, named.end()) is not None:
        return False
    return is_hardly_named(named["name"], text, own="")


def _is_of_a_village(before: str, text: str) -> bool:
    """Whether the sentence tells what one village did; another one or the county itself may follow it."""
    may_be = ("村" in before or "社区" in before) and _ENDS_A_VILLAGE.search(before) is not None
    villages = [*_NAMED_VILLAGE.finditer(before)] if may_be else None
    if not villages:
        return False
    named = villages[-1]
    if _OWN.search(before, named.end()) or _ANOTHER_SUBJECT.search(before, named.end()):
        return False
    return is_hardly_named(named["name"], text, own="")
