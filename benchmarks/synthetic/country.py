"""The country itself: its counties, their divisions, schemes and YAMLs, and what each site shows on a given night."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.country import county_code
from benchmarks.synthetic.documents import KINDS, County, Published, Written, of_year, revised
from benchmarks.synthetic.truth import LAST_YEAR
from fazhi.settings import PROJECT
from tests.sites.model import Article, Column, Site

SEED = 20260401
COUNTIES = 2900
FIRST_NIGHT = datetime(2026, 4, 1, 1)
_LIST = "法治政府建设"
_REVISES = 4
"""Every so manyth change is a silent revision."""
_SYLLABLES = "清岚云溪松柏临望麓霁芦枕竹钟朔青南葛泓汀澄砚蓝桐杏枫榆樟梧荷苇茗棠棣萱蘅峦岫屿渚浔洄澧沅漪潼涪渭淇"
_FIRST = _SYLLABLES + "宁安永和石金玉凤鹤龙鹿"
_PATHS = {
    "declared": "/site/channel_1001/",
    "gkmlpt": "/gkmlpt/index#1001",
    "jpaas": "/ztzl/fzjs/index.html",
    "jpage": "/col/col1229000001/index.html",
    "lonsun": "/public/column/2655?type=4&action=list&nav=3&catId=1001",
    "nfcms": "/zwgk/fzzf/index.html",
    "openness": "/opennessContent/?branch_id=57a3df762c262ea9a00aade5&column_code=1001",
    "trs": "/zwgk/fzzf/index.html",
    "ucap": "/gov/c105797/list.shtml",
    "vsb": "/fzjs.htm",
}
_SHARES = (
    ("jpage",) * 5 + ("trs",) * 5 + ("jpaas", "ucap", "vsb", "lonsun") * 2 + ("openness", "gkmlpt", "nfcms", "declared")
)
_DECLARED = {
    "articles": ".lb dd",
    "address": "/doc_[0-9a-f]{24}\\.html",
    "next_page": ".xia",
    "body": [".nr"],
    "metadata": {"title": ".bt", "published_on": ".sj", "publisher": ".ly"},
}


@dataclass(frozen=True, slots=True)
class Country:
    """So many counties and years; the last year's documents come out in the nights where `nightly` holds.

    `small` leaves out most notices and news; `kinds` are the only ones published, where it names some.
    """

    counties: int = COUNTIES
    years: tuple[int, ...] = (LAST_YEAR,)
    small: bool = True
    nightly: bool = False
    kinds: tuple[str, ...] = KINDS
    seed: int = SEED
    changes_one_of: int = 100
    """One of so many sites changes in a night."""

    def county(self, number: int) -> County:
        """The n-th county, from 0."""
        first, last = _FIRST[number // len(_SYLLABLES)], _SYLLABLES[number % len(_SYLLABLES)]
        return County(self.seed, county_code(number), f"{first}{last}{'县县区市'[number % 4]}")

    def family(self, number: int) -> str:
        """The family of a county's site."""
        return Random(f"{self.seed} family {number}").choice(_SHARES)

    def published(self, number: int, night: int = 0) -> list[Published]:
        """What the site of a county shows in a night, oldest year first.

        A site that changes in a night brings out one more document, or, every fourth time, says something else in one
        that it brought out before, in silence; which sites change hangs on night and seed.
        """
        county = self.county(number)
        published = (each for year in self.years for each in of_year(county, year, small=self.small))
        shown = [each for each in published if each.kind in self.kinds]
        if not self.nightly:
            return shown
        earlier = [each for each in shown if each.year != self.years[-1]]
        news = [each for each in shown if each.year == self.years[-1]]
        nights = [each for each in range(1, night + 1) if self.changes(number, each)]
        revisions = nights[_REVISES - 1 :: _REVISES]
        for place, on in enumerate(revisions):
            which = place % len(earlier)
            earlier[which] = revised(earlier[which], county, on)
        out = zip((night for night in nights if night not in revisions), news, strict=False)
        return earlier + [replace(each, published=FIRST_NIGHT + timedelta(days=on - 1, hours=8)) for on, each in out]

    def changes(self, number: int, night: int) -> bool:
        """Whether the site of a county brings out something before this night."""
        return _drawn(self.seed, number, night) < 1 / self.changes_one_of

    def site(self, number: int, night: int = 0) -> Site:
        """The site of a county as the simulators serve it."""
        return _site(self, number, night if self.nightly else 0)

    def urls(self, number: int, night: int = 0) -> Iterator[tuple[str, Published]]:
        """The addresses of a county's documents."""
        site = self.site(number, night)
        for path, _, article in site.articles():
            assert isinstance(article, _Article)
            yield f"http://{site.host}{path}", article.source

    def list_url(self, number: int) -> str:
        """The list that a county's YAML names."""
        return f"http://{self.host(number)}{_PATHS[self.family(number)]}"

    def host(self, number: int) -> str:
        """The host of a county's site."""
        return f"www.c{number}.country.example"


class _Article(Article):
    """An article whose body is written when it is asked for."""

    def __init__(self, number: int, source: Published) -> None:
        given: dict[str, Any] = {"id": 4000 + number, "title": source.title, "published": source.published}
        given |= {"publisher": source.publisher, "index_number": "", "document_number": "", "written_on": None}
        given |= {"revised_body": None, "revised_at": None, "source": source}
        for name, value in given.items():
            object.__setattr__(self, name, value)

    source: Published

    @cached_property
    def _written(self) -> Written:
        return self.source.write()

    @property
    def body(self) -> str:  # type: ignore[override]
        return self._written.body

    @property
    def attachments(self) -> tuple[tuple[str, str, bytes], ...]:  # type: ignore[override]
        if self.source.kind != "sheet":
            return ()
        assert self._written.sheet is not None
        return ((f"{self.id}.xlsx", f"{self.title}.xlsx", self._written.sheet),)


def _drawn(seed: int, number: int, night: int) -> float:
    return Random(f"{seed} night {number} {night}").random()


@lru_cache(maxsize=512)
def _site(country: Country, number: int, night: int) -> Site:
    return _built(country, number, night)


def _built(country: Country, number: int, night: int) -> Site:
    family, county = country.family(number), country.county(number)
    articles: list[Article] = [_Article(place, each) for place, each in enumerate(country.published(number, night))]
    column = Column(path=_PATHS[family], name=_LIST, articles=articles, number=1001, unit=2655)
    return Site(
        host=country.host(number), family=family, name=f"{county.name}人民政府", columns=[column], web_id=3000 + number
    )


def write_deployment(country: Country, folder: Path, *, years: Sequence[int]) -> dict[str, str]:
    """Write the divisions, the county YAMLs and a scheme for `years` below `folder`; gives the settings for them."""
    _write_divisions(country, folder / "regions")
    for number in range(country.counties):
        _write_source(country, number, folder / "sources")
    _write_schemes(country, folder / "schemes", years)
    return {f"FAZHI_{name.upper()}": str(folder / name) for name in ("regions", "sources", "schemes")}


def _write_divisions(country: Country, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["code", "name", "level", "province_code", "prefecture_code", "kind", "valid_from", "valid_to"])
        codes = [county_code(number) for number in range(country.counties)]
        for province in sorted({code[:2] for code in codes}):
            rows.writerow((f"{province}0000", f"第{province}省", "province", province, "", "省", "2005-01-01", ""))
        for prefecture in sorted({code[:4] for code in codes}):
            rows.writerow(
                (f"{prefecture}00", f"第{prefecture}市", "prefecture", prefecture[:2], "", "地级市", "2005-01-01", "")
            )
        for number, code in enumerate(codes):
            county = country.county(number)
            kind = {"区": "市辖区", "市": "县级市"}.get(county.kind, "县")
            rows.writerow((code, county.name, "county", code[:2], f"{code[:4]}00", kind, "2005-01-01", ""))


def _write_source(country: Country, number: int, folder: Path) -> None:
    family, county = country.family(number), country.county(number)
    home = f"http://{country.host(number)}"
    entry: dict[str, Any] = {
        "code": county.code,
        "name": county.name,
        "family": family,
        "home": f"{home}/",
        "owner": "bench",
        "lists": [{"url": country.list_url(number), "holds": ["rule_of_law_annual_report", "bureau_summary"]}],
        "crawl_delay": 0,
        "status": "active",
        "sample": True,
    }
    if family == "declared":
        entry["declared"] = _DECLARED
    place = folder / county.code[:2]
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{county.code}_county.yml").write_text(json.dumps(entry, ensure_ascii=False), encoding="utf-8")


def _write_schemes(country: Country, folder: Path, years: Sequence[int]) -> None:
    """The scheme of the sample province, once a province and year."""
    folder.mkdir(parents=True, exist_ok=True)
    (pattern,) = (PROJECT / "examples" / "yunchuan" / "schemes").glob("*.yml")
    text = pattern.read_text(encoding="utf-8")
    text = re.sub(r"^first_year: .*$", f"first_year: {min(years)}", text, flags=re.MULTILINE)
    text = re.sub(r"^last_year: .*$", f"last_year: {max(years)}", text, flags=re.MULTILINE)
    for province in sorted({county_code(number)[:2] for number in range(country.counties)}):
        ours = text.replace('province: "99"', f'province: "{province}"').replace(
            "yunchuan_county", f"country_{province}"
        )
        (folder / f"country_{province}.yml").write_text(ours, encoding="utf-8")
