"""What is wrong or changed at the moment: a silent revision, faults of single hosts.

Without a file the state belongs to the process (tests). With a file it is read for every request, so that another
process (`python -m tests.sites.control`) can make a running site fail or change a page in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

FAULTS = {
    "refuse": "the connection is refused (through `SampleSites.connect_to` only)",
    "reset": "the connection is reset after the request",
    "timeout": "the request is never answered",
    "slow": "every answer takes half a second more",
    "http_500": "every request is answered 500 (any http_4xx or http_5xx will do)",
    "challenge": "every request is answered 200 with a script challenge",
    "empty_list": "list pages hold no article",
    "no_body": "article pages have an empty body container",
    "gbk_as_utf8": "pages are encoded in GBK and declared as UTF-8",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """The state at one request."""

    revised: bool = False
    faults: dict[str, str] = field(default_factory=dict)


class State:
    """Reads and changes the condition; `file` shares it with other processes."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._condition = Condition()

    def read(self) -> Condition:
        """The condition now.

        Raises:
            ValueError: the file is not `{"revised": bool, "faults": {host: how}}`.
        """
        if self._file is None:
            return self._condition
        try:
            text = self._file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return Condition()
        entry = json.loads(text)
        faults = {str(host): str(how) for host, how in entry.get("faults", {}).items()}
        for how in faults.values():
            check_fault(how)
        return Condition(bool(entry.get("revised", False)), faults)

    def revise(self) -> None:
        """From now on pages that have a revision are served in it."""
        self._write(Condition(True, self.read().faults))

    def fail(self, host: str, how: str) -> None:
        """From now on `host` fails in one of the ways of FAULTS."""
        check_fault(how)
        now = self.read()
        self._write(Condition(now.revised, {**now.faults, host: how}))

    def recover(self, host: str) -> None:
        """`host` answers again."""
        now = self.read()
        self._write(Condition(now.revised, {other: how for other, how in now.faults.items() if other != host}))

    def reset(self) -> None:
        """No revision, no faults."""
        self._write(Condition())

    def _write(self, condition: Condition) -> None:
        self._condition = condition
        if self._file is None:
            return
        entry = {"revised": condition.revised, "faults": condition.faults}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(self._file.name + ".new")  # a request never sees half a file
        draft.write_text(json.dumps(entry, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        draft.replace(self._file)


def check_fault(how: str) -> None:
    """Raises ValueError when `how` is none of FAULTS."""
    status = how.removeprefix("http_")
    if how not in FAULTS and not (how.startswith("http_") and status.isdigit() and 400 <= int(status) < 600):
        raise ValueError(f"{how!r} is no fault; there are {', '.join(FAULTS)}")
