"""Plays a silent revision or a failing site on simulators that run with `--state FILE`.

python -m tests.sites.control --state FILE revise
python -m tests.sites.control --state FILE fail www.zhenxi.yunchuan.example http_500
python -m tests.sites.control --state FILE recover www.zhenxi.yunchuan.example
python -m tests.sites.control --state FILE reset
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tests.sites.state import FAULTS, State


def main(arguments: Sequence[str] | None = None) -> None:
    """Change the state file as the arguments say and print what it holds now."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.sites.control",
        description="Play a silent revision or a failing site.",
        epilog="Faults: " + "; ".join(f"{how}: {meaning}" for how, meaning in FAULTS.items()),
    )
    parser.add_argument("--state", type=Path, required=True, metavar="FILE", help="the file the simulators re-read")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("revise", help="serve the revised pages")
    verbs.add_parser("reset", help="no revision, no faults")
    recover = verbs.add_parser("recover", help="let one host answer again")
    recover.add_argument("host")
    fail = verbs.add_parser("fail", help="let one host fail")
    fail.add_argument("host")
    fail.add_argument("how")
    chosen = parser.parse_args(arguments)

    state = State(chosen.state)
    try:
        if chosen.verb == "fail":
            state.fail(chosen.host, chosen.how)
        elif chosen.verb == "recover":
            state.recover(chosen.host)
        else:
            getattr(state, chosen.verb)()
    except ValueError as error:
        parser.error(str(error))
    print(state.read())


if __name__ == "__main__":
    main()
