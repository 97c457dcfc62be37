"""Which counties are crawled together: a batch is whole hosts, so that no two tasks wait for one host."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from fazhi.sources import Source

MOST_SITES_A_BATCH = 100
"""A task costs as much as two hundred quiet sites (decision 47)."""

_FEWEST_BATCHES = 8
"""Two for each task that runs at once: few sites must not be asked by one task, eight hosts at a time."""
_SMALL_BATCH = 20


def batch_size(sites: int, most: int) -> int:
    """How many of so many sites a batch takes: `most`, or so few that there are eight batches of twenty or more."""
    return min(most, max(_SMALL_BATCH, -(-sites // _FEWEST_BATCHES)))


def host_groups(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources that share a host, directly or through others, in the order of their codes."""
    group_of: dict[str, list[Source]] = {}
    for source in sources:
        touched = {id(group_of[host]): group_of[host] for host in source.allowed_hosts if host in group_of}
        group, *others = sorted(touched.values(), key=len, reverse=True) or [[]]
        for member in (source, *chain.from_iterable(others)):
            group.append(member)
            group_of |= dict.fromkeys(member.allowed_hosts, group)
    groups = {id(group): group for group in group_of.values()}.values()
    by_code = (sorted(group, key=lambda each: each.code) for group in groups)
    return sorted(by_code, key=lambda group: group[0].code)


def host_batches(sources: Iterable[Source], size: int) -> list[list[str]]:
    """Codes of the active sources in batches of about `size`: a group that shares hosts is never divided.

    Raises:
        ValueError: `size` is below 1.
    """
    if size < 1:
        raise ValueError(f"a batch holds at least one county, not {size}")
    batches: list[list[str]] = []
    for group in host_groups(source for source in sources if source.status == "active"):
        codes = [source.code for source in group]
        if batches and len(batches[-1]) + len(codes) <= size:
            batches[-1] += codes
        else:
            batches.append(codes)
    return batches
