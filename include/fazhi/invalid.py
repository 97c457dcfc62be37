"""What is wrong in a YAML, in words for the person who wrote it: pydantic's own speak of Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import ValidationError

_WORDS = {
    "missing": "this key is missing",
    "extra_forbidden": "this key is unknown",
    "string_pattern_mismatch": "must have the form {pattern}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "union_tag_not_found": "the key {discriminator} is missing",
    "union_tag_invalid": "the key {discriminator} must be one of {expected_tags}",
    "string_type": "must be a text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "set_type": "must be a list",
    "frozen_set_type": "must be a list",
    "dict_type": "must be keys with values",
    "model_type": "must be keys with values",
    "model_attributes_type": "must be keys with values",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "date_type": "must be a date like 2024-12-31",
    "date_parsing": "must be a date like 2024-12-31",
    "date_from_datetime_parsing": "must be a date like 2024-12-31",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
}
_NOTHING_TO_SHOW = {"missing", "extra_forbidden", "union_tag_not_found", "too_short", "too_long"}
_LONGEST_SHOWN = 60


def words(problem: Mapping[str, Any]) -> str:
    """What one of `ValidationError.errors()` means: what is expected, and what stands there where that is short."""
    message = str(problem["msg"]).removeprefix("Value error, ")
    found = _found(problem)
    if problem["type"] not in _WORDS:
        return message
    return _WORDS[problem["type"]].format_map(problem.get("ctx", {})) + found


def key(problem: Mapping[str, Any]) -> str:
    """Where it is, as keys joined by dots: `lists.0.url`."""
    return ".".join(map(str, problem["loc"]))


def _found(problem: Mapping[str, Any]) -> str:
    if problem["type"] in _NOTHING_TO_SHOW:
        return ""
    value = problem["ctx"]["tag"] if problem["type"] == "union_tag_invalid" else problem.get("input")
    if value is None:
        return ", found nothing"
    if isinstance(value, list | tuple | set | frozenset):
        return ", found a list"
    if isinstance(value, dict):
        return ", found keys"
    shown = str(value)
    return f", found {shown!r}" if len(shown) <= _LONGEST_SHOWN else ""


def summary(error: ValidationError) -> str:
    """All that is wrong, each with its key; what concerns the whole entry has none."""
    return "; ".join(": ".join(filter(None, (key(problem), words(problem)))) for problem in error.errors())
