"""`python -m tests.files` writes the recorded files again: the same bytes from the same libraries.

enforcement.xls is not made here: it is the sheet of enforcement.xlsx, saved once by xlwt.
"""

from __future__ import annotations

from pathlib import Path

from tests.files import build, content

RECORDED = Path(__file__).parent / "recorded"


def recorded() -> dict[str, bytes]:
    """The recorded files by name."""
    report = [content.TITLE, *content.PROSE, content.DISCLOSED, "四、行政复议、行政诉讼情况", content.LAWSUITS]
    enforcement = build.xlsx({"Sheet1": content.PENALTIES}, {"F5": "#,##0.00"})
    summary = build.docx([content.TITLE, *content.PROSE, content.DISCLOSED])
    return {
        "disclosure.pdf": build.pdf(report, size=7),
        "disclosure.docx": summary,
        "enforcement.xlsx": enforcement,
        "both.zip": build.zip_of({"附件1：年度报告.docx": summary, "附件2：统计表.xlsx": enforcement}),
    }


if __name__ == "__main__":
    for name, body in recorded().items():
        (RECORDED / name).write_bytes(body)
