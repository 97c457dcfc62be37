"""What the loads left unrecognised, word by word: where an engineer who adds a province should look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg.rows import class_row

from fazhi.warehouse.database import Connection


@dataclass(frozen=True, slots=True)
class UnrecognisedWord:
    """A word of the catalogue with figures that no rule took, in the current versions of the documents.

    `examples` are sentences, each with the figure in it as printed and where it begins; the shortest of different
    documents first.
    """

    word: str
    indicators: list[str]
    figures: int
    documents: int
    counties: int
    examples: list[tuple[str, str, int]]


def unrecognised_words(
    connection: Connection, *, province: str = "", year: int | None = None, examples: int = 2, limit: int = 40
) -> Sequence[UnrecognisedWord]:
    """The words with the most unrecognised figures, those of most documents first.

    `province` is the first two digits of the 行政区划代码, empty for all; `year` that of the partition.
    """
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        rows = cursor.execute(
            "WITH left_over AS ("
            " SELECT found.*, document.document_id, document.source_code,"
            "  row_number() OVER (PARTITION BY word, document.document_id ORDER BY length(sentence), position) AS turn"
            " FROM etl.unrecognised AS found JOIN dw.dim_document AS document USING (document_key)"
            " WHERE document.superseded_at IS NULL AND (%(province)s = '' OR document.province_code = %(province)s)"
            "  AND (%(year)s::integer IS NULL OR document.partition_year = %(year)s)"
            ") SELECT word, count(*) AS figures, count(DISTINCT document_id) AS documents,"
            " count(DISTINCT source_code) AS counties, (array_agg(indicators ORDER BY cardinality(indicators) DESC,"
            "  indicators))[1] AS indicators, (array_agg(sentence ORDER BY turn, length(sentence), sentence, position))"
            "  [:%(examples)s] AS sentences, (array_agg(figure ORDER BY turn, length(sentence), sentence, position))"
            "  [:%(examples)s] AS printed, (array_agg(figure_start ORDER BY turn, length(sentence), sentence, position))"
            "  [:%(examples)s] AS starts"
            " FROM left_over GROUP BY word ORDER BY documents DESC, figures DESC, word LIMIT %(limit)s",
            {"province": province, "year": year, "examples": examples, "limit": limit},
        ).fetchall()
    return [
        UnrecognisedWord(
            row.word,
            row.indicators,
            row.figures,
            row.documents,
            row.counties,
            list(zip(row.sentences, row.printed, row.starts, strict=True)),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    word: str
    figures: int
    documents: int
    counties: int
    indicators: list[str]
    sentences: list[str]
    printed: list[str]
    starts: list[int]
