"""robots.txt as RFC 9309 has it: read once a run and host, no rules where there is no file, no entry where the site
cannot say.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from protego import Protego

from fazhi.archive import ArchivedResponse
from fazhi.crawl.failure import FetchError
from fazhi.crawl.fetcher import PRODUCT

_READ_BYTES = 500 * 1024
_LONGEST_CRAWL_DELAY = 120.0


class Robots:
    """The rules of every host of a source. `fetch` gives the answer to a GET of a robots.txt or raises FetchError;
    `rules` may be shared by sources whose hosts are the same, so that each host is asked once a run.
    """

    def __init__(self, fetch: Callable[[str], ArchivedResponse], rules: dict[str, Protego | FetchError]) -> None:
        self._fetch = fetch
        self._rules = rules

    def permit(self, url: str) -> None:
        """Return when the host of `url` may be asked for it.

        Raises:
            FetchError: robots_disallowed; or the reason why the host gave no answer, or one that is neither a file nor
                its absence: nothing may be fetched from it then.
        """
        if not self._rules_of(url).can_fetch(url, PRODUCT):
            raise FetchError("robots_disallowed", f"robots.txt of {urlsplit(url).netloc} does not allow {url}")

    def crawl_delay(self, url: str) -> float:
        """The pause that the host of `url` asks for, in seconds; 0 where it asks for none."""
        return min(float(self._rules_of(url).crawl_delay(PRODUCT) or 0), _LONGEST_CRAWL_DELAY)

    def _rules_of(self, url: str) -> Protego:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = self._read(f"{root}/robots.txt")
        rules = self._rules[root]
        if isinstance(rules, FetchError):
            raise rules
        return rules

    def _read(self, url: str) -> Protego | FetchError:
        try:
            response = self._fetch(url)
        except FetchError as error:
            if error.reason.startswith("http_4") and error.reason != "http_429":
                return Protego.parse("")
            return FetchError(error.reason, str(error), of_host=True)
        text = response.body[:_READ_BYTES].decode("utf-8-sig", "replace") if response.status == 200 else ""
        return Protego.parse(text)
