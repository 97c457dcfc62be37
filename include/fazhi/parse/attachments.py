"""Links to files: by extension or by the download endpoints of the site families."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

from fazhi.parse.document import Attachment
from fazhi.parse.flow import TAG
from fazhi.parse.lines import collapse, unescape

_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|zip|rar|wps|et|ofd)(?:[?#]|$)"
    r"|downfile\.jsp|/download\.jsp|downloadfile|/attachment/|file_?download",
    re.IGNORECASE,
)
_LINK = re.compile(r'<a\s([^>"]*+(?:"[^"]*+"[^>"]*+)*+)>(.*?)</a>', re.DOTALL)
_EMBEDDED = re.compile(r'<(?:iframe|embed|object)\s[^>]*?(?:src|data)="([^"]+)"')
_HREF = re.compile(r'(?:^|\s)href="([^"]*)"')
_TITLE = re.compile(r'(?:^|\s)title="([^"]*)"')
_REFERENCE = re.compile(r'\s(?:href|src|data)="([^"]+)"')
_LONGEST_URL = 2000


def attachments(html: str, url: str) -> tuple[Attachment, ...]:
    """The files that serialised HTML links to, absolute and each once, in page order."""
    if not any(_is_file(reference) for reference in _REFERENCE.findall(html)):
        return ()
    found: dict[str, str] = {}
    for match in _LINK.finditer(html):
        attributes, content = match.groups()
        href = _HREF.search(attributes)
        target = _file_url(unescape(href.group(1)), url) if href else ""
        if target:
            title = _TITLE.search(attributes)
            name = collapse(TAG.sub("", content)).text or (unescape(title.group(1)) if title else "")
            found.setdefault(target, name or _file_name(target))
    for source in _EMBEDDED.findall(html):
        target = _file_url(unescape(source), url)
        if target:
            found.setdefault(target, _file_name(target))
    return tuple(Attachment(target, name) for target, name in found.items())


def _file_url(reference: str, base: str) -> str:
    """The absolute URL where `reference` is a file, else an empty string."""
    reference = reference.replace("&quot;", '"').strip()
    if not reference or len(reference) > _LONGEST_URL:
        return ""
    try:
        absolute = urljoin(base, reference)
        parts = urlsplit(absolute)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    return absolute if _is_file(absolute) else ""


def _is_file(reference: str) -> bool:
    return bool(_FILE.search(reference))


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])
