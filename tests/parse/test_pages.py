"""The recorded pages of the site families, each with what a reader finds in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fazhi.crawl.adapters import adapters
from fazhi.parse.document import Document, Paragraph
from tests.parse.recorded import PAGES, as_json, dumps, expectation, pages, parse_recorded


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def test_every_adapter_has_a_page() -> None:
    assert {page.parent.name for page in pages()} == {*adapters(), "legacy", "plain"}


def test_every_page_has_its_expectation_and_every_expectation_its_page() -> None:
    missing = [name(page) for page in pages() if not expectation(page).exists()]
    assert not missing, f"run `python -m tests.parse.recorded PAGE`, read what it prints and keep it: {missing}"
    orphans = [name(path) for path in PAGES.glob("*/*.json") if not path.with_suffix("").exists()]
    assert not orphans


@pytest.mark.parametrize("page", pages(), ids=name)
def test_a_page_gives_what_a_reader_finds(page: Path) -> None:
    expected = json.loads(expectation(page).read_text(encoding="utf-8"))
    document = parse_recorded(page, expected["request"])
    assert dumps({"request": expected["request"]} | as_json(document)) == dumps(expected)


@pytest.mark.parametrize("page", pages(), ids=name)
def test_blocks_and_cells_are_spans_of_the_text(page: Path) -> None:
    document = parse_recorded(page, json.loads(expectation(page).read_text(encoding="utf-8"))["request"])
    assert_positions(document)


def assert_positions(document: Document) -> None:
    """Blocks and cells follow each other, cover the whole text and hold no separator."""
    position = 0
    for number, block in enumerate(document.blocks):
        assert block.start == position
        assert document.text[block.end : block.end + 1] in ("\n", "")
        position = block.end + 1
        if isinstance(block, Paragraph):
            assert len(document.text[block.start : block.end].splitlines()) == 1
            assert document.locator(block.start) == f"p{number}"
            continue
        lines = document.text[block.start : block.end].split("\n")
        cells = [document.text[cell.start : cell.end] for cell in block.cells]
        assert [text for line in lines for text in line.split("\t")] == cells
        for cell in block.cells:
            assert cell.row + cell.row_span <= block.rows
            assert cell.column + cell.column_span <= block.columns
            if cell.end > cell.start:
                assert document.locator(cell.start) == f"t{number}r{cell.row}c{cell.column}"
    assert position == len(document.text) + 1 or not document.blocks
