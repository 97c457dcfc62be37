"""What a county publishes about a year: fifteen kinds of documents, each with the labels of its figures."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from types import MappingProxyType

from benchmarks.synthetic import tables
from benchmarks.synthetic.truth import figures, first_half
from benchmarks.synthetic.wording import Label, Teller, Told, joined, style
from tests.files.build import xlsx

NOTICES, NEWS = 12, 22
"""A year of a site that publishes as much as real ones: 13 documents with figures and these."""

_TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "annual": ("governance", "review", "enforcement", "reconsideration", "litigation", "publicity", "mediation"),
        "bureau": ("publicity", "mediation", "legal_aid", "corrections", "lawyers", "reconsideration"),
        "half_year": ("half_year",),
        "plan": ("plan",),
        "cases": ("reconsideration", "litigation"),
        "publicity": ("publicity",),
        "mediation": ("mediation",),
        "legal_aid": ("legal_aid", "lawyers"),
        "corrections": ("corrections",),
        "disclosure": (),
        "enforcement": (),
        "sheet": (),
        "bulletin": ("bulletin",),
        "notice": ("notice",),
        "news": ("news",),
    }
)
KINDS = tuple(_TOPICS)
_REGULAR = KINDS[:-2]


@dataclass(frozen=True, slots=True)
class County:
    """Whose documents these are; `seed` is that of the country."""

    seed: int
    code: str
    name: str

    @property
    def kind(self) -> str:
        """县, 区 or 市."""
        return self.name[-1]


@dataclass(frozen=True, slots=True)
class Published:
    """A document before its text is made: `write` gives the HTML of its body, the labels and the spreadsheet."""

    kind: str
    year: int
    title: str
    publisher: str
    published: datetime
    write: Callable[[], Written]


@dataclass(frozen=True, slots=True)
class Written:
    """A document's body, what its figures are, and what is attached: (labels, content) of one spreadsheet."""

    body: str
    labels: tuple[Label, ...]
    sheet: bytes | None = None
    sheet_labels: tuple[Label, ...] = ()


def of_year(county: County, year: int, *, small: bool = True) -> Iterator[Published]:
    """What a county publishes about `year`; `small` leaves out most notices and news."""
    notices, news = (1, 1) if small else (NOTICES, NEWS)
    for kind in _REGULAR:
        yield _published(county, year, kind, 0)
    for kind, many in (("notice", notices), ("news", news)):
        for number in range(many):
            yield _published(county, year, kind, number)


def revised(published: Published, county: County, number: int) -> Published:
    """The same document, under the same title and day, with the figures of another truth."""
    other = replace(county, seed=county.seed + number)
    return replace(published, write=partial(_written, other, published.year, published.kind, 0, published.title))


def _published(county: County, year: int, kind: str, number: int) -> Published:
    random = Random(f"{county.seed} {county.code} {year} {kind} {number}")
    title, publisher = _titled(county, year, kind, number, random)
    write = partial(_written, county, year, kind, number, title)
    return Published(kind, year, title, publisher, _moment(year, kind, random), write)


def _titled(county: County, year: int, kind: str, number: int, random: Random) -> tuple[str, str]:
    """A title of the kind, and who publishes it."""
    name, bureau = county.name, f"{county.name}司法局"
    titles = {
        "annual": (f"{name}{year}年法治政府建设情况报告", f"{name}人民政府{year}年度法治政府建设年度报告"),
        "bureau": (f"{bureau}{year}年工作总结", f"{bureau}{year}年度工作总结和{year + 1}年工作思路"),
        "half_year": (f"{bureau}{year}年上半年工作总结", f"{bureau}关于{year}年上半年工作情况的报告"),
        "plan": (f"{bureau}{year}年工作要点", f"{bureau}{year}年工作计划"),
        "cases": (f"{bureau}{year}年行政复议和行政应诉工作情况报告", f"{bureau}{year}年度行政复议应诉工作总结"),
        "publicity": (f"{bureau}{year}年普法工作总结", f"{bureau}{year}年度法治宣传教育工作总结"),
        "mediation": (f"{bureau}{year}年人民调解工作总结", f"{bureau}{year}年人民调解工作情况报告"),
        "legal_aid": (f"{bureau}{year}年公共法律服务工作总结", f"{bureau}{year}年度法律援助工作总结"),
        "corrections": (f"{bureau}{year}年社区矫正和安置帮教工作总结", f"{bureau}{year}年社区矫正工作总结"),
        "disclosure": (f"{name}{year}年政府信息公开工作年度报告", f"{name}人民政府{year}年度政府信息公开年度报告"),
        "enforcement": (f"{name}{year}年度行政执法数据统计公告", f"{name}{year}年度行政执法统计年报"),
        "sheet": (f"{name}{year}年度行政执法情况统计表", f"{name}{year}年行政执法统计数据表"),
        "bulletin": (f"{bureau}{year}年司法行政工作情况及主要数据", f"{name}{year}年司法行政数据公报"),
        "notice": (
            f"关于做好第{number + 1}批材料报送工作的通知",
            f"关于{year}年第{number + 1}次业务考试有关事项的通知",
        ),
        "news": (f"我{county.kind}开展第{number + 1}期法治惠民活动", f"{bureau}召开第{number + 1}次工作推进会"),
    }
    government = kind in ("annual", "disclosure")
    return random.choice(titles[kind]), f"{name}人民政府办公室" if government else bureau


def _moment(year: int, kind: str, random: Random) -> datetime:
    """When a document comes out: reports in the first months of the next year, the rest within the year."""
    if kind == "half_year":
        day = date(year, 7, random.randint(1, 28))
    elif kind == "plan":
        day = date(year, 2, random.randint(1, 28))
    elif kind in ("notice", "news"):
        day = date(year, 1, 4) + timedelta(days=random.randint(0, 350))
    else:
        day = date(year + 1, random.randint(1, 3), random.randint(1, 28))
    return datetime(day.year, day.month, day.day, random.randint(8, 17), random.randint(0, 59))


def _written(county: County, year: int, kind: str, number: int, title: str) -> Written:
    random = Random(f"{county.seed} {county.code} {year} {kind} {number} words")
    now = (first_half if kind == "half_year" else figures)(county.seed, county.code, year)
    before = figures(county.seed, county.code, year - 1)
    period = f"{year}H1" if kind == "half_year" else str(year)
    teller = Teller(random=random, period=period, figures=now, before=before, kind=county.kind, style=style(random))
    if kind == "sheet":
        rows, labels = tables.enforcement_sheet(now, period)
        body = f"<p>现将{year}年度全{county.kind}行政执法情况统计表予以公布，具体数据见附件。</p>"
        return Written(body, (), xlsx({"统计表": ([[title], *rows], ())}), labels)
    topics = [teller.topic(name) for name in _TOPICS[kind]]
    parts = [told for _, told in topics]
    body = "".join(_section(place, heading, told) for place, (heading, told) in enumerate(topics))
    if kind not in ("notice", "news"):
        opening, closing = teller.one_of("openings"), teller.one_of("closings")
        body = f"<p>{_escaped(opening)}</p>{body}"
        table = _table(kind, teller)
        body += f"{table.text}<p>{_escaped(closing)}</p>"
        parts.append(table)
    return Written(body, joined(parts))


def _table(kind: str, teller: Teller) -> Told:
    if kind == "disclosure":
        return tables.disclosure_forms(teller.figures, teller.period)
    if kind == "enforcement":
        return tables.enforcement_tables(teller.figures, teller.period)
    if kind == "bulletin":
        return tables.bulletin_table(teller.figures, teller.before, teller.period)
    return Told("", ())


_ORDINALS = "一二三四五六七八九"


def _section(place: int, heading: str, told: Told) -> str:
    return f"<p>{_ORDINALS[place]}、{heading}</p><p>{_escaped(told)}</p>"


def _escaped(told: Told) -> str:
    return html.escape(told.text, quote=False)
