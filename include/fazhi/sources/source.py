"""One county, one YAML: which site it has, which lists to read, who answers for it.

A county looks like this (`include/sources/33/331022_sanmen.yml`); everything after `lists` has a default:

    code: "331022"                      # 行政区划代码, six digits; begins the file name
    name: 三门县
    family: jpage                       # see fazhi.sources.families
    home: https://www.sanmen.gov.cn/
    owner: 法治督察科                    # who answers for this file
    lists:
      - url: https://www.sanmen.gov.cn/col/col1229320000/index.html
        name: 法治政府建设年度报告
        holds: [rule_of_law_annual_report]
        parameters: {columnid: 1229320000, unitid: 6012345, webid: 2712}    # what the family wants to know, if it does
        sweep_days: 7                   # read to its last page so often, else only down to what is known
        at_least: 12                    # articles it must name then; default: half of what the last sweep found
    hosts: [oss.sanmen.gov.cn]          # allowed beside the host of `home`: attachments, other lists
    crawl_delay: 5                      # seconds between two requests to a host; robots.txt can only make it longer
    page_budget: 2000                   # requests to a host in one night; the next night goes on
    megabyte_budget: 1000               # and what it may send
    unverified_tls:                     # hosts whose certificate is not checked, each with the reason
      oss.sanmen.gov.cn: 证书 2025-03 过期，已电话告知
    publications:                       # habits: what the county owes, who publishes it, in which month it is due
      rule_of_law_annual_report: {publisher: 三门县人民政府, due_month: 4}
    status: unverified                  # active | unverified | retired; only active ones are crawled
    sample: false                       # true: fictional, host under .example, may live on the loopback
    notes: 列表只有三页

A site of no known family has `family: declared` and says under `declared` how it reads (`fazhi.sources.declaration`).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from fazhi import invalid
from fazhi.errors import ConfigurationError
from fazhi.parse.document import DOCUMENT_TYPES
from fazhi.sources.declaration import Declaration
from fazhi.sources.families import FAMILIES

REAL_SUFFIX = ".gov.cn"
SAMPLE_SUFFIX = ".example"
SHORTEST_REAL_DELAY = 1.0


_TYPES = WithJsonSchema({"type": "string", "enum": list(DOCUMENT_TYPES)})
_TEXT_OR_NUMBER = WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}]})


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ListPage(_Model):
    """The first page of one list. `holds` are document types to expect in it; `parameters` are the family's.

    `sweep_days`: after so many days it is read to its last page (0: every time), otherwise down to known articles; None
    leaves it to the settings. `at_least`: articles that such a reading must find; None measures by the last one.
    """

    url: str
    name: str = ""
    holds: tuple[Annotated[str, _TYPES], ...] = Field(min_length=1)
    parameters: Mapping[str, Annotated[str, _TEXT_OR_NUMBER]] = Field(default_factory=dict)
    sweep_days: int | None = Field(default=None, ge=0, le=365)
    at_least: int | None = Field(default=None, ge=0)

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        return _checked_address(value)

    @field_validator("holds")
    @classmethod
    def _known_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for document_type in value:
            _check_document_type(document_type)
        return value


class Publication(_Model):
    """Who publishes a document type and the month (1 to 12) in which that usually happens."""

    publisher: str
    due_month: int = Field(ge=1, le=12)


class Source(_Model):
    """One county's site. `crawl_delay` is in seconds; `hosts` are allowed beside the host of `home`; the budgets are
    for each host and night, in requests and megabytes.
    """

    code: str = Field(pattern=r"^[1-9]\d{5}$")
    name: str = Field(min_length=1)
    family: str = Field(json_schema_extra={"enum": list(FAMILIES)})
    home: str
    owner: str = Field(min_length=1)
    lists: tuple[ListPage, ...] = ()
    hosts: tuple[str, ...] = ()
    crawl_delay: float = Field(default=3.0, ge=0, le=120)
    page_budget: int = Field(default=2000, ge=10)
    megabyte_budget: int = Field(default=1000, ge=1)
    unverified_tls: Mapping[str, str] = Field(default_factory=dict)
    publications: Mapping[str, Publication] = Field(default_factory=dict)
    declared: Declaration | None = None
    status: Literal["active", "unverified", "retired"] = "unverified"
    sample: bool = False
    notes: str = ""

    @property
    def province_code(self) -> str:
        """The first two digits of the code, as in the partition key."""
        return self.code[:2]

    @property
    def host(self) -> str:
        """The host of `home`, in lower case, without a port."""
        return host_of(self.home)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host a request for this county may go to."""
        return frozenset({self.host, *self.hosts})

    @field_validator("home")
    @classmethod
    def _home_is_an_address(cls, value: str) -> str:
        return _checked_address(value)

    @field_validator("family")
    @classmethod
    def _known_family(cls, value: str) -> str:
        if value not in FAMILIES:
            raise ValueError(f"{value!r} is no site family; known are {', '.join(FAMILIES)}")
        return value

    @field_validator("hosts")
    @classmethod
    def _bare_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if host != host.lower() or urlsplit(f"//{host}").hostname != host:
                raise ValueError(f"{host!r} is not a bare host name in lower case (no scheme, port or path)")
        return value

    @field_validator("publications")
    @classmethod
    def _known_publications(cls, value: Mapping[str, Publication]) -> Mapping[str, Publication]:
        for document_type in value:
            _check_document_type(document_type)
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        suffix = SAMPLE_SUFFIX if self.sample else REAL_SUFFIX
        if not self.host.endswith(suffix):
            rule = "a sample's host ends in .example" if self.sample else "a county's own site is under .gov.cn"
            raise ValueError(f"home: {self.host} is not under {suffix}: {rule}")
        if (self.family == "declared") != (self.declared is not None):
            raise ValueError("declared: a site of the family declared has this key, and no other site has it")
        if self.status == "active" and not self.lists:
            raise ValueError("lists: an active source has at least one")
        if not self.sample and self.crawl_delay < SHORTEST_REAL_DELAY:
            raise ValueError(f"crawl_delay: at least {SHORTEST_REAL_DELAY:g} second for a real site")
        for host, reason in self.unverified_tls.items():
            if host not in self.allowed_hosts:
                raise ValueError(f"unverified_tls: {host} is neither the host of home nor in hosts")
            if not reason.strip():
                raise ValueError(f"unverified_tls.{host}: say why its certificate is not to be checked")
        for number, page in enumerate(self.lists):
            if host_of(page.url) not in self.allowed_hosts:
                raise ValueError(f"lists.{number}.url: {host_of(page.url)} is neither the host of home nor in hosts")
            unknown = set(page.parameters) - FAMILIES[self.family].parameters
            if unknown:
                known = ", ".join(sorted(FAMILIES[self.family].parameters)) or "none"
                raise ValueError(
                    f"lists.{number}.parameters.{min(unknown)}: not a parameter of {self.family} (which has {known})"
                )
        return self


@dataclass(frozen=True, slots=True)
class InvalidSource:
    """A YAML that cannot be used: the code its file name begins with (or the whole name), and what is wrong with it."""

    code: str
    message: str


def load_sources(directories: Iterable[Path]) -> tuple[Source, ...]:
    """Read and check every `<directory>/**/<code>_<pinyin>.yml`, in the order of the codes.

    Raises:
        ConfigurationError: a directory is missing, a file is not YAML, a key is missing, unknown or wrong, a file name
            does not begin with its code, or two files hold the same code. Names file and key.
    """
    sources, invalid = load_valid_sources(directories)
    if invalid:
        raise ConfigurationError("\n".join(each.message for each in invalid))
    return sources


def load_valid_sources(
    directories: Iterable[Path], *, only: Collection[str] = ()
) -> tuple[tuple[Source, ...], tuple[InvalidSource, ...]]:
    """The sources that can be used, in the order of the codes, and the files that cannot: one must not stop the others.

    Of two files that hold the same code neither is used. `only` reads the files of these codes and no others.

    Raises:
        ConfigurationError: a directory is missing.
    """
    sources: dict[str, list[tuple[Path, Source]]] = {}
    invalid = []
    for path in _source_files(directories, only):
        try:
            source = load_source(path)
        except ConfigurationError as error:
            invalid.append(InvalidSource(path.stem.partition("_")[0], str(error)))
            continue
        sources.setdefault(source.code, []).append((path, source))
    for code, [(first, _), *others] in sources.items():
        invalid += [InvalidSource(code, f"{path}: code: {code} is already the code of {first}") for path, _ in others]
    usable = []
    readers: dict[tuple[str, str], Source] = {}
    for path, source in (found[0] for _, found in sorted(sources.items()) if len(found) == 1):
        lists = [(each.url, str(sorted(each.parameters.items()))) for each in source.lists]
        shared = next((each for each in lists if each in readers), None)
        if shared:
            message = f"{path}: lists: {shared[0]} is the list of {readers[shared].code} {readers[shared].name}"
            invalid.append(InvalidSource(source.code, f"{message}: its pages can only be one county's"))
            continue
        readers |= dict.fromkeys(lists, source)
        usable.append(source)
    return tuple(usable), tuple(invalid)


def load_source(path: Path) -> Source:
    """Read and check one county's YAML. Raises as `load_sources` does."""
    if path.suffix != ".yml":
        raise ConfigurationError(f"{path}: rename it to {path.stem}.yml, other endings are not read")
    try:
        entry = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeyLoader)  # noqa: S506 -- a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    if not isinstance(entry, dict):
        raise ConfigurationError(f"{path}: expected the keys of one county (code, name, family, home, ...)")
    try:
        source = Source.model_validate(entry)
    except ValidationError as error:
        raise ConfigurationError("\n".join(f"{path}: {_explain(problem)}" for problem in error.errors())) from error
    if not path.name.startswith(f"{source.code}_"):
        raise ConfigurationError(
            f"{path}: the file name must be {source.code}_<pinyin>.yml, as its code is {source.code}"
        )
    return source


@lru_cache(maxsize=4096)  # asked thirty times in a night of one county
def host_of(url: str) -> str:
    """The host of `url` in lower case, without a port; empty when it has none."""
    return urlsplit(url).hostname or ""


def _source_files(directories: Iterable[Path], only: Collection[str]) -> Iterator[Path]:
    for directory in directories:
        if not directory.is_dir():
            raise ConfigurationError(f"{directory} is not a directory of county YAMLs; see FAZHI_SOURCES")
        named = ((folder, name) for folder, _, names in os.walk(directory) for name in names)
        found = ((folder, name) for folder, name in named if not only or name.partition("_")[0] in only)
        yield from sorted(Path(folder, name) for folder, name in found if fnmatchcase(name, "*.y*ml"))


def _explain(problem: Mapping[str, Any]) -> str:
    key, message = invalid.key(problem), invalid.words(problem)
    return f"{key}: {message}" if key else message


def _checked_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not an http or https address")
    if parts.port is not None or "@" in parts.netloc:
        raise ValueError(f"{url!r}: no port and no user in an address; FAZHI_CONNECT_TO reaches other ports")
    return url


def _check_document_type(document_type: str) -> None:
    if document_type not in DOCUMENT_TYPES:
        raise ValueError(f"{document_type!r} is no document type; known are {', '.join(DOCUMENT_TYPES)}")


class _UniqueKeyLoader(yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader):  # type: ignore[misc]
    """YAML lets the last of two equal keys win; here that is a mistake someone made while copying a neighbour."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.YAMLError(f"line {key_node.start_mark.line + 1}: the key {key!r} occurs twice")
            seen.add(key)
        mapping: dict[object, object] = super().construct_mapping(node, deep)
        return mapping
