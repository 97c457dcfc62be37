"""One turn of one side, in this process: `python -m benchmarks.turn MODULE ours|peer FOLDER` prints it as JSON."""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path


def main() -> None:
    module, side, folder = sys.argv[1:]
    turn = getattr(importlib.import_module(module), side)(Path(folder))
    print(json.dumps(asdict(turn)))


if __name__ == "__main__":
    main()
