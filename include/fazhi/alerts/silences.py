"""What people chose not to hear of for a while: with a reason, a name and an end.

The warehouse records it all the same. A silence is an input of people: `fazhi inputs export` keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from psycopg.rows import class_row

from fazhi.alerts.problem import Problem
from fazhi.errors import FazhiError
from fazhi.warehouse.database import Connection

LONGEST = timedelta(days=92)
_COLUMNS = "silence_id, stage, reason_code, place, why, made_by, made_at, until, ended_at, ended_by"


class SilenceError(FazhiError):
    """A silence that is refused; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Silence:
    """It covers problems of `stage`, `reason_code` and `place` (行政区划代码 or partition); an empty one means any."""

    silence_id: int
    stage: str
    reason_code: str
    place: str
    why: str
    made_by: str
    made_at: datetime
    until: datetime
    ended_at: datetime | None
    ended_by: str | None

    @property
    def of(self) -> str:
        """What it covers, for a person."""
        named = (("stage", self.stage), ("reason", self.reason_code), ("place", self.place))
        return ", ".join(f"{name} {value}" for name, value in named if value)

    def covers(self, problem: Problem) -> bool:
        """Whether stage and reason are the problem's; places are looked at one by one."""
        return self.stage in ("", problem.stage) and self.reason_code in ("", problem.reason)


def add(
    connection: Connection,
    *,
    stage: str,
    reason_code: str,
    place: str,
    why: str,
    made_by: str,
    until: datetime,
    now: datetime,
) -> Silence:
    """Silence problems from now until `until`.

    Raises:
        SilenceError: it covers everything, has no reason or name, or ends in the past or later than LONGEST from now.
    """
    if not (stage or reason_code or place):
        raise SilenceError(
            "say what is silenced: --place, --reason-code or --stage; a silence of everything is refused"
        )
    if not why.strip() or not made_by.strip():
        raise SilenceError("a silence needs a reason (--because) and a name (--by)")
    if until <= now:
        raise SilenceError(f"--until {until:%Y-%m-%d %H:%M} is past: nothing would be silenced")
    if until > now + LONGEST:
        raise SilenceError(
            f"--until {until:%Y-%m-%d} is more than {LONGEST.days} days away: who would remember it? Renew it then"
        )
    with connection.cursor(row_factory=class_row(Silence)) as cursor:
        made = cursor.execute(
            "INSERT INTO etl.alert_silence (stage, reason_code, place, why, made_by, made_at, until)"
            f" VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING {_COLUMNS}",
            (stage, reason_code, place, why.strip(), made_by.strip(), now, until),
        ).fetchone()
    assert made is not None
    return made


def end(connection: Connection, silence_id: int, *, ended_by: str, now: datetime) -> None:
    """End a silence before its time.

    Raises:
        SilenceError: there is none of that number that holds, or nobody is named who ends it.
    """
    if not ended_by.strip():
        raise SilenceError("to end a silence needs a name")
    done = connection.execute(
        "UPDATE etl.alert_silence SET ended_at = %s, ended_by = %s"
        " WHERE silence_id = %s AND ended_at IS NULL AND until > %s",
        (now, ended_by, silence_id, now),
    )
    if not done.rowcount:
        raise SilenceError(f"no silence {silence_id} holds")


def holding(connection: Connection, now: datetime) -> list[Silence]:
    """The silences that hold at `now`, the first to end first."""
    with connection.cursor(row_factory=class_row(Silence)) as cursor:
        return cursor.execute(
            f"SELECT {_COLUMNS} FROM etl.alert_silence WHERE made_at <= %(now)s AND until > %(now)s"
            " AND (ended_at IS NULL OR ended_at > %(now)s) ORDER BY until, silence_id",
            {"now": now},
        ).fetchall()


def divide(
    problems: Sequence[Problem], silences: Sequence[Silence]
) -> tuple[list[Problem], list[tuple[Problem, Silence]]]:
    """The problems to be heard of, and those that a silence covers; one of many places is divided."""
    heard: list[Problem] = []
    silenced: list[tuple[Problem, Silence]] = []
    for problem in problems:
        left: Problem | None = problem
        for silence in silences:
            if left is None or not silence.covers(left):
                continue
            if not silence.place:
                silenced.append((left, silence))
                left = None
            elif silence.place in left.places:
                silenced.append((replace(left, places=(silence.place,)), silence))
                rest = tuple(place for place in left.places if place != silence.place)
                left = replace(left, places=rest) if rest else None
        if left is not None:
            heard.append(left)
    return heard, silenced
