"""Words before a figure that make it another's: of those above, of one group, matter, event, level or branch.

Public here: `about_whose_it_is(item, text)`, which names the doubt, and WHOSE, the bits of its cues.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fazhi.extract.by_others import BY_LAWYERS, BY_SOME_LAWYERS
from fazhi.extract.doubt_rules import DoubtRule, DoubtRules
from fazhi.extract.triggers import Cue

if TYPE_CHECKING:
    from fazhi.extract.figure import Taken

# 为企业审查合同120份, 村规民约: reviewed by lawyers, and not for the government.
_FOR_OTHERS = Cue(r"(?:为|给|帮助|协助|指导)[^，。；,;\d]{0,10}(?:企业|村|社区|群众|居民|商会|园区)|村规民约|村集体")
_INSPECTED_BY = Cue(r"(?:接受|迎接|配合)[^，。；,;]{0,14}(?:督察|督导|督查|检查|评查|抽查)[^；;]*$")
_INSPECTED = frozenset({"governance.inspected_units", "enforcement.case_files_reviewed"})
_ATTENDED = Cue(r"(?:参加|赴)[^，。；,;\d]{0,16}$")
# 司法所参与普法活动210场, 协助办理法律援助案件86件: others' work in which some took part.
_TOOK_PART = Cue(r"(?:参与|协助|配合)[^，。；,;、\d]{0,16}$")
_TAKEN_PART_IN = frozenset({"publicity.events", "mediation.received", "mediation.resolved", "legal_aid.cases"})
# 为农民工提供法律援助216件, 赋强公证82件: one group of those who got it, one kind of what they got.
_OF_ONE_GROUP = Cue(
    r"(?:为|对|向|给)(?:农民工|进城务工|妇女|儿童|未成年|老年|残疾|军人|退役军人|青少年|务工)[^。；;]{0,40}$"
    r"|(?:农民工|未成年人|残疾人|老年人|妇女|军人|军属|退役军人)(?:类|法律)*援助(?:案件)?[^，。；,;、\d]{0,6}$"
    r"|(?:特殊|困难|重点)群体[^，。；,;\d]{0,16}$|(?:赋强|遗嘱|继承|委托|涉外|涉企|线上|远程|知识产权|金融|小额|减免|免费|上门)(?:类)?公证[^，。；,;\d]{0,8}$"
)
# 评查案卷86卷，市级评查12卷: by those above.
_BY_THOSE_ABOVE = Cue(
    r"(?:^|[，,；;])\s*(?:省|市|自治区|自治州|州)(?:级|局|厅|司法[局厅])?(?:组织|集中|统一|对[^，。；\d]{0,6})?(?:评查|抽查|抽取|抽评|督察)[^，。；\d]{0,8}$"
)
# 派驻法院的调解工作室受理诉前委派案件1120件: the court's, before a suit.
_FOR_THE_COURT = Cue(r"综治中心|矛调中心|矛盾调解中心|社会治理中心|信访部门|非诉|诉前|委派|驻法院|诉调对接|信访积案")
# 涉疫宣传资料2.3万份, 其他涉法事务136件: what is about one matter, and what is left beside others that were told.
_OF_ONE_MATTER = Cue(
    r"涉(?:疫|农|军|企|老|残|黑|恶|毒|诈|众|金融|未成?|妇|侨|校|旅|海|林|水|环|土|访|医|税|房|婚|民生)[^，。；,;\d]{0,14}$"
)
_THE_REST = Cue(r"(?<!等)(?:其他|其它|其余)[^，。；,;、\d]{0,10}$")
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
# 行业性调委会11个，聘用专职调解员38名: what the committees of one kind have.
_OF_A_BRANCH = Cue(
    r"^(?!.*(?:村|社区|乡镇|街道|镇街|三级|各级)).*(?:行业性|专业性)[^。；;\d]{0,10}(?:调委会|调解委员会|调解组织)[^。；;]*$"
)
_OF_ITS_WORK = frozenset(
    f"mediation.{of}" for of in ("received", "resolved", "amount", "mediators", "fulltime_mediators", "agreements")
)
# 村（社区）法律顾问开展法治讲座534场, 县行政复议局接待来访咨询412人次: done by others than who does it else.
_BY_ADVISERS = Cue(r"(?:村|社区|村居)[）)]?[^，。；,;\d]{0,4}法律顾问[^。；;]*$")
_AT_RECONSIDERATION = Cue(r"复议(?:局|机构|机关|窗口|接待|受理点)[^。；;]*$")
# 局机关作为被申请人的复议案件9件，复议机关维持7件: cases against one body, which another decided.
_AS_RESPONDENT = Cue(r"(?:作为|是)(?:复议)?被申请人|被(?:申请|提起|提)(?:行政)?复议")
# 各级党组织开展专题学习1260余场次: what all the branches did, not those who lead.
_BY_BRANCHES = Cue(r"(?:党组织|党支部|支部|基层党委|各党委)[^。；;]*$")
# 收到部门报备文件63件，予以备案61件
_SENT_IN = Cue(
    r"收到[^。；;，,\d]{0,16}(?:报备|报送|备案)[^。；;]*$|(?:部门|乡镇|镇街|街道|单位)[）)]?[^。；;，,\d]{0,6}(?:报备|报送备案)的[^。；;]*$"
)
# 县委常委会、县政府常务会议研究法治工作8次: of both together.
_OF_TWO_BODIES = Cue(r"常委会(?:会议|议)?[、和及与][^，。；;\d]{0,8}常务会[^，。；;\d]*$")
# 设立园区法律服务站3个，提供咨询1348次: at those places, and not at all.
_AT_SOME_PLACES = Cue(
    r"(?:园区|商圈|景区|市场|工业区|商会|校园|军营|医院|工地|车站|码头|开发区)[^，。；,;]{0,8}(?:站|点|室|窗口|中心|驿站)[^。；;]*$"
)
# 代理区政府行政诉讼案件11件, 法律顾问代理复议案件2件、诉讼案件1件: those in which an office or a lawyer stood for it.
_AS_AGENT = Cue(
    r"(?:代理|代表)[^，。；;\d]{0,4}[县市区旗州]?(?:人民)?政府[^，。；;\d]*$|(?:法律顾问|律师)[^，。；;\d]{0,10}代理[^，。；;]*$"
)
# 制发复议建议书2份、意见书4份: of reconsideration, not of who reviews.
_OF_RECONSIDERATION = Cue(r"复议[^。]*$")
# 公示行政许可5213件、行政处罚1074件: those that were published.
_PUBLISHED = Cue(r"(?:公示|公开|公布|录入|上传|归集|推送|双公示)[^，。；;]*$")
# 组织全局86名干部参加考试: of one bureau.
_OF_ONE_BUREAU = Cue(r"全(?:局|院|队|站)(?:共|在编|在岗)*(?=\d|$|干部|人员|执法)")
# 培养公职律师8名, 获批公职律师6名: those who are new.
_MADE = Cue(r"(?:培养|考取|获批|取得|发展|招录|引进|选任|转任|审批|颁证|颁发)[^，。；,;\d]{0,12}$")
# 12个乡镇共办理行政处罚案件260件: at one level, beside the offices of the county.
_BY_TOWNSHIPS = Cue(
    r"(?:^|[，,：:；;])[^，。；;、和与及]{0,10}(?:乡镇|镇街|街道|[乡镇])(?:[（(][^（()）]{1,6}[)）])?(?:政府)?"
    r"(?:共|累计|全年|依法|已|合计)*(?:办理|作出|实施|查处|立案|办结|开展)[^；;。]*$"
)
# 升级改造公共法律服务中心1个、工作站12个: some of those that there are.
_RENEWED = Cue(r"(?:升级|改造|提档|改建|扩建|改扩建|提升|撤并|撤销|合并)[^，,。；;]{0,30}$")
_OFFICES = frozenset({"services.centres", "mediation.committees", "legal_aid.stations", "offices.count"})
# 县直部门审查规范性文件12件: each for itself, beside what the government has reviewed.
_BY_DEPARTMENTS = Cue(
    r"(?:^|[，,；;：:])\s*(?:[县市区州]直|各级?)?(?:部门|单位)[^，。；,;\d送报提]{0,8}审[查核][^。；;]*$"
)
# 以县政府为被告的案件12件，败诉1件；以部门为被告的36件，败诉3件: of the one, and then of the other.
_OF_SEVERAL_RESPONDENTS = Cue(r"(?:为|作为)被告[^。\d]{0,40}\d[^。]{0,60}(?:为|作为)被告[^。；;]*$")
# 派出所调解室, 行业性调委会调解纠纷360件，成功率98%: the rate of those; 人民调解、司法调解共调解860件: of all together.
_BY_SOME_ROOMS = Cue(
    r"(?:(?:派出所|驻所)[^，。；;\d]{0,6}调解(?:工作)?室|(?:行业性|专业性)[^。；;，,\d]{0,10}(?:调委会|调解委员会|调解组织))"
    r"(?:共|累计|全年|已)*(?:受理|调解|调处|化解)[^；;。]*$"
)
_ALL_KINDS_OF_MEDIATION = Cue(
    r"[、和与及](?:行政|司法)调解(?:组织|机构)?(?:共|累计|全年|合计)*(?:受理|调解|调处|化解)[^。；;]*$"
)
# 涉企行政执法案件286件，罚没金额126万元: of those alone.
_FROM_BUSINESSES = Cue(r"涉企[^，。；;\d]{0,12}\d[\d.,万余多]*[件起宗次][，,][^，。；;\d]{0,10}$")
# 法治督察反馈问题36个，涉及12个单位: those in which something was found.
_FOUND_AT = Cue(r"问题[^。；;]*涉及[^，。；;\d]{0,4}$")
_ACTS = frozenset(f"enforcement.{of}" for of in ("licences", "penalties", "compulsory_measures", "inspections"))
_WHOSE = DoubtRules(
    DoubtRule(_FOR_OTHERS, frozenset({"review"}), "for_others"),
    DoubtRule(_OF_ONE_GROUP, frozenset({"legal_aid", "notary"}), "for_a_group"),
    DoubtRule(_FOR_THE_COURT, frozenset({"mediation"}), "another_body"),
    DoubtRule(_TOOK_PART, _TAKEN_PART_IN, "attended"),
    DoubtRule(_BY_THOSE_ABOVE, frozenset({"enforcement"}), "another_body"),
    DoubtRule(_INSPECTED_BY, _INSPECTED, "another_body"),
    DoubtRule(_ATTENDED, frozenset({"governance.trainings"}), "attended"),
    DoubtRule(_OF_ONE_MATTER, _FIELDS, "one_matter"),
    DoubtRule(_THE_REST, _FIELDS, "the_rest"),
    DoubtRule(_ONE_EVENT, _HELD, "one_event"),
    DoubtRule(_OF_FEW, _FIELDS | {"disclosure", "governance", "normative"}, "of_few"),
    DoubtRule(_BY_VISITORS, frozenset({"enforcement", "governance", "review"}), "another_body"),
    DoubtRule(_CAMPAIGN, _HELD, "one_event"),
    DoubtRule(_OF_A_BRANCH, _OF_ITS_WORK, "of_a_branch"),
    DoubtRule(
        _BY_ADVISERS,
        frozenset({"governance", "publicity", "review.contracts", "mediation.received", "mediation.resolved"}),
        "another_body",
    ),
    DoubtRule(BY_SOME_LAWYERS, frozenset({"legal_aid", "litigation", "reconsideration"}), "another_body"),
    DoubtRule(
        BY_LAWYERS,
        frozenset({"legal_aid.cases", "legal_aid.concluded", "governance.trainings", "publicity"}),
        "another_body",
    ),
    DoubtRule(_OF_TWO_BODIES, frozenset({"governance.government_meetings"}), "joined_with_another"),
    DoubtRule(_AT_SOME_PLACES, _HELD, "some_places"),
    DoubtRule(_AS_AGENT, frozenset({"litigation", "reconsideration"}), "as_agent"),
    DoubtRule(_OF_RECONSIDERATION, frozenset({"review.opinions_issued"}), "another_body"),
    DoubtRule(_PUBLISHED, _ACTS, "published"),
    DoubtRule(_OF_ONE_BUREAU, frozenset({"publicity", "enforcement", "governance"}), "another_body"),
    DoubtRule(_BY_BRANCHES, frozenset({"governance"}), "each_office"),
    DoubtRule(_SENT_IN, frozenset({"normative.filed"}), "another_body"),
    DoubtRule(_AS_RESPONDENT, frozenset({"reconsideration"}), "as_respondent"),
    DoubtRule(_AT_RECONSIDERATION, frozenset({"legal_aid"}), "another_body"),
    DoubtRule(_AT_TOWNSHIPS, _REVIEWED, "one_level"),
    DoubtRule(_BY_TOWNSHIPS, _ACTS | {"enforcement.penalty_amount"}, "one_level"),
    DoubtRule(_BY_SOME_ROOMS, frozenset({"mediation.success_rate", "mediation.amount"}), "some_places"),
    DoubtRule(_ALL_KINDS_OF_MEDIATION, frozenset({"mediation"}), "joined_with_another"),
    DoubtRule(_FROM_BUSINESSES, frozenset({"enforcement.penalty_amount"}), "some_of_the_cases"),
    DoubtRule(_FOUND_AT, frozenset({"governance.inspected_units"}), "some_of_them"),
    DoubtRule(_RENEWED, _OFFICES, "some_of_them"),
    DoubtRule(_BY_DEPARTMENTS, frozenset({"review"}), "each_office"),
    DoubtRule(_OF_SEVERAL_RESPONDENTS, frozenset({"litigation"}), "one_of_several_bodies"),
    DoubtRule(_MADE, frozenset({"lawyers.public", "lawyers.practising"}), "new_of_a_stock", in_clause=True),
)
WHOSE = _WHOSE.bits


def about_whose_it_is(item: Taken, text: str) -> str:
    """What was reviewed for enterprises and villages, inspected or taught by those above, done for one group."""
    return _WHOSE.doubt_about(item, text)
