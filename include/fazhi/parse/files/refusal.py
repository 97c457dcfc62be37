"""Why a file is not read."""

from __future__ import annotations

from typing import Literal

from fazhi.parse.errors import ParseError

Reason = Literal[
    "needs_ocr",  # a scan: pictures of pages, no text
    "encrypted",  # a password is needed to read it
    "damaged",  # truncated, or not what its own structure promises
    "wrong_format",  # the bytes are none of the formats that files have, most often a web page
    "unsupported_format",  # a format that we know and do not read
    "too_large",  # more bytes, pages, cells or text than the limits allow
    "timeout",  # took longer than reading may take
    "no_text",  # read, and nothing is written in it
]


_LONGEST = 500


class Refusal(Exception):
    """Raised by a reader: the reason, and for people what was seen and what to do."""

    def __init__(self, reason: Reason, message: str) -> None:
        printable = "".join(character if character.isprintable() else " " for character in message)
        super().__init__(printable[:_LONGEST])
        self.reason: Reason = reason


class FileRefusedError(ParseError):
    """A file that cannot become a Document; `reason` is the reason code of its outcome."""

    def __init__(self, url: str, refusal: Refusal) -> None:
        super().__init__(url, f"{url}: {refusal}")
        self.reason: Reason = refusal.reason
