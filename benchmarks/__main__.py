"""`python -m benchmarks [NAME ...]`: run some benchmarks or all, print a line each, write benchmarks/results/.

All of them end with one table; how cost grows with size is measured too, and docs/performance.md is written anew.
"""

from __future__ import annotations

import argparse
import sys

from rich.console import Console

from benchmarks import growth, harness, report
from benchmarks.environments import BenchmarkError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(harness.names())}; none: all")
    parser.add_argument("--size", type=int, help="instead of the benchmark's own; its docstring says what it counts")
    parser.add_argument("--turns", type=int, help="how often each side runs")
    arguments = parser.parse_args()
    failed = False
    results = []
    for name in arguments.names or harness.names():
        try:
            result = harness.run(harness.load(name), size=arguments.size, turns=arguments.turns)
        except BenchmarkError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        result.write()
        print(result.line(), flush=True)
        results.append(result)
    if not arguments.names:
        growth.main()
    report.main()
    if not arguments.names:
        Console().print(harness.table(results))
    sys.exit(failed)


if __name__ == "__main__":
    main()
