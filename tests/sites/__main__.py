"""Serve a sample province's sites on the loopback until interrupted.

    python -m tests.sites --province examples/yunchuan --port 8123 --state .fazhi/sites.json

Prints one line when it answers, with the value for FAZHI_CONNECT_TO.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.sites.model import SitesError
from tests.sites.server import SampleSites


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 2 when the province cannot be read or the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m tests.sites", description="Serve a sample province's sites.")
    parser.add_argument("--province", type=Path, required=True, help="a directory with sites.yml and pages/")
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes a free one")
    parser.add_argument("--state", type=Path, metavar="FILE", help="JSON re-read for every request: see control.py")
    parser.add_argument("--revised", action="store_true", help="serve the silently revised pages from the start")
    parser.add_argument("--request-log", type=Path, metavar="FILE", help="append every request as a line of JSON")
    chosen = parser.parse_args(arguments)

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        sites = SampleSites(chosen.province, port=chosen.port, state=chosen.state, request_log=chosen.request_log)
    except (SitesError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"port {chosen.port} of 127.0.0.1: {error.strerror}; choose another with --port", file=sys.stderr)
        return 2
    with sites:
        if chosen.revised:
            sites.revise()
        print(f"{len(sites.sites)} sites on 127.0.0.1:{sites.port}: FAZHI_CONNECT_TO={sites.connect_to}", flush=True)
        stopped.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
