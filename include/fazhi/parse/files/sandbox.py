"""Reading a file in a process of its own: bounded in time and memory, and gone when it crashes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from fazhi.parse.files import limits
from fazhi.parse.files.markup import Reading
from fazhi.parse.files.refusal import Refusal

_PACKAGE_ROOT = Path(__file__).resolve().parents[3]


def read_apart(body: bytes, *, seconds: float = limits.SECONDS) -> Reading:
    """`read_file` of `body` in a child process that gets nothing but the bytes: no environment, no network address.

    Raises:
        Refusal: as of read_file; timeout after `seconds`; damaged where the child dies.
    """
    if len(body) > limits.FILE_BYTES:
        raise Refusal("too_large", f"it has {len(body):,} bytes; the limit is {limits.FILE_BYTES:,}")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "fazhi.parse.files.child"],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_PACKAGE_ROOT), "PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refusal("timeout", f"reading it took longer than {seconds:g} s") from error
    if done.returncode == -signal.SIGXCPU:
        raise Refusal("timeout", f"reading it took more than {limits.SECONDS} s of the processor")
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise Refusal("damaged", f"reading it broke the reader (exit {done.returncode})") from error
    if "reason" in answer:
        raise Refusal(answer["reason"], answer["message"])
    return Reading(answer["html"], answer["unread"])
