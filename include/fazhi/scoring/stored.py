"""Schemes as the warehouse keeps them: each version that was used, whatever became of its YAML."""

from __future__ import annotations

from pydantic import ValidationError

from fazhi.errors import FazhiError
from fazhi.scoring.scheme import Scheme
from fazhi.warehouse.database import Connection


class StoredSchemeError(FazhiError):
    """A stored scheme is of a program that this one cannot read; the message names it."""


def stored_scheme(connection: Connection, scheme_key: int) -> Scheme:
    """A version of a scheme.

    Raises:
        StoredSchemeError: this program has no longer a rule type or a key of it.
    """
    row = connection.execute(
        "SELECT code, version, definition FROM dw.dim_scheme WHERE scheme_key = %s", (scheme_key,)
    ).fetchone()
    assert row is not None
    code, version, definition = row
    try:
        return Scheme.model_validate(definition)
    except ValidationError as error:
        raise StoredSchemeError(f"version {version} of {code} was written for another program: {error}") from error
