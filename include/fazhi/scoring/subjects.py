"""Whose assessment a unit is part of: counties are assessed by their province, organs by their county."""

from __future__ import annotations

_COUNTY = 6
_PROVINCE = 2


def assessed_by(code: str) -> str:
    """`99` for the county 990221, `990221` for its organ 990221601: under that code its scores are kept."""
    return code[:_PROVINCE] if len(code) == _COUNTY else code[:_COUNTY]


def province_of(assessor: str) -> str:
    """The province of the partitions whose facts an assessment reads."""
    return assessor[:_PROVINCE]


def assesses_organs(assessor: str) -> bool:
    """Whether an assessor is a county."""
    return len(assessor) == _COUNTY
