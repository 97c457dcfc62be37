"""Reading a file in a process of its own: bounded in time and memory, and gone when it crashes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Reading
from fazhi.parse.files.refusal import Refusal

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]
_LENGTH = 8
_CODE = 4


class _Reader:
    """A process that forks one for each file (`fazhi.parse.files.child`): the libraries are imported once. It gets
    nothing but the bytes: no environment, no network address. It ends with this process.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "fazhi.parse.files.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "PYTHONPATH": str(_PACKAGE_ROOT),
                "PATH": os.defpath,
                "LC_ALL": "C.UTF-8",
                "OPENBLAS_NUM_THREADS": "1",  # a process with threads is not one to fork
            },
            start_new_session=True,  # one signal reaches what it forked, too
        )

    def answer(self, body: bytes, seconds: float) -> tuple[int, bytes]:
        """The exit code of the process that read `body`, and what it wrote; after an error this one is ended.

        Raises:
            TimeoutError: there was no answer after `seconds`.
        """
        late = threading.Event()
        timer = threading.Timer(seconds, self._give_up, (late,))
        timer.start()
        try:
            code, answer = self._ask(body)
        except (OSError, EOFError):
            self.end()
            if late.is_set():
                raise TimeoutError from None
            return self._process.returncode, b""
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():  # it was ended just after it had answered
            self.end()
        return code, answer

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it and what it forked."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with contextlib.suppress(OSError):  # what it did not take is lost with it
                pipe.close()

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        files, answers = self._process.stdin, self._process.stdout
        assert files is not None
        assert answers is not None
        files.write(len(body).to_bytes(_LENGTH) + body)
        files.flush()
        head = answers.read(_CODE + _LENGTH)
        if len(head) < _CODE + _LENGTH:
            raise EOFError
        length = int.from_bytes(head[_CODE:])
        answer = answers.read(length)
        if len(answer) < length:
            raise EOFError
        return int.from_bytes(head[:_CODE], signed=True), answer

    def _give_up(self, late: threading.Event) -> None:
        late.set()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)


_idle: list[_Reader] = []
"""Readers that no thread is asking."""
os.register_at_fork(after_in_child=_idle.clear)  # they are those of the process that was forked


def read_apart(body: bytes, *, seconds: float = limits.SECONDS) -> Reading:
    """`read_file` of `body` in a process of its own.

    Raises:
        Refusal: as of read_file; timeout after `seconds`; damaged where the process dies.
    """
    if len(body) > limits.FILE_BYTES:
        raise Refusal("too_large", f"it has {len(body):,} bytes; the limit is {limits.FILE_BYTES:,}")
    reader = _taken()
    try:
        code, written = reader.answer(body, seconds)
    except TimeoutError as error:
        raise Refusal("timeout", f"reading it took longer than {seconds:g} s") from error
    if reader.alive:
        _idle.append(reader)
    if code == -signal.SIGXCPU:
        raise Refusal("timeout", f"reading it took more than {limits.SECONDS} s of the processor")
    try:
        answer = json.loads(written)
    except ValueError as error:
        raise Refusal("damaged", f"reading it broke the reader (exit {code})") from error
    if "reason" in answer:
        raise Refusal(answer["reason"], answer["message"])
    return Reading(answer["html"], answer["unread"])


def end_readers() -> None:
    """End the processes that wait for a next file; the next one starts another."""
    while _idle:
        _idle.pop().end()


def _taken() -> _Reader:
    """A reader that is idle and lives, or a new one."""
    while True:
        try:
            reader = _idle.pop()
        except IndexError:
            return _Reader()
        if reader.alive:
            return reader
        reader.end()
