"""The sections: what was published, what moved, who leads and lags, what is missing, what contradicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from fazhi.bulletin import wording
from fazhi.bulletin.layout import Bulletin, Cell, Section, quoted, table
from fazhi.bulletin.reading import Due, Facts, Figure, Revision, Scored
from fazhi.bulletin.standing import FEWEST_CASES, FEWEST_COUNTIES, Judge, Movement, Standing
from fazhi.catalogue import Catalogue
from fazhi.reconcile.identities import Identity

LONGEST = 40
"""Rows of a table that lists the greatest or the latest; the marts have all."""

_OPERAND = re.compile(r"([a-z_]+\.[a-z0-9_]+)(?:\[(\w+=\w+)\])?")
_ENDS = 10
_IN_TIME = "按时"
_FORMS = {"": "年度通报", "H": "半年通报", "Q": "季通报", "-": "月调度"}


def compose(facts: Facts, catalogue: Catalogue, identities: Sequence[Identity]) -> Bulletin:
    """The bulletin of what was read; the same facts give the same bulletin."""
    judge = Judge(catalogue, identities)
    standings, movements = judge.standings(facts), judge.movements(facts)
    rests_on = {identity.id: identity.rests_on for identity in identities}
    parts = (
        *_overview(facts, standings, movements),
        *_published(facts),
        *_moved(facts, movements, catalogue),
        *_standing(facts, standings),
        *_missing(facts, judge),
        *_contradicting(facts, catalogue, rests_on),
        _notes(facts),
    )
    form = _FORMS[facts.period.code[4:5]]
    title = f"{facts.province_name}法治建设指标{form}（{facts.period.name_zh}）"
    return Bulletin(title, wording.STANDING, parts, tuple(facts.sources[url] for url in quoted(parts)))


def _overview(facts: Facts, standings: Sequence[Standing], movements: Sequence[Movement]) -> Iterator[Section]:
    period, year = facts.period, facts.period.reported_year
    about = (
        f"本期为{year}年度，汇总关于{year}年的文件和数据，不论何时公布。"
        if period.whole_year
        else f"本期为{period.start}至{period.end}公布的文件；年度数据比较{year}年的（年度报告在次年公布）。"
    )
    until = f"数据采集至{facts.read_until}（最近一次采到新内容之日）。" if facts.read_until else "本库尚无该省数据。"
    counties = len(facts.counties)
    said = sum(each.observations for each in facts.published)
    late = [each for each in facts.due if each.year == year and _status(each, facts) != _IN_TIME]
    yield Section(
        "一、总体情况",
        (
            about + until,
            f"涉及{counties}个县(市、区)，本期公布文件{len(facts.published)}件、数据{said}项；"
            f"数值较上年可比且有变动{len(movements)}项，已入库数据更正{len(facts.revisions)}项；"
            f"有优劣方向的核心指标中{sum(bool(each.leading) for each in standings)}项可以排出先后；"
            f"应公开而逾期或未见公开的文件{len(late)}件，核对矛盾{len(facts.contradictions)}处。",
        ),
    )


def _published(facts: Facts) -> Iterator[Section]:
    kinds = Counter(each.document_type for each in facts.published)
    heard = {each.region_code for each in facts.published}
    silent = [name for code, name in facts.counties.items() if code not in heard]
    said = [f"{name}{kinds[kind]}件" for kind, name in wording.TYPES.items() if kinds[kind]]
    undated = sum(each.published_on is None for each in facts.published)
    paragraphs = [f"共{len(facts.published)}件：{'，'.join(said)}。" if said else "本期未采到公布的文件。"]
    if undated:
        paragraphs.append(f"其中{undated}件未注明发布日期，按首次采集日期计入。")
    if silent:
        paragraphs.append(f"本期没有公布文件的有{len(silent)}个：{'、'.join(silent)}。")
    rows = [
        (
            Cell(each.region_name),
            Cell(wording.TYPES.get(each.document_type, each.document_type)),
            Cell(each.title, (each.url,)),
            Cell(wording.day(each.published_on)),
            Cell(str(each.observations)),
        )
        for each in facts.published
        if each.document_type != "other"
    ]
    yield Section("二、公布情况", tuple(paragraphs), table(("县(市、区)", "文种", "标题", "发布日期", "数据项"), rows))


def _moved(facts: Facts, movements: Sequence[Movement], catalogue: Catalogue) -> Iterator[Section]:
    yield Section("三、变动情况")
    yield _compared(facts.period.reported_year, movements)
    yield _corrected(facts, catalogue)


def _compared(year: int, movements: Sequence[Movement]) -> Section:
    doubtful = sum(each.doubtful for each in movements)
    better = sum(each.better and not each.doubtful for each in movements)
    worse = len(movements) - better - doubtful
    rows = [
        (
            Cell(each.later.region_name),
            Cell(each.indicator.name_zh),
            _figure(each.earlier),
            _figure(each.later),
            Cell(_change(each)),
            Cell("待核" if each.doubtful else "向好" if each.better else "向差"),
        )
        for each in movements
    ]
    said = (
        f"原因均为公布了新一年度数据。变动{len(movements)}项：向好{better}项，向差{worse}项，"
        f"相差十倍以上待核{doubtful}项；按变动幅度最多列出{LONGEST}项。",
        f"约数、界限值、识别存疑和核对矛盾的数据，以及不足{FEWEST_CASES}的件数、基数不足{FEWEST_CASES}的比率不作比较。",
    )
    found = table(("县(市、区)", "指标", f"{year - 1}年", f"{year}年", "变动", "方向"), rows, LONGEST)
    return Section(f"（一）{year}年与{year - 1}年相比", said, found, level=2)


def _corrected(facts: Facts, catalogue: Catalogue) -> Section:
    rows = [
        (
            Cell(each.region_name),
            Cell(_name(catalogue, each.indicator_code, each.breakdown)),
            Cell(each.period),
            Cell(wording.number(each.earlier_value) + each.unit, (each.earlier_url,)),
            _later(each),
            Cell(wording.CAUSES.get(each.cause, each.cause)),
            Cell(wording.day(each.on)),
        )
        for each in facts.revisions
    ]
    found = table(("县(市、区)", "指标", "期间", "原值", "现值", "原因", "日期"), rows, LONGEST)
    return Section("（二）已入库数据的更正", () if rows else ("本期没有更正。",), found, level=2)


def _later(revision: Revision) -> Cell:
    if revision.later_value is None:
        return Cell("不再采用")
    urls = (revision.later_url,) if revision.later_url else ()
    return Cell(wording.number(revision.later_value) + revision.unit, urls)


def _standing(facts: Facts, standings: Sequence[Standing]) -> Iterator[Section]:
    year = facts.period.reported_year
    yield Section(f"四、领先与滞后（{year}年）")
    if facts.scores:
        yield _scores(facts.scores)
    rows = [
        (
            Cell(each.indicator.name_zh + ("↑" if each.indicator.direction == "+" else "↓")),
            Cell(str(each.ranked)),
            _places(each.leading, each),
            _places(each.lagging, each),
            Cell("；".join(f"{reason}{count}县" for reason, count in each.unranked.items()) or "—"),
            Cell(str(each.zeros)),
            Cell(wording.names([facts.counties[code] for code in each.unpublished]) or "无"),
        )
        for each in standings
    ]
    yield Section(
        "（二）分指标" if facts.scores else "（一）分指标",
        (
            "↑为越高越好，↓为越低越好；数量类指标未按人口折算，大县、小县不宜直接相比。"
            f"不足{FEWEST_COUNTIES}县可比、或各县数值相同的，不排先后；*表示比率的基数未公布。"
            "“公布为零”是公布的数值，“未公布”是没有找到公布的数值，两者不同。",
        ),
        table(("指标", "可比县数", "领先", "滞后", "不参与排序", "公布为零(县数)", "未公布"), rows),
        level=2,
    )


def _scores(scores: Sequence[Scored]) -> Section:
    first = scores[0]
    shown = list(scores) if len(scores) <= 3 * _ENDS else [*scores[:_ENDS], *scores[-_ENDS:]]
    rows = [
        (
            Cell(str(each.rank)),
            Cell(each.region_name),
            Cell(wording.number(each.total)),
            Cell("—" if each.total_low is None or each.total_high is None
                 else f"{wording.number(each.total_low)}至{wording.number(each.total_high)}"),
            Cell(str(each.items_unpublished)),
        )
        for each in shown
    ]  # fmt: skip
    found = table(("位次", "县(市、区)", "参考分", "可能区间", "未公布项"), rows)
    said = f"依据《{first.scheme_name}》第{first.scheme_version}版，满分{wording.number(first.full_mark)}分，"
    said += f"{wording.STATES.get(first.state, first.state)}。"
    if len(shown) < len(scores):
        said += f"共{len(scores)}县，列出前{_ENDS}名和后{_ENDS}名。"
    return Section("（一）参考分", (said,), found, level=2)


def _missing(facts: Facts, judge: Judge) -> Iterator[Section]:
    yield Section("五、缺失与逾期")
    yield _overdue(facts)
    yield _unpublished(facts, {indicator.code for indicator in judge.compared})


def _overdue(facts: Facts) -> Section:
    year = facts.period.reported_year
    due = [each for each in facts.due if each.year == year]
    rows = []
    for each in due:
        status = _status(each, facts)
        if status != _IN_TIME:
            cells = (each.region_name, str(each.year), wording.TYPES[each.document_type], wording.day(each.due_date))
            rows.append((*map(Cell, cells), Cell(status, (each.url,) if each.url else ())))
    said = [f"{year}年度到期应公开{len(due)}件，其中逾期或未见公开{len(rows)}件。"]
    earlier = [each for each in facts.due if each.year < year and not each.found]
    if earlier:
        counties = len({each.region_code for each in earlier})
        said.append(f"以前年度仍未见公开的{len(earlier)}件，涉及{counties}个县(市、区)。")
    if facts.silent:
        said.append(f"已接入但从未采到文件的县：{'、'.join(each.region_name for each in facts.silent)}。")
    found = table(("县(市、区)", "年度", "文种", "应公开日期", "情况"), rows)
    return Section("（一）应公开的文件", tuple(said), found, level=2)


def _unpublished(facts: Facts, codes: Collection[str]) -> Section:
    year = facts.period.reported_year
    given: dict[str, list[Figure]] = {code: [] for code in facts.counties}
    for figure in facts.figures:
        if figure.year == year and figure.indicator_code in codes:
            given.setdefault(figure.region_code, []).append(figure)
    rows = [
        (
            Cell(facts.counties.get(code, code)),
            Cell(str(len(figures))),
            Cell(str(sum(figure.value == 0 for figure in figures))),
            Cell(str(len(codes) - len(figures))),
        )
        for code, figures in given.items()
    ]
    said = (f"有优劣方向的核心指标共{len(codes)}项；未公布不等于零。",)
    found = table(("县(市、区)", "已公布", "其中公布为零", "未公布"), rows)
    return Section(f"（二）{year}年数据的缺项", said, found, level=2)


def _status(due: Due, facts: Facts) -> str:
    """What became of a document by the end of the period; a year's bulletin tells what is known now."""
    if not due.found:
        return "未见公开"
    if due.published_on is None:
        return "已公开，未注明日期"
    if due.published_on <= due.due_date:
        return _IN_TIME
    if not facts.period.whole_year and due.published_on > facts.period.end:
        return f"期末未见公开（{due.published_on}公开）"
    return f"逾期{(due.published_on - due.due_date).days}天（{due.published_on}公开）"


def _contradicting(facts: Facts, catalogue: Catalogue, rests_on: Mapping[str, str]) -> Iterator[Section]:
    yield Section("六、矛盾与存疑", ("只列出，不改数；请有关县核对原文。",))
    rows = [
        (
            Cell(each.region_name),
            Cell(each.period),
            Cell(rests_on.get(each.identity, each.identity)),
            Cell(wording.number(each.found), (each.url,)),
            Cell(wording.number(each.expected)),
            Cell(_OPERAND.sub(lambda operand: _name(catalogue, operand[1], operand[2] or ""), each.operands or "—")),
        )
        for each in facts.contradictions
    ]
    yield Section(
        "（一）核对矛盾",
        () if rows else ("本期没有发现。",),
        table(("县(市、区)", "期间", "核对依据", "文中数值", "推算数值", "涉及数据"), rows),
        level=2,
    )
    doubtful = [
        (
            Cell(each.region_name),
            Cell(_name(catalogue, each.indicator_code)),
            _figure(each),
            Cell(str(each.sources_agreeing)),
            Cell(str(each.sources_disagreeing)),
        )
        for each in facts.figures
        if each.sources_disagreeing and each.year == facts.period.reported_year
    ]
    yield Section(
        "（二）不同文件说法不一",
        () if doubtful else ("没有发现。",),
        table(("县(市、区)", "指标", "采用数值", "一致来源", "不一致来源"), doubtful, LONGEST),
        level=2,
    )


def _notes(facts: Facts) -> Section:
    return Section(
        "七、说明",
        (
            wording.STANDING,
            "方括号内数字为来源编号，对应文末所列原文件；同一指标有多个来源时按既定规则选用其一。",
            "个人姓名、证件号、电话和账号已作遮蔽。",
        ),
    )


def _places(figures: Sequence[Figure], standing: Standing) -> Cell:
    if not figures:
        return Cell("—")
    shown = [
        f"{each.region_name}{wording.figure(each)}{'*' if each.region_code in standing.without_base else ''}"
        for each in figures
    ]
    return Cell(wording.names(shown), tuple(each.url for each in figures[: wording.NAMES_SHOWN]))


def _figure(figure: Figure) -> Cell:
    return Cell(wording.figure(figure), (figure.url,))


def _change(movement: Movement) -> str:
    if movement.indicator.unit == "%":
        return f"{wording.signed(movement.change)}个百分点"
    percent = (movement.relative * 100).quantize(Decimal("0.01"))
    return f"{wording.signed(movement.change)}{movement.later.unit}（{wording.signed(percent)}%）"


def _name(catalogue: Catalogue, code: str, breakdown: str = "") -> str:
    """The name of an indicator, with its part; the code where the catalogue no longer has it."""
    indicator = catalogue.indicators.get(code)
    name = indicator.name_zh if indicator else code
    if not breakdown:
        return name
    dimension, _, member = breakdown.partition("=")
    words = [catalogue.members.get(key, {}).get(dimension, {}).get(member, ()) for key in (code, "default")]
    part = next((word for found in words for word in found), breakdown)
    return f"{name}（{part}）"
