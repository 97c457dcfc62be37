"""Links to files: by extension or by the download endpoints of the site families."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from fazhi.parse.document import Attachment
from fazhi.parse.flow import TAG
from fazhi.parse.lines import collapse, unescape

_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".rar", ".wps", ".et", ".ofd")
_ENDPOINTS = ("downfile.jsp", "/download.jsp", "downloadfile", "/attachment/", "filedownload", "file_download")
_FILE = re.compile(
    rf"(?:{'|'.join(map(re.escape, _ENDINGS))})(?:\?|$)|{'|'.join(map(re.escape, _ENDPOINTS))}", re.IGNORECASE
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|zip)$", re.IGNORECASE)
_LINK = re.compile(r'<a\s([^>"]*+(?:"[^"]*+"[^>"]*+)*+)>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'(?:^|\s)href="([^"]*)"')
_TITLE = re.compile(r'(?:^|\s)title="([^"]*)"')
_REFERENCE = re.compile(' href="([^"]+)"')
_LONGEST_URL = 2000
_REACH = 12_000
_LIST_OF_FILES = 4_000
"""Characters of markup that a list of files under an article takes."""


def attachments(article: str, below: str, framed: Iterable[str], url: str) -> tuple[Attachment, ...]:
    """The files that belong to an article, absolute and each once, in page order.

    Every file linked in `article` (serialised HTML) belongs to it. Of the files linked in `below`, the markup after
    it, only those under the word 附件 or whose link reads as a file name do: footers link the site's manuals. `framed`
    are the addresses of frames: many pages are a viewer around one PDF.
    """
    found: dict[str, str] = {}
    for target, name in _files(article, url):
        found.setdefault(target, name)
    below = below[:_REACH]
    named_at = below.find("附件") if "附" in below else -1  # one character is found in a tenth of the time
    for target, name in _files(below, url):
        if _FILE.search(name):
            found.setdefault(target, name)
    if named_at >= 0:
        for target, name in _files(below[named_at : named_at + _LIST_OF_FILES], url):
            found.setdefault(target, name)
    for source in framed:
        if target := _file_url(source, url):
            found.setdefault(target, _file_name(target))
    return tuple(Attachment(target, name) for target, name in found.items())


def names_document(url: str) -> bool:
    """Whether a list that names `url` names a file itself, and no article that links one."""
    return _DOCUMENT.search(urlsplit(url).path) is not None


def _files(html: str, url: str) -> Iterator[tuple[str, str]]:
    if ' href="' not in html:
        return
    references: list[str] = _REFERENCE.findall(html)
    if not _may_name_file("\n".join(references)) or not any(_FILE.search(reference) for reference in references):
        return
    for match in _LINK.finditer(html):
        attributes, content = match.groups()
        href = _HREF.search(attributes)
        target = _file_url(unescape(href.group(1)), url) if href else ""
        if target:
            title = _TITLE.search(attributes)
            name = collapse(TAG.sub("", content)).text or (unescape(title.group(1)) if title else "")
            yield target, name or _file_name(target)


def _may_name_file(references: str) -> bool:
    """Whether one of the words stands there without which _FILE finds nothing; that is tried at each character."""
    if not references.isascii():
        return True  # where case is ignored, ſ is an s
    references = references.lower()
    return any(word in references for word in (*_ENDINGS, *_ENDPOINTS))


def _file_url(reference: str, base: str) -> str:
    """The absolute URL where `reference` is a file, else an empty string."""
    reference = reference.replace("&quot;", '"').strip()
    if not reference or len(reference) > _LONGEST_URL:
        return ""
    try:
        absolute, _ = urldefrag(urljoin(base, reference))
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return absolute if _FILE.search(absolute) else ""


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])
