"""`python -m fazhi.parse.files.child`: read the file on standard input, write a JSON object to standard output.

`{"html", "unread"}` of a file that was read, `{"reason", "message"}` of one that was not.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys

from fazhi.parse.files import limits
from fazhi.parse.files.reader import read_file
from fazhi.parse.files.refusal import Refusal


def main() -> None:
    """Bound this process, read, answer."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # where the system has a lower one, or none of this kind
            resource.setrlimit(kind, (most, most))
    try:
        reading = read_file(sys.stdin.buffer.read())
        answer = {"html": reading.html, "unread": reading.unread}
    except Refusal as refusal:
        answer = {"reason": refusal.reason, "message": str(refusal)}
    except MemoryError:
        answer = {"reason": "too_large", "message": "it takes more memory than reading may take"}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


if __name__ == "__main__":
    main()
