from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from fazhi.scoring.inputs import CountyInputs, Peers
from fazhi.scoring.rules.base import Marked, Rule, Unmarked, shown

DocumentType = Literal[
    "rule_of_law_annual_report",
    "disclosure_annual_report",
    "enforcement_statistics",
    "bureau_summary",
    "bureau_plan",
    "data_bulletin",
]
NAMES: dict[DocumentType, str] = {
    "rule_of_law_annual_report": "法治政府建设年度报告",
    "disclosure_annual_report": "政府信息公开工作年度报告",
    "enforcement_statistics": "行政执法统计年报",
    "bureau_summary": "司法局工作总结",
    "bureau_plan": "司法局工作计划",
    "data_bulletin": "数据公报",
}
DocumentTypes = Annotated[tuple[DocumentType, ...], Field(min_length=1)]


class DocumentExists(Rule):
    """The full mark where a document of one of the types about the assessed year was published."""

    type: Literal["document"]
    document_types: DocumentTypes

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        found = next((one for one in self.document_types if one in inputs.publications), None)
        if found:
            return Marked(marks, (), lambda: f"{found} was published: {shown(marks)}")
        return Unmarked("unpublished", f"no {' or '.join(self.document_types)} of {inputs.year} was found")

    def documents(self) -> tuple[str, ...]:
        return self.document_types

    def describe(self, marks: Decimal) -> str:
        return f"公开{'或'.join(NAMES[each] for each in self.document_types)}的得{shown(marks)}分"
