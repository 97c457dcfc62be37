"""What holds for any table, however odd: nothing crashes, evidence is exact, every figure is taken or left once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fazhi.extract.tables import observations_of_table, tables_of
from fazhi.extract.time import DocumentTime
from fazhi.parse.document import Cell, Document, Table
from tests.extract.table_pages import CATALOGUE, LEXICON

WORDS = st.sampled_from(
    [
        *(
            "",
            "",
            "指标",
            "单位",
            "2024年",
            "2023年",
            "上年",
            "增减（%）",
            "同比",
            "数量（件）",
            "合计",
            "总计",
            "其中",
        ),
        *(
            "其中：民事",
            "行政复议",
            "受理",
            "审结",
            "败诉率",
            "警告",
            "罚款",
            "行政拘留",
            "罚没金额（万元）",
            "许可数量",
        ),
        *(
            "不予许可数量",
            "规范性文件",
            "行政许可",
            "本年处理决定数量",
            "第二十条第（一）项",
            "（一）予以公开",
            "县公安局",
        ),
        *("（三）不予公开", "（六）其他处理", "四、结转下年度继续办理", "结果维持", "结果纠正", "其他结果", "尚未审结"),
        *("自然人", "1.属于国家秘密", "全县", "全市", "件", "万元", "%", "序号", "注：略", "（单位：件）", "/", "—"),
        *("0", "1", "2", "35", "1,204", "12.5%", "-3", "2024", "1.2万", "↓3"),
    ]
)
SPANS = st.sampled_from([1, 1, 1, 1, 2, 3, 9])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of one table with cells of any words, at any places, with any spans."""
    text, cells = "", []
    for row in range(draw(st.integers(1, 5))):
        column = 0
        for _ in range(draw(st.integers(0, 5))):
            word = draw(WORDS)
            width, height = draw(SPANS), draw(SPANS)
            header = draw(st.booleans())
            cells.append(Cell(row, column, len(text), len(text) + len(word), height, width, header))
            text += word + "\t"
            column += width if draw(st.booleans()) else 1
        text = text[:-1] + "\n" if text else "\n"
    rows = max((cell.row + 1 for cell in cells), default=0)
    table = Table(0, len(text), tuple(cells), rows=rows, columns=16)
    title = draw(st.sampled_from(["清禾县2024年法治政府建设报告", "2023年度行政处罚实施情况", "情况"]))
    return Document(url="http://www.qinghe.example/1.html", title=title, text=text, blocks=(table,))


@settings(max_examples=60, deadline=None)
@given(documents())
def test_any_table_is_read_without_losing_or_inventing_a_figure(document: Document) -> None:
    ((table, context),) = tables_of(document, DocumentTime.of(document))

    observations, left_out = observations_of_table(document, table, context, CATALOGUE, LEXICON)

    spans = [(seen.evidence_start, seen.evidence_end) for seen in observations]
    assert len(spans) == len(set(spans))
    assert not set(spans) & {(cell.start, cell.end) for cell in left_out if cell.end > cell.start}
    for seen in observations:
        assert any(character.isdigit() for character in document.text[seen.evidence_start : seen.evidence_end])
        assert seen.sentence_start <= seen.evidence_start < seen.evidence_end <= seen.sentence_end
        assert CATALOGUE.indicators[seen.indicator].has_breakdown(seen.breakdown)
