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
DocumentTypes = Annotated[tuple[DocumentType, ...], Field(min_length=1)]


class DocumentExists(Rule):
    """The full mark where a document of one of the types about the assessed year was published."""

    type: Literal["document"]
    document_types: DocumentTypes

    def mark(self, marks: Decimal, inputs: CountyInputs, peers: Peers) -> Marked | Unmarked:
        for document_type in self.document_types:
            if document_type in inputs.publications:
                return Marked(marks, f"{document_type} was published: {shown(marks)}", ())
        return Unmarked("unpublished", f"no {' or '.join(self.document_types)} of {inputs.year} was found")

    def describe(self, marks: Decimal) -> str:
        return f"公开{'或'.join(self.document_types)}的得{shown(marks)}分"
