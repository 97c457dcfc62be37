"""The three tables of the 政府信息公开工作年度报告, in the forms of 2021 and of 2019.

The forms prescribe their words, so rows and columns are known by them; places are only counted where a page lost its
headings. What the forms print beside (reasons for a refusal, kinds of applicant) no indicator covers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from fazhi.extract.tables.context import TableContext
from fazhi.extract.tables.grid import Grid, GridCell
from fazhi.extract.tables.taken import Found
from fazhi.extract.tables.units import split_unit

_NUMBERS = frozenset("(一二三四五六七八九十")
_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+[、.,]|\d+[、.,])")

# Heading of a column of the second table -> what it counts.
_COLUMN_ROLES = (
    (re.compile(r"(?:本年)?(?:制发|制定|新制作)(?:件数|数量|数)"), "issued"),
    (re.compile(r"(?:本年)?废止(?:件数|数量|数)"), "repealed"),
    (re.compile(r"现行有效(?:件数|数量|数)?"), "in_force"),
    (re.compile(r"(?:本年)?处理决定(?:数量|件数|数)"), "decisions"),
    (
        re.compile(
            r"(?:本年)?新公开数量|对外公开总数量?|上一年项目数量|本年增/?减|(?:本年)?收费金额|采购项目数量|采购总金额"
        ),
        "other",
    ),
)
_DOCUMENT_ROLES = {"issued": "normative.issued", "repealed": "normative.repealed", "in_force": "normative.in_force"}
_DOCUMENTS = frozenset({"规范性文件", "行政规范性文件"})
_DECISIONS = {
    "行政许可": "enforcement.licences",
    "行政处罚": "enforcement.penalties",
    "行政强制": "enforcement.compulsory_measures",
}

_RESULTS = (
    ("予以公开", "granted"),
    ("部分公开", "partial"),
    ("不予公开", "refused"),
    ("无法提供", "unavailable"),
    ("不予处理", "not_handled"),
    ("其他处理", "other"),
)
_NEWLY_RECEIVED = "本年新收政府信息公开申请"
_APPLICANTS = ("自然人", "商业企业", "法人或其他组织")
_COLUMNS_OF_APPLICANTS = 6
_OUTCOMES = {
    "结果维持": "upheld",
    "结果纠正": "corrected",
    "其他结果": "other",
    "尚未审结": "pending",
    "总计": "",
}
_WITHOUT_REVIEW = "未经复议直接起诉"
_AFTER_REVIEW = "复议后起诉"
_WAYS = (_WITHOUT_REVIEW, _AFTER_REVIEW)
_REVIEW_CODES = {"行政复议": "disclosure.reconsideration"} | dict.fromkeys(
    ("行政诉讼", *_WAYS), "disclosure.litigation"
)
_PRESCRIBED_COLUMNS = [(way, outcome) for way in ("行政复议", *_WAYS) for outcome in _OUTCOMES.values()]


def read_disclosure_form(grid: Grid, context: TableContext) -> Found | None:
    """The figures of a prescribed table, or None where this is none of the three."""
    labels = {cell.label for row in range(len(grid.rows)) for cell in grid.own_cells(row)}
    if _is_requests(labels):
        return _Requests(grid).read()
    if _is_review(labels):
        return _read_review(grid, context)
    if _is_proactive(labels, context):
        return _read_proactive(grid)
    return None


def _is_proactive(labels: set[str], context: TableContext) -> bool:
    rows = any(label in _DECISIONS or label in _DOCUMENTS for label in labels)
    prescribed = any("第二十条第" in label for label in labels) or any(
        "主动公开政府信息" in text for text in context.around
    )
    return rows and prescribed and any(_role(label) for label in labels)


@lru_cache(maxsize=2048)
def _role(label: str) -> str:
    heading, _ = split_unit(label)
    return next((role for pattern, role in _COLUMN_ROLES if pattern.fullmatch(heading)), "")


def _read_proactive(grid: Grid) -> Found:
    found = Found()
    headings: list[GridCell] = []
    for row in range(len(grid.rows)):
        cells = grid.own_cells(row)
        named = [cell for cell in cells if _role(cell.label)]
        if named:
            headings = named
            continue
        label = next((cell.label for cell in cells if cell.reading.status == "text"), "")
        values = [cell for cell in cells if cell.reading.status != "text"]
        for cell in values:
            found.take(cell, _published(label, _role_of(cell, values, headings)), rule="disclosure_form.published")
    return found


def _published(label: str, role: str) -> str | None:
    if label in _DOCUMENTS:
        return _DOCUMENT_ROLES.get(role)
    return _DECISIONS.get(label) if role == "decisions" else None


def _role_of(cell: GridCell, values: list[GridCell], headings: list[GridCell]) -> str:
    """By order where the row has a cell for each heading, else by column: pages lose columns (行政许可 | | | 18764)."""
    printed = [value for value in values if value.reading.status != "blank"]
    if len(headings) == 1 and len(printed) == 1:
        return _role(headings[0].label)
    if len(values) == len(headings):
        return _role(headings[values.index(cell)].label)
    return next((_role(heading.label) for heading in headings if heading.column == cell.column), "")


def _without_number(label: str) -> str:
    """The label without its number: (三), 1."""
    numbered = label[:1] in _NUMBERS or label[:1].isdecimal()
    return _NUMBERING.sub("", label) if numbered else label


def _is_requests(labels: set[str]) -> bool:
    if not any("信息公开申请" in label or "结转下" in label for label in labels):
        return False
    plain = {_without_number(label) for label in labels}
    if any(_NEWLY_RECEIVED in label for label in plain):
        return True  # also where a page was cut off below its first rows
    results = sum(any(label.startswith(name) for label in plain) for name, _ in _RESULTS)
    return results >= 3 and any("信息公开申请" in label or label.startswith("结转下") for label in plain)


@dataclass(slots=True)
class _Group:
    """The rows that give the reasons for one result: (三) to (六) of the form."""

    result: str
    totals: list[GridCell] = field(default_factory=list)


class _Requests:
    """Only the column 总计 carries codes. Of a result that is split by reasons the form has no sum; where one reason
    alone is not zero, its figure is the sum.
    """

    RULE = "disclosure_form.requests"

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.found = Found()
        self.group: _Group | None = None
        self.behind_total, self.width = self._columns_of_figures()

    def read(self) -> Found:
        for row in range(len(self.grid.rows)):
            self._read_row(row)
        self._close_group()
        return self.found

    def _values(self, row: int) -> list[GridCell]:
        """The cells right of a row's last text, which are its figures also where a page lost the cells on the left."""
        values: list[GridCell] = []
        for cell in self.grid.own_cells(row):
            values = [] if cell.reading.status == "text" else [*values, cell]
        return values

    def _columns_of_figures(self) -> tuple[int | None, int]:
        """How many columns stand behind 总计 (None: the page lost that column) and how many cells of figures a whole
        row has, by the headings; without headings by the longest row.
        """
        applicants: int | None = None
        for row in range(len(self.grid.rows)):
            for cell in self.grid.own_cells(row):
                if cell.label in _APPLICANTS and applicants is None:
                    applicants = cell.column
                if cell.label in ("总计", "合计"):
                    return len(self.grid.rows[row]) - cell.column - 1, cell.column + 1 - (applicants or cell.column)
            if any(cell.reading.status == "figure" for cell in self._values(row)):
                break
        width = max((len(self._values(row)) for row in range(len(self.grid.rows))), default=0)
        return None if applicants is not None else 0, width

    def _total(self, values: list[GridCell]) -> GridCell | None:
        if (summed := _sum_of_applicants(values)) is not None:
            return summed
        if self.behind_total is None or len(values) < self.width + self.behind_total:
            return None
        return values[-1 - self.behind_total]

    def _read_row(self, row: int) -> None:
        values = self._values(row)
        texts = [_without_number(cell.label) for cell in self.grid.own_cells(row) if cell.reading.status == "text"]
        inside = self._follow_group(texts)
        if not any(cell.reading.status in ("figure", "mark") for cell in values):
            return
        total = self._total(values)
        for cell in values:
            if cell is not total:
                self.found.take(cell, None, rule=self.RULE)
        if total is None:
            return
        if inside and self.group is not None:
            self.group.totals.append(total)
        else:
            code, breakdown = _meaning(texts[-1] if texts else "")
            self.found.take(total, code, breakdown, rule=self.RULE)

    def _follow_group(self, texts: list[str]) -> bool:
        """Note which result the row belongs to; True where it gives one of the reasons for it."""
        for index, text in enumerate(texts):
            result = _result(text)
            if result:
                innermost = index == len(texts) - 1
                if not innermost and self.group is not None and self.group.result == result:
                    return True
                self._close_group()
                self.group = None if innermost else _Group(result)
                return not innermost
            if text.startswith(("总计", "合计", "结转下", "上年结转")) or "新收" in text:
                self._close_group()
        return self.group is not None

    def _close_group(self) -> None:
        if self.group is None:
            return
        printed = [cell for cell in self.group.totals if cell.reading.value is not None]
        not_zero = [cell for cell in printed if cell.reading.value]
        sole = (not_zero or printed)[0] if printed and len(not_zero) <= 1 else None
        for cell in self.group.totals:
            code = "disclosure.requests_answered" if cell is sole else None
            # Certain only as far as the page holds all reasons of the form.
            self.found.take(
                cell, code, f"result={self.group.result}", rule="disclosure_form.sole_reason", confidence="likely"
            )
        self.group = None


def _sum_of_applicants(values: list[GridCell]) -> GridCell | None:
    """The seventh figure of a row, where it is the sum of the six before: pages lose merged cells of the headings."""
    printed = [cell.reading.value for cell in values]
    while printed and printed[-1] is None:
        printed.pop()
    if len(printed) != _COLUMNS_OF_APPLICANTS + 1:
        return None
    parts = [value for value in printed[:-1] if value is not None]
    whole = len(parts) == _COLUMNS_OF_APPLICANTS and sum(parts) == printed[-1]
    return values[_COLUMNS_OF_APPLICANTS] if whole else None


def _result(text: str) -> str:
    return next((result for name, result in _RESULTS if text.startswith(name)), "")


def _meaning(text: str) -> tuple[str | None, str]:
    if result := _result(text):
        return "disclosure.requests_answered", f"result={result}"
    if text.startswith(("总计", "合计")):
        return "disclosure.requests_answered", ""
    if text.startswith("结转下"):
        return "disclosure.requests_carried_over", ""
    if "新收" in text:
        return "disclosure.requests_received", ""
    return None, ""


def _is_review(labels: set[str]) -> bool:
    return len(labels & _OUTCOMES.keys() - {"总计"}) >= 3


def _read_review(grid: Grid, context: TableContext) -> Found:
    """行政复议 gives five figures. 行政诉讼 gives five for each of two ways into court and no sum; where one way is all
    zero, the other's figures are the sum.
    """
    found = Found()
    columns = _review_columns(grid, context)
    for row in range(len(grid.rows)):
        cells = [cell for cell in grid.own_cells(row) if cell.reading.status != "text"]
        if not any(cell.reading.status == "figure" for cell in cells):
            continue
        placed = _placed(cells, columns)
        empty_way = {way: not any(cell.reading.value for cell, (place, _) in placed if place == way) for way in _WAYS}
        for cell, (way, outcome) in placed:
            code, rule, confidence = _REVIEW_CODES.get(way), "disclosure_form.review", "certain"
            if way in _WAYS:
                other = _WAYS[1 - _WAYS.index(way)]
                rule, confidence = "disclosure_form.sole_way", "likely"
                if not empty_way[other] or (empty_way[way] and way == _AFTER_REVIEW):
                    code = None
            found.take(cell, code, f"result={outcome}" if outcome else "", rule=rule, confidence=confidence)
    return found


def _placed(cells: list[GridCell], columns: dict[int, tuple[str, str]]) -> list[tuple[GridCell, tuple[str, str]]]:
    if len(cells) == len(_PRESCRIBED_COLUMNS):
        return list(zip(cells, _PRESCRIBED_COLUMNS, strict=True))
    return [(cell, columns[cell.column]) for cell in cells if cell.column in columns]


def _review_columns(grid: Grid, context: TableContext) -> dict[int, tuple[str, str]]:
    """Column -> (行政复议 or way into court or 行政诉讼, outcome), by the headings over it."""
    columns: dict[int, tuple[str, str]] = {}
    above: dict[int, str] = {}
    around = next((name for text in context.around for name in ("行政诉讼", "行政复议") if name in text), "")
    for row in grid.rows:
        for column, cell in enumerate(row):
            if cell is None:
                continue
            if cell.label in _OUTCOMES:
                columns[column] = (above.get(column, around), _OUTCOMES[cell.label])
            elif cell.label in _WAYS or cell.label in ("行政复议", "行政诉讼"):
                above[column] = cell.label
    return columns
