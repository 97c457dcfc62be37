"""Which counties are crawled together: a batch is whole hosts, so that no two tasks wait for one host."""

from __future__ import annotations

from collections.abc import Iterable

from fazhi.sources import Source


def host_groups(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources that share a host, directly or through others, in the order of their codes."""
    groups: list[tuple[set[str], list[Source]]] = []
    for source in sorted(sources, key=lambda each: each.code):
        hosts, members = set(source.allowed_hosts), [source]
        apart = []
        for group in groups:
            if group[0] & hosts:
                hosts |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (hosts, members)]
    return sorted((sorted(members, key=lambda each: each.code) for _, members in groups), key=lambda each: each[0].code)


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
