"""The documentation site: `make docs`. Nothing on its pages comes from elsewhere: no fonts, scripts or counters."""

from __future__ import annotations

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
