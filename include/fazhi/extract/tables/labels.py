"""What a label or heading of a table says besides what it counts: the unit, the year, a change, a total, a part."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from fazhi.extract.calendar_words import PART_OF_YEAR
from fazhi.extract.tables.units import is_unit, split_unit

Role = Literal["", "previous", "report", "done", "change", "target", "beside"]


@dataclass(frozen=True, slots=True, eq=False)
class Facets:
    """`name` is what remains to be looked up, empty where the label says nothing of its own (数量, 2024年).

    `period` is the expression of time printed (`2023年上半年`), `role` tells whose column this is: `report` for the
    document's own period (本年), `previous` for the year before (上年同期), `done` for what was reached (实际完成),
    `change`, `target`, or `beside` for what is no figure of an indicator (完成率, 排名). `total`, `subtotal` and
    `part` mark 合计, 小计 and 其中; `region` is the 市 of 全市.
    """

    name: str
    unit: str = ""
    period: str = ""
    role: Role = ""
    total: bool = False
    subtotal: bool = False
    part: bool = False
    region: str = ""
    relative: bool = False
    """A change given as a rate (增长率, 同比): in percent unless the table says otherwise."""
    falls: bool = False
    """A change whose heading says that it is a fall (降幅): a figure without a sign is negative."""


_NUMBERING = re.compile(
    r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+、|\d{1,2}[、.](?!\d)|[①-⑳]|[-*·●▪])+"
)
_PART = re.compile(r"^(?:其中|#)[:,]?|^\(其中[:,]?(?P<inside>[^)]+)\)$")
_YEARS = re.compile(
    r"\(?(?:截至|至)?(?P<time>(?:19|20)\d{2}(?:年度?)?(?:[-~至]+(?:(?:19|20)\d{2}年度?|\d{1,2}月))?"
    rf"(?:{PART_OF_YEAR}份?|\d{{1,2}}月份?)?)(?:底|末|全年)?\)?"
)
_PART_OF_YEAR = re.compile(PART_OF_YEAR)
_LAST_YEAR = re.compile(r"(?:上一?年度?|去年)(?:同期|同月)?|同期(?=数|值|$)|上期")
_THIS_YEAR = re.compile(r"(?:本|今|当|报告)年度?(?:累计)?|本期|报告期|全年(?:累计)?")
_CHANGE_FILLER = re.compile(
    r"[与比较同和]|(?:19|20)\d{2}年?度?|上一?年度?|去年度?|上期|同期|相比|相较|情况|幅度|数量|比例|百分比|[数量额值率度幅:,、/()]|±|\+-?|-"
)
_CHANGE_WORD = re.compile(
    r"(?:同?比?(?:增减|增长|增加|净增|增速|升降|变化|变动|涨跌|涨|降|减少|下降|上升|增|减|升|或|速))+|同比"
)
_CHANGE = re.compile(r"同比|增|减|升降|变化|变动|涨|降|上升|相比|±")
_FALL = re.compile(r"减|降")
_RISE = re.compile(r"增|升|涨|变")
_RATE_OF_CHANGE = re.compile(r"率|幅|速|百分比|同比(?!增减|数)")
# 年度指标值 beside 实际完成值: the tables of a 绩效自评
_TARGET = re.compile(
    r"(?:年度|年初|全年|本年)?(?:目标|计划|任务|预期)(?:任务)?(?:值|数|数量|指标)?|年度指标值|绩效指标值"
)
_DONE = re.compile(r"(?:累计|年度|全年)?(?:实际(?:完成|达到|执行)?|完成|实绩)(?:值|数|数量|情况|量)?")
_BESIDE = re.compile(
    r".*(?:排名|位次|名次|完成(?:率|比例|进度)|占比|比重|占总数比例|备注|权重|分值|得分|评分|环比).*"
    r"|(?:说明|责任.*|联系.*|进度|完成时限|时间|日期|年龄|地址|邮编|传真|.*(?:电话|号码|热线|编码|编号|文号|代码))"
)
_GENERIC = re.compile(
    r"(?:统计|工作|业务|考核|主要|评价|办理|本年|年度|实际|累计|具体)*"
    r"(?:数量|数值|数据|件数|总数|总量|次数|人数|个数|金额|数|值|量|指标值?|完成(?:情况|数|值|量)?|实绩|实际|项目|内容|信息内容|"
    r"类别|类型|种类|名称|事项|情况|业务|办理情况|统计数|指标名称|结果|小?类|统计|地区|单位|\(|\))?"
)
_TOTAL = re.compile(
    r"(?:全(?P<in>[县市区州旗盟])|全域)?(?:合|总|共|累)计(?:数|数量|件数)?|全(?P<of>[县市区州旗盟])(?:总数|数)?|"
    r"总(?:数|量|件数)|[我本](?P<own>[县市区州旗盟])(?:数据|情况|数值?|平均)?"
)


@lru_cache(maxsize=16_384)
def facets_of(label: str) -> Facets:
    """Take a label (`cells.as_label`) apart."""
    label = _NUMBERING.sub("", label)
    label, part = _without_part_mark(label)
    if is_unit(label):
        return Facets("", unit=label.strip("()"), part=part)
    label, unit = split_unit(label)
    if _is_change(label):
        falls = bool(_FALL.search(label)) and not _RISE.search(label)
        relative = bool(_RATE_OF_CHANGE.search(label))
        return Facets("", unit=unit, role="change", relative=relative, falls=falls, part=part)
    if _BESIDE.fullmatch(label) and not unit.startswith("万"):
        return Facets(label, unit=unit, role="beside", part=part)
    rest, period, role = _without_time(label)
    if _TARGET.fullmatch(rest):
        return Facets("", unit=unit, period=period, role="target")
    if not role and _DONE.fullmatch(rest):
        role = "done"
    if total := _TOTAL.fullmatch(rest):
        region = total["in"] or total["of"] or total["own"] or ""
        return Facets("", unit=unit, period=period, role=role, total=True, part=part, region=region)
    subtotal = rest == "小计"
    name = "" if subtotal or _GENERIC.fullmatch(rest) else rest
    return Facets(name, unit=unit, period=period, role=role, subtotal=subtotal, part=part)


def _without_part_mark(label: str) -> tuple[str, bool]:
    match = _PART.match(label)
    if not match:
        return label, False
    return match["inside"] or label[match.end() :], True


def _is_change(label: str) -> bool:
    if not _CHANGE.search(label):
        return False
    core = _CHANGE_FILLER.sub("", label)
    return not core or bool(_CHANGE_WORD.fullmatch(core))


def _without_time(label: str) -> tuple[str, str, Role]:
    match = _YEARS.search(label)
    if match:
        time = match["time"]
        if time.isdigit():
            time += "年"
        return label[: match.start()] + label[match.end() :], time, ""
    for pattern, role in ((_LAST_YEAR, "previous"), (_THIS_YEAR, "report")):
        match = pattern.match(label)
        if match:
            rest = label[match.end() :]
            inside = _PART_OF_YEAR.match(rest)
            period = inside[0] if inside else ""
            return rest[len(period) :], period, role  # type: ignore[return-value]
    match = _PART_OF_YEAR.match(label)
    if match:
        return label[match.end() :], match[0], "report"
    return label, "", ""
