"""What leaves a doubt about a figure that its wording claims clearly, and what looks alike and leaves none."""

from __future__ import annotations

import pytest

from fazhi.catalogue import load_catalogue
from fazhi.extract import extract
from fazhi.parse import parse_text
from fazhi.settings import PROJECT

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
TITLE = "某县2023年法治政府建设情况的报告"


def doubts(text: str, title: str = TITLE) -> list[str]:
    document = parse_text(text, url="file:///case.txt", title=title)
    found = extract(document, CATALOGUE).observations
    assert all((item.confidence == "certain") == (not item.doubt) for item in found)
    return [item.doubt for item in found]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("在县交警大队派驻调解室，有专职人民调解员2名。", "one_room"),
        ("设立医调委，聘请调解员12名。", "one_room"),
        ("全县现有专职人民调解员45名。", ""),
        ("全县12个调解室，配备专职人民调解员24名。", ""),
        ("全县18个乡镇（街道）合法性审查均已配备人员。", "places_that_have"),
        ("全县18个乡镇（街道）开展合法性审查。", ""),
        ("行政复议工作扎实，以和解、调解避免50件案件流入诉讼。", "averted"),
        ("新建法治公园3个，谋划创建法治公园6个。", "planned_in_passing"),
        ("全年做好行政应诉，落实出庭制度，强化旁听，开庭26件。", "topic_left_behind"),
        ("行政应诉案件新收30件，审结28件，开庭26件，败诉2件。", ""),
        ("对60件重大行政决策草案、行政规范性文件开展合法性审查。", "one_of_several_kinds"),
        ("充分发挥51个调解组织的作用，化解纠纷。", "of_others"),
        ("县公安局受理行政复议案件3件。", "of_others"),
        ("2022年，办理公证860件。", "earlier_period"),
        ("全县办理公证860件，相比2015年增加8.3%。", "against_another_year"),
        ("全县办理公证860件，相比2022年增加8.3%。", ""),
        ("对照新颁布的条例清理文件，废止文件11件。", "legislation"),
        ("受理政府信息公开申请58件，结转办理4件。", "still_open"),
        ("全县社区矫正在册对象203人。", ""),
        ("每个部门至少抽取案卷10本，开展案卷评查。", ""),
        ("调处率、调解成功率分别为97%。", "one_of_several_kinds"),
        ("每个村培养3名明白人、配齐1名法治带头人。", "of_each"),
        ("2023年，全县累计接收社区服刑人员1595人。", ""),
        ("今年以来，工作稳步推进。全县累计接收社区矫正人员1595人。", "new_or_cumulative"),
        ("2005年6月至2023年10月，全县累计接收社区矫正人员1595人。", "new_or_cumulative"),
        ("截至2023年底，全县累计接收社区服刑人员1595人。", ""),
        ("全县律所设立分支6家。", "of_another_thing"),
        ("法律援助中心为180名未成年人解答法律咨询260次。", "for_a_group"),
        ("全县组织执法业务培训及实战演练18场次。", "joined_with_another"),
        ("全县组织执法业务培训18场次。", ""),
        ("对巡察反馈的13个问题，开展专项监督4次。", "another_body"),
        ("党政机关普遍建立制度，工作覆盖率达100%，聘请法律顾问参与。", "rate_named_elsewhere"),
        ("做好行政应诉。全年开庭26件。", "topic_carried_over"),
        ("2．县市场监管局全年作出行政处罚210件。", "one_office"),
        ("各部门自行清理规范性文件34件。", "each_office"),
        ("全县派驻法院的人民调解室受理诉前委派纠纷120件，成功63件。", "another_body"),
        ("全县人民调解委员会受理纠纷120件，成功63件。", ""),
        ("2024年1月，全县已办理公证42件。", "guessed_period"),
        ("全县纠错率为9.8%，较2022年的14.3%下降4.5个百分点，较2021年下降6.1个百分点。", "against_another_year"),
        ("全县公安机关办理行政处罚案件2310件。", "one_office"),
        ("全县司法所参与普法活动210场。", "attended"),
        ("全县司法所协助办理法律援助案件86件。", "attended"),
        ("全年为未成年人办理法律援助案件82件。", "for_a_group"),
        ("公证处全年办理赋强公证126件。", "for_a_group"),
        ("公证处全年办理公证126件。", ""),
        ("全年评查行政执法案卷86卷，市级评查12卷。", "another_body"),
        ("全县法律顾问为村（社区）审查合同86份。", "for_others"),
        ("全县审查合同86份。", ""),
        ("2023年我县接受省级法治督察，被督察单位14个。", "another_body"),
        ("全年组织行政执法人员赴市参加培训3期。", "attended"),
        ("全年组织行政执法人员培训3期。", ""),
        ("全县清理规范性文件34件。", ""),
        ("经复议后提起行政诉讼17件。法院判决行政机关败诉3件。", "after_reconsideration"),
        ("新收行政复议申请52件。直接纠错6件。", ""),
        ("新收行政复议申请52件。纠错6件。", "topic_carried_over"),
        ("开展法治督察。今年对县教育局等10个单位实地督察。", ""),
        ("国家工作人员学法考试参考率、合格率、及格率均为100%。", ""),
        ("县人大常委会听取报告，备案审查规范性文件6件。", "another_body"),
        ("县应急管理局开展检查，行政处罚罚款86万元。", "one_office"),
        ("全县作出行政处罚2600件。", ""),
        ("县卫健局走上街头，普法活动发放宣传资料2600份。", "one_office"),
        ("县妇联开展普法活动12场。", "one_office"),
        ("县司法局开展普法活动12场。", ""),
        ("县司法局、县妇联开展普法活动12场。", ""),
        ("全省办理公证9万件。出庭应诉率为85%。", "after_a_region_above"),
        ("全省办理公证9万件。我县出庭应诉率为85%。", ""),
        ("全省办理公证9万件。云川县出庭应诉率为85%。", ""),
    ],
)
def test_what_is_in_doubt_and_why(text: str, doubt: str) -> None:
    assert doubts(text)[-1] == doubt


def test_a_figure_of_a_text_that_names_no_year_of_its_own_is_in_no_doubt() -> None:
    assert doubts("我处不断发展。共办理公证860件。", title="公证工作") == [""]


def test_a_figure_without_a_period_is_in_doubt_where_its_text_names_a_year() -> None:
    assert doubts("规划到2035年基本建成。共办理公证860件。", title="公证工作") == ["no_period"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("我县公证改革2010年试行，2014年全面推进。截至目前，全县办理公证860件。", "year_of_another_thing"),
        ("今年以来，我处巩固2021年的成果，2022年再上台阶。全县办理公证860件。", "year_of_another_thing"),
        ("时间：2024-11-03\n我处巩固2024年的成果。\n\n截至目前，全县办理公证860件。", ""),
        ("我处巩固2021年的成果，服务全县。截至目前，全县办理公证860件。", ""),
        ("2021年，我处全面深化服务，至2022年春收尾。\n\n截至目前，全县办理公证860件。", ""),
        ("我处服务全县。2021年，全县办理公证860件。2022年春收尾。", ""),
    ],
)
def test_this_year_may_be_another_than_one_that_the_text_happens_to_name(text: str, doubt: str) -> None:
    assert doubts(text, title="公证工作")[-1] == doubt


def test_a_target_of_a_plan_that_only_its_opening_shows_is_in_doubt() -> None:
    figure = "全年举办领导干部法治讲座3次。"
    assert doubts(figure, title="某县2024年法治工作要点") == [""]
    opening = "2024年是关键一年，我局工作思路是：将全面推进。\n\n"
    assert doubts(opening + figure, title="") == ["plan_by_its_opening"]


def test_a_smaller_value_of_the_same_is_in_doubt() -> None:
    assert doubts("我县办理公证860件。\n\n今年公证处办理公证31件。") == ["", "another_value_told"]


def test_of_several_rates_any_may_be_anothers() -> None:
    told = "全县矛盾纠纷化解成功率达99%。\n\n各类矛盾纠纷调解成功率达91%。"
    assert doubts(told) == ["another_value_told", "another_value_told"]


def test_parts_of_what_is_told_are_all_in_doubt() -> None:
    told = "全年讲座165场，发放资料712份，其中，组织普法专题讲座80场，各类普法活动53场。"
    assert doubts(told)[-2:] == ["another_value_told", "another_value_told"]


def test_a_change_is_in_doubt_with_its_figure() -> None:
    told = "全县办理公证860件。\n\n今年公证处办理公证31件，增长20%。"
    assert doubts(told) == ["", "another_value_told", "another_value_told"]


def test_values_that_one_sentence_lists_side_by_side_are_told_apart_on_purpose() -> None:
    assert doubts("全年接待群众来电法律咨询2013人次、来访法律咨询298人次。") == ["", ""]
    apart = "全年接待群众来电法律咨询2013人次；来访法律咨询298人次。"
    assert doubts(apart) == ["", "another_value_told"]
    elsewhere = "全年接待群众来电法律咨询2013人次、来访法律咨询298人次。\n\n今年接待群众来访法律咨询77人次。"
    assert doubts(elsewhere) == ["", "another_value_told", "another_value_told"]


@pytest.mark.parametrize(
    ("title", "doubt"),
    [
        ("2023年，高村镇人民政府公开信息", "one_township"),
        ("高村镇人民政府2023年政府信息公开工作年度报告", "one_township"),
        ("某县2023年政府信息公开工作年度报告", ""),
    ],
)
def test_a_county_is_believed_about_itself_and_a_township_is_not_the_county(title: str, doubt: str) -> None:
    assert doubts("全年主动公开政府信息88条。", title) == [doubt]


def test_firms_whose_lawyers_are_counted_need_not_be_all() -> None:
    title = "云岭省司法厅2023年工作总结"
    assert doubts("全省108家律师事务所229名律师主动跟进。", title) == ["of_the_next_figure"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("开展普法宣传活动12场。", "not_said_of_all"),
        ("全年开展普法宣传活动12场。", ""),
        ("开展普法宣传活动12场，全县受教育群众8000人次。", ""),
        ("开展普法宣传活动86场，发放宣传资料8600份。", ""),
        ("开展普法宣传活动12场，发放宣传资料8600份。", "not_said_of_all"),
        ("司法所开展普法宣传活动86场。", "not_said_of_all"),
        ("开展普法宣传活动86场。走进集市发放宣传资料8600份。", "not_said_of_all"),
        ("县法律援助中心办理法律援助案件86件。", ""),
        ("办结行政复议案件52件。", ""),
        ("全县共调解纠纷860件。达成书面协议310份。", ""),
        ("该县办理法律援助案件86件。", ""),
        ("法律援助工作站办理法律援助案件86件。", "not_said_of_all"),
        ("县、乡、村三级成立人民调解委员会160个。", ""),
        ("成立人民调解委员会160个。", "not_said_of_all"),
        ("去年办结行政复议案件52件。", "which_year"),
        ("较去年明显加快，办结行政复议案件52件。", ""),
        ("办结行政复议案件400 415件。", "digits_apart"),
        ("办结行政复议案件1 2 0件。", ""),
        ("办结行政复议案件1 203件。", ""),
        ("全县制作推送普法短视频36期。", "measured_otherwise"),
        ("全县期满解矫97人。", "part_without_whole"),
        ("全县解除矫正100人，其中期满解矫97人。", ""),
        ("全年受理法律援助案件420件，其中民事280件，挽回损失520万元。", "after_parts"),
        ("全县各级调委会化解重大疑难纠纷125件，调处成功率达98%。", "after_parts"),
        ("全年受理法律援助案件420件，其中民事280件；挽回损失520万元。", ""),
    ],
)
def test_what_nothing_says_is_of_all(text: str, doubt: str) -> None:
    assert doubts(text)[-1] == doubt


def test_a_target_that_only_its_section_makes_one_is_in_doubt() -> None:
    assert doubts("二、2024年工作计划\n\n全县法律明白人1536人。")[-1] == "target_by_its_section"
    assert doubts("二、2024年工作计划\n\n全县法律明白人达到1536人。")[-1] == ""


def test_a_year_that_the_text_only_most_likely_speaks_of_is_in_doubt() -> None:
    dated = "全县办理公证860件。\n\n2024年6月18日"
    assert doubts(dated, title="公证工作") == ["year_guessed"]


@pytest.mark.parametrize(
    ("told", "printed", "doubt"),
    [
        ("全年办理公证860件。2022年1至10月调解纠纷1400件。", "2022年11月20日", "year_guessed"),
        ("2021年办理公证860件。2022年1至10月调解纠纷1400件。", "2022年11月20日", ""),
        ("全年办理公证860件。", "2022年1月20日", ""),
    ],
)
def test_months_of_the_year_that_a_text_came_out_in_leave_the_year_that_it_opens_with_in_doubt(
    told: str, printed: str, doubt: str
) -> None:
    assert doubts(f"2021年全县企业超过3000户。{told}", title=f"服务企业（{printed}）")[0] == doubt


@pytest.mark.parametrize(
    ("title", "text", "doubt"),
    [
        ("某县水利局2023年法治政府建设工作报告", "县政府全年共收到行政复议申请88件。", "another_body"),
        ("某县水利局2023年法治政府建设工作报告", "据通报，全县共评查行政执法案卷260卷。", "another_body"),
        ("某县水利局2023年法治政府建设工作报告", "全年作出行政处罚12件。", ""),
        ("某县司法局2023年工作报告", "县政府全年共收到行政复议申请88件。", ""),
        ("某区人民法院工作报告", "2023年，全区开展普法宣传活动40场。", "another_body"),
        ("某区人民法院工作报告", "2023年，受理一审行政诉讼案件40件。", ""),
    ],
)
def test_an_office_is_believed_about_its_own_work_alone(title: str, text: str, doubt: str) -> None:
    assert doubts(text, title) == [doubt]


def test_a_saved_text_tells_its_topic_in_its_first_line() -> None:
    text = "某县2023年行政复议白皮书\n\n（一）审理与结案。审结86件，其中，维持41件。"
    document = parse_text(text, url="file:///case.txt", title="")
    found = [(item.indicator, item.value) for item in extract(document, CATALOGUE).observations]
    assert found == [("reconsideration.concluded", 86), ("reconsideration.upheld", 41)]


def test_those_that_are_new_stay_in_doubt_beside_all_there_are() -> None:
    assert doubts("全县新增法律明白人320名，总数达到1860名法律明白人。") == ["another_value_told", ""]
