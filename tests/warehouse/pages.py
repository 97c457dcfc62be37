"""Small pages for the tests of the warehouse: what a county says, as the earlier stages would give it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from fazhi.catalogue import load_catalogue
from fazhi.extract.observation import Extraction, Observation, Statement
from fazhi.extract.unrecognised import Unrecognised
from fazhi.parse.document import Document, Paragraph
from fazhi.reconcile.check import Check
from fazhi.settings import PROJECT
from fazhi.warehouse import dimensions, merge, runs, staging
from fazhi.warehouse.database import Connection
from fazhi.warehouse.ledger import Capture, Versions
from fazhi.warehouse.staged_rows import DerivedDocument

CATALOGUE = load_catalogue(PROJECT / "include" / "catalogue")
VERSIONS = Versions("parser 1", "extractor 1", CATALOGUE.digest)
MORNING = datetime(2025, 4, 2, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence with one figure. `prose` replaces the words before the figure."""

    indicator: str
    value: str | None
    period: str = "2024"
    kind: str = "actual"
    unit: str = "件"
    prose: str = ""
    fields: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence that tells something without a number."""

    code: str
    words: str
    period: str = "2024"
    kind: str = "actual"
    confidence: str = "certain"


def said(indicator: str, value: str | None, period: str = "2024", **more: object) -> Said:
    """A figure; other fields of Observation by keyword."""
    own = {name: more.pop(name) for name in ("kind", "unit", "prose") if name in more}
    return Said(indicator, value, period, fields=dict(more), **own)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Page:
    """A page at a URL, as it was published and captured."""

    url: str
    says: tuple[Said, ...]
    county: str = "990101"
    title: str = "报告"
    document_type: str = "rule_of_law_annual_report"
    report_year: int | None = 2024
    partition_year: int = 2024
    published_on: date | None = date(2025, 3, 1)
    captured_at: datetime = MORNING
    checks: tuple[Check, ...] = ()
    one_sentence: bool = False
    tells: tuple[Told, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()  # words of the catalogue, each with a figure that no rule took
    article: str = ""  # the URL of the article that links it, where it is an attachment
    work_text: str = ""


def page(url: str, *says: Said, **more: object) -> Page:
    return Page(f"https://county.example/{url}", says, **more)  # type: ignore[arg-type]


def derive(connection: Connection, page: Page) -> DerivedDocument:
    """Enter the capture of a page and give what parsing, extracting and checking would."""
    text, paragraphs, observations = "", [], []
    for number, each in enumerate(page.says):
        before = each.prose or f"{each.period}年{each.indicator}{each.kind}"
        printed = each.value if each.value is not None else "/"
        sentence = f"{before}{printed}{each.unit}。"
        observations.append(
            replace(
                Observation(
                    indicator=each.indicator,
                    value=None if each.value is None else Decimal(each.value),
                    value_status="not_applicable" if each.value is None else "reported",
                    unit=each.unit,
                    period=each.period,
                    kind=each.kind,
                    evidence_start=len(text) + len(before),
                    evidence_end=len(text) + len(before) + len(printed),
                    sentence_start=len(text),
                    sentence_end=len(text) + len(sentence),
                    locator=f"p{number}",
                    rule="test",
                    confidence="certain",
                ),
                **each.fields,  # type: ignore[arg-type]
            )
        )
        paragraphs.append(Paragraph(len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    if page.one_sentence:
        observations = [replace(each, sentence_start=0, sentence_end=len(text) - 1) for each in observations]
    statements = []
    for told in page.tells:
        statements.append(
            Statement(
                code=told.code,
                period=told.period,
                kind=told.kind,
                evidence_start=len(text) + len("全县"),
                evidence_end=len(text) + len("全县") + len(told.words),
                sentence_start=len(text),
                sentence_end=len(text) + len(f"全县{told.words}。"),
                locator=f"p{len(paragraphs)}",
                rule="test",
                confidence=told.confidence,
            )
        )
        paragraphs.append(Paragraph(len(text), len(text) + len(f"全县{told.words}。")))
        text += f"全县{told.words}。\n"
    unread = []
    for word, figure in page.unread:
        sentence = f"全县{word}另计{figure}。"
        start = len(text) + len(sentence) - len(figure) - 1
        unread.append(
            Unrecognised(
                start=start,
                end=start + len(figure),
                word=word,
                codes=("legal_aid.cases",),
                sentence_start=len(text),
                sentence_end=len(text) + len(sentence),
            )
        )
        paragraphs.append(Paragraph(len(text), len(text) + len(sentence)))
        text += sentence + "\n"
    content_hash = hashlib.sha256(f"{page.title}{page.published_on}{text}".encode(errors="surrogatepass")).hexdigest()
    document = Document(
        url=page.url,
        title=page.title,
        text=text,
        blocks=tuple(paragraphs),
        document_type=page.document_type,
        report_year=page.report_year,
        partition_year=page.partition_year,
        published_on=page.published_on,
        content_hash=content_hash,
    )
    return DerivedDocument(
        capture=enter_capture(connection, page, content_hash),
        document=document,
        extraction=Extraction(tuple(observations), statements=tuple(statements)),
        checks=page.checks,
        unrecognised=unread,
        work_text=page.work_text,
    )


def enter_capture(connection: Connection, page: Page, content_hash: str) -> Capture:
    """The capture of this text at this moment: entered once, however often a test derives it."""
    known = connection.execute(
        "SELECT capture_id FROM etl.capture WHERE (url, content_hash, captured_at) = (%s, %s, %s)",
        (page.url, content_hash, page.captured_at),
    ).fetchone()
    capture = Capture(
        capture_id=known[0] if known else 0,
        source_code=page.county,
        province_code=page.county[:2],
        partition_year=page.partition_year,
        url=page.url,
        captured_at=page.captured_at,
        content_type="text/html",
        content_hash=content_hash,
        archive_file="2025/04/a.warc.gz",
        archive_offset=0,
        published_on=page.published_on,
        kind="attachment" if page.article else "article",
        title=page.title,
        parent_url=page.article or None,
    )
    if known:
        return capture
    run_id = runs.start_run(connection, "crawl", started_at=page.captured_at)
    row = connection.execute(
        "INSERT INTO etl.capture (run_id, source_code, province_code, kind, url, captured_at, status, record_type,"
        " content_type, payload_digest, archive_file, archive_offset, content_hash, title, published_on,"
        " partition_year, parent_url)"
        " VALUES (%s, %s, %s, %s, %s, %s, 200, 'response', 'text/html', '', %s, 0, %s, %s, %s, %s, %s)"
        " RETURNING capture_id",
        (
            *(run_id, page.county, page.county[:2], capture.kind, page.url, page.captured_at, capture.archive_file),
            *(content_hash, page.title, page.published_on, page.partition_year, capture.parent_url),
        ),
    ).fetchone()
    assert row is not None
    connection.commit()
    return replace(capture, capture_id=row[0])


def stage(
    connection: Connection,
    pages: Sequence[Page],
    *,
    at: datetime = MORNING,
    versions: Versions = VERSIONS,
    year: int | None = None,
) -> int:
    """Open a load of the pages' partition and stage them; the load_id."""
    year = pages[0].partition_year if year is None else year
    run_id = runs.start_run(connection, "load", partition_key=f"99|{year}", started_at=at)
    load_id = staging.start_load(connection, run_id, "99", year, versions)
    staging.stage(connection, load_id, [derive(connection, each) for each in pages])
    connection.commit()
    return load_id


def load(
    connection: Connection, *pages: Page, at: datetime = MORNING, versions: Versions = VERSIONS
) -> merge.MergeResult:
    """Stage and merge the pages of one partition."""
    result = merge.merge_load(connection, stage(connection, pages, at=at, versions=versions))
    connection.commit()
    return result


def load_derived(
    connection: Connection, derived: DerivedDocument, *, at: datetime, versions: Versions = VERSIONS
) -> merge.MergeResult:
    """Stage and merge one document as it was derived."""
    year = derived.capture.partition_year
    run_id = runs.start_run(connection, "load", partition_key=f"99|{year}", started_at=at)
    load_id = staging.start_load(connection, run_id, "99", year, versions)
    staging.stage(connection, load_id, [derived])
    result = merge.merge_load(connection, load_id)
    connection.commit()
    return result


def night(number: int) -> datetime:
    """The n-th night after the first."""
    return MORNING + timedelta(days=number)


def prepare(connection: Connection, directory: Path) -> None:
    """Two counties and the catalogue."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "divisions.csv").write_text(
        "code,name,level,province_code,prefecture_code,kind,valid_from,valid_to\n"
        "990900,河州市,prefecture,99,,地级市,,\n"  # none of the sample province
        "990101,东河县,county,99,990900,县,,\n"
        "990102,西河县,county,99,990900,县,,2016-05-01\n"
        "990102,西河区,county,99,990900,市辖区,2016-05-01,\n",
        encoding="utf-8",
    )
    dimensions.sync(connection, CATALOGUE, [directory], recorded_at=MORNING)
    connection.commit()
