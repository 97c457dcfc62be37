"""A family is guessed from what its sites cannot hide."""

from __future__ import annotations

import pytest

from fazhi.settings import PROJECT
from fazhi.sources.families import FAMILIES, guess_family


@pytest.mark.parametrize(
    ("url", "html", "family"),
    [
        ("https://www.jia.gov.cn/col/col1229320131/index.html", "", "jpage"),
        ("https://www.jia.gov.cn/", '<a href="/art/2025/3/21/art_12_345.html">报告</a>', "jpage"),
        ("https://www.jia.gov.cn/", f'<a href="/art/2025/art_{"a1" * 16}.html">报告</a>', "jpaas"),
        ("http://www.jia.gov.cn/zwgk/", '<a href="./202503/t20250321_12.html">', "trs"),
        ("http://www.jia.gov.cn/zwgk/", 'createPageHTML(50, 0, "index", "html");', "trs"),
        ("http://www.jia.gov.cn/c105797/list.shtml", "createPageHTML('page_div', 11, 1, 'list', 'shtml', 154)", "ucap"),
        ("http://www.jia.gov.cn/jia/c105797/list.shtml", "", "ucap"),
        ("http://www.jia.gov.cn/", '<div id="vsb_content_2">', "vsb"),
        ("https://www.jia.gov.cn/public/column/6595861?type=4&action=list", "", "lonsun"),
        ("https://www.jia.gov.cn/OpennessContent/show/2714061.html", "", "openness"),
        ("http://www.jia.gov.cn/gkmlpt/index", "", "gkmlpt"),
    ],
)
def test_a_sign_gives_the_family_away(url: str, html: str, family: str) -> None:
    guessed = guess_family(url, html)

    assert guessed is not None
    assert guessed[0] == family


def test_without_a_sign_nothing_is_guessed() -> None:
    assert guess_family("http://www.jia.gov.cn/", "<p>欢迎</p>") is None


def test_the_documentation_names_every_family_with_its_parameters() -> None:
    text = (PROJECT / "docs" / "how-to-add-a-site-family.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in text.splitlines() if row.startswith("| `")}

    assert set(rows) == set(FAMILIES)
    for name, row in rows.items():
        assert {parameter for parameter in FAMILIES[name].parameters if f"`{parameter}" not in row} == set(), name
