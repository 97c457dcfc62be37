"""Why a request gave nothing: one exception with a reason code that ends in `etl.outcome`."""

from __future__ import annotations

from fazhi.errors import FazhiError


class FetchError(FazhiError):
    """A URL that could not be fetched.

    `reason` is a code (http_503, timeout ...), the message is for a person. `transient`: worth another try now.
    `of_host`: speaks of the whole host rather than of this page.
    """

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        transient: bool = False,
        of_host: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.transient = transient
        self.of_host = of_host
        self.retry_after = retry_after
