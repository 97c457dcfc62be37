"""`fazhi region`, as a person runs it."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from fazhi.commands import region
from fazhi.regions import AmbiguousRegionError, UnknownRegionError


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(region.app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_name_gives_its_code_on_a_day() -> None:
    assert _run("find", "三门") == "331022 三门县 (县), from 2005-01-01\n"
    found = _run("find", "即墨市", "--province", "山东", "--on", "2016-12-31")
    assert found == "370282 即墨市 (县级市), from 2005-01-01 to 2017-07-18\n"


def test_an_ambiguous_name_is_refused() -> None:
    with pytest.raises(AmbiguousRegionError, match="give the province, the prefecture or the whole name"):
        _run("find", "鼓楼区")


def test_the_history_of_a_code() -> None:
    assert _run("history", "370215").splitlines() == [
        "370215 即墨区 (市辖区), from 2017-07-18",
        "2017-07-18  370282 -> 370215  upgraded  国函〔2017〕105号",
    ]
    assert "2010-12-09  420600  renamed  国函〔2010〕129号" in _run("history", "420600")
    with pytest.raises(UnknownRegionError, match=r"no divisions\.csv has 000000"):
        _run("history", "000000")
