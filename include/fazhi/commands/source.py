"""`fazhi source`: the counties, what their sites give, and how a new one begins."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.table import Table

from fazhi.commands.console import console
from fazhi.counted import counted
from fazhi.errors import ConfigurationError
from fazhi.program import command
from fazhi.settings import Settings

if TYPE_CHECKING:
    from fazhi.crawl.trial import TriedList
    from fazhi.sources import Source

_BEGINNING = 16
"""Characters of a body that are shown."""

app = typer.Typer(help="County sites: list them, look at one, add one.", no_args_is_help=True)


@app.command("list")
def list_sources() -> None:
    """Every county with its site family, status and lists."""
    from fazhi.sources import load_valid_sources

    sources, invalid = load_valid_sources(Settings.from_environment().sources)
    table = Table("code", "county", "family", "status", "lists", "host")
    for source in sources:
        table.add_row(source.code, source.name, source.family, source.status, str(len(source.lists)), source.host)
    console.print(table)
    if invalid:
        raise ConfigurationError("\n".join(each.message for each in invalid))


@app.command()
def check(
    code: str = typer.Argument(help="行政区划代码"), articles: int = typer.Option(3, help="of each list")
) -> None:
    """Fetch a county's lists and show what is found; nothing is stored."""
    from fazhi.crawl.trial import try_lists

    settings = Settings.from_environment()
    source = _source(code, settings)
    console.print(f"{source.code} {source.name}: {source.family}, {source.status}, {source.home}")
    problems = _check_division(source, settings)
    for tried in try_lists(source, settings, articles=articles, tell=console.print):
        problems += _show(tried)
    if not source.lists:
        console.print("it has no lists yet")
    if problems:
        console.print(f"{counted(problems, 'problem')}")
        raise typer.Exit(code=1)
    if source.lists and source.status == "unverified":
        console.print("everything answers: set `status: active` in its YAML to crawl it every night")


@app.command()
def new(
    *,
    url: str = typer.Argument(help="home page or list page of the county's site"),
    code: str = typer.Option(..., help="行政区划代码"),
    name: str = typer.Option(..., help="for example 三门县"),
    pinyin: str = typer.Option(..., help="for the file name, for example sanmen"),
    owner: str = typer.Option("unassigned", help="who answers for the file"),
    holds: str = typer.Option("other", help="what the list holds, document types separated by commas"),
    family: str = typer.Option("", help="site family; default: guessed from the page"),
    directory: Path | None = typer.Option(None, help="default: the first of FAZHI_SOURCES"),  # noqa: B008 (Typer's way)
) -> None:
    """Guess the family of a site and write the county's YAML, unverified."""
    from urllib.parse import urlsplit

    from fazhi.sources.source import SAMPLE_SUFFIX
    from fazhi.sources.write import new_source_path, write_source

    settings = Settings.from_environment()
    if problem := _division_problem(code, name, settings):
        raise ConfigurationError(f"{problem}; nothing was written")
    path = new_source_path(directory or settings.sources[0], code, pinyin)
    parts = urlsplit(url)
    entry: dict[str, object] = {
        "code": code,
        "name": name,
        "family": family or "declared",
        "home": f"{parts.scheme}://{parts.netloc}/",
        "owner": owner,
        "declared": {"articles": "a"} if family in ("", "declared") else None,
    }
    if parts.netloc.endswith(SAMPLE_SUFFIX):
        entry |= {"sample": True, "crawl_delay": 0}
    if family in ("", "declared"):
        entry |= _guess(entry, url, settings, only_declared=bool(family))
    if parts.path.strip("/"):
        types = [part.strip() for part in holds.split(",") if part.strip()]
        entry["lists"] = [{"url": url, "holds": types}]
    write_source(path, _validated(entry))
    console.print(f"wrote {path}")
    console.print(f"next: complete lists and publications in it, then type  {command(f'source check {code}')}")


def _check_division(source: Source, settings: Settings) -> int:
    problem = _division_problem(source.code, source.name, settings)
    if problem:
        console.print(problem, highlight=False)
    return 1 if problem else 0


def _division_problem(code: str, name: str, settings: Settings) -> str:
    """Why nothing of this county would load; empty where it is a division of this name."""
    from fazhi.regions import division_files, read_divisions

    names = {division.code: division.name for division in read_divisions(division_files(settings.regions))}
    if names.get(code) == name:
        return ""
    places = ", ".join(str(path / "divisions.csv") for path in settings.regions)
    what = f"is named {names[code]} there" if code in names else "is not there: nothing of it would load"
    return f"{code} {name} {what}; see {places}"


def _source(code: str, settings: Settings) -> Source:
    from fazhi.sources import load_sources

    sources = {source.code: source for source in load_sources(settings.sources)}
    if code not in sources:
        raise ConfigurationError(f"no county YAML has the code {code}; `{command('source list')}` shows what there is")
    return sources[code]


def _validated(entry: dict[str, object]) -> Source:
    from pydantic import ValidationError

    from fazhi import invalid
    from fazhi.sources import Source

    try:
        return Source.model_validate(entry)
    except ValidationError as error:
        raise ConfigurationError(f"this would be no valid county YAML: {invalid.summary(error)}") from error


def _guess(entry: dict[str, object], url: str, settings: Settings, *, only_declared: bool) -> dict[str, object]:
    """`family` and `declared`, from the page where it can be had, else from the address alone.

    Raises:
        ConfigurationError: nothing speaks for a family, and the page is no list whose articles could be declared.
    """
    from fazhi.crawl.failure import FetchError
    from fazhi.crawl.guess import guess_declaration
    from fazhi.crawl.trial import fetch_once
    from fazhi.sources.families import guess_family

    try:
        text, sign = fetch_once(_validated(entry), url, settings, tell=console.print), "guessed from the page"
    except FetchError as error:
        console.print(f"{url} cannot be read ({error.reason}): looking at the address alone")
        text, sign = "", "guessed from the address"
    guessed = None if only_declared else guess_family(url, text)
    if guessed:
        console.print(f"family {guessed[0]} ({sign})")
        return {"family": guessed[0], "declared": None}
    declaration = guess_declaration(url, text)
    if declaration is None:
        raise ConfigurationError(
            f"{url} shows no sign of a known family, and no list of dated links: give the address of a list, or name"
            " the family with --family; nothing was written"
        )
    console.print(f"family declared (no known one shows); articles look like {declaration.address}", highlight=False)
    return {"declared": declaration}


def _show(tried: TriedList) -> int:
    """Print one list; gives the number of problems."""
    page = tried.page
    name = _plain(page.name or page.url)
    further = ("one page follows" if tried.following == 1 else f"{tried.following} pages follow") + (
        f", the second names {tried.more} more" if tried.following else ""
    )
    console.print(f"\n{name}: {counted(tried.named, 'article')} on the first page, {further}")
    problems = 0
    if tried.problem:
        problems += 1
        console.print(f"  [red]{_plain(tried.problem)}[/red]", highlight=False)
    if not tried.articles:
        return problems
    table = Table("listed on", "title", "published", "type", "year", "characters", "begins", "attachments")
    for article in tried.articles:
        listed = str(article.link.published_on or "")
        document = article.document
        if document is None:
            problems += 1
            title = _plain(article.link.title or article.link.url)
            table.add_row(listed, title, f"[red]{_plain(article.problem)}[/red]", "", "", "", "", "")
            continue
        table.add_row(
            listed,
            _plain(document.title),
            str(document.published_on or ""),
            document.document_type,
            str(document.partition_year or ""),
            str(len(document.text)),
            _plain(document.text[:_BEGINNING]),
            str(len(document.attachments)),
        )
    console.print(table)
    return problems


def _plain(text: str) -> str:
    """A site's words on one line, with nothing in them that the console or the terminal would obey."""
    from rich.markup import escape

    from fazhi.crawl.visit import plain

    return escape(plain(" ".join(text.split())))
