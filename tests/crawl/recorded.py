"""Recorded list pages and what the adapters must make of them.

A page is `tests/lists/<family>/<name>`; beside it `<name>.json` holds the request it answers (`url`; `list`, the
list's own address where it is another; `parameters` and `declared` of the county's YAML) and the expected links and
further pages. `python -m tests.crawl.recorded PAGE` prints that JSON, to be read against the page before it is kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fazhi.crawl.adapters import Adapter, adapter_for
from fazhi.parse.encoding import decode
from fazhi.sources import ListPage, Source, host_of

LISTS = Path(__file__).resolve().parents[1] / "lists"


def recorded_lists() -> list[Path]:
    """Every recorded list page, in a fixed order."""
    return sorted(path for path in LISTS.glob("*/*") if path.suffix != ".json")


def expectation(page: Path) -> Path:
    """The JSON of a page."""
    return page.with_name(page.name + ".json")


def adapter_of(family: str, url: str, declared: dict[str, Any] | None = None) -> Adapter:
    """The adapter of a family for a site at `url`."""
    entry: dict[str, Any] = {"code": "990201", "name": "甲县", "family": family, "owner": "法治督察科"}
    entry |= {"home": f"http://{host_of(url)}/", "sample": host_of(url).endswith(".example")}
    if family == "declared":
        entry["declared"] = declared or {"articles": "a"}
    return adapter_for(Source.model_validate(entry))


def read(page: Path, request: dict[str, Any]) -> dict[str, Any]:
    """What the family's adapter makes of the page, as the expectation holds it."""
    url = request["url"]
    adapter = adapter_of(page.parent.name, url, request.get("declared"))
    listed = ListPage(url=request.get("list", url), holds=("other",), parameters=request.get("parameters", {}))
    reading = adapter.read_list(listed, url, decode(page.read_bytes())[0])
    return {
        "links": [[link.url, link.title, str(link.published_on or "")] for link in reading.links],
        "following": list(reading.following),
    }


def dumps(expected: dict[str, Any]) -> str:
    """JSON with a link a line."""
    lines = [f'  "request": {json.dumps(expected["request"], ensure_ascii=False)}']
    for key in ("links", "following"):
        inner = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in expected[key])
        lines.append(f'  "{key}": [\n{inner}\n  ]' if inner else f'  "{key}": []')
    return "{\n" + ",\n".join(lines) + "\n}"


def main(page: Path) -> None:
    """Print the expectation of `page`, with the request of the one it has."""
    kept = expectation(page)
    request = json.loads(kept.read_text(encoding="utf-8"))["request"] if kept.exists() else None
    request = request or {"url": f"http://www.county.example/{page.parent.name}/{page.name}"}
    print(dumps({"request": request} | read(page, request)))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
