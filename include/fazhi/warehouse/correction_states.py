"""What became of corrections: whether they hold in the texts that are there, since when not, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from fazhi.program import command
from fazhi.warehouse.corrections import Correction, corrections
from fazhi.warehouse.database import Connection

State = Literal["waits", "holds", "lapsed", "refused"]

_STATES = """
SELECT correction.correction_id, coalesce(found.state, 'waits'), coalesce(found.why, ''), found.since,
       coalesce(document.source_code, ''), renewal.candidates
FROM etl.correction
LEFT JOIN etl.correction_state AS found USING (correction_id)
LEFT JOIN dw.dim_document AS document ON document.url = correction.url AND document.superseded_at IS NULL
CROSS JOIN LATERAL (  -- figures of its page now that say something of the same indicator and period
    SELECT array_agg(ARRAY[said.year::text, said.observation_key::text, said.value::text]) AS candidates
    FROM dw.fact_observation AS said
    JOIN dw.dim_indicator AS indicator USING (indicator_key) JOIN dw.dim_period AS period USING (period_key)
    WHERE said.document_id = document.document_id AND said.superseded_at IS NULL AND said.rule <> 'correction'
      AND said.value IS NOT NULL AND found.state = 'lapsed'
      AND (indicator.code, period.code)
        = (split_part(correction.expected, ' ', 1), split_part(correction.expected, ' ', 2))
) AS renewal
WHERE correction_id = ANY(%s) ORDER BY made_at, correction_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a correction stands that nobody withdrew; it waits where no load has read its page since it was made.

    `source_code` is the county of its page. `renewed_on` is year, key and value of the figure that may have taken the
    place of the one corrected, where there is only one.
    """

    correction: Correction
    state: State
    why: str
    since: datetime | None
    source_code: str
    renewed_on: tuple[str, str, str] | None

    @property
    def fails(self) -> bool:
        """Whether the figure is not what the person said, though a load has read the page."""
        return self.state in ("lapsed", "refused")

    @property
    def remedies(self) -> list[str]:
        """The commands of which a person types one who has looked at the page."""
        number = self.correction.correction_id
        withdraw = command(f"correction withdraw {number} --reason '...'")
        if self.renewed_on is None:
            return [withdraw]
        year, key, value = self.renewed_on
        at = f"--year {year} --observation {key} --expect {value}"
        return [command(f"correction renew {number} {at} --reason '...'"), withdraw]

    def __str__(self) -> str:
        made = self.correction
        return (
            f"correction {made.correction_id} by {made.owner} of {made.expected} ({made.locator} of {made.url})"
            f" {self.state}: {self.why}"
        )


def standings(connection: Connection) -> list[Standing]:
    """How each correction stands that nobody withdrew, the oldest first."""
    made = {each.correction_id: each for each in corrections(connection)}
    stood = []
    for number, state, why, since, source_code, candidates in connection.execute(_STATES, (list(made),)):
        correction = made[number]
        only = tuple(candidates[0]) if candidates and len(candidates) == 1 else None
        stood.append(
            Standing(correction=correction, state=state, why=why, since=since, source_code=source_code, renewed_on=only)
        )
    return stood


def record(connection: Connection, run_id: int, found: Iterable[tuple[int, str, str]], *, at: datetime) -> None:
    """Keep what a run found of corrections: number, state and why. What was so before is left alone."""
    for number, state, why in sorted(found):
        connection.execute(
            "INSERT INTO etl.correction_state AS held (correction_id, state, why, run_id, since)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (correction_id) DO UPDATE"
            " SET (state, why, run_id, since) = (excluded.state, excluded.why, excluded.run_id, excluded.since)"
            " WHERE (held.state, held.why) <> (excluded.state, excluded.why)",
            (number, state, why, run_id, at),
        )
