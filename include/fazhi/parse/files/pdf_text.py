"""Lines of PDF pages to paragraphs: where a line ends short or begins indented, a paragraph does too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from fazhi.parse.files.pdf_page import Line, PageContent, gap_between

_PAGE_NUMBER = re.compile(
    r"[-—–－·•\s]*(?:第\s*)?\d{1,4}\s*页?(?:\s*[/／共,，]\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–－·•\s]*"
)
_DIGITS = re.compile(r"\d+")
_MARGIN = 0.12
"""Share of the page's height at head and foot where running titles stand."""
_REPEATED = 0.5
_LEAST_PAGES = 3
_WIDE_BESIDE_SPACE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")


def without_running_lines(pages: Sequence[PageContent]) -> None:
    """Take page numbers, and titles that stand in the margin of most pages, off the pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_shape(part.line) for part in page.parts if part.line and _in_margin(part.line, page)})
    often = max(_LEAST_PAGES, _REPEATED * len(pages))
    for page in pages:
        page.parts = [
            part
            for part in page.parts
            if not (
                part.line
                and _in_margin(part.line, page)
                and (_PAGE_NUMBER.fullmatch(part.line.text) or seen[_shape(part.line)] >= often)
            )
        ]


def _shape(line: Line) -> str:
    return _DIGITS.sub("0", line.text)


def _in_margin(line: Line, page: PageContent) -> bool:
    return line.top < _MARGIN * page.height or line.top > (1 - _MARGIN) * page.height


def paragraphs_of(lines: Sequence[Line]) -> Iterator[str]:
    """The paragraphs of consecutive lines, each on one line of text."""
    if not lines:
        return
    left = _usual([line.left for line in lines])
    right = max(line.right for line in lines)
    written = ""
    before: Line | None = None
    for line in lines:
        if before is not None and _ends(before, line, left, right):
            yield _tidy(written)
            written = ""
        written += gap_between(written, line.text) + line.text
        before = line
    yield _tidy(written)


def _usual(lefts: list[float]) -> float:
    """The left edge at which most lines begin; of two as usual the leftmost."""
    counted = Counter(round(left) for left in lefts)
    most = max(counted.values())
    return min(left for left, count in counted.items() if count == most)


def _ends(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a paragraph ends between two lines: indented, short, of other type, or far apart."""
    size = line.size or 1.0
    indented = line.left > left + 1.2 * size
    short = before.right < right - 2.2 * before.size
    other_type = abs(before.size - line.size) > 1.0
    apart = before.page == line.page and line.top - before.top > 3.0 * max(size, before.size)
    return indented or short or other_type or apart


def _tidy(text: str) -> str:
    """Justified lines leave gaps between wide characters that are no spaces."""
    return _WIDE_BESIDE_SPACE.sub("", text)
