"""Figures that tell of some of their kind only, or of a time left open, are not certain; what looks alike is."""

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
    return [item.doubt for item in extract(document, CATALOGUE).observations]


def test_what_is_compared_with_is_as_sure_as_what_is_told() -> None:
    assert doubts("全县持证执法人员由2022年的632人增加至863人。") == ["", ""]
    assert doubts("2022年，全县办理公证860件。") == ["earlier_period"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2022年调解纠纷4821件、2023年4310件，成功率均在99%以上。", "which_year"),
        ("全县涉及征收补偿的行政诉讼案件12件，败诉3件。", "some_of_the_cases"),
        ("社区服刑人员累计接收1126人，解除矫正963人。", "new_or_cumulative"),
        ("全县出庭应诉率100%，其中县政府负责人出庭6件。", "part_of_another"),
        ("全县设行政复议服务点86个，接待群众来访法律咨询1200人次。", "one_office"),
        ("县公安局执法有序，办理行政复议案件9件，维持8件。", "one_office"),
        ("全年作为被申请人参与行政复议，维持8件。", "as_respondent"),
        ("全县建成公共法律服务中心1个，其中：村级1个、镇级联络便民点8个。", "strange_words"),
        ("953名执法人员完成60学时的学习任务。", "target_told_as_done"),
        ("全县涉企行政复议案件收案多，办结行政复议案件86件。", "some_of_the_cases"),
        ("全县审查合同130件，其中县司法局审查86件，提出法律意见64条。", "after_parts"),
        ("全县审查合同130件，提出法律意见64条。", ""),
        ("全县综治中心全年共化解矛盾纠纷3700件。", "another_body"),
        ("全县涉及征收补偿的行政诉讼案件12件；全县行政诉讼败诉3件。", ""),
        ("全县出庭应诉率由2019年的61%提高到96%，四年提高了35个百分点。", "against_another_year"),
        ("全县出庭应诉率由2022年的91%提高到96%，提高了5个百分点。", ""),
        ("全县1—9月办理公证663件，比去年全年多25件。", "against_another_year"),
        ("全县办理公证663件，比去年多25件。", ""),
    ],
)
def test_a_change_over_another_time_than_a_year(text: str, last: str) -> None:
    assert doubts(text)[-1] == last


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("全县涉及自然资源领域的行政诉讼案件12件。", "some_of_the_cases"),
        ("全县各级法院受理的行政诉讼案件12件。", ""),
        ("全县今年的行政诉讼案件12件。", ""),
        ("法律顾问全年共起草审查合同87份。", "drafted"),
        ("全年利用农贸会、庙会举办法制讲座34场次。", "for_the_people"),
        ("全年深入村、社区开展法治讲座92场次。", "for_the_people"),
        ("全年为领导干部举办法治讲座12场。", ""),
        ("全县行政执法规范，乡镇（街道）以自身名义办理案件231件，罚没款46.8万元。", "one_level"),
        ("全县办理处罚案件的罚没款46.8万元。", ""),
        ("全县各镇街共查处违法案件231件，罚没款46.8万元。", "one_level"),
        ("全县各部门、乡镇共查处违法案件231件，罚没款46.8万元。", ""),
        ("全面清理行政规范性文件，继续有效121件。", "some_of_their_kind"),
        ("全县现行有效行政规范性文件121件。", ""),
        ("法律顾问全年共审查合同87份。", ""),
        ("委员会全年召开会议，4个协调小组分别召开会议2次。", "one_of_several_kinds"),
        ("过去三年，全县办理公证有序，调解成功率始终保持在98%以上。", "guessed_period"),
        ("全县调解成功率始终保持在98%以上。", ""),
        ("行政应诉工作有序，因故委派专人到庭2件。", "strange_words"),
        ("行政应诉工作有序，全年实际出庭36件。", ""),
        ("全县办理房产公证86件。", "strange_words"),
        ("清河县全年办理公证86件。", ""),
        ("年内建成州级公共法律服务中心1个。", "level_above"),
        ("全县建成县级公共法律服务中心1个。", ""),
        ("全县法律明白人活跃，开展普法宣传120场。", "by_volunteers"),
        ("全县尚未审结的行政复议案件6件。", ""),
        ("城管部门全年实施行政处罚736件。", "one_office"),
        ("市政府本级收到行政复议申请436件。", "one_of_several_bodies"),
        ("全县各部门全年实施行政处罚736件。", ""),
        ("县司法局全年作出行政处罚3件。", "one_office"),
        ("县政府常务会议会前学法8次。", ""),
        ("会前集体学法8次。", "strange_words"),
        ("县政府常务会议听取汇报，研究法治议题24个。", ""),
        ("全年办理政府信息公开申请9件。", "received_or_answered"),
        ("全县因信息公开被提起诉讼，收到复议申请12件。", "on_disclosure"),
        ("全县查办涉农违法案件61起，罚没款73.2万元。", "some_of_the_cases"),
        ("全县查办各类违法案件610起，罚没款73.2万元。", ""),
    ],
)
def test_words_that_tell_of_some_or_of_an_open_time(text: str, doubt: str) -> None:
    assert doubts(text) == [doubt]


def test_all_of_whom_so_many_are_told_are_not_those_that_are_told() -> None:
    assert doubts("全县18个司法所完成规范化建设的有14个。")[0] == "of_the_next_figure"


def test_a_work_report_of_a_year_may_be_on_the_one_before() -> None:
    told = "过去一年，我们坚持依法行政，行政复议综合纠错率15.2%。2024年，公证工作继续推进。"
    assert doubts(told, "某县2024年政府工作报告") == ["which_year"]
    assert doubts("全县行政复议综合纠错率15.2%。", "某县2024年政府工作报告") == [""]
