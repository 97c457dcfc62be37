"""Another county told of beside one's own: as an example, to compare, or one after the other.

Public here: `names_of_its_own(document)`, `names_county_of(...)`, `ANOTHER_COUNTY`, `counties_in(...)`,
`of_another_county(...)`, `is_hardly_named(...)`.
"""

from __future__ import annotations

import re

from fazhi.extract.triggers import NONE, Bits, Cue
from fazhi.parse.document import Document

# 联合县妇联开展16场, 今年由县司法局受理: the county's own offices after a verb, a time or a preposition.
_NO_NAME = (
    r"(?!联合|会同|协同|配合|协助|指导|督促|协调|组织|依托|通过|邀请|委托|参加|代表|作为|支持|推动|报送|提请|经过|成立"
    r"|建成|建立|建设|设立|创建|组建|打造|改造|规范|完成|完善|健全|开展|举办|召开|印发|出台|制定|投入|选聘|聘请|评选|培育|办理|审查|审核|化解"
    r"|今年|去年|全年|年[初底内末]|目前|截[至止]|同时|此外|另外|其中|以及|根据|按照|近年|[上下]半|[\u4e00-\u9fff]{0,2}[由对向在为给与和同把将经被到报请让使从是以]县)"
)
# 青山县建立调解超市，…: a county that the text does not open with and hardly names is another's example.
_EXAMPLE = Cue(
    rf"^\s*(?:[^，。；,;\d]{{0,8}}[，,])?(?:(?P<near>邻县|邻近的?|相邻的?)|如|例如|比如)?{_NO_NAME}(?P<name>[\u4e00-\u9fff]{{2}}(?<![治全各我本该个外他市省范进点困业])县)"
    r"(?![域级直城委政乡区])(?=[^，。；\d]{0,10}(?:建立|推行|探索|创新|成立|开展|采取|司法局|法院|公安局|设立|组建|打造|通过|启动|去年))"
)
# 甲山县调解纠纷3120件；乙水县调解2870件; 云岭县收到112件、青川县98件，我县83件; 如清河县公职律师达68名.
_ONE_OF_SEVERAL = Cue(
    rf"(?:^|[，,；;：:。]|(?<=[件%％名人起个次场份宗元条项])、)\s*(?:其中|而|如|例如|比如|像|仅)?{_NO_NAME}(?P<name>[\u4e00-\u9fff]{{2,3}}(?<![全我本该各外他两三个兄弟县边进邻])"
    r"(?:[县旗]|(?<![发新园社小地山郊辖景校片灾镇街域城市治务库牧矿林禁专范能业湖港管])区))(?![级域直属政委城乡区、和与及）)])"
    r"(?=[^，,。；;、]{0,14}\d|[^，,。；;、]{0,10}(?:调解|受理|收案|办理|审结|建成|培育|分别))"
)
# 赴邻近的清溪县考察学习，该县去年受理…: one that was visited, and goes on as 该县.
_VISITED = Cue(
    r"(?:[赴到去向]|前往|考察|学习|借鉴|对标|例如|比如|邻近的?|相邻的?|先进的?)(?P<name>[\u4e00-\u9fff]{2}(?<![全我本该各外他个市邻])[县旗])(?![域级直城委政乡区])[^。；;]*?该[县旗]"
)
# 江东区出庭应诉率92% in the report of a city.
_COUNTY_OF_A_CITY = Cue(
    r"\s*(?:其中[，,：:]?)?(?P<name>[\u4e00-\u9fff]{1,3}(?<![全我本该各外他个两三几数])(?:县|旗|(?<![发新园社小地山郊辖景校片灾镇街域])区))(?![级域直属政委城乡区、和])"
    r"(?=[^，,。；;]{0,12}(?:\d|$))"
)
# What every such name ends in: asked first, as it is soon seen where none stands.
_ENDS_A_NAME = re.compile(
    r"[县旗区](?<=[\u4e00-\u9fff]{2}[县旗区])(?<![全我本该各外他两三个兄弟县边进邻][县旗区])(?![域级直属政委城乡区、和与及）)])"
)
_TOGETHER = Cue(r"(?<!第)[两三四五六七八九十](?:个)?[县旗](?:共|合计|累计|均|平均)")
ANOTHER_COUNTY = _COUNTY_OF_A_CITY.bit | _EXAMPLE.bit | _ONE_OF_SEVERAL.bit | _TOGETHER.bit | _VISITED.bit
# ，我县收到83件 gives the sentence back.
_BACK = re.compile(r"[我本][县市区旗州]|我局|(?:[，,；;]|而|但)\s*全[县区旗](?!域)")
_COUNTY_ENDS = re.compile(r"[县区旗](?<=[\u4e00-\u9fff]{2}[县区旗])(?<![各全两三市][县区旗])(?![域间别分级县])")
_A_COUNTY = re.compile(r"[\u4e00-\u9fff]{2}(?<![各全两三市])[县区旗](?![域间别分级县])")
_CLAUSE_BEFORE = re.compile("[，；;]")
_OPENING_OF_A_TEXT, _MUCH_OF_A_TEXT = 120, 20_000
_HARDLY = 2


def names_of_its_own(document: Document) -> str:
    """Words among which a document's own county stands: its title and publisher, else how the text opens."""
    named = f"{document.title}\n{document.publisher}\n"
    return named if names_a_county(named) else named + document.text[:_OPENING_OF_A_TEXT]


def counties_in(sentence: str, publisher: str, may: Bits) -> Bits:
    """The cues of other counties that match in a sentence, of those that may: asked once for all of its figures.

    That of a city's counties stands at the beginning of a clause and is left for each figure.
    """
    told = _COUNTY_OF_A_CITY.bit if publisher != "county" and may & _COUNTY_OF_A_CITY.bit else NONE
    for cue in (_TOGETHER, _VISITED):
        if may & cue.bit and cue.search(sentence):
            told = told | cue.bit
    named = may & _ONE_OF_SEVERAL.bit and _ENDS_A_NAME.search(sentence) is not None
    if named and _ONE_OF_SEVERAL.search(sentence):
        told = told | _ONE_OF_SEVERAL.bit
    return told | _EXAMPLE.bit if may & _EXAMPLE.bit and _EXAMPLE.match(sentence) else told


def of_another_county(sentence: str, position: int, text: str, own: str, told: Bits) -> bool:
    """Whether a sentence up to `position` is about a county that is not the `text`'s own, or about several in turn.

    `told` are the `counties_in` the sentence, `own` the `names_of_its_own`.
    """
    before = sentence[:position]
    by_name = told & _COUNTY_OF_A_CITY.bit
    if by_name and (one := _COUNTY_OF_A_CITY.match(_CLAUSE_BEFORE.split(before)[-1])):
        return one["name"] not in own
    if told & _TOGETHER.bit and _TOGETHER.search(before):
        return True
    if told & _ONE_OF_SEVERAL.bit and (one_of := _last_named(sentence, position, own)):
        return one_of == _ANOTHER
    for cue in (_EXAMPLE, _VISITED):
        found = cue.search(sentence) if told & cue.bit else None
        if found is None or found.end() > position or _BACK.search(before, found.end()):
            continue
        near = cue is _EXAMPLE and found["near"] is not None
        if near or is_hardly_named(found["name"], text, own):
            return True
    return False


_ANOTHER, _ITS_OWN = "another", "own"


def _last_named(sentence: str, position: int, own: str) -> str:
    """Whose county was named last before `position`, where a sentence goes from one to the other; else ""."""
    named = [(found["name"], found.end()) for found in _ONE_OF_SEVERAL.finditer(sentence)]
    names = {name for name, _ in named}
    if len(names) < 2 and _BACK.search(sentence) is None:
        return ""
    before = [(name, end) for name, end in named if end <= position]
    if not before:
        return ""
    name, end = before[-1]
    own_here = name in own and not (len(names) > 1 and all(each in own for each in names))  # a survey of several
    return _ITS_OWN if own_here or _BACK.search(sentence, end, position) else _ANOTHER


def names_county_of(own: str, sentence: str, start: int) -> bool:
    """Whether a sentence names the document's own county from `start` on: 全市败诉61件，其中岚河县3件."""
    if not names_a_county(sentence, start):
        return False
    return any(found[0] in own for found in _A_COUNTY.finditer(sentence, start))


def names_a_county(text: str, start: int = 0) -> bool:
    """Whether a text may name a county from `start` on."""
    return _COUNTY_ENDS.search(text, start) is not None


def is_hardly_named(name: str, text: str, own: str) -> bool:
    """Whether a name is none of a text's own, nor one that it comes back to."""
    return name not in own and text.count(name, 0, _MUCH_OF_A_TEXT) <= _HARDLY
