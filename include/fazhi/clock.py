"""The one place that asks what time it is.

Logic takes its times from the capture or the run record, so that re-runs give the same rows; only the record of a
run and of a capture asks this module. `FAZHI_NOW` (ISO 8601 with an offset) freezes it.
"""

from __future__ import annotations

import os
from datetime import datetime
from zoneinfo import ZoneInfo

from fazhi.errors import ConfigurationError

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment in Asia/Shanghai, or the one in `FAZHI_NOW`."""
    frozen = os.environ.get("FAZHI_NOW")
    if not frozen:
        return datetime.now(SHANGHAI)
    try:
        moment = datetime.fromisoformat(frozen)
    except ValueError as error:
        raise ConfigurationError(f"FAZHI_NOW is not an ISO 8601 time: {frozen!r}") from error
    if moment.tzinfo is None:
        raise ConfigurationError(f"FAZHI_NOW has no offset: {frozen!r}; write for example 2025-04-02T02:00:00+08:00")
    return moment.astimezone(SHANGHAI)
