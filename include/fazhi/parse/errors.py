"""What parsing refuses."""

from __future__ import annotations

from fazhi.errors import FazhiError


class ParseError(FazhiError):
    """A page that cannot become a Document; `url` says which."""

    def __init__(self, url: str, message: str) -> None:
        super().__init__(message)
        self.url = url


class NoBodyError(ParseError):
    """The page holds no article: an empty template, an error page, a challenge."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(
            url, f"{url}: {reason}; if a reader sees an article there, name its element under `containers`"
        )
        self.reason = reason
