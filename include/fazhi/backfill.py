"""Deriving many partitions in one go: side by side within a limit, each on its own, then scoring what changed.

What is asked for is marked in the ledger first, so a run that is killed loses nothing: the next load goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from fazhi.derive import earlier_texts, load_partition, pending_partitions
from fazhi.errors import FazhiError
from fazhi.nightly import score_and_record
from fazhi.program import command
from fazhi.settings import Settings

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Result:
    """What became of partitions, by key: those loaded, those scored, and why the others failed."""

    loaded: list[str] = field(default_factory=list)
    scored: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def to_redo(self) -> str:
        """The command that redoes only what failed; empty where nothing did."""
        keys = " ".join(f"--partition '{key}'" for key in sorted(self.failed))
        return command(f"load {keys}") if keys else ""


def load_and_score(
    settings: Settings,
    keys: Sequence[str],
    *,
    jobs: int = 1,
    progress: Callable[[str, str], None] = lambda *_: None,
    changed_before: Iterable[str] = (),
) -> Result:
    """Load the partitions, then score those that changed; one that fails stops none of the others.

    Args:
        keys: partition keys; each is loaded by one process at a time.
        jobs: how many processes work side by side; 1 is this one alone.
        progress: told "loaded", "scored" or "failed" and the key, as each ends.
        changed_before: partitions to score whatever these loads change.
    """
    result = Result()
    to_score = set(changed_before)
    for key, changed, fault in _each(partial(load_partition, settings), keys, jobs):
        if fault:
            result.failed[key] = fault
        else:
            result.loaded.append(key)
            to_score.update(changed)
        progress("failed" if fault else "loaded", key)
    for key, scored, fault in _each(partial(_score, settings), sorted(to_score), jobs):
        if fault:
            result.failed[key] = fault
        elif scored:
            result.scored.append(key)
        progress("failed" if fault else "scored", key)
    return result


def replay(settings: Settings, *, jobs: int = 1, progress: Callable[[str, str], None] = lambda *_: None) -> Result:
    """Load all that the archive holds in the order in which the pages said it, then score.

    So a warehouse that is built again knows what pages said before, not only what they say now. The earlier texts come
    first, one of a page at a time; a partition that fails ends it before anything later is loaded, because a text that
    was passed over can't be put in behind its follower.
    """
    to_score: set[str] = set()
    for texts in earlier_texts(settings):
        result = Result()
        for key, changed, fault in _each(partial(_load_texts, settings, texts), sorted(texts), jobs):
            if fault:
                result.failed[key] = fault
            to_score.update(changed)
            progress("failed" if fault else "loaded", key)
        if result.failed:
            return result
    return load_and_score(settings, pending_partitions(settings), jobs=jobs, progress=progress, changed_before=to_score)


def _load_texts(settings: Settings, texts: Mapping[str, list[int]], key: str) -> list[str]:
    return load_partition(settings, key, only=texts[key])


def _score(settings: Settings, key: str) -> list[str]:
    return [key] if score_and_record(settings, key) else []


def _each(work: Callable[[str], list[str]], keys: Sequence[str], jobs: int) -> Iterator[tuple[str, list[str], str]]:
    """(key, what the work gave, why it failed) of each key, in the order in which they end."""
    if jobs <= 1 or len(keys) <= 1:
        for key in keys:
            yield (key, *_tried(work, key))
        return
    # spawned, because a fork would share the connections and threads of this process
    with ProcessPoolExecutor(min(jobs, len(keys)), mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(_tried, work, key): key for key in keys}
        for done in as_completed(waiting):
            yield (waiting[done], *done.result())


def _tried(work: Callable[[str], list[str]], key: str) -> tuple[list[str], str]:
    try:
        return work(key), ""
    except FazhiError as error:
        return [], str(error)
    except Exception as error:
        log.exception("partition %s", key)
        return [], f"{type(error).__name__}: {error}"
