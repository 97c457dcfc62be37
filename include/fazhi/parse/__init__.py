"""Page bytes to Document: encoding, metadata, body, blocks with positions."""

from __future__ import annotations

from fazhi.compiled import use_compiled

use_compiled(__name__, __path__)

# ruff: noqa: E402 - what is imported below may be compiled
from fazhi.parse.errors import NoBodyError, ParseError
from fazhi.parse.page import parse_page
from fazhi.parse.textfile import parse_text

PARSER_VERSION = "6"
"""Raised whenever the same bytes give another Document; the ledger derives such documents again."""

__all__ = ["PARSER_VERSION", "NoBodyError", "ParseError", "parse_page", "parse_text"]
