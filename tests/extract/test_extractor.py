"""What holds of every extraction, whatever the text."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fazhi.catalogue import load_catalogue
from fazhi.extract import Extraction, extract
from fazhi.extract.observation import CONFIDENCES, KINDS
from fazhi.parse import NoBodyError, parse_page, parse_text
from fazhi.parse.document import Document, Paragraph
from fazhi.settings import PROJECT
from tests.counts import count, counted

CATALOGUE = load_catalogue(PROJECT / "include/catalogue")
PAGES = sorted((PROJECT / "examples/yunchuan/pages").glob("*.html"))
SENTENCES = [
    case["text"]
    for path in sorted((Path(__file__).parents[1] / "specs").glob("*.yml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
EXAMPLES = count(400, 40_000)


def check(document: Document, extraction: Extraction) -> None:
    text = document.text
    for item in extraction.observations:
        assert item.sentence_start <= item.evidence_start < item.evidence_end <= item.sentence_end <= len(text)
        assert text[item.evidence_start : item.evidence_end].strip()
        assert document.locator(item.evidence_start) == item.locator
        assert item.kind in KINDS
        assert item.confidence in CONFIDENCES
        indicator = CATALOGUE.indicators[item.indicator]
        assert indicator.has_breakdown(item.breakdown)
    positions = [item.evidence_start for item in extraction.observations]
    assert positions == sorted(positions)
    for left in extraction.left_out:
        assert 0 <= left.start <= left.end <= len(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_evidence_is_an_exact_part_of_the_document(page: Path) -> None:
    document = parse_page(
        page.read_bytes(), url="https://www.example.test/1.html", content_type="text/html; charset=utf-8"
    )
    extraction = extract(document, CATALOGUE)
    assert extraction.observations
    check(document, extraction)


CHARACTERS = st.sampled_from(
    "0123456789０９，,。；：、（）()%％件人次元万亿余约近十百千零两其中同比增长下降年月日至—-.占的《》“”\n \u00a0"
)


@counted
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sentences=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4),
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), st.text(CHARACTERS, max_size=6)), max_size=6),
)
def test_mangled_text_is_read_without_a_crash(sentences: list[str], cuts: list[tuple[int, int, str]]) -> None:
    text = "\n".join(sentences)
    for start, length, inserted in cuts:
        text = text[:start] + inserted + text[start + length :]
    try:
        document = parse_text(text, url="file:///mangled.txt", title="某县2023年工作报告")
    except NoBodyError:
        return
    check(document, extract(document, CATALOGUE))


@counted
@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(PAGES), st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255)), min_size=1, max_size=40))
def test_page_with_flipped_bytes_is_read_without_a_crash(page: Path, flips: list[tuple[int, int]]) -> None:
    body = bytearray(page.read_bytes())
    for position, value in flips:
        body[position % len(body)] = value
    try:
        document = parse_page(
            bytes(body), url="https://www.example.test/1.html", content_type="text/html; charset=utf-8"
        )
    except NoBodyError:
        return
    check(document, extract(document, CATALOGUE))


@counted
@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(CHARACTERS, max_size=80))
def test_noise_is_read_without_a_crash(text: str) -> None:
    document = plain(text)
    check(document, extract(document, CATALOGUE))


def plain(text: str, **metadata: object) -> Document:
    """A document of one paragraph, as the parser would never make it."""
    line = text.replace("\n", " ") or " "
    return Document(url="file:///x", text=line, blocks=(Paragraph(0, len(line)),), **{"title": "", **metadata})  # type: ignore[arg-type]


def test_document_that_names_no_year_takes_it_from_its_publication() -> None:
    document = plain("全年办理公证120件。", published_on=date(2024, 1, 20))
    (item,) = extract(document, CATALOGUE).observations
    assert (item.period, item.period_source) == ("2023", "published")


def test_document_without_any_year_leaves_the_period_empty() -> None:
    (item,) = extract(plain("全年办理公证120件。"), CATALOGUE).observations
    assert (item.period, item.period_source) == ("", "")


def test_numbers_left_out_say_why() -> None:
    document = plain("据12348热线统计，第3次会议后，行政复议驳回6件，全省办理公证9000件。")
    extraction = extract(document, CATALOGUE)
    assert extraction.observations == ()
    assert [(document.text[left.start : left.end], left.reason) for left in extraction.left_out] == [
        ("12348", "code"),
        ("3次", "ordinal"),
        ("6件", "no_indicator"),
        ("9000件", "other_region"),
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "全年收到行政复议申请96件，受理84件，办结82件，调解和解率34.15%，同比提高2个百分点。",
        "受理3件，占审结案件的3%，",
        "3、",
        "十",
        "（受理3件",
        "1,234,",
        "省级3个、",
    ],
)
def test_cost_grows_with_the_length_of_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        document = plain(unit * (length // len(unit)))
        started = time.process_time()
        extract(document, CATALOGUE)
        return time.process_time() - started

    seconds(1000)
    small = min(seconds(6000) for _ in range(3))
    assert min(seconds(48000) for _ in range(2)) < 8 * 4 * small  # a quadratic step would cost 64 times


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("全年审结行政复议案件52件（含上年结转4件）。", "scope", "with_carried_in"),
        ("全年审结行政复议案件52件（不含上年结转）。", "scope", "without_carried_in"),
        ("全年新收一审行政诉讼案件30件。", "scope", "first_instance"),
        ("县委理论学习中心组专题学法3次。", "subject", "县委理论学习中心组"),
        ("新建法治宣传教育基地2个。", "basis", "new"),
        ("累计培养法律明白人900名。", "basis", "cumulative"),
        ("执业律师46人。", "basis", "stock"),
        ("发放宣传资料4万余份，开展普法活动50场。", "approx", True),
    ],
)
def test_what_a_figure_says_beside_its_value(text: str, field: str, value: object) -> None:
    item = extract(plain(text, title="某县2023年法治政府建设报告"), CATALOGUE).observations[0]
    assert getattr(item, field) == value


def test_range_keeps_its_upper_end() -> None:
    document = plain("争取申报省级民主法治示范村2-3个。", title="某县2024年工作要点")
    (item,) = extract(document, CATALOGUE).observations
    assert (item.value, item.value_max) == (2, 3)
