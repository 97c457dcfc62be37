"""What a simulated site holds, read from a province's `sites.yml`.

A site is described once, by what people see of it; where its pages live (`/art/2025/3/21/art_1229_4567.html`,
`/xxgk/fzzf/202503/t20250321_1234.html`) its family makes of column, date and id.
"""

from __future__ import annotations

import hashlib
import html
import importlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

SHANGHAI = ZoneInfo("Asia/Shanghai")
FAMILIES = ("declared", "gkmlpt", "jpaas", "jpage", "lonsun", "nfcms", "openness", "trs", "ucap", "vsb")
"""Each is a module beside this one: `article_path` and `respond`, see `tests.sites.shell.Family`."""


class SitesError(Exception):
    """`sites.yml` says something the simulators cannot serve; names the file and the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published page. `body` is an HTML fragment, put into the family's body container as it is.

    From `revised_at` on the site serves `revised_body` under the same address and the same published date.
    Times are of Asia/Shanghai. `attachments` are (file name, link text, content).
    """

    id: int
    title: str
    published: datetime
    publisher: str
    body: str
    index_number: str = ""
    document_number: str = ""
    written_on: date | None = None
    revised_body: str | None = None
    revised_at: datetime | None = None
    attachments: tuple[tuple[str, str, bytes], ...] = ()


@dataclass(slots=True, kw_only=True)
class Column:
    """A list of articles, newest first, `per_page` to a page. `path` is the address of its first page on the host."""

    path: str
    name: str
    articles: list[Article] = field(default_factory=list)
    per_page: int = 15
    number: int = 0  # columnid, channel, catId, column_code: what the family calls the column
    unit: int = 0  # 大汉 unitid

    @property
    def folder(self) -> str:
        """The directory of the column, ending in a slash."""
        return self.path.rpartition("/")[0] + "/"

    def sorted_articles(self) -> list[Article]:
        return sorted(self.articles, key=lambda article: (article.published, article.id), reverse=True)


@dataclass(slots=True, kw_only=True)
class Site:
    """One virtual host. `validators` are the response headers it offers for conditional requests.

    `quirks` are traps of the family that not every site has: see the family's module.
    """

    host: str
    family: str
    name: str
    columns: list[Column] = field(default_factory=list)
    identifier: str = "9900000000"  # 政府网站标识码
    encoding: str = "utf-8"
    validators: tuple[str, ...] = ("ETag", "Last-Modified")
    robots: str = "User-agent: *\nDisallow: /search/\n"
    web_id: int = 1
    proxy: str = "/module/web/jpage/dataproxy.jsp"
    suffix: str = "html"
    quirks: tuple[str, ...] = ()

    def column(self, path: str) -> Column | None:
        return next((column for column in self.columns if column.path == path), None)

    def column_of_number(self, number: str | None) -> Column | None:
        """The column whose number stands in a parameter or a path."""
        return next((column for column in self.columns if str(column.number) == number), None)

    def article_path(self, column: Column, article: Article) -> str:
        """The address of an article below the host."""
        path: str = importlib.import_module(f"tests.sites.{self.family}").article_path(self, column, article)
        return path

    def identity(self, article: Article, length: int) -> str:
        """An identifier of an article in `length` hexadecimal digits."""
        return hashlib.sha256(f"{self.host} {article.id}".encode()).hexdigest()[:length]

    def articles(self) -> Iterator[tuple[str, Column, Article]]:
        """Every article with its address and its column."""
        for column in self.columns:
            for article in column.articles:
                yield self.article_path(column, article), column, article


def load_sites(province: Path) -> dict[str, Site]:
    """Read `<province>/sites.yml` and the pages it names, by host.

    Raises:
        SitesError: a key is missing or wrong, a page file does not exist, or two articles have the same address.
    """
    file = province / "sites.yml"
    entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    sites: dict[str, Site] = {}
    for entry in entries["sites"]:
        host = str(entry.get("host"))
        try:
            site = _site(entry, province)
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise SitesError(f"{file}: site {host}: {type(error).__name__}: {error}") from error
        if host in sites:
            raise SitesError(f"{file}: site {host} stands there twice")
        paths = [path for path, _, _ in site.articles()]
        if len(paths) != len(set(paths)):
            twice = sorted({path for path in paths if paths.count(path) > 1})
            raise SitesError(f"{file}: site {host}: two articles at {', '.join(twice)}; give one another id")
        sites[host] = site
    return sites


def paragraphs(text: str) -> str:
    """Plain text as a body: a `<p>` for each line that holds something."""
    return "\n".join(f"<p>{html.escape(line.strip(), quote=False)}</p>" for line in text.splitlines() if line.strip())


def moment(value: object) -> datetime:
    """A date or time of `sites.yml`, which YAML gives as a string, a date or a datetime."""
    return datetime.fromisoformat(str(value))


def _site(entry: Mapping[str, Any], province: Path) -> Site:
    if entry["family"] not in FAMILIES:
        raise ValueError(f"family {entry['family']!r} has no simulator; there are {', '.join(FAMILIES)}")
    plain = {key: value for key, value in entry.items() if key not in ("columns", "validators", "quirks")}
    validators = tuple(entry.get("validators", ("ETag", "Last-Modified")))
    site = Site(**plain, validators=validators, quirks=tuple(entry.get("quirks", ())))
    site.columns = [_column(column, province) for column in entry["columns"]]
    return site


def _column(entry: Mapping[str, Any], province: Path) -> Column:
    plain = {key: value for key, value in entry.items() if key != "articles"}
    return Column(**plain, articles=[_article(article, province) for article in entry["articles"]])


def _article(entry: Mapping[str, Any], province: Path) -> Article:
    revised = entry.get("revised")
    return Article(
        id=entry["id"],
        title=entry["title"],
        published=moment(entry["published"]),
        publisher=entry["publisher"],
        body=_page(province, entry["page"]) if "page" in entry else paragraphs(entry["text"]),
        index_number=entry.get("index_number", ""),
        document_number=entry.get("document_number", ""),
        written_on=moment(entry["written_on"]).date() if "written_on" in entry else None,
        revised_body=_page(province, revised["page"]) if revised else None,
        revised_at=moment(revised["at"]) if revised else None,
        attachments=tuple(
            (item["name"], item["text"], (province / "attachments" / item["file"]).read_bytes())
            for item in entry.get("attachments", ())
        ),
    )


def _page(province: Path, name: str) -> str:
    return (province / "pages" / name).read_text(encoding="utf-8")
