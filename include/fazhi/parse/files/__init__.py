"""Attached files: PDF, DOCX, XLSX, XLS and ZIP of those, read to the Document that a page gives."""

from __future__ import annotations

from fazhi.parse.files.attachment import parse_file, work_name
from fazhi.parse.files.refusal import FileRefusedError

__all__ = ["FileRefusedError", "parse_file", "work_name"]
