"""What a person reads about a wrong YAML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from fazhi import invalid


class Stall(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str
    kind: Literal["fruit", "fish"] = "fruit"
    code: str = Field("1", pattern="^[0-9]+$")
    days: list[int] = []
    price: Decimal = Field(Decimal(1), gt=0, strict=False)
    since: date = Field(date(2024, 1, 1), strict=False)

    @field_validator("name")
    @classmethod
    def _short(cls, name: str) -> str:
        if len(name) > 9:
            raise ValueError(f"{name} is too long a name")
        return name


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({}, "name: this key is missing"),
        ({"name": "a", "colour": "red"}, "colour: this key is unknown"),
        ({"name": 3}, "name: must be a text, found '3'"),
        ({"name": None}, "name: must be a text, found nothing"),
        ({"name": "much too long"}, "name: much too long is too long a name"),
        ({"name": "a", "kind": "meat"}, "kind: must be 'fruit' or 'fish', found 'meat'"),
        ({"name": "a", "code": "x1"}, "code: must have the form ^[0-9]+$, found 'x1'"),
        ({"name": "a", "days": {"monday": 1}}, "days: must be a list, found keys"),
        ({"name": "a", "days": [1, "tuesday"]}, "days.1: must be a whole number, found 'tuesday'"),
        ({"name": "a", "price": "cheap"}, "price: must be a number, found 'cheap'"),
        ({"name": "a", "price": 0}, "price: must be more than 0, found '0'"),
        ({"name": "a", "since": "spring"}, "since: must be a date like 2024-12-31, found 'spring'"),
    ],
)
def test_a_problem_is_told_by_key_what_is_expected_and_what_stands_there(entry: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Stall.model_validate(entry)
    assert [f"{invalid.key(each)}: {invalid.words(each)}" for each in raised.value.errors()] == [said]
