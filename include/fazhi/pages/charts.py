"""Charts as SVG files, drawn on the server: the pages need no script."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pygal
from fastapi import Response
from pygal.style import Style

_FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif"
_COLOURS = {
    "background": "transparent",
    "plot_background": "transparent",
    "colors": ("#1b5e8c",),
    "foreground": "#333",
    "foreground_strong": "#111",
    "foreground_subtle": "#666",
}
_LETTERS = {"font_family": _FONT, "label_font_size": 13, "major_label_font_size": 13, "value_font_size": 12}
_ON_BARS, _ON_PAPER = (Style(**_COLOURS, **_LETTERS, value_colors=(colour,)) for colour in ("#fff", "#111"))
_BAR_HEIGHT = 34
_LETTER = 5
_SHARED = {"js": (), "show_legend": False, "print_values": True, "disable_xml_declaration": True}


def bars(rows: Sequence[tuple[str, Decimal]], title: str, *, most: Decimal) -> Response:
    """Horizontal bars from 0 to `most`, the first row on top."""
    chart = pygal.HorizontalBar(
        **_SHARED, style=_ON_BARS, range=(0, float(most)), height=60 + _BAR_HEIGHT * len(rows), width=760, **_room(rows)
    )
    chart.x_labels = [name for name, _ in reversed(rows)]
    chart.add(title, [float(value) for _, value in reversed(rows)])
    return _svg(chart)


def _room(rows: Sequence[tuple[str, Decimal]]) -> dict[str, int]:
    """Space for the longest name, such as 葛川苗族侗族自治县: the library reckons with Latin letters."""
    return {"margin_left": _LETTER * max(len(name) for name, _ in rows)} if rows else {}


def line(points: Sequence[tuple[str, Decimal | None]], title: str, *, most: Decimal | None = None) -> Response:
    """A line over years; a year without a value is a gap, never a zero."""
    options: dict[str, Any] = {"range": (0, float(most))} if most else {}
    chart = pygal.Line(**_SHARED | options, style=_ON_PAPER, height=260, width=760, print_values_position="top")
    chart.x_labels = [name for name, _ in points]
    chart.add(title, [None if value is None else float(value) for _, value in points])
    return _svg(chart)


def _svg(chart: Any) -> Response:
    chart.add_xml_filter(_without_script)
    # An image by itself: its own style, nothing else.
    return Response(
        chart.render(),
        media_type="image/svg+xml",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
    )


def _without_script(svg: Any) -> Any:
    """The library tells its viewer in the browser how the chart was made: nothing here needs to know."""
    for script in svg.xpath("//*[local-name() = 'script']"):
        script.getparent().remove(script)
    return svg
