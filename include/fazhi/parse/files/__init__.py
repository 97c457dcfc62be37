"""Attached files: PDF, DOCX, XLSX, XLS and ZIP of those, read to the Document that a page gives."""

from __future__ import annotations

from fazhi.parse.files.attachment import name_in_link, parse_file
from fazhi.parse.files.refusal import FileRefusedError

__all__ = ["FileRefusedError", "name_in_link", "parse_file"]
