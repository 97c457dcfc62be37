"""What publishes a document: a township, a county, a city, a province or the nation.

Whose figures are its own follows from it.
"""

from __future__ import annotations

import re

from fazhi.parse.document import Document

TOWNSHIP, COUNTY, CITY, PROVINCE, NATION = "township", "county", "city", "province", "nation"
_PUBLISHER = re.compile(
    r"[\u4e00-\u9fff](?:((?<!自治)[县市区旗])(?:人民政府|司法局|法治政府|(?:19|20)\d{2}\s*年|[一二][〇○零]二)"
    r"|([州盟])(?:人民政府|行政公署|行署|司法局|法治政府))"
)
# 云川县新增民主法治示范村: news of one county, whatever it tells of the city above.
_TOLD_OF_A_COUNTY = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}[市州盟])?(?:(?![赴到在对向市局委院])[\u4e00-\u9fff]){1,8}?(?<![各全两三多几我该辖属])[县旗](?![级域直市区])"
)
_OWN_CITY = re.compile("全市|我市|全州(?!县)|我州|全盟|我盟")
_OWN_COUNTY = re.compile("全县|我县|全区(?!域)|我区|全旗|我旗|自治县")
_OF_A_MINISTRY = re.compile("司法部|最高人民法院|国务院")
_OF_A_PROVINCE = re.compile("省司法厅|自治区司法厅|我省|省高级人民法院")
_OWN_OFFICE = re.compile("[我本全](?:局|镇|乡|街道|所|院|委)|(?<!省)(?<!自治)[县市区旗]委")
_OF_ALL_PROVINCE = re.compile("全省|全自治区")
_OF_THE_NATION = re.compile("全国")
_OFTEN = 2
_A_COUNTY = re.compile(r"(?<![各两全市区州])[县旗](?![级域区乡、（(\s])|区(?:委|政府|司法局)")
_OPENING = 200
_LONGEST_TITLE = 50
_FIRST_WORDS = 40
# 金厂镇政府信息公开, 兴国镇人民政府2025年; not 景德镇市, 镇江市 or 各乡镇.
_BY_A_TOWNSHIP = re.compile(
    r"(?<![各乡])(?:镇|乡|街道)(?:人民政府|办事处|党委|政府|司法所|(?:关于)?(?:19|20)\d{2}\s*年|工作(?:总结|报告)"
    r"|(?:法治|依法行政|综合执法|普法|平安建设|信访)[^，。；\n]{0,12}(?:总结|报告|情况))"
)
# By the words that they hold, which are looked for first: of a pattern of all of them, each character is asked.
_OWN_TOWNSHIP = tuple(
    (word, re.compile(rf"{word}(?<=[我本全该]{word})(?![街村镇乡（(、])")) for word in ("镇", "乡", "街道")
)
# 2024年，清溪镇坚持…, a line of its own 清溪镇人民政府: the township itself opens the text.
_OPENED_BY_A_TOWNSHIP = re.compile(
    r"(?:^|年度?[，,]?)\s*(?:中共)?[\u4e00-\u9fff]{1,16}?(?<![各乡全辖])(?:乡(?!村|镇|[贤情风亲])|镇(?![村街域江海])|街道)"
    r"(?:办事处|党工委|党委)?(?:人民政府|关于|20\d{2}\s*年|坚持|始终|在|紧|深入|全面|认真|以|$)",
    re.MULTILINE,
)
_TOWNSHIPS = ("镇", "乡", "街道")  # one of which it holds
# 云川县清溪镇调解委员会获评先进: a township that is named with its county is told of by another, if it never says 我镇.
_TOLD_OF = re.compile(r"[\u4e00-\u9fff]{2}[县市区旗][\u4e00-\u9fff]{1,4}(?<![各乡全辖])(?:镇|乡|街道)(?![村街域江海])")
# 清河县住房和城乡建设局2024年…, 县教育局关于…: one department. Its lookahead keeps 县公安局破获的案件 out.
_DEPARTMENT = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,24}?(?:局|管委会|委员会|委|办公室|中心|总队|支队|大队|公司|集团|馆|厅|学校|医院|中学|小学|管理处|联合会|妇联|残联|工会))"
    r"(?=关于|\s*(?:19|20)\d{2}|[一二][〇○零]|法治|依法|政府信息|信息公开|行政执法|工作|普法|落实|贯彻|学法|年度|[（(]|\s*$)"
)
# These speak for the whole county in the matters of the catalogue, whatever stands around their names.
_FOR_THE_COUNTY = re.compile(
    r"司法|政府|法治|依法[治行]|普法|法院|检察|人大|人民代表|政协|监察|统计|[县市区旗]委(?:$|办|全面)|法律援助|法律服务|公证|仲裁|律师|调解|矛盾|矫正|复议|综治"
)
_OF_A_REGION_ABOVE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区|国务院|司法部|全国|全省)(?![^，。]{0,30}[县旗区市])"
)
_NAMES_A_REGION = re.compile(r"[\u4e00-\u9fff]{2}(?:自治)?[县市区旗](?!级|直|域)")
_REPORT = re.compile("报告|总结|年报|公报|综述|汇报|年鉴|情况(?:的?(?:通报|说明))?$")
_OWN_VOICE = re.compile(r"[我本](?:镇|乡|街道)")
_ANY_COUNTY = re.compile(r"[我本全该][县市区旗州]|自治县")


def is_report(document: Document) -> bool:
    """Whether the title says that the text tells of all that an office did in its time, and is no news of an event."""
    return _REPORT.search("".join((document.title or opening_line(document.text)).split())) is not None


def opening_line(text: str) -> str:
    """The line that a saved text without a title opens with, where it can be one; else empty."""
    line = text.lstrip().partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_TITLE and "。" not in line else ""


def publisher_of(document: Document) -> str:
    """What speaks: a city of 全市, a province of 全省; in a county's text these are the regions above it."""
    if _is_of_a_township(document):
        return TOWNSHIP
    for place in (document.title, document.publisher, document.text[:_OPENING]):
        if published := _PUBLISHER.search(place):
            return CITY if published[2] or published[1] == "市" else COUNTY
    if _TOLD_OF_A_COUNTY.match(document.title):
        return COUNTY
    cities, counties = len(_OWN_CITY.findall(document.text)), len(_OWN_COUNTY.findall(document.text))
    if not cities and not counties:
        return _above(document.title + "\n" + document.text[:_OPENING], document.text)
    return CITY if cities > counties else COUNTY


def speaks_for_its_region(document: Document, region: str = "") -> bool:
    """False where one department or township reports on itself, or a region above does, by title and publisher.

    County sites list the reports of all departments and townships beside the county's own. `region` is the name of
    the division whose site it is: a development zone speaks by its 管理委员会.
    """
    title = "".join((document.title or opening_line(document.text)).split())
    if _is_of_a_township(document) or _OF_A_REGION_ABOVE.search(title):
        return False
    if named := _DEPARTMENT.search(title):
        return _is_for_all(named["name"], region)
    if _NAMES_A_REGION.search(title):
        return True
    published = _DEPARTMENT.search(document.publisher)
    return published is None or _is_for_all(published["name"], region)


def _is_for_all(office: str, region: str) -> bool:
    if region and office.endswith((f"{region}管理委员会", f"{region}管委会")):
        return True
    return _FOR_THE_COUNTY.search(office) is not None


def _is_of_a_township(document: Document) -> bool:
    """Whether one township reports on itself, by title, publisher or opening, else by whom it calls its own (我镇)."""
    title = document.title or opening_line(document.text)
    if _is_by_a_township(title) or _is_by_a_township(document.publisher):
        return True
    if _PUBLISHER.search(document.title):
        return False
    opening = document.text[:_OPENING]
    named_there = _names_a_township(opening)
    if named_there and _OPENED_BY_A_TOWNSHIP.search(opening):
        return True
    named = _TOLD_OF.search(document.title) if _names_a_township(document.title) else None
    if named is None and named_there:
        named = _TOLD_OF.search(document.text[:_FIRST_WORDS])
    if named and not _OWN_VOICE.search(document.text):
        return False
    own = sum(len(called.findall(document.text)) for word, called in _OWN_TOWNSHIP if word in document.text)
    return own > 0 and own > len(_ANY_COUNTY.findall(document.text))


def _is_by_a_township(place: str) -> bool:
    return _names_a_township(place) and _BY_A_TOWNSHIP.search(place) is not None


def _names_a_township(words: str) -> bool:
    return any(word in words for word in _TOWNSHIPS)


def _above(opening: str, text: str) -> str:
    """What speaks in a text that has no region of its own: the ministry or the province that its opening names.

    Where no office speaks of itself either, it is the region that the text keeps naming: 全省建立…, 全省各地….
    """
    if _A_COUNTY.search(opening):
        return COUNTY
    ministry, province = _OF_A_MINISTRY.search(opening), _OF_A_PROVINCE.search(opening)
    if ministry or province:
        return NATION if ministry and (not province or ministry.start() < province.start()) else PROVINCE
    if _OWN_OFFICE.search(text):
        return COUNTY
    if len(_OF_ALL_PROVINCE.findall(text)) >= _OFTEN:
        return PROVINCE
    return NATION if len(_OF_THE_NATION.findall(text)) >= _OFTEN else COUNTY
