"""What reading one file may cost. Real reports stay far below; beyond them a file is hostile or no report."""

from __future__ import annotations

FILE_BYTES = 100 * 1024 * 1024
UNPACKED_BYTES = 200 * 1024 * 1024
"""All members of a ZIP, DOCX or XLSX together."""
PACKING_RATIO = 400
"""Times that a member may grow; XML of empty table rows reaches a few hundred."""
RATIO_FROM_BYTES = 8 * 1024 * 1024
"""Below it no ratio hurts."""
MEMBERS = 5_000
DOCUMENTS_IN_ZIP = 40
PAGES = 400
CHARACTERS_ON_PAGE = 50_000
RULINGS_ON_PAGE = 5_000
CELLS = 200_000
SHEETS = 60
MARKUP_CHARACTERS = 20_000_000
DEEPEST_XML = 200

SECONDS = 120
MEMORY_BYTES = 2 * 1024**3
