"""Forms and statistics tables of the synthetic country: HTML with labels for the cells that mean one of ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from benchmarks.synthetic.truth import Figures
from benchmarks.synthetic.wording import Label, Told, units

_RESULTS = (
    ("（一）予以公开", "granted"),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partial"),
    ("（三）不予公开", "refused"),
    ("（四）无法提供", "unavailable"),
    ("（五）不予处理", "not_handled"),
    ("（六）其他处理", "other"),
)
_APPLICANTS = "<td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td>"
_PENALTIES = (
    ("警告、通报批评", "warning"),
    ("罚款", "fine"),
    ("没收违法所得、没收非法财物", "confiscation"),
    ("暂扣许可证件、降低资质等级", "licence_suspended"),
    ("吊销许可证件", "licence_revoked"),
    ("责令停产停业、责令关闭", "closure"),
    ("行政拘留", "detention"),
    ("其他行政处罚", "other"),
)
_LICENCES = (
    ("申请数量", "enforcement.licence_applications"),
    ("受理数量", "enforcement.licences_accepted"),
    ("许可数量", "enforcement.licences"),
    ("不予许可数量", "enforcement.licences_refused"),
    ("撤销许可数量", "enforcement.licences_revoked"),
)
_BULLETIN = (
    ("行政复议申请收到数", "件", "reconsideration.received"),
    ("行政复议受理数", "件", "reconsideration.accepted"),
    ("一审行政诉讼案件数", "件", "litigation.filed"),
    ("法律援助案件受理数", "件", "legal_aid.cases"),
    ("人民调解委员会", "个", "mediation.committees"),
    ("人民调解员", "人", "mediation.mediators"),
    ("在册社区矫正对象", "人", "corrections.current"),
    ("执业律师", "人", "lawyers.practising"),
    ("公证办理件数", "件", "notary.cases"),
    ("普法宣传活动", "场次", "publicity.events"),
)
Rows = list[list[object]]


def disclosure_forms(figures: Figures, period: str) -> Told:
    """Tables two to four of a disclosure report under 国办公开办函〔2021〕30号; all applicants are of one sort."""
    told = _Cells(figures, period)
    tables = [_proactive(told), _requests(told), _disputes(told)]
    return Told("".join(tables), tuple(told.labels))


def enforcement_tables(figures: Figures, period: str) -> Told:
    """Penalties by type with their total, and licences."""
    told = _Cells(figures, period)
    head = "".join(f"<th>{name}</th>" for name, _ in _PENALTIES)
    cells = "".join(f"<td>{told('enforcement.penalties', f'type={member}')}</td>" for _, member in _PENALTIES)
    penalties = (
        f"<p>一、行政处罚情况</p><table><tr><th>单位</th>{head}<th>合计（宗）</th></tr>"
        f"<tr><td>合计</td>{cells}<td>{told('enforcement.penalties')}</td></tr></table>"
    )
    rows = "".join(f"<tr><td>{name}</td><td>{told(code)}</td></tr>" for name, code in _LICENCES)
    licences = f"<p>二、行政许可情况</p><table><tr><th>项目</th><th>数量（宗）</th></tr>{rows}</table>"
    return Told(penalties + licences, tuple(told.labels))


def bulletin_table(figures: Figures, before: Figures, period: str) -> Told:
    """Indicators by row, this year and the year before by column."""
    now, then = _Cells(figures, period), _Cells(before, str(int(period) - 1), kind="previous")
    rows = "".join(
        f"<tr><td>{name}</td><td>{unit}</td><td>{now(code)}</td><td>{then(code)}</td></tr>"
        for name, unit, code in _BULLETIN
    )
    head = f"<tr><th>指标</th><th>单位</th><th>{period}年</th><th>{int(period) - 1}年</th></tr>"
    return Told(f"<table>{head}{rows}</table>", (*now.labels, *then.labels))


def enforcement_sheet(figures: Figures, period: str) -> tuple[Rows, tuple[Label, ...]]:
    """The same licences and penalties as rows of a spreadsheet."""
    told = _Cells(figures, period)
    items = [(f"行政许可{name}", code) for name, code in _LICENCES[:3]]
    items += [("行政处罚", "enforcement.penalties"), ("行政强制", "enforcement.compulsory_measures")]
    items += [("行政检查（次）", "enforcement.inspections")]
    return [["项目", "数量（件）"], *([name, int(told(code))] for name, code in items)], tuple(told.labels)


class _Cells:
    """Gives the values of cells and notes their labels."""

    def __init__(self, figures: Figures, period: str, *, kind: str = "actual") -> None:
        self._figures = figures
        self._period = period
        self._kind = kind
        self.labels: list[Label] = []

    def __call__(self, code: str, member: str = "") -> Decimal:
        value = self._figures[f"{code}|{member}" if member else code]
        self.labels.append(Label(code, f"{value:f}", value, units()[code], self._period, self._kind, "", member))
        return value

    def none_of_ours(self, value: object) -> object:
        number = Decimal(str(value))
        if number:
            self.labels.append(Label("?", f"{number:f}", number, "件", self._period))
        return value


def _proactive(told: _Cells) -> str:
    heads = "<tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    documents = "".join(f"<td>{told(f'normative.{what}')}</td>" for what in ("issued", "repealed", "in_force"))
    decided = "<tr><td>信息内容</td><td colspan='3'>本年处理决定数量</td></tr>"
    sixth = "".join(
        f"<tr><td>{name}</td><td colspan='3'>{told(code)}</td></tr>"
        for name, code in (("行政处罚", "enforcement.penalties"), ("行政强制", "enforcement.compulsory_measures"))
    )
    return (
        "<p>二、主动公开政府信息情况</p><table><tr><td colspan='4'>第二十条第（一）项</td></tr>"
        f"{heads}<tr><td>行政规范性文件</td>{documents}</tr><tr><td colspan='4'>第二十条第（五）项</td></tr>{decided}"
        f"<tr><td>行政许可</td><td colspan='3'>{told('enforcement.licences')}</td></tr>"
        f"<tr><td colspan='4'>第二十条第（六）项</td></tr>{decided}{sixth}</table>"
    )


def _requests(told: _Cells) -> str:
    """All applicants are natural persons, so their column repeats the total."""
    name = "disclosure.requests_answered"
    head = (
        "<tr><td colspan='2' rowspan='3'>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan='7'>申请人情况</td></tr><tr><td rowspan='2'>自然人</td><td colspan='5'>法人或其他组织</td>"
        f"<td rowspan='2'>总计</td></tr><tr>{_APPLICANTS}</tr>"
    )
    results = [(title, told(name, f"result={member}")) for title, member in _RESULTS]
    answered = [*results, ("（七）总计", told(name))]
    rows = [_wide("<td colspan='2'>一、本年新收政府信息公开申请数量</td>", told("disclosure.requests_received"), told)]
    carried = answered[-1][1] + told("disclosure.requests_carried_over") - told("disclosure.requests_received")
    rows.append(_wide("<td colspan='2'>二、上年结转政府信息公开申请数量</td>", carried, told))
    told.none_of_ours(carried)
    for place, (title, value) in enumerate(answered):
        span = f"<td rowspan='{len(answered)}'>三、本年度办理结果</td>" if not place else ""
        rows.append(_wide(f"{span}<td>{title}</td>", value, told))
    left = told("disclosure.requests_carried_over")
    rows.append(_wide("<td colspan='2'>四、结转下年度继续办理</td>", left, told))
    return f"<p>三、收到和处理政府信息公开申请情况</p><table>{head}{''.join(rows)}</table>"


def _wide(title: str, value: Decimal, told: _Cells) -> str:
    told.none_of_ours(value)
    return f"<tr>{title}<td>{value}</td>{'<td></td>' * 5}<td>{value}</td></tr>"


def _disputes(told: _Cells) -> str:
    kinds = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    members = ("upheld", "corrected", "other", "pending")
    values: Sequence[object] = [told("disclosure.reconsideration", f"result={member}") for member in members]
    values = [*values, told("disclosure.reconsideration")]
    head = _cells((f"<td rowspan='2'>{kind}</td>" for kind in kinds), "")
    litigation = "<td colspan='5'>未经复议直接起诉</td><td colspan='5'>复议后起诉</td>"
    return (
        "<p>四、政府信息公开行政复议、行政诉讼情况</p><table>"
        "<tr><td colspan='5'>行政复议</td><td colspan='10'>行政诉讼</td></tr>"
        f"<tr>{head}{litigation}</tr><tr>{_cells(kinds * 2)}</tr><tr>{_cells(values)}{_cells([0] * 10)}</tr></table>"
    )


def _cells(values: Iterable[object], tag: str = "td") -> str:
    return "".join(f"<{tag}>{value}</{tag}>" if tag else str(value) for value in values)
