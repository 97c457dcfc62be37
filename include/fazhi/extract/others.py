"""Figures whose wording is an indicator's and that tell of one kind only, or of what the indicator does not count.

Public here: `tells_of_others(claim, told, sentence)`, `names_one_kind(claim, text)`, `titles_kinds_of_cases(title)`.
"""

from __future__ import annotations

import re

from fazhi.extract import cues
from fazhi.extract.bind import Claim
from fazhi.extract.figure import Sentence
from fazhi.extract.triggers import Cue

_LEGISLATION = Cue(r"(?:地方性法规|(?<!部门)规章(?!制度))(?![^。；]*(?:文件|政策措施))")
# 交警处罚类行政复议案件, 信息公开类案件的败诉率; not 各类案件.
_KIND_OF_CASES = Cue(r"(?<![各这此两三四五多同余\d])类(?:型)?的?(?:行政)?(?:诉讼|复议|应诉)?(?:案件)?的?(?:数量)?$")
_OF_A_KIND = Cue(r"(?<![各这此两三四五多同余\d])类行政(?:诉讼|复议|应诉)案件")
_LONGEST_KIND = 12
_ONE_KIND_OF_DISPUTE = Cue(
    r"(?:医疗|医患|物业|劳动|劳资|劳动争议|交通|交通事故|消费|婚姻|家庭|邻里|土地|林权|合同|债务|欠薪|损害赔偿|征地拆迁)纠纷"
    r"(?:案件)?(?:约|近|共|累计)?(?:[\d.,万余多]+[件起宗例]|$)"
)
# 17个物业纠纷调委会: those for one field; not 矛盾纠纷调解委员会.
_OF_ONE_FIELD = re.compile(r"(?:(?<!矛盾)(?<!民间)(?<!各类)纠纷|事故|争议|承包|物业|医疗|旅游)(?:人民)?$")
_BY_A_BRANCH = Cue(
    r"专业性?(?:人民)?(?:调委会|调解委员会|调解组织)(?:共|全年|累计|已|受理|成功)*调[解处][^。；，\d]{0,8}$"
)
_OF_A_BRANCH = re.compile(r"行业性|专业性|商会|企业|医疗|交通事故|物业|劳动争议")
_VILLAGE_ADVISERS = re.compile(r"(?:村|社区|村居)[^。；]{0,16}法律顾问[^。；，]{0,6}[，,][^。；，]*$")
_ADVISERS_OF_VILLAGES = re.compile(
    r"(?:村|社区|村居)[）)]?[^，。；]{0,4}法律顾问[^，。；]{0,8}$"
)  # 村（社区）法律顾问覆盖率100%
_OFFICE_ADVISERS = re.compile(r"机关|部门|单位|政府")
_LAW_ADVISERS = "法律顾问"
_ACTS = frozenset({"enforcement.licences", "enforcement.penalties", "enforcement.compulsory_measures"})
_CASE_GROUPS = frozenset({"reconsideration", "litigation"})
# 各执法单位自行开展业务培训26场: what the offices did each for itself.
_BY_OFFICES = Cue(
    r"各(?:级)?(?:行政)?(?:执法)?(?:单位|部门|机关|主体)(?:分别|自行|各自|积极|先后|陆续)*(?:开展|组织|举办)[^，。；]{0,24}$"
)
# 组织资格考试2次，86人取得执法证: those who are new, and not all that hold one.
_NEWLY_CERTIFIED = Cue(r"(?:考试|考核|培训|申领|申办|新办|新进|新录|新招|报名|通过|合格)[^。；;]*$")
_OBTAINED = "取得"
ALL_THERE_ARE = "现有|目前|共有|累计|均|全部|都|全员"
"""Words of a stock beside those that were added to it."""
_ALL_THERE_ARE = re.compile(f"{ALL_THERE_ARE}|在编|在岗")
# 少数镇街败诉率高于15%: of those that lag behind.
_OF_FEW = Cue(r"(?:个别|少数|有的|有些|某些)[^，。；,;\d]{0,16}$")
# 从案件类型看，行政处罚89件: what the cases are about.
_BY_KIND_OF_CASE = Cue(
    r"(?:从|按)(?:案件|涉案|被诉|案由|复议|诉讼|应诉|申请|被申请|行政管理|行政行为)[^，,。；;]{0,12}(?:看|分|划分|统计)[，,：:]"
)
# （三）申请事项情况。行政处罚88件，…: the same as a title.
_TITLE_OF_KINDS = re.compile(
    r"(?:案件|涉案|被诉|复议|诉讼|应诉|申请|涉诉)(?:事项|类型|类别|种类|领域|案由|构成|分布)(?:情况|分布|构成|分析|特点)*$"
    r"|^(?:案由|(?:事项|类型|类别|种类|领域)(?:情况|分布|构成|分析)?)$|案由(?:情况|分布|构成)*$"
)
_ENDS_OF_KINDS = frozenset("项型别类域由成布况析点")  # the last characters of such titles
# 败诉案件集中在房屋征收（58件）、工伤认定（31件）, 败诉案件涉及县住建局3件: what or whom they are about.
_CENTRED_ON = Cue(
    r"(?:集中在|集中于|主要涉及|主要分布|多发于|高发于|(?:败诉|纠错|撤销)(?:的)?案件(?:中)?涉及)[^；;。]*$"
)
# 重大处罚决定法制审核168件, 报备重大处罚决定46件: acts that were looked at, not all there were.
_REVIEWED_ACTS = Cue(r"(?:法制审核|法治审核|合法性审[核查]|报备|备案|听证)[^，,。；;、\d]*$")
# 评查案卷263件，其中行政处罚183件: files, by the acts that they are of.
_FILES_OF_ACTS = Cue(
    r"(?:评查|抽查|抽取|抽评|抽选|调阅)[^，,。；;]{0,14}(?:案卷|卷宗)[^。；;，,]{0,12}[，,（(]\s*其中[^。；;]*$"
)
# 审查归档案卷420份，其中法律援助268件: the same of files that were put away.
_FILES_OF_AID = Cue(
    r"(?:归档|立卷|装订|评查|审查|接收)[^，,。；;]{0,8}(?:案卷|卷宗|档案)[^。；;，,]{0,12}[，,（(]\s*其中[^。；;]*$"
)
# 法律顾问提供咨询20次: to the offices that they advise; those of villages answer the people.
_BY_OFFICE_ADVISERS = Cue("法律顾问")
_FOR_THE_PEOPLE = re.compile("村|社区|居|法律援助|公共法律服务|司法所|律师事务所|窗口|热线|12348|群众|企业|网格|宣传")
_OF_AID = re.compile("援助案件|受援|援助中心|法律援助机构|法律援助工作(?!站)")
_OTHER_THINGS = {"normative": _LEGISLATION, "legal_aid": _FILES_OF_AID}  # by the group whose words they share
# 办理审批142项，其中危险化学品经营许可43项: of one kind of licence.
_KIND_OF_LICENCE = re.compile(
    r"(?:经营|生产|规划|用地|施工|林业|水利|涉水|取水|采矿|排污|卫生|建设|道路|运输|食品|药品|烟草|爆竹|养殖|种子|兽药|农药|采伐|捕捞|办学|消防|占道|广告"
    r"|燃气|环评|劳务派遣|服务|公共场所|医疗|设备)(?:类)?(?:行政)?许可证?\s*$"
)
_ASIDE = re.compile(r"[（(][^（()）]*[)）]")  # 行政处罚6128件（其中交管类3216件）、行政强制412件
_NO_CASES = frozenset({"litigation.hearings_observed", "litigation.lectures"})
_OF_COMMITTEES = frozenset({"mediation.received", "mediation.mediators"})
_OUTCOMES = frozenset({"mediation.resolved", "mediation.success_rate"})
_DISPUTES = _OUTCOMES | {"mediation.received"}
_DISPUTE_ENDS = ("纠纷", "案件", "约", "近", "共", "累计")


def titles_kinds_of_cases(title: str) -> bool:
    """申请事项情况, 案件类型分布: what follows are kinds of cases, by the acts that they are about."""
    return title.rstrip("\n")[-1:] in _ENDS_OF_KINDS and _TITLE_OF_KINDS.search(title) is not None


def names_one_kind(claim: Claim, text: str) -> bool:
    """处罚类行政复议案件增长3.6倍, 17个物业纠纷调委会: the cases or committees of one kind, a part of all."""
    if claim.frame.code == "mediation.committees":
        start = claim.head.start
        return _OF_ONE_FIELD.search(text, max(0, start - _LONGEST_KIND), start) is not None
    if claim.after or claim.frame.group not in _CASE_GROUPS:
        return False
    start = claim.head.start
    if text.find("类", max(0, start - _LONGEST_KIND), start) < 0:
        return False
    return _KIND_OF_CASES.search(text, max(0, start - _LONGEST_KIND), start) is not None


def tells_of_others(claim: Claim, told: str, sentence: Sentence) -> bool:
    """Whether what its sentence has `told` so far makes the figure one of another thing, or of one kind only."""
    code, group = claim.frame.code, claim.frame.group
    if others := _OTHER_THINGS.get(group):
        by_advisers = group == "legal_aid" and sentence.may & _BY_OFFICE_ADVISERS.bit and not claim.after
        by_advisers = by_advisers and _are_of_advisers(code, told)
        contracts = code == "normative.filed" and told.rfind("合同") > told.rfind("文件")  # 审查合同48件，备案31件
        return by_advisers or contracts or (sentence.may & others.bit and others.search(told) is not None)
    if group in _CASE_GROUPS:
        return _are_other_cases(code, group, told, sentence)
    if code in _ACTS:
        return bool(
            (sentence.in_parts and code == "enforcement.licences" and _KIND_OF_LICENCE.search(told))
            or (sentence.may & cues.KINDS and cues.lists_kinds(_ASIDE.sub("", told)))
            or (sentence.may & cues.DISPUTED and cues.lists_disputed_acts(told))
            or (sentence.may & _FILES_OF_ACTS.bit and _FILES_OF_ACTS.search(told))
            or (sentence.may & _REVIEWED_ACTS.bit and _REVIEWED_ACTS.search(told))
            or (sentence.may & _BY_KIND_OF_CASE.bit and _BY_KIND_OF_CASE.search(told))
        )
    if group == "mediation":
        one_kind = sentence.may & _ONE_KIND_OF_DISPUTE.bit and _are_of_one_kind(claim, told, sentence)
        of_a_branch = code in _OF_COMMITTEES and not claim.after and _are_of_a_branch(code, told, sentence)
        return one_kind or of_a_branch
    if code == "enforcement.certified_officers":
        return sentence.may & _NEWLY_CERTIFIED.bit and _are_new(claim, told)
    return group == "governance" and _are_of_offices(code, told, sentence)


def _are_new(claim: Claim, told: str) -> bool:
    """取得执法证 after an examination, unless the words next to the figure tell of all that there are."""
    if not (claim.after and claim.head.anchor.word.startswith(_OBTAINED)) or _NEWLY_CERTIFIED.search(told) is None:
        return False
    return _ALL_THERE_ARE.search(_behind_the_last("，,；;。", told)) is None


def _behind_the_last(marks: str, told: str) -> str:
    return told[max(map(told.rfind, marks)) + 1 :]


def _are_of_one_kind(claim: Claim, told: str, sentence: Sentence) -> bool:
    """医患、道路交通纠纷18件, and what came of 调解医疗纠纷193件，调解成功165件."""
    code = claim.frame.code
    found = list(_ONE_KIND_OF_DISPUTE.finditer(told)) if code in _DISPUTES else []
    if found and found[-1].end() == len(told) and found[-1][0].endswith(_DISPUTE_ENDS):
        return not claim.after
    return len(found) == 1 and code in _OUTCOMES and not _has_taken(sentence, "mediation")


def _are_of_advisers(code: str, told: str) -> bool:
    """法律顾问提供咨询20次, 村（社区）法律顾问全覆盖…满意率100%: not of legal aid or the services for all."""
    if _LAW_ADVISERS not in told:
        return False
    if code == "legal_aid.consultations":
        return _FOR_THE_PEOPLE.search(told) is None
    return code == "legal_aid.satisfaction_rate" and _OF_AID.search(told) is None


def _are_of_offices(code: str, told: str, sentence: Sentence) -> bool:
    """各执法单位自行开展业务培训26场, the advisers of villages: not of Party and government as a whole."""
    if code == "governance.trainings":
        return sentence.may & _BY_OFFICES.bit and _BY_OFFICES.search(told) is not None
    if code == "governance.government_meetings":  # 县委常委会听取汇报2次
        clause = _behind_the_last("、，,；;。", told)
        return "常委会" in clause and "常务会" not in clause
    return code == "governance.adviser_coverage_rate" and _covers_others(told)


def _are_other_cases(code: str, group: str, told: str, sentence: Sentence) -> bool:
    """Cases about one kind of act, civil ones, those of the second instance."""
    if sentence.may & _CENTRED_ON.bit and _CENTRED_ON.search(told):
        return True
    if sentence.may & cues.ABOUT_ACTS and cues.of_one_kind_of_act(told):
        return True
    if sentence.may & _OF_A_KIND.bit and not _has_taken(sentence, group) and _OF_A_KIND.search(told) is not None:
        return True
    if group != "litigation" or code in _NO_CASES:
        return False
    if code.endswith("_rate") and sentence.may & _OF_FEW.bit and _OF_FEW.search(told) is not None:
        return True
    civil = sentence.foreign > 0 and "行政" not in told[sentence.foreign - sentence.start :]
    return civil or bool(
        sentence.may & cues.LATER_INSTANCE and cues.of_later_instance(told)
    )  # 民商事案件310件，撤诉90件


def _has_taken(sentence: Sentence, group: str) -> bool:
    return any(item.group == group for item in sentence.taken)


def _are_of_a_branch(code: str, told: str, sentence: Sentence) -> bool:
    """行业性专业性调委会13个，调解员58人; 专业性调委会调解纠纷640件: of the one branch of committees that was named."""
    if code == "mediation.received":
        return sentence.may & _BY_A_BRANCH.bit and _BY_A_BRANCH.search(told) is not None
    committees = [item for item in sentence.taken if item.code == "mediation.committees"]
    if len(committees) != 1:
        return False
    low, high = (place - sentence.start for place in (committees[0].low, committees[0].number.start))
    return _OF_A_BRANCH.search(told, low, high) is not None


def _covers_others(told: str) -> bool:
    """村社都聘请了法律顾问，覆盖率100%; 公共法律服务工作站，覆盖率99%: not of Party and government bodies."""
    if _LAW_ADVISERS not in told:
        return "公共法律服务" in told
    of_villages = _VILLAGE_ADVISERS.search(told) or _ADVISERS_OF_VILLAGES.search(told)
    return of_villages is not None and _OFFICE_ADVISERS.search(told) is None
