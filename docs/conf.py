"""The documentation site: `make docs`. Nothing on its pages comes from elsewhere: no fonts, scripts or counters."""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

project = "fazhi-warehouse"
copyright = "the fazhi-warehouse authors, Apache License 2.0"
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["reference/schemas"]
nitpicky = True

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

html_theme = "pydata_sphinx_theme"
html_title = "法治指标仓库"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_sidebars = {"**": ["sidebar-nav-bs"], "index": [], "tutorial": []}
html_theme_options = {
    "logo": {"text": "法治指标仓库 · fazhi-warehouse"},
    "navbar_align": "left",
    "show_toc_level": 2,
    "navigation_depth": 2,
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
}

DOCS = Path(__file__).resolve().parent
LINK_OUT = re.compile(r"(?<!!)\[([^\]]+)\]\(((?:\.\./)+[^)#\s]+)(?:#[^)]*)?\)")


def unlink_what_is_no_page(app: Sphinx, name: str, content: list[str]) -> None:
    """A link to a file of the project outside `docs/` works on a code host; on the site it is its text."""

    def told(link: re.Match[str]) -> str:
        target = (DOCS / name).parent.joinpath(link[2]).resolve()
        return link[1] if target.exists() and DOCS not in target.parents else link[0]

    content[0] = LINK_OUT.sub(told, content[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", unlink_what_is_no_page)
    return {"parallel_read_safe": True}
