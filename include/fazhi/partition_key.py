"""The key of a partition: `province|year`, for example `99|2024`."""

from __future__ import annotations

from typing import NamedTuple

from fazhi.errors import ConfigurationError


class PartitionKey(NamedTuple):
    """A province (first two digits of the 行政区划代码) and a year."""

    province: str
    year: int

    def __str__(self) -> str:
        return f"{self.province}|{self.year}"

    @classmethod
    def parse(cls, text: str) -> PartitionKey:
        """Read `province|year`.

        Raises:
            ConfigurationError: `text` is not of that form.
        """
        province, _, year = text.partition("|")
        if len(province) != 2 or not province.isdigit() or len(year) != 4 or not year.isdigit():
            raise ConfigurationError(f"{text!r} is not a partition; write PROVINCE|YEAR, for example 99|2024")
        return cls(province, int(year))
