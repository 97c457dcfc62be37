"""docs/performance.md is what benchmarks/results gives, and says what was not reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from benchmarks import growth, harness, report
from benchmarks.synthetic.__main__ import RESULT
from tests.benchmarks.fake import BENCHMARK


def _results(folder: Path) -> Path:
    lines = {
        what: {
            "benchmark": name,
            "peer_name": "a snail",
            "unit": "pages/s",
            "load_average": 1,
            "points": [
                {"size": size, "ours_seconds": size / 100, "peer_seconds": size * size / 1000} for size in sizes
            ],
        }
        for what, (name, sizes) in growth.SIZES.items()
    }
    (folder / "growth.json").write_text(json.dumps(lines), encoding="utf-8")
    speed = {"ours": 329.2, "peer": 239.4, "peer_name": "a snail", "ratio": 1.375, "target": 1.5, "unit": "pages/s"}
    speed |= {"size": 2000, "load_average": 1.8}
    for name, changed in (("crawl_speed", {}), ("page_speed", {"ratio": 2.0})):
        (folder / f"{name}.json").write_text(json.dumps({"name": name, **speed, **changed}), encoding="utf-8")
    return folder


def test_a_limit_that_is_missed_is_marked_and_growth_told_as_a_factor(tmp_path: Path) -> None:
    page = report.written(_results(tmp_path))
    (crawl,) = (line for line in page.splitlines() if line.startswith("| `crawl_speed`"))
    (pages,) = (line for line in page.splitlines() if line.startswith("| `page_speed`"))
    assert "| 1.5 (missed) |" in crawl
    assert "| 1.5 |" in pages
    (grown,) = (line for line in page.splitlines() if line.startswith("| pages |"))
    assert grown == "| pages | 250 to 2,000 | 10 ms | 1.00 | 2e+03 ms | 8.00 |"


def test_plots_are_pictures_without_script_and_the_same_each_time(tmp_path: Path) -> None:
    drawn = report.drawn(_results(tmp_path))
    assert set(drawn) == set(growth.SIZES)
    assert drawn == report.drawn(tmp_path)
    for svg in drawn.values():
        tree = etree.fromstring(svg.encode())
        assert not tree.xpath("//*[local-name() = 'script']")
        assert "a snail" in svg


def test_what_was_not_measured_is_left_out(tmp_path: Path) -> None:
    assert "##" not in report.written(tmp_path)
    assert report.drawn(tmp_path) == {}


def test_the_table_says_what_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    result = harness.Result(
        name="fake", ours=1, peer=2, peer_name="a snail", ratio=0.5, target=BENCHMARK.target, unit="leaves/s",
        command="", size=1, turns=1, load_average=0, notes={},
    )  # fmt: skip
    Console(width=160).print(harness.table([result]))
    line = next(line for line in capsys.readouterr().out.splitlines() if "fake" in line)
    assert "a snail" in line
    assert "3 missed" in line


def test_the_page_is_that_of_the_results_kept() -> None:
    redo = "run: python -m benchmarks.report"
    assert report.PAGE.read_text(encoding="utf-8") == report.written(harness.RESULTS), redo
    for name, svg in report.drawn(harness.RESULTS).items():
        assert (report.PLOTS / f"{name}.svg").read_text(encoding="utf-8") == svg, redo
    assert RESULT.parent == harness.RESULTS
