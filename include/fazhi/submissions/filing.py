"""Filing a form: checked whole, then kept in the archive like a page, for the next load to derive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from requests.structures import CaseInsensitiveDict

from fazhi import clock
from fazhi.archive import ArchivedResponse, ArchiveWriter
from fazhi.archive.entry import Capture, Entry
from fazhi.archive.storage import Storage
from fazhi.catalogue import load_catalogue
from fazhi.errors import FazhiError
from fazhi.parse.files import FileRefusedError
from fazhi.scoring.scheme import Scheme, load_schemes
from fazhi.scoring.subjects import assessed_by
from fazhi.settings import Settings
from fazhi.submissions.reading import Filed, read_document, read_form
from fazhi.warehouse import dimensions, ledger, runs
from fazhi.warehouse.database import Connection, connect

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 20
_UNITS = {"region": "county", "organ": "organ"}

_REGION = """
SELECT name FROM dw.dim_region
WHERE code = %s AND valid_from <= make_date(%s, 12, 31) AND (valid_to IS NULL OR valid_to > make_date(%s, 12, 31))
"""


class SubmissionError(FazhiError):
    """A form is not taken; the message names the file and each wrong cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A form that was taken. `known` says that the same file is what the archive holds of it already."""

    url: str
    region: str
    year: int
    figures: int
    known: bool

    @property
    def partition(self) -> str:
        """The key `province|year` of the load that derives it."""
        return f"{self.region[:2]}|{self.year}"


def submit(settings: Settings, file: Path, *, submitted_by: str) -> Submission:
    """Take a filled-in form: one county, one year, one scheme. A later one of the same takes its place.

    Raises:
        SubmissionError: it is no such workbook, holds no figure, or a cell is wrong; nothing is kept then.
    """
    if not submitted_by.strip():
        raise SubmissionError("say who submits it")
    try:
        body = file.read_bytes()
    except OSError as error:
        raise SubmissionError(f"{file} cannot be read: {error.strerror}") from error
    catalogue = load_catalogue(settings.catalogue)
    try:
        draft = read_document(body, url=file.name, title=file.stem)
    except FileRefusedError as error:
        raise SubmissionError(f"{file} is not taken: {error}") from error
    filed = read_form(draft, catalogue)
    region, year, code = _single(file, filed)
    scheme = _scheme(file, load_schemes(settings.schemes, catalogue), code, year)
    with connect(settings.require("warehouse_dsn")) as connection:
        dimensions.synchronise(connection, settings)
        name = connection.execute(_REGION, (region, year, year)).fetchone()
        if name is None or not _assesses(scheme, region):
            raise SubmissionError(f"{file}: C2: {region} is no {_UNITS[scheme.subject]} that {code} assesses in {year}")
        url = f"urn:fazhi:submission:{region}:{year}:{code}"
        title = f"{scheme.title}填报表（{year}年度，{name[0]}，{submitted_by.strip()}填报）"
        known = _is_known(connection, url, body)
    if not known:
        _archive(settings, body, url=url, title=title, region=region, year=year)
    return Submission(url=url, region=region, year=year, figures=len(filed.observations), known=known)


def _single(file: Path, filed: Filed) -> tuple[str, int, str]:
    """County, year and scheme of a form without a wrong cell."""
    if filed.problems:
        shown = [str(problem) for problem in filed.problems[:_SHOWN]]
        more = len(filed.problems) - len(shown)
        listed = "\n  ".join([*shown, *([f"and {more} more"] if more else [])])
        raise SubmissionError(f"{file} is not taken:\n  {listed}")
    if not filed.observations:
        raise SubmissionError(f"{file} is not taken: no value is filled in")
    for column, found in (("A", filed.schemes), ("B", filed.years), ("C", filed.regions)):
        if len(found) != 1 or not all(found):
            listed = "、".join(sorted(each or "(empty)" for each in found))
            raise SubmissionError(f"{file} is not taken: column {column} must say one thing in all rows, not {listed}")
    (year,) = filed.years
    if not year.isdecimal():
        raise SubmissionError(f"{file} is not taken: column B: {year!r} is not a year")
    return next(iter(filed.regions)), int(year), next(iter(filed.schemes))


def _scheme(file: Path, schemes: tuple[Scheme, ...], code: str, year: int) -> Scheme:
    for scheme in schemes:
        if scheme.code == code and scheme.first_year <= year <= scheme.last_year:
            return scheme
    raise SubmissionError(f"{file} is not taken: A2: there is no scheme {code} for {year}")


def _assesses(scheme: Scheme, region: str) -> bool:
    return scheme.province == region[:2] and (scheme.subject == "region" or assessed_by(region) in scheme.assessors())


def _is_known(connection: Connection, url: str, body: bytes) -> bool:
    held = ledger.latest_capture(connection, url)
    return held is not None and held.content_hash == hashlib.sha256(body).hexdigest()


def _archive(settings: Settings, body: bytes, *, url: str, title: str, region: str, year: int) -> None:
    submitted_at = clock.now()
    dsn = settings.require("warehouse_dsn")
    with connect(dsn) as connection:
        run_id = runs.start_run(connection, "submit", partition_key=f"{region[:2]}|{year}", started_at=submitted_at)
    record = ArchivedResponse(
        url=url,
        status=0,
        headers=CaseInsensitiveDict({"Content-Type": CONTENT_TYPE}),
        content=body,
        captured_at=submitted_at,
    )
    capture = Capture(
        source_code=region,
        kind="submission",
        url=url,
        captured_at=submitted_at,
        status=0,
        payload_digest=record.payload_digest,
        content_type=CONTENT_TYPE,
        content_hash=record.payload_digest,
        title=title,
        published_on=submitted_at.astimezone(clock.SHANGHAI).date(),
        partition_year=year,
    )
    with runs.failing(dsn, run_id):
        with ArchiveWriter(settings.spool, Storage(settings.archive), run_id=run_id, dsn=dsn) as writer:
            writer.add(Entry(capture=capture), record)
        with connect(dsn) as connection:
            runs.finish_run(connection, run_id, "success")
