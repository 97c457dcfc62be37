"""URLs as keys: the same page is the same string, whatever way it was linked."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from requests.exceptions import InvalidURL
from requests.utils import requote_uri

LONGEST_URL = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical(url: str, base: str = "") -> str | None:
    """The absolute http(s) URL that `url` means on the page `base`; None for anything that is not one.

    Scheme and host in lower case, no default port, no user, no fragment, no dot segments, percent-encoded ASCII.
    """
    try:
        parts = urlsplit(urljoin(base, url.strip()) if base else url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode()
        path = urlsplit(urljoin(f"{parts.scheme}://x/", parts.path)).path or "/"
        network = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
        if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
            network = f"{network}:{port}"
        result = requote_uri(urlunsplit((parts.scheme, network, path, parts.query, "")))
    except (ValueError, InvalidURL):
        return None
    return result if len(result) <= LONGEST_URL and result.isascii() and result.isprintable() else None


def without_parameters(url: str, names: Collection[str]) -> tuple[str, list[tuple[str, str]]]:
    """`url` without the query parameters `names`, and those that it had, in their order."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True) if names else []
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
