"""The ledger: which captures are not yet derived, which partitions not yet scored. Events are hints, this is truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg.rows import class_row

from fazhi.partition_key import PartitionKey
from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True)
class Versions:
    """What a derivation depends on beside the text: PARSER_VERSION, EXTRACTOR_VERSION and Catalogue.digest.

    `expectations` is `fazhi.quality.suites.digest` of the gate it went through. Another gate alone derives nothing
    again, but what is derived again goes through it whole.
    """

    parser: str
    extractor: str
    catalogue: str
    expectations: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """An article, attachment or submission in the archive: a row of etl.capture that holds a body.

    `source_code` is the county's code; `title` of an attachment is the text of its link, `parent_url` its article.
    """

    capture_id: int
    source_code: str
    province_code: str
    partition_year: int
    url: str
    captured_at: datetime
    content_type: str
    content_hash: str
    archive_file: str
    archive_offset: int
    published_on: date | None = None
    kind: str = "article"
    title: str | None = None
    parent_url: str | None = None


_WITH_BODY = "kind IN ('article', 'attachment', 'submission') AND record_type IN ('response', 'resource')"

# The latest body of each URL whose text is not what dw holds, or was derived by other versions.
_PENDING = """
FROM etl.capture
LEFT JOIN etl.derivation ON derivation.url = capture.url AND derivation.is_current
     AND derivation.content_hash = capture.content_hash
     AND derivation.parser_version = %(parser)s
     AND derivation.extractor_version = %(extractor)s
     AND derivation.catalogue_digest = %(catalogue)s
     AND derivation.redo_requested_at IS NULL
WHERE derivation.url IS NULL
  AND capture.kind IN ('article', 'attachment', 'submission') AND capture.record_type IN ('response', 'resource')
  AND capture.content_hash IS NOT NULL AND capture.partition_year IS NOT NULL
  AND NOT EXISTS (
      SELECT FROM etl.capture AS later
      WHERE later.url = capture.url AND later.kind = capture.kind AND later.record_type IN ('response', 'resource')
        AND later.content_hash IS NOT NULL
        AND (later.captured_at, later.capture_id) > (capture.captured_at, capture.capture_id))
"""


_TEXTS = f"""
WITH text AS (
    SELECT capture_id, url, captured_at, province_code, partition_year, content_hash,
           lag(content_hash) OVER (PARTITION BY url ORDER BY captured_at, capture_id) AS said_before
    FROM etl.capture WHERE {_WITH_BODY} AND content_hash IS NOT NULL AND partition_year IS NOT NULL
)"""

_EARLIER_TEXTS = f"""
{_TEXTS},
following AS (
    SELECT text.*, row_number() OVER by_time AS round, lead(text.capture_id) OVER by_time IS NULL AS is_last
    FROM text LEFT JOIN dw.dim_document AS held ON held.url = text.url AND held.superseded_at IS NULL
    WHERE text.content_hash IS DISTINCT FROM said_before
      AND (held.captured_at IS NULL OR text.captured_at > held.captured_at)
    WINDOW by_time AS (PARTITION BY text.url ORDER BY text.captured_at, text.capture_id)
)
SELECT round, province_code, partition_year, array_agg(capture_id ORDER BY url)
FROM following WHERE NOT is_last GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

_OVERTAKEN_TEXTS = f"""
{_TEXTS}
SELECT text.url FROM text JOIN dw.dim_document AS held ON held.url = text.url AND held.superseded_at IS NULL
WHERE text.content_hash IS DISTINCT FROM said_before AND text.captured_at < held.captured_at
  AND NOT EXISTS (SELECT FROM dw.dim_document AS known
                  WHERE known.url = text.url AND known.content_hash = text.content_hash)
ORDER BY text.url, text.captured_at
"""


def pending_partitions(connection: Connection, versions: Versions) -> list[str]:
    """The keys `province|year` that have captures without a current derivation, whichever run fetched them, sorted."""
    rows = connection.execute(
        f"SELECT DISTINCT capture.province_code, capture.partition_year {_PENDING} ORDER BY 1, 2",
        _version_parameters(versions),
    ).fetchall()
    return [str(PartitionKey(province, year)) for province, year in rows]


def pending_captures(connection: Connection, province_code: str, year: int, versions: Versions) -> list[Capture]:
    """What a load of that partition must read: the latest body of each URL that has no current derivation, by URL."""
    with connection.cursor(row_factory=class_row(Capture)) as cursor:
        return cursor.execute(
            f"SELECT {_columns('capture')} {_PENDING}"
            " AND capture.province_code = %(province)s AND capture.partition_year = %(year)s ORDER BY capture.url",
            {**_version_parameters(versions), "province": province_code, "year": year},
        ).fetchall()


def captures(connection: Connection, capture_ids: Sequence[int]) -> list[Capture]:
    """The captures of these ids, by URL; an id that is none is left out."""
    with connection.cursor(row_factory=class_row(Capture)) as cursor:
        return cursor.execute(
            f"SELECT {_columns('capture')} FROM etl.capture WHERE capture_id = ANY(%s) ORDER BY url",
            (list(capture_ids),),
        ).fetchall()


def earlier_texts(connection: Connection) -> list[dict[str, list[int]]]:
    """What pages said before what they say now, as far as dw has yet to learn it: rounds of partition -> capture ids.

    A round holds one text of a URL at most, the earlier the earlier; the latest text of each is in none, since
    `pending_captures` has it. Texts older than the one dw holds of their URL are left out: they can't follow it.
    """
    rows = connection.execute(_EARLIER_TEXTS).fetchall()
    rounds: list[dict[str, list[int]]] = []
    for number, province, year, capture_ids in rows:
        if number > len(rounds):
            rounds.append({})
        rounds[-1][str(PartitionKey(province, year))] = capture_ids
    return rounds


def overtaken_texts(connection: Connection) -> list[str]:
    """The URL of every archived text that dw never learnt and cannot any more: it holds a later one of the page."""
    return [url for (url,) in connection.execute(_OVERTAKEN_TEXTS).fetchall()]


def latest_capture(connection: Connection, url: str) -> Capture | None:
    """The latest capture of an article, attachment or submission that holds a body; None where none was kept."""
    with connection.cursor(row_factory=class_row(Capture)) as cursor:
        return cursor.execute(
            f"SELECT {_columns('capture')} FROM etl.capture"
            f" WHERE url = %s AND {_WITH_BODY}"
            " ORDER BY captured_at DESC, capture_id DESC LIMIT 1",
            (url,),
        ).fetchone()


def record_unreadable(connection: Connection, capture: Capture, versions: Versions, *, at: datetime) -> None:
    """Record that these versions can make nothing of a capture, so that it does not wait night after night.

    What was read of an earlier text of the same URL stays in dw.
    """
    parameters = {**_version_parameters(versions), "url": capture.url, "hash": capture.content_hash}
    connection.execute("UPDATE etl.derivation SET is_current = false WHERE url = %s AND is_current", (capture.url,))
    connection.execute(
        "INSERT INTO etl.derivation (url, content_hash, parser_version, extractor_version, catalogue_digest,"
        " capture_id, observation_digest, observations, derived_at)"
        " VALUES (%(url)s, %(hash)s, %(parser)s, %(extractor)s, %(catalogue)s, %(capture)s, '', 0, %(at)s)"
        " ON CONFLICT (url, content_hash, parser_version, extractor_version, catalogue_digest) DO UPDATE"
        " SET is_current = true, redo_requested_at = NULL, capture_id = excluded.capture_id,"
        " observation_digest = '', observations = 0, derived_at = excluded.derived_at",
        {**parameters, "capture": capture.capture_id, "at": at},
    )


def derive_again(connection: Connection, url: str, *, requested_at: datetime, content_hash: str | None = None) -> None:
    """Mark what dw holds of a URL to be derived again; with `content_hash`, only where it is of that text."""
    connection.execute(
        "UPDATE etl.derivation SET redo_requested_at = %s WHERE url = %s AND is_current"
        " AND (%s::text IS NULL OR content_hash = %s)",
        (requested_at, url, content_hash, content_hash),
    )


def request_rederivation(
    connection: Connection, province_codes: Iterable[str], years: Iterable[int], *, requested_at: datetime
) -> list[str]:
    """Mark what was derived of these partitions to be derived again, and return the keys that have captures.

    The mark stays until a load has merged the document, so a backfill that was killed goes on with the next load.
    Committed at once unless the caller has a transaction open.
    """
    parameters = {"provinces": list(province_codes), "years": list(years), "at": requested_at}
    chosen = "capture.province_code = ANY(%(provinces)s) AND capture.partition_year = ANY(%(years)s)"
    with connection.transaction():
        connection.execute(
            "UPDATE etl.derivation SET redo_requested_at = %(at)s FROM etl.capture"
            f" WHERE derivation.is_current AND capture.capture_id = derivation.capture_id AND {chosen}",
            parameters,
        )
        rows = connection.execute(
            "SELECT DISTINCT province_code, partition_year FROM etl.capture"
            f" WHERE {_WITH_BODY} AND content_hash IS NOT NULL AND {chosen} ORDER BY 1, 2",
            parameters,
        ).fetchall()
    return [str(PartitionKey(province, year)) for province, year in rows]


def changed_partitions(connection: Connection) -> list[str]:
    """The keys `province|year` whose facts changed since they were last scored, sorted."""
    rows = connection.execute(
        "SELECT province_code, year FROM etl.partition_change WHERE change_number > scored_number ORDER BY 1, 2"
    ).fetchall()
    return [str(PartitionKey(province, year)) for province, year in rows]


def mark_changed(connection: Connection, keys: Iterable[PartitionKey]) -> None:
    """Have these partitions scored again although no fact changed: a backfill asks for it, or a scheme is new."""
    for key in sorted(keys):
        connection.execute(
            "INSERT INTO etl.partition_change AS held (province_code, year, change_number) VALUES (%s, %s, 1)"
            " ON CONFLICT (province_code, year) DO UPDATE SET change_number = held.change_number + 1",
            (key.province, key.year),
        )


def change_number(connection: Connection, province_code: str, year: int) -> int:
    """How often the partition's facts changed; ask before scoring and give it to `mark_scored` after."""
    row = connection.execute(
        "SELECT change_number FROM etl.partition_change WHERE province_code = %s AND year = %s", (province_code, year)
    ).fetchone()
    return int(row[0]) if row else 0


def mark_scored(connection: Connection, province_code: str, year: int, number: int) -> None:
    """Record that the partition was scored as it was at `change_number` = `number`; a later change stays due."""
    connection.execute(
        "UPDATE etl.partition_change SET scored_number = greatest(scored_number, %s)"
        " WHERE province_code = %s AND year = %s",
        (number, province_code, year),
    )


def _columns(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in Capture.__dataclass_fields__)


def _version_parameters(versions: Versions) -> dict[str, str]:
    return {"parser": versions.parser, "extractor": versions.extractor, "catalogue": versions.catalogue}
