"""`divisions.csv` read: several files, wrong lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from fazhi.errors import ConfigurationError
from fazhi.regions import division_files, read_divisions, read_successions

HEADER = "code,name,level,province_code,prefecture_code,kind,valid_from,valid_to"


def _directory(directory: Path, *lines: str) -> Path:
    directory.mkdir(exist_ok=True)
    (directory / "divisions.csv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return directory


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["33,浙江,province,33,,,,"], r"divisions\.csv:2: code '33' is not a 行政区划代码"),
        (["330110,余杭区,district,33,330100,,,"], r"divisions\.csv:2: level 'district' is not one of province"),
        (["330110,,county,33,330100,,,"], r"divisions\.csv:2: 330110 has no name"),
        (["330110,余杭区,county,33,330100,,2021/04/09,"], r"divisions\.csv:2: .*dates are written 2021-04-09"),
        (["330110,余杭区,county,33,330100,,2021-04-09,2021-04-09"], r"330110 ends 2021-04-09, before it begins"),
        (
            ["330110,余杭区,county,33,330100,,,"],
            r"csv:2: 330110 余杭区 is of the prefecture 330100, which no divisions",
        ),
        (
            ["330100,杭州市,county,33,,,,", "330110,余杭区,county,33,330100,,,"],
            r"csv:3: 330110 余杭区 is of the prefecture 330100, which no divisions",
        ),
        (
            ["330110,余杭区,county,33,330100,,,", "330110,新余杭区,county,33,330100,,2021-04-09,"],
            r"divisions\.csv:3: 330110 is valid from 2021-04-09, but its earlier version ends never",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, lines: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_divisions(division_files([_directory(tmp_path / "a", *lines)]))


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no divisions\.csv in .*FAZHI_REGIONS"):
        division_files([tmp_path])
    (tmp_path / "divisions.csv").write_text("code,name\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"divisions.csv: no column kind, level"):
        read_divisions([tmp_path / "divisions.csv"])


def test_no_division_follows_one_of_another_province(tmp_path: Path) -> None:
    (tmp_path / "successions.csv").write_text(
        "from_code,to_code,happened_on,kind,source\n130802,500111,2011-12-31,split,国函\n", encoding="utf-8"
    )
    with pytest.raises(ConfigurationError, match=r"csv:2: 130802 and 500111 are of different provinces"):
        read_successions([tmp_path / "successions.csv"])


def test_a_prefecture_may_stand_in_another_file(tmp_path: Path) -> None:
    """One's own divisions are read after those of the country."""
    country = _directory(tmp_path / "a", "330100,杭州市,prefecture,33,,地级市,,")
    own = _directory(tmp_path / "b", "330190,未来区,county,33,330100,开发区,,")
    assert [each.name for each in read_divisions(division_files([own, country]))] == ["未来区", "杭州市"]
