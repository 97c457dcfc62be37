"""Compile parser and extractor for this machine, so that what reads pages takes less time."""

from __future__ import annotations

import sys
import time

from fazhi_compile.build import BuildError, build


def main() -> int:
    """Compile; 0 where the compiled modules are in place, 1 with the reason on standard error."""
    started = time.monotonic()
    try:
        folder = build()
    except BuildError as error:
        print(f"{error}\nThe sources run in Python: the same figures, slower.", file=sys.stderr)
        return 1
    print(f"Parser and extractor are compiled ({time.monotonic() - started:.0f} s): {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
