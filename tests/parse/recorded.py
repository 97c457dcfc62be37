"""Recorded pages and what the parser must make of them.

A page is `tests/pages/<family>/<name>`; beside it `<name>.json` holds the request it answers and the expected
Document. `python -m tests.parse.recorded PAGE` prints that JSON for a page, to be read against the page before it is
kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fazhi.crawl.adapters import adapters
from fazhi.parse import parse_page
from fazhi.parse.document import Block, Cell, Document, Paragraph
from tests.crawl.recorded import adapter_of

PAGES = Path(__file__).resolve().parents[1] / "pages"


def pages() -> list[Path]:
    """Every recorded page, in a fixed order."""
    return sorted(path for path in PAGES.glob("*/*") if path.suffix != ".json")


def expectation(page: Path) -> Path:
    """The JSON of a page."""
    return page.with_name(page.name + ".json")


def parse_recorded(page: Path, request: dict[str, Any]) -> Document:
    """The page, parsed as the answer to `request`: url, content_type, and what the county declares.

    By the adapter of the family that its folder is called after; the other folders are of no family.
    """
    url, content_type = request["url"], request.get("content_type", "")
    if page.parent.name not in adapters():
        return parse_page(page.read_bytes(), url=url, content_type=content_type)
    adapter = adapter_of(page.parent.name, url, request.get("declared"))
    return adapter.parse(page.read_bytes(), url=url, content_type=content_type)


def as_json(document: Document) -> dict[str, Any]:
    """A document as the expectation holds it: positions are left out, they are checked by slicing."""
    return {
        "title": document.title,
        "publisher": document.publisher,
        "index_number": document.index_number,
        "document_number": document.document_number,
        "written_on": document.written_on.isoformat() if document.written_on else None,
        "published_on": document.published_on.isoformat() if document.published_on else None,
        "document_type": document.document_type,
        "report_year": document.report_year,
        "partition_year": document.partition_year,
        "encoding": document.encoding,
        "attachments": [[attachment.name, attachment.url] for attachment in document.attachments],
        "blocks": [_block(document, block) for block in document.blocks],
    }


def _block(document: Document, block: Block) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"level": block.level, "text": document.text[block.start : block.end]}
    cells = [[_place(cell), document.text[cell.start : cell.end]] for cell in block.cells]
    return {"rows": block.rows, "columns": block.columns, "cells": cells}


def _place(cell: Cell) -> str:
    spans = f" {cell.row_span}x{cell.column_span}" if cell.row_span * cell.column_span > 1 else ""
    return f"r{cell.row}c{cell.column}{spans}{' header' if cell.header else ''}"


def main(page: Path) -> None:
    """Print the expectation of `page`, with the request of the one it has."""
    kept = expectation(page)
    request = json.loads(kept.read_text(encoding="utf-8"))["request"] if kept.exists() else None
    request = request or {"url": f"http://www.county.example/{page.parent.name}/{page.name}"}
    expected = {"request": request} | as_json(parse_recorded(page, request))
    print(dumps(expected))


def dumps(expected: dict[str, Any]) -> str:
    """JSON with a block or cell a line."""
    lines = []
    for key, value in expected.items():
        if key == "blocks":
            lines.append('  "blocks": [\n' + ",\n".join(_block_lines(block) for block in value) + "\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}"


def _block_lines(block: dict[str, Any]) -> str:
    if "cells" not in block:
        return "    " + json.dumps(block, ensure_ascii=False)
    cells = ",\n".join("      " + json.dumps(cell, ensure_ascii=False) for cell in block["cells"])
    return f'    {{"rows": {block["rows"]}, "columns": {block["columns"]}, "cells": [\n{cells}\n    ]}}'


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
