"""What a clear wording counts may still be of one matter, one event, one field or one body: then there is a doubt."""

from __future__ import annotations

import pytest

from tests.extract.test_doubts import doubts


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("全县办理涉疫法律援助案件11件。", "one_matter"),
        ("全年办理特殊群体法律援助案件31件。", "for_a_group"),
        ("全年办结行政复议案件86件，制发意见书4份。", "another_body"),
        ("全年出具法律意见书186份。", ""),
        ("全年发放涉农宣传资料2.3万份。", "one_matter"),
        ("全年办理法律援助案件186件，涉及金额86万元。", ""),
        ("全年合法性审查规范性文件17件、政府合同92份、其他涉法事务136件。", "the_rest"),
        ("全年审查规范性文件、合同等其他涉法事务136件。", ""),
        ("活动现场共发放普法宣传资料3200份。", "one_event"),
        ("普法宣传月期间，全县共发放宣传资料1.2万份。", "one_event"),
        ("国家宪法日当天，全县共发放宣传资料6000余份。", "one_event"),
        ("全年开展宪法宣传周、民法典宣传月等普法活动128场次。", ""),
        ("县普法办牵头，全年开展普法宣传24场次，各乡镇130余场次。", "one_of_several_bodies"),
        ("全年开展普法宣传24场次，各乡镇均参加。", ""),
        ("渔业执法方面，全年罚没款52万元。", "one_office"),
        ("行政执法方面，全县罚没款520万元。", ""),
        ("全年行政复议受理案件涉及公安42件。", "strange_words"),
        ("全年行政复议受理案件共计42件。", ""),
        ("全县个别部门行政机关负责人出庭应诉率仅为71%。", "of_few"),
        ("全县出庭应诉率为97.1%。", ""),
        ("全县9个街道健全机制，审查街道文件、合同等268件。", "one_level"),
        ("全省督察组抽查我县行政处罚案卷30份。", "another_body"),
        ("市司法局对我县进行案卷评查，评查行政执法案卷36卷。", "another_body"),
        ("开展农民工讨薪专项行动，全县办理法律援助案件63件。", "one_event"),
        ("为农民工解答咨询416人次，全县办理法律援助案件63件。", "for_a_group"),
        ("全县成立行业性专业性调解委员会11个，聘用专职调解员38名。", "of_a_branch"),
        ("全县各级调委会、行业性专业性调解组织共有专职调解员38名。", ""),
        ("县司法局全年调解纠纷46件；县劳动人事争议仲裁院受理286件，调解成功率71%。", "one_office"),
        ("村（社区）法律顾问全年开展法治讲座134场。", "another_body"),
        ("全县256个村（社区）聘请法律顾问76名，调解矛盾纠纷687件。", "another_body"),
        ("县委常委会、县政府常务会议研究部署法治工作8次。", "joined_with_another"),
        ("2023年，县政府常务会议研究部署法治工作8次。", ""),
        ("全县设立园区法律服务站3个，解答法律咨询1348人次。", "some_places"),
        ("全县公共法律服务中心解答法律咨询1348人次。", ""),
        ("全年办理复议案件67件，其中纠错9件；办理行政应诉案件28件，败诉2件。", ""),
        ("全年审核区政府拟制发规范性文件19件、政府合同73件。", ""),
        ("乡镇综合行政执法队全年办理行政处罚案件79件。", "one_office"),
        ("全年代理县政府行政诉讼案件11件。", "as_agent"),
        ("全年法律顾问共代理行政复议案件4件、行政诉讼案件3件。", "as_agent"),
        ("全县行政诉讼案件23件，均由公职人员出庭。", ""),
        ("全年审核各类合同217份、政策文件89件。", "part_beside_parts"),
        ("全年审核各类合同217份、信访答复及其他涉法事务146件。", "the_rest"),
        ("全年审查合同217份，合法性审查总量达到412件。", ""),
        ("全县公示行政许可5213件、行政处罚1074件。", "published"),
        ("全县办理行政许可5213件、行政处罚1074件。", ""),
        ("全年审查部门、乡镇报备的规范性文件7件。", "another_body"),
        ("全年向市政府报备规范性文件7件。", ""),
        ("全年评查行政执法案卷246件；全县持证行政执法人员1351名。", ""),
        ("2023年召开县委依法治县委员会会议2次。", ""),
        ("召开县委全面依法治县委员会会议2次。", ""),
        ("全县个别镇街逾期答复政府信息公开申请2件。", "of_few"),
        ("全县新成立人民调解委员会6个。", "new_of_a_stock"),
        ("从2014年起推行政府法律顾问制度，全县16个乡镇聘请了法律顾问。", "stock_over_years"),
        ("全县现有人民调解委员会216个。", ""),
        ("全县新创建省级民主法治示范村6个。", ""),
        ("全县12个社区均建立法治文化长廊。", "places_that_have"),
        ("县政府全年收到部门报备文件63件，予以备案61件。", "another_body"),
        ("县行政复议局全年接待来访咨询412人次。", "another_body"),
        ("公共法律服务中心全年接待群众631人次，其中法律咨询426人次。", "part_named"),
        ("我局被申请行政复议9件，复议机关维持7件。", "as_respondent"),
        ("在全年执法检查中，评查行政执法案卷36卷。", ""),
        ("截至目前，广大律师办理法律援助案件46件。", "another_body"),
        ("全年组织律师事务所参与普法，办理法律援助案件46件。", ""),
        ("全县46名执业律师担任村（社区）法律顾问。", "of_others"),
        ("全县现有村（社区）法律顾问46名。", ""),
        ("全年学习习近平法治思想6次，邀请党校专家授课2次。", "faint_wording"),
        ("全年学习习近平法治思想6次，邀请党校专家专题授课2次。", ""),
    ],
)
def test_what_a_figure_may_be_of(text: str, doubt: str) -> None:
    assert doubts(text)[-1] == doubt


@pytest.mark.parametrize(
    ("title", "text", "doubt"),
    [
        ("某县2023年第四季度工作总结", "全县现有人民调解委员会216个。", "stock_in_a_part"),
        ("某县2023年第四季度工作总结", "全县共受理行政复议案件16件。", ""),
        ("某县2023年上半年工作总结", "全县现有人民调解委员会216个。", ""),
        ("调解工作稳步推进（2023年8月）", "2023年1-7月，全县调解纠纷900件。现有人民调解员1120名。", "stock_in_a_part"),
        (
            "普法工作新闻发布会（2024年9月）",
            "2021年以来，我县建设法治文化广场16个。全县共开展法治宣传活动98场次。",
            "guessed_period",
        ),
        ("普法工作新闻发布会（2024年9月）", "2021年以来，我县深入推进普法。全县共开展法治宣传活动98场次。", ""),
        (
            "县司法局2021—2024年行政复议工作报告",
            "自2022年3月1日起，县政府集中受理。截至2024年6月底，全县共受理行政复议案件31起。",
            "guessed_period",
        ),
        (
            "县司法局2021—2024年行政复议工作报告",
            "自2022年3月1日起，县政府集中受理。2024年截至目前，全县共受理行政复议案件31起。",
            "",
        ),
        (
            "某县2023年法治工作报告",
            "自2020年起实行行政复议委员会制度。全年受理行政复议案件31起。",
            "",
        ),
        (
            "某县2023年法治工作报告",
            "2021年以来，全县共建成法治文化广场16个。共受理行政复议案件46件。",
            "guessed_period",
        ),
        ("某县2023年法治工作报告", "2021年以来，全县共建成法治文化广场16个。今年受理行政复议案件46件。", ""),
    ],
)
def test_which_of_two_times_a_figure_is_of(title: str, text: str, doubt: str) -> None:
    assert doubts(text, title)[-1] == doubt


def test_what_an_event_brought_is_in_doubt_with_it() -> None:
    told = "全县举办“法治夜市”普法活动12期，发放宣传资料4200份；全年普法活动共386场次，受教育群众2.1万人次。"
    assert doubts(told) == ["strange_words", "another_value_told", "", ""]


def test_what_became_of_the_cases_against_one_bureau_is_in_doubt() -> None:
    told = "全年行政复议案件4件，行政复议维持3件。"
    assert doubts(told, title="某县生态环境局2023年法治政府建设工作报告")[-1] == "as_respondent"
    assert doubts(told, title="某县司法局2023年法治政府建设工作报告")[-1] == ""


def test_disputes_taken_up_are_not_those_that_ended() -> None:
    assert doubts("企业矛盾纠纷调解中心全年受理涉企纠纷162件，成功调处151件。")[0] == "part_named"


def test_nothing_that_a_township_tells_of_itself_is_certain() -> None:
    told = "2024年，我镇共调解矛盾纠纷86件，调解成功84件。我镇开展法治宣传活动12场次。"
    of_a_town = doubts(told, title="清溪镇2024年法治政府建设工作总结")
    of_a_county = doubts(told.replace("我镇", "我县"), title="清溪县2024年法治政府建设工作总结")
    assert "one_township" in of_a_town
    assert "" not in of_a_town
    assert "" in of_a_county


def test_what_is_asked_of_others_is_a_doubtful_target() -> None:
    plan = "某县2024年法治工作要点"
    assert doubts("建议各单位负责人出庭应诉率达到100%。", title=plan) == ["target_by_its_section"]
    assert doubts("负责人出庭应诉率达到100%。", title=plan) == [""]


def test_parts_in_parentheses_without_a_name_of_theirs_are_in_doubt() -> None:
    assert doubts("全区43个调委会（村、社区调委会35个）。") == ["", "part_without_member"]
