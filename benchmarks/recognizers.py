"""Recognizers-Text as a peer; importable only in the environments that have it."""

from __future__ import annotations

from typing import Any


def models() -> list[Any]:
    """Its Chinese models for what reports hold: numbers, percentages, currency."""
    from recognizers_number import Culture, NumberRecognizer
    from recognizers_number_with_unit import NumberWithUnitRecognizer

    numbers = NumberRecognizer(Culture.Chinese)
    return [
        numbers.get_number_model(),
        numbers.get_percentage_model(),
        NumberWithUnitRecognizer(Culture.Chinese).get_currency_model(),
    ]
