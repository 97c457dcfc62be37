"""A process that lives through many nights: for each line of standard input it crawls, loads and scores one.

Answers with a line of JSON: what failed, and what the process holds when the night is over.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import Any

import psutil
import psycopg

from benchmarks.synthetic.pipeline import crawl, load
from fazhi.errors import FazhiError
from fazhi.settings import Settings
from tests.warehouse.tasks import tell_statements


def main() -> None:
    tell_statements(int(sys.argv[1]))
    for line in sys.stdin:
        print(json.dumps(_night(**json.loads(line))), flush=True)


def _night(*, now: str, sweep: bool) -> dict[str, Any]:
    os.environ["FAZHI_NOW"] = now
    settings = Settings.from_environment()
    failed = ""
    try:
        crawl(settings, sweep=sweep, tolerated=1)
        result = load(settings)
        failed = "; ".join(f"{key}: {fault}" for key, fault in result.failed.items())
    except (FazhiError, psycopg.OperationalError) as error:
        failed = str(error)
    gc.collect()
    process = psutil.Process()
    return {
        "failed": failed,
        "megabytes": process.memory_full_info().uss / 1024 / 1024,
        "files": process.num_fds(),
        "threads": process.num_threads(),
    }


if __name__ == "__main__":
    main()
