"""Which division a name means: with province and prefecture as context, refused where that leaves several."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from fazhi.errors import FazhiError
from fazhi.regions.divisions import Division


class UnknownRegionError(FazhiError):
    """No division has the name on that day; the message says where it had it, or what is like it."""


class AmbiguousRegionError(FazhiError):
    """Several divisions have the name; the message names them and what would tell them apart."""


def find(
    divisions: Iterable[Division], name: str, *, province: str = "", prefecture: str = "", on: date | None = None
) -> Division:
    """The division of that name, whole or without its last character (三门 for 三门县), valid on a day.

    `province` and `prefecture` are names (浙江, 台州市) or codes; `on` None means today's divisions. A whole name goes
    before a shortened one: 吉林省's 吉林市 and 通化县 beside 通化市 are told apart by what is written. In the year of a
    change that is known by its year alone, both names hold.

    Raises:
        UnknownRegionError: none.
        AmbiguousRegionError: several, and the context does not decide.
    """
    known = list(divisions)
    valid = [each for each in known if _holds(each, on)]
    candidates, names = _named(valid, name, province, prefecture)
    if not candidates and on is not None:
        of_the_year = [each for each in known if each not in valid and each.earliest_day <= on < each.valid_from]
        candidates, names = _named(valid + of_the_year, name, province, prefecture)
    if len(candidates) == 1:
        return candidates[0]
    asked = " ".join(filter(None, (province, prefecture, name))) + (f" on {on}" if on else "")
    if candidates:
        listed = ", ".join(f"{each.code} {_path(each, names)}" for each in candidates)
        raise AmbiguousRegionError(f"{asked} may be {listed}; give the province, the prefecture or the whole name")
    raise UnknownRegionError(f"no division is named {asked}{_hint(known, name)}")


def _named(valid: list[Division], name: str, province: str, prefecture: str) -> tuple[list[Division], dict[str, str]]:
    """Those of `valid` that the name may mean, and the names of all."""
    names = {each.code: each.name for each in valid}
    within = [each for each in valid if _is_within(each, names, province, prefecture)]
    whole = [each for each in within if each.name == name]
    return whole or [each for each in within if len(name) > 1 and each.name[:-1] == name], names


def _holds(division: Division, on: date | None) -> bool:
    if on is None:
        return division.valid_to is None
    return division.valid_from <= on and (division.valid_to is None or on < division.valid_to)


def _is_within(division: Division, names: dict[str, str], province: str, prefecture: str) -> bool:
    return _means(province, division.province_code + "0000", names) and (
        not prefecture or (division.prefecture_code is not None and _means(prefecture, division.prefecture_code, names))
    )


def _means(given: str, code: str, names: dict[str, str]) -> bool:
    """Whether a name or code given as context is this province or prefecture; a name may be short: 浙江, 内蒙古."""
    if not given or given == code or (len(given) == 2 and given.isdigit() and code.startswith(given)):
        return True
    return len(given) > 1 and names.get(code, "").startswith(given)


def _path(division: Division, names: dict[str, str]) -> str:
    above = names.get(division.province_code + "0000", ""), names.get(division.prefecture_code or "", "")
    return "".join(above) + division.name


def _hint(known: list[Division], name: str) -> str:
    times = [
        f"{each.code} {each.name} held from {each.valid_from}" + (f" to {each.valid_to}" if each.valid_to else "")
        for each in known
        if each.name in {name, name + each.name[-1:]}
    ]
    return f"; {', '.join(times)}" if times else ""
