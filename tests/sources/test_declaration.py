"""What a county's YAML may declare about a site of no known family."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from fazhi.sources import Declaration, declaration, load_source

COUNTY = """\
code: "990201"
name: 甲县
family: declared
home: https://www.jia.example/
owner: 法治督察科
sample: true
"""


def load(directory: Path, declared: str) -> Declaration | None:
    path = directory / "990201_jia.yml"
    path.write_text(COUNTY + declared, encoding="utf-8")
    return load_source(path).declared


def test_the_example_in_the_documentation_is_valid(tmp_path: Path) -> None:
    lines = [line for line in (declaration.__doc__ or "").splitlines() if line.startswith("    ")]
    example = textwrap.dedent("\n".join(lines)).partition("family: declared\n")[2]

    declared = load(tmp_path, example)

    assert declared is not None
    assert (declared.pages, declared.second_page, declared.body) == ("index_{page}.html", 2, ("#content",))


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ("", "declared: a site of the family declared has this key"),
        ("declared: {}\n", "declared.articles: this key is missing"),
        ("declared: {articles: '.a['}\n", "'.a[' is not a CSS selector"),
        ("declared: {articles: a, metadata: {publisher: '>>'}}\n", "'>>' is not a CSS selector"),
        ("declared: {articles: a, metadata: {author: b}}\n", "'author' is no field of a document; known are title, "),
        ("declared: {articles: a, address: '('}\n", "'(' is not a regular expression"),
        ("declared: {articles: a, pages: index.html}\n", "must hold {page} once, for example index_{page}.html"),
        ("declared: {articles: a, pages: 'p{page}', next_page: .n}\n", "only one of them"),
        ("declared: {articles: a, colour: red}\n", "declared.colour: this key is unknown"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, declared: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, declared)

    assert message in str(raised.value)
