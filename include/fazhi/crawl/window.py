"""The hours of the night in which sites are asked: county servers are small, and by day they serve people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fazhi.clock import SHANGHAI
from fazhi.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Window:
    """From `opens` to `closes` in Asia/Shanghai, over midnight where it closes before it opens."""

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> Window:
        """Read `01:00-06:30`.

        Raises:
            ConfigurationError: it is written otherwise, or opens when it closes.
        """
        opens, _, closes = text.partition("-")
        try:
            window = cls(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))
        except ValueError as error:
            raise ConfigurationError(f"FAZHI_CRAWL_WINDOW: {text!r} is not like 01:00-06:30") from error
        if window.opens == window.closes:
            raise ConfigurationError(f"FAZHI_CRAWL_WINDOW: {text!r} is never open")
        return window

    def closing(self, moment: datetime) -> datetime:
        """When the window closes that is open at `moment`; `moment` itself where it is closed."""
        local = moment.astimezone(SHANGHAI)
        for days in (-1, 0):
            opened = datetime.combine(local.date() + timedelta(days), self.opens, SHANGHAI)
            closed = datetime.combine(opened.date() + timedelta(self.closes < self.opens), self.closes, SHANGHAI)
            if opened <= local < closed:
                return closed
        return moment
