"""`python -m fazhi.parse.files.child`: read one file after the other from standard input, each in a process of its own.

A file comes as its length in 8 bytes and its bytes; the answer is the exit code of the process that read it in 4 bytes,
the length of what that process wrote in 8 and what it wrote: JSON, `{"html", "unread"}` of a file that was read,
`{"reason", "message"}` of one that was not. This process imports the readers once and looks into no file: it forks, and
the process that looks is bounded, has neither end of this conversation open, and is gone with what it held.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import sys
from importlib import import_module

from fazhi.parse.files import limits
from fazhi.parse.files.reader import FORMATS, read_file
from fazhi.parse.files.refusal import Refusal

_LENGTH = 8
_CODE = 4


def main() -> None:
    """Answer until standard input ends."""
    for module in FORMATS.values():
        import_module(module)
    gc.freeze()  # or a collection in a fork would copy every page of what was imported
    files, answers = sys.stdin.buffer, sys.stdout.buffer
    while len(length := files.read(_LENGTH)) == _LENGTH:
        code, answer = _apart(files.read(int.from_bytes(length)))
        answers.write(code.to_bytes(_CODE, signed=True) + len(answer).to_bytes(_LENGTH) + answer)
        answers.flush()


def _apart(body: bytes) -> tuple[int, bytes]:
    """The exit code of the process that read the file, and its answer."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _read_and_exit(body, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), answer


def _read_and_exit(body: bytes, writing: int) -> None:
    """Bound this process, read, answer, and never return."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(nothing, stream)
        _bound()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(_answer(body)).encode("ascii"))
        os._exit(0)
    except BaseException:
        os._exit(1)


def _bound() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # where the system has a lower one, or none of this kind
            resource.setrlimit(kind, (most, most))


def _answer(body: bytes) -> dict[str, object]:
    try:
        reading = read_file(body)
    except Refusal as refusal:
        return {"reason": refusal.reason, "message": str(refusal)}
    except MemoryError:
        return {"reason": "too_large", "message": "it takes more memory than reading may take"}
    return {"html": reading.html, "unread": reading.unread}


if __name__ == "__main__":
    main()
