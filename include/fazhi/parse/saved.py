"""A file that a person has on disk: a saved page, plain text, or an attachment."""

from __future__ import annotations

from pathlib import Path

from fazhi.errors import ConfigurationError
from fazhi.parse.document import Document
from fazhi.parse.encoding import decode
from fazhi.parse.files import parse_file
from fazhi.parse.page import parse_page
from fazhi.parse.textfile import parse_text

_ATTACHMENTS = frozenset({".pdf", ".docx", ".xlsx", ".xls", ".zip", ".doc"})


def parse_saved(path: Path) -> Document:
    """The document in `path`, read as its ending says.

    Raises:
        ConfigurationError: there is no such file.
        ParseError: it holds no document; the message says why.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}; give a saved page, a text or an attachment") from error
    url = path.absolute().as_uri()
    suffix = path.suffix.lower()
    if suffix in _ATTACHMENTS:
        return parse_file(content, url=url, name=path.name)
    if suffix == ".txt":
        return parse_text(decode(content)[0], url=url)
    return parse_page(content, url=url)
