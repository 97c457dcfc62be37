"""URLs as keys: the same page is the same string, whatever way it was linked."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.exceptions import InvalidURL
from requests.utils import requote_uri

LONGEST_URL = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}


# Nearly every link of a list: a path of plain segments, from the root or from the page, none of them beginning with a
# dot. What it means needs no parsing, which for a list of links costs more than parsing its HTML.
_SEGMENT = r"[A-Za-z0-9_~-][A-Za-z0-9_~.-]*"
_PLAIN_PATH = re.compile(rf"(?:/|(?:\./)?(?={_SEGMENT}))(?:{_SEGMENT}(?:/{_SEGMENT})*/?)?")
_PLAIN_BASE = re.compile(rf"(https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+)(/(?:{_SEGMENT}/)*)(?:{_SEGMENT})?")


def canonical(url: str, base: str = "") -> str | None:
    """The absolute http(s) URL that `url` means on the page `base`; None for anything that is not one.

    Scheme and host in lower case, no default port, no user, no fragment, no dot segments, percent-encoded ASCII.
    """
    if len(url) + len(base) <= LONGEST_URL and url and _PLAIN_PATH.fullmatch(url):
        page = _PLAIN_BASE.fullmatch(base)
        if page:
            return f"{page[1]}{url}" if url[0] == "/" else f"{page[1]}{page[2]}{url.removeprefix('./')}"
    return _parsed(url, base)


def _parsed(url: str, base: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode()
        path = _without_dot_segments(parts.path)
        network = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
        if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
            network = f"{network}:{port}"
        result = requote_uri(urlunsplit((parts.scheme, network, path, parts.query, "")))
    except (ValueError, InvalidURL):
        return None
    return result if len(result) <= LONGEST_URL and result.isascii() and result.isprintable() else None


def _without_dot_segments(path: str) -> str:
    """`path` resolved; what begins with two slashes stays a path and is not taken for a host."""
    inner = path.lstrip("/")
    return "/" * (len(path) - len(inner) - 1) + (urlsplit(urljoin("http://x/", f"/{inner}")).path or "/")


def without_parameters(url: str, names: Collection[str]) -> tuple[str, list[tuple[str, str]]]:
    """`url` without the query parameters `names`, and those that it had, in their order."""
    if not names:
        return url, []
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    taken = [pair for pair in pairs if pair[0] in names]
    if not taken:
        return url, []
    rest = urlencode([pair for pair in pairs if pair[0] not in names])
    return urlunsplit(parts._replace(query=rest)), taken


def with_parameters(url: str, **values: str | int) -> str:
    """`url` with these query parameters set, in their old places where it has them."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {name: str(value) for name, value in values.items()}
    return urlunsplit(parts._replace(query=urlencode(query)))
