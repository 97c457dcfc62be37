"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

from fazhi.errors import ConfigurationError


def replace_whole(file: Path, content: bytes) -> None:
    """Write `content` to `file`, which holds what it held until all of it is written.

    Raises:
        ConfigurationError: it can't be written there.
    """
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError as error:
        raise ConfigurationError(
            f"{file} can't be written: {error.strerror}; name a file in a directory that is there"
            " and that you may write to"
        ) from error


def read_lines(file: Path) -> list[str]:
    """The lines of a text.

    Raises:
        ConfigurationError: there is no such file, it can't be read, or is not UTF-8; names the line.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{file} can't be read: {error.strerror}") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{file}, line {line} is not UTF-8 ({error.reason}); save the file as UTF-8"
        ) from error
    return text.split("\n")  # splitlines would end a line at U+2028, which JSON holds as it is
