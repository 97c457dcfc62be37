"""Decisions of people about scores: overrides, findings of vetoes, the cut-off of the data, objections.

All are inputs: kept by codes and years, never by surrogate key, exported and applied to a rebuilt warehouse
(`fazhi inputs`). One that holds is applied whenever its year is scored; making or withdrawing one has it scored again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from psycopg import sql
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from fazhi.errors import FazhiError
from fazhi.partition_key import PartitionKey
from fazhi.program import command
from fazhi.scoring.inputs import CountyInputs, Finding, Override
from fazhi.scoring.reading import read_counties
from fazhi.scoring.scheme import Scheme
from fazhi.scoring.subjects import assessed_by, province_of
from fazhi.warehouse import ledger
from fazhi.warehouse.database import Connection

OUTCOMES = ("upheld", "partly_upheld", "dismissed")


class DecisionError(FazhiError):
    """A decision can't be made as asked; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A row of `dw.score_decision`; what is not of its kind is None."""

    decision_id: int
    kind: str
    province_code: str
    year: int
    region_code: str
    subject: str
    score: Decimal | None
    attachment: str | None
    title: str | None
    issuer: str | None
    number: str | None
    dated: date | None
    cut_off: datetime | None
    reason: str
    made_by: str
    made_at: datetime

    def put_into(self, inputs: CountyInputs) -> CountyInputs:
        """The inputs of its county with the decision in them; a cut-off leaves them alone."""
        if self.score is not None:
            override = Override(score=self.score, who=self.made_by, why=self.reason, attachment=self.attachment or "")
            return replace(inputs, overrides={**inputs.overrides, self.subject: override})
        if self.dated is not None:
            document = {"title": self.title or "", "issuer": self.issuer or "", "number": self.number or ""}
            found = Finding(**document, dated=self.dated)
            return replace(inputs, findings={**inputs.findings, self.subject: found})
        return inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A row of `dw.score_objection`; outcome, answer and who gave it are None while it waits."""

    objection_id: int
    province_code: str
    year: int
    region_code: str
    item: str
    objection: str
    raised_by: str
    raised_at: datetime
    outcome: str | None
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


_DECISION = sql.SQL(", ").join(map(sql.Identifier, Decision.__dataclass_fields__))
_OBJECTION = sql.SQL(", ").join(map(sql.Identifier, Objection.__dataclass_fields__))


def override(
    connection: Connection,
    scheme: Scheme,
    region: str,
    year: int,
    *,
    item: str,
    score: Decimal,
    attachment: str,
    reason: str,
    made_by: str,
    made_at: datetime,
) -> Decision:
    """Put `score` in place of what the rule of `item` computes; `attachment` says where the proof is kept.

    Raises:
        DecisionError: the scheme has no such item, the score is none it can give, the county is not assessed, there is
            an override already, or reason, person or attachment is missing.
    """
    marks = {each.id: each.marks for each in scheme.scored}
    if item not in marks:
        raise DecisionError(f"the scheme {scheme.code} has no item {item}; it has {', '.join(marks)}")
    if not 0 <= score <= marks[item]:
        raise DecisionError(f"{item} gives 0 to {marks[item]} points, not {score}")
    if not attachment.strip():
        raise DecisionError("an override needs an attachment: where its proof is kept")
    _refuse_unknown_county(connection, region, year, made_at)
    return _decide(
        connection,
        {"kind": "override", "region_code": region, "subject": item, "score": score, "attachment": attachment.strip()},
        (assessed_by(region), year, reason, made_by, made_at),
    )


def find(
    connection: Connection,
    scheme: Scheme,
    region: str,
    year: int,
    *,
    veto: str,
    title: str,
    issuer: str,
    number: str,
    dated: date,
    reason: str,
    made_by: str,
    made_at: datetime,
) -> Decision:
    """Put in that a veto or downgrade of the scheme is met, by a dated document of a superior body.

    Raises:
        DecisionError: the scheme has no such veto, the document is of after `made_at`, or as of `override`.
    """
    vetoes = [each.id for each in scheme.vetoes]
    if veto not in vetoes:
        raise DecisionError(f"the scheme {scheme.code} has no veto {veto}; it has {', '.join(vetoes) or 'none'}")
    if not title.strip() or not issuer.strip():
        raise DecisionError("a finding needs title and issuer of the document that says so")
    if dated > made_at.date():
        raise DecisionError(f"the document is dated {dated}, which is yet to come")
    _refuse_unknown_county(connection, region, year, made_at)
    document = {"title": title.strip(), "issuer": issuer.strip(), "number": number.strip(), "dated": dated}
    return _decide(
        connection,
        {"kind": "finding", "region_code": region, "subject": veto, **document},
        (assessed_by(region), year, reason, made_by, made_at),
    )


def cut_off(
    connection: Connection, province: str, year: int, *, at: datetime, reason: str, made_by: str, made_at: datetime
) -> Decision:
    """Have facts count as the warehouse held them `at` that moment; decisions of people count still.

    Raises:
        DecisionError: there is a cut-off already, or reason or person is missing.
    """
    return _decide(connection, {"kind": "cut_off", "cut_off": at}, (province, year, reason, made_by, made_at))


def _decide(connection: Connection, content: Mapping[str, Any], of: tuple[str, int, str, str, datetime]) -> Decision:
    assessor, year, reason, made_by, made_at = of
    if not reason.strip() or not made_by.strip():
        raise DecisionError("a decision needs a reason and the person who makes it")
    row = {
        **content,
        **{"province_code": assessor, "year": year, "reason": reason.strip(), "made_by": made_by.strip()},
        "made_at": made_at,
    }
    statement = sql.SQL("INSERT INTO dw.score_decision ({}) VALUES ({}) RETURNING {}").format(
        sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join([sql.Placeholder()] * len(row)), _DECISION
    )
    try:
        with connection.transaction(), connection.cursor(row_factory=class_row(Decision)) as cursor:
            made = cursor.execute(statement, list(row.values())).fetchone()
            ledger.mark_changed(connection, [PartitionKey(province_of(assessor), year)])
    except UniqueViolation as error:
        raise DecisionError(
            f"there is such a decision already ({content['kind'].replace('_', '-')}); withdraw it first:"
            f" {command(f'assessment decisions --province {assessor} --year {year}')} shows it"
        ) from error
    assert made is not None
    return made


def withdraw(connection: Connection, decision_id: int, *, withdrawn_by: str, withdrawn_at: datetime) -> Decision:
    """Take a decision back.

    Raises:
        DecisionError: none of that number holds.
    """
    with connection.transaction(), connection.cursor(row_factory=class_row(Decision)) as cursor:
        statement = sql.SQL(
            "UPDATE dw.score_decision SET withdrawn_at = %s, withdrawn_by = %s"
            " WHERE decision_id = %s AND withdrawn_at IS NULL RETURNING {}"
        ).format(_DECISION)
        taken = cursor.execute(statement, (withdrawn_at, withdrawn_by, decision_id)).fetchone()
        if taken is None:
            raise DecisionError(f"no decision {decision_id} holds")
        ledger.mark_changed(connection, [PartitionKey(province_of(taken.province_code), taken.year)])
    return taken


def decisions(connection: Connection, province: str, year: int, *, as_of: datetime | None = None) -> list[Decision]:
    """The decisions about a province and year that hold, or that held `as_of` a moment; the oldest first."""
    statement = sql.SQL(
        "SELECT {} FROM dw.score_decision WHERE province_code = %(province)s AND year = %(year)s"
        " AND CASE WHEN %(as_of)s::timestamptz IS NULL THEN withdrawn_at IS NULL"
        " ELSE made_at <= %(as_of)s AND (withdrawn_at > %(as_of)s) IS NOT FALSE END ORDER BY made_at, decision_id"
    ).format(_DECISION)
    with connection.cursor(row_factory=class_row(Decision)) as cursor:
        return cursor.execute(statement, {"province": province, "year": year, "as_of": as_of}).fetchall()


def object_to(
    connection: Connection,
    scheme: Scheme,
    region: str,
    year: int,
    *,
    item: str,
    objection: str,
    raised_by: str,
    raised_at: datetime,
) -> Objection:
    """Enter an objection (申诉) of a county to an item, or to its score where `item` is empty.

    Raises:
        DecisionError: the scheme has no such item, the county is not assessed, or text or person is missing.
    """
    items = [each.id for each in scheme.scored]
    if item and item not in items:
        raise DecisionError(f"the scheme {scheme.code} has no item {item}; it has {', '.join(items)}")
    if not objection.strip() or not raised_by.strip():
        raise DecisionError("an objection needs a text and the one who raises it")
    _refuse_unknown_county(connection, region, year, raised_at)
    with connection.transaction(), connection.cursor(row_factory=class_row(Objection)) as cursor:
        raised = cursor.execute(
            sql.SQL(
                "INSERT INTO dw.score_objection (province_code, year, region_code, item, objection, raised_by,"
                " raised_at) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING {}"
            ).format(_OBJECTION),
            (assessed_by(region), year, region, item, objection.strip(), raised_by.strip(), raised_at),
        ).fetchone()
    assert raised is not None
    return raised


def answer(
    connection: Connection, objection_id: int, *, outcome: str, text: str, answered_by: str, answered_at: datetime
) -> Objection:
    """Answer an objection; one that is upheld is followed by an override, a correction or a submission.

    Raises:
        DecisionError: none of that number waits, the outcome is none of OUTCOMES, or text or person is missing.
    """
    if outcome not in OUTCOMES:
        raise DecisionError(f"outcome {outcome} is none of {', '.join(OUTCOMES)}")
    if not text.strip() or not answered_by.strip():
        raise DecisionError("an answer needs a text and the one who gives it")
    with connection.transaction(), connection.cursor(row_factory=class_row(Objection)) as cursor:
        answered = cursor.execute(
            sql.SQL(
                "UPDATE dw.score_objection SET outcome = %s, answer = %s, answered_by = %s, answered_at = %s"
                " WHERE objection_id = %s AND outcome IS NULL RETURNING {}"
            ).format(_OBJECTION),
            (outcome, text.strip(), answered_by.strip(), answered_at, objection_id),
        ).fetchone()
    if answered is None:
        raise DecisionError(f"no objection {objection_id} waits for an answer")
    return answered


def objections(connection: Connection, province: str, year: int) -> list[Objection]:
    """The objections of a province and year, answered ones too; the oldest first."""
    statement = sql.SQL(
        "SELECT {} FROM dw.score_objection WHERE province_code = %s AND year = %s ORDER BY raised_at, objection_id"
    ).format(_OBJECTION)
    with connection.cursor(row_factory=class_row(Objection)) as cursor:
        return cursor.execute(statement, (province, year)).fetchall()


def _refuse_unknown_county(connection: Connection, region: str, year: int, at: datetime) -> None:
    if region not in [county.code for county in read_counties(connection, assessed_by(region), year, as_of=at)]:
        raise DecisionError(f"{region} is no county at the end of {year}")
