"""What the loads left unrecognised, word by word: where an engineer who adds a province should look first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    rows = connection.execute(
        _WORDS, {"province": province, "year": year, "examples": examples, "limit": limit}
    ).fetchall()
    return [
        UnrecognisedWord(word, indicators, figures, documents, counties, [tuple(example) for example in shown])
        for word, indicators, figures, documents, counties, shown in rows
    ]


_WORDS = """
    WITH left_over AS (
        SELECT found.*, document.document_id, document.source_code,
               row_number() OVER (PARTITION BY word, document.document_id ORDER BY length(sentence), position) AS turn
        FROM etl.unrecognised AS found
        JOIN dw.dim_document AS document USING (document_key)
        WHERE document.superseded_at IS NULL
          AND (%(province)s = '' OR document.province_code = %(province)s)
          AND (%(year)s::integer IS NULL OR document.partition_year = %(year)s)
    ),
    placed AS (
        SELECT *, row_number() OVER (PARTITION BY word ORDER BY turn, length(sentence), sentence, position) AS place
        FROM left_over
    )
    SELECT word,
           (SELECT array_agg(DISTINCT code ORDER BY code)
            FROM left_over AS same CROSS JOIN unnest(same.indicators) AS code WHERE same.word = placed.word),
           count(*) AS figures, count(DISTINCT document_id) AS documents, count(DISTINCT source_code) AS counties,
           jsonb_agg(jsonb_build_array(sentence, figure, figure_start) ORDER BY place)
               FILTER (WHERE place <= %(examples)s) AS examples
    FROM placed
    GROUP BY word
    ORDER BY documents DESC, figures DESC, word
    LIMIT %(limit)s"""
