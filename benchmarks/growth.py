"""How cost grows with size: `python -m benchmarks.growth` runs benchmarks at rising sizes, writes results/growth.json.

A line is what one more of something costs: pages crawled, documents derived, observations loaded, counties visited in a
quiet night. What costs the same a piece at every size carries to any size; what does not is where the system stops.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from benchmarks import harness

SIZES: Mapping[str, tuple[str, tuple[int, ...]]] = {
    "pages": ("crawl_speed", (250, 500, 1000, 2000)),
    "documents": ("backfill_speed", (150, 300, 600, 1200)),
    "observations": ("load_new", (25_000, 50_000, 100_000, 200_000)),
    "counties": ("quiet_night", (50, 100, 200, 400)),
}
"""By what is counted: the benchmark, and its sizes."""


def main() -> None:
    """Measure every line and write the file."""
    lines = {what: _line(name, sizes) for what, (name, sizes) in SIZES.items()}
    text = json.dumps(lines, ensure_ascii=False, indent=2) + "\n"
    (harness.RESULTS / "growth.json").write_text(text, encoding="utf-8")


def _line(name: str, sizes: tuple[int, ...]) -> dict[str, object]:
    points = []
    for size in sizes:
        result = harness.run(harness.load(name), size=size, turns=1)
        ours, peer = (size / speed for speed in (result.ours, result.peer))
        points.append({"size": size, "ours_seconds": round(ours, 3), "peer_seconds": round(peer, 3)})
        print(f"{name} {size}: {ours:.2f} s, {result.peer_name} {peer:.2f} s", flush=True)
    peer_name, unit = harness.load(name).BENCHMARK.peer_name, harness.load(name).BENCHMARK.unit
    load_average = result.load_average
    return {"benchmark": name, "peer_name": peer_name, "unit": unit, "load_average": load_average, "points": points}


if __name__ == "__main__":
    main()
