"""A county's YAML is read whole or refused with the file and the key that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from fazhi.sources import load_source, load_sources, load_valid_sources
from fazhi.sources import source as source_module

GOOD = """\
code: "990201"
name: 甲县
family: jpage
home: https://www.jia.example/
owner: 法治督察科
lists:
  - url: https://www.jia.example/col/col12/index.html
    name: 年度报告
    holds: [rule_of_law_annual_report]
    parameters: {columnid: 12, unitid: 34}
hosts: [files.jia.example]
crawl_delay: 0
publications:
  rule_of_law_annual_report: {publisher: 甲县人民政府, due_month: 4}
status: active
sample: true
"""


def write(directory: Path, text: str, name: str = "990201_jia.yml") -> Path:
    path = directory / "99" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_county_is_read(tmp_path: Path) -> None:
    source = load_source(write(tmp_path, GOOD))

    assert (source.code, source.province_code, source.name, source.status) == ("990201", "99", "甲县", "active")
    assert source.allowed_hosts == {"www.jia.example", "files.jia.example"}
    assert source.lists[0].holds == ("rule_of_law_annual_report",)
    assert source.lists[0].parameters == {"columnid": "12", "unitid": "34"}
    assert source.publications["rule_of_law_annual_report"].due_month == 4


def test_sources_come_in_the_order_of_their_codes_from_every_directory(tmp_path: Path) -> None:
    for directory, code in (("b", "990101"), ("a", "990301")):
        (tmp_path / directory).mkdir()
        text = GOOD.replace("990201", code).replace("/col12/", f"/col{code}/")
        write(tmp_path / directory, text, f"{code}_x.yml")

    assert [source.code for source in load_sources([tmp_path / "a", tmp_path / "b"])] == ["990101", "990301"]


def test_a_list_belongs_to_one_county(tmp_path: Path) -> None:
    """A neighbour that was copied and kept its list: its pages would be the other county's for ever."""
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("990201", "990202").replace("甲县", "乙县"), "990202_yi.yml")

    usable, invalid = load_valid_sources([tmp_path])

    assert [source.code for source in usable] == ["990201"]
    assert [each.code for each in invalid] == ["990202"]
    assert (
        "990202_yi.yml: lists: https://www.jia.example/col/col12/index.html is the list of 990201" in invalid[0].message
    )


def test_the_example_in_the_documentation_is_valid(tmp_path: Path) -> None:
    lines = (source_module.__doc__ or "").splitlines()
    example = "\n".join(line.removeprefix("    ") for line in lines if line.startswith("    "))

    assert load_source(write(tmp_path, example, "331022_sanmen.yml")).name == "三门县"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("name: 甲县\n", ""), "name: this key is missing"),
        (("family: jpage", "family: jpages"), "family: 'jpages' is no site family; known are jpage, "),
        (("owner:", "ower:"), "ower: this key is unknown"),
        (('code: "990201"', 'code: "99020"'), "code: "),
        (("home: https://", "home: ftp://"), "home: 'ftp://www.jia.example/' is not an http or https address"),
        (("www.jia.example/\n", "www.jia.example:8080/\n"), "home: .*no port"),
        (("www.jia.example/col", "www.yi.example/col"), r"lists\.0\.url: www\.yi\.example is neither"),
        (("[rule_of_law_annual_report]", "[annual]"), r"lists\.0\.holds: 'annual' is no document type"),
        (("columnid: 12", "columid: 12"), r"lists\.0\.parameters\.columid: not a parameter of jpage"),
        (("due_month: 4", "due_month: 13"), r"publications\.rule_of_law_annual_report\.due_month"),
        (("sample: true", "sample: false"), "home: www.jia.example is not under .gov.cn"),
        (("[files.jia.example]", "[https://files.jia.example/]"), "hosts: .* is not a bare host name"),
        (("status: active", "status: aktiv"), "status: "),
        (("name: 甲县\n", "name: 甲县\nname: 乙县\n"), "line 3: the key 'name' occurs twice"),
        (("name: 甲县\n", "name: [甲县\n"), "is not YAML"),
    ],
)
def test_a_mistake_names_file_and_key(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = write(tmp_path, GOOD.replace(*change))

    with pytest.raises(ConfigurationError, match=message) as raised:
        load_sources([tmp_path])
    assert str(raised.value).startswith(str(path))


def test_every_mistake_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("name: 甲县\n", "").replace("owner: 法治督察科\n", ""))

    with pytest.raises(ConfigurationError, match=r"name: this key is missing\n.*owner: this key is missing"):
        load_sources([tmp_path])


def test_an_active_county_has_a_list(tmp_path: Path) -> None:
    head = GOOD[: GOOD.index("lists:")]
    write(tmp_path, f"{head}status: active\nsample: true\n")

    with pytest.raises(ConfigurationError, match="lists: an active source has at least one"):
        load_sources([tmp_path])


def test_a_real_site_has_a_delay(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("jia.example", "jia.gov.cn").replace("sample: true", "sample: false"))

    with pytest.raises(ConfigurationError, match="crawl_delay: at least 1 second"):
        load_sources([tmp_path])


def test_two_files_with_one_code_are_an_error(tmp_path: Path) -> None:
    first = write(tmp_path, GOOD)
    second = write(tmp_path, GOOD, "990201_other.yml")

    with pytest.raises(ConfigurationError) as raised:
        load_sources([tmp_path])
    assert str(first) in str(raised.value)
    assert str(second) in str(raised.value)


def test_the_file_name_begins_with_the_code(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "990202_jia.yml")

    with pytest.raises(ConfigurationError, match=r"the file name must be 990201_<pinyin>\.yml"):
        load_sources([tmp_path])


def test_a_file_that_would_be_overlooked_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "990201_jia.yaml")

    with pytest.raises(ConfigurationError, match=r"rename it to 990201_jia\.yml"):
        load_sources([tmp_path])


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is not a directory of county YAMLs"):
        load_sources([tmp_path / "nowhere"])
