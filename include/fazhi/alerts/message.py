"""The words of an alert: enough, alone, for the person who reads it on a telephone to know what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fazhi.alerts.problem import Problem, tamed
from fazhi.alerts.silences import Silence
from fazhi.counted import counted
from fazhi.partition_key import PartitionKey
from fazhi.program import command

_PLACES_NAMED = 6
_PLACES_IN_A_COMMAND = 40
_PROBLEMS_TOLD = 12
_RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`lines` are the problems, the gravest first; `what_to_do` stays whole where a channel takes less than all."""

    title: str
    lines: Sequence[str] = ()
    what_to_do: Sequence[str] = ()
    ending: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def text(self, limit: int | None = None) -> str:
        """The message in at most `limit` bytes of UTF-8: lines about problems are left out first, and counted."""
        for told in range(len(self.lines), -1, -1):
            text = self._with(told)
            if limit is None or len(text.encode()) <= limit:
                return text
        return text.encode()[: limit or 0].decode(errors="ignore")

    def _with(self, told: int) -> str:
        left = len(self.lines) - told
        more = [f"… and {left} more: {command('status')}"] if left else []
        blocks = [[self.title], [*self.lines[:told], *more], self.what_to_do, self.ending]
        return "\n\n".join("\n".join(block) for block in blocks if block)


def of_problems(
    problems: Sequence[Problem],
    silenced: Sequence[tuple[Problem, Silence]],
    *,
    about: str,
    done: str,
    names: Mapping[str, str],
    links: Sequence[str],
    until: datetime,
) -> Message:
    """The message about these problems. `about` names the night; `names` are counties by 行政区划代码."""
    lines = [
        line for number, problem in enumerate(problems[:_PROBLEMS_TOLD], 1) for line in _told(number, problem, names)
    ]
    if len(problems) > _PROBLEMS_TOLD:
        lines.append(f"and {counted(len(problems) - _PROBLEMS_TOLD, 'more reason')}")
    commands = what_to_do(problems)
    ending = [f"Else: {done}."]
    ending += [
        f"Silenced until {silence.until:%Y-%m-%d}: {_what(problem)} ({tamed(silence.why)}; {tamed(silence.made_by)})"
        for problem, silence in silenced
    ]
    ending += [*links, f"What each means: {_RUNBOOK}"]
    return Message(
        title=f"fazhi {about}: {_heading(problems)}" if problems else f"fazhi {about}: nothing to look at",
        lines=lines,
        what_to_do=["What to do:", *(f"  {each}" for each in commands)] if commands else (),
        ending=ending,
        details={
            "until": until.isoformat(),
            "problems": [
                {
                    "stage": problem.stage,
                    "what": problem.what,
                    "reason": problem.reason,
                    "places": list(problem.places),
                    "count": problem.count,
                    "detail": tamed(problem.detail),
                }
                for problem in problems
            ],
            "commands": commands,
            "silenced": len(silenced),
            "links": list(links),
        },
    )


def what_to_do(problems: Sequence[Problem]) -> list[str]:
    """The commands that redo what failed, in the order in which to type them."""
    commands = []
    failed = [problem for problem in problems if problem.stage == "crawl"]
    sites = sorted({place for problem in failed if problem.what.endswith(" failed") for place in problem.places})
    if any(problem.what == "run" and problem.reason not in ("late", "not_ended") for problem in failed):
        commands.append(command("crawl"))
    elif sites:
        only = f" --only {','.join(sites)}" if len(sites) <= _PLACES_IN_A_COMMAND else ""
        commands.append(command(f"crawl{only}"))
    refused = {place for problem in failed if problem.what.endswith(" rejected") for place in problem.places}
    commands += [command(f"source check {place}") for place in sorted(refused - {*sites})[:_PLACES_NAMED]]
    loads = sorted({place for each in problems if each.stage == "load" for place in each.places if "|" in place})
    if any(problem.reason == "GateClosedError" for problem in problems):
        commands += [command(f"quality --partition '{key}'") for key in loads[:_PLACES_NAMED]]
    if loads:
        keys = " ".join(f"--partition '{key}'" for key in loads[:_PLACES_IN_A_COMMAND])
        commands.append(command(f"load {keys}"))
    elif any(problem.stage == "load" and problem.what == "document failed" for problem in problems):
        commands.append(command("load"))
    scores = sorted({place for each in problems if each.stage == "score" for place in each.places})
    for key in map(PartitionKey.parse, scores[:_PLACES_NAMED]):
        commands.append(command(f"score --province {key.province} --year {key.year}"))
    if any(problem.stage == "verify" for problem in problems):
        commands.append(command("verify"))
    commands += [each for problem in problems for each in problem.remedies[:_PLACES_NAMED]]
    return commands or ([command("status")] if problems else [])


def _told(number: int, problem: Problem, names: Mapping[str, str]) -> list[str]:
    shown = [f"{names[place]} ({place})" if place in names else place for place in problem.places[:_PLACES_NAMED]]
    if len(problem.places) > _PLACES_NAMED:
        shown.append(f"and {len(problem.places) - _PLACES_NAMED} more")
    places = f": {', '.join(map(tamed, shown))}" if shown else ""
    lines = [f"{number}. {_what(problem)}{places}"]
    if problem.detail:
        lines.append(f"   {tamed(problem.detail)}")
    return lines


def _what(problem: Problem) -> str:
    times = f" ({problem.count})" if problem.count > 1 else ""
    return f"{problem.stage}: {problem.what}, {tamed(problem.reason)}{times}"


def _heading(problems: Sequence[Problem]) -> str:
    counties = {place for each in problems if each.what == "site failed" for place in each.places}
    partitions = {place for each in problems for place in each.places if "|" in place}
    parts = [counted(len(counties), "county not crawled", "counties not crawled")] if counties else []
    if partitions:
        parts.append(counted(len(partitions), "partition not loaded or scored", "partitions not loaded or scored"))
    damages = sum(problem.what == "star schema damaged" for problem in problems)
    if damages:
        parts.append(counted(damages, "rule of the star schema broken", "rules of the star schema broken"))
    if corrections := sum(each.count for each in problems if each.what.startswith("correction ")):
        parts.append(counted(corrections, "correction does not hold", "corrections do not hold"))
    runs = [f"{problem.stage} {problem.reason}" for problem in problems if problem.what == "run"]
    return "; ".join([*runs, *parts]) or counted(len(problems), "kind of document or page failed", "kinds failed")
