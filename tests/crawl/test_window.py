"""The hours of the night."""

from __future__ import annotations

from datetime import datetime

import pytest

from fazhi.crawl.window import Window
from fazhi.errors import ConfigurationError


@pytest.mark.parametrize(
    ("window", "moment", "closes"),
    [
        ("01:00-06:30", "2026-04-01T01:00:00+08:00", "2026-04-01T06:30:00+08:00"),
        ("01:00-06:30", "2026-03-31T20:15:00+00:00", "2026-04-01T06:30:00+08:00"),  # 04:15 in Shanghai
        ("22:00-06:00", "2026-04-01T23:00:00+08:00", "2026-04-02T06:00:00+08:00"),
        ("22:00-06:00", "2026-04-01T05:59:00+08:00", "2026-04-01T06:00:00+08:00"),
        ("01:00-06:30", "2026-04-01T06:30:00+08:00", "2026-04-01T06:30:00+08:00"),  # closed: at once
        ("22:00-06:00", "2026-04-01T12:00:00+08:00", "2026-04-01T12:00:00+08:00"),
    ],
)
def test_when_it_closes(window: str, moment: str, closes: str) -> None:
    assert Window.parse(window).closing(datetime.fromisoformat(moment)) == datetime.fromisoformat(closes)


@pytest.mark.parametrize("text", ["", "01:00", "1-6", "01:00-25:00", "03:00-03:00"])
def test_a_window_that_is_none_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError, match="FAZHI_CRAWL_WINDOW"):
        Window.parse(text)
