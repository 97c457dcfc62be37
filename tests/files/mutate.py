"""`python -m tests.files.mutate FIRST END` reads mutated files in a process bounded as `fazhi.parse.files.child` is.

Some bytes flipped in a workbook ask for gigabytes, so the test suite itself must not read them.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import sys
from collections import Counter

from fazhi.parse.files import limits
from fazhi.parse.files.reader import read_file
from fazhi.parse.files.refusal import Refusal
from tests.files import recorded


def main(first: int, end: int) -> None:
    """Print how many files of the seeds `first` to `end` ended how; anything but a reading or a refusal ends this
    process."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
    bodies = [path.read_bytes() for path in recorded.files()]
    for body in bodies:
        read_file(body)
    gc.freeze()  # all that was imported is passed over from here on
    ended: Counter[str] = Counter()
    for seed in range(first, end):
        try:
            ended["read"] += bool(read_file(mutated(bodies, random.Random(seed))).html)
        except Refusal as refusal:
            ended[refusal.reason] += bool(str(refusal))
        gc.collect()  # what a reader took may stand in cycles, and the next file would have nothing left
    print(json.dumps(ended))


def mutated(bodies: list[bytes], chance: random.Random) -> bytes:
    """One of `bodies` with some bytes flipped, overwritten, removed or repeated."""
    body = bytearray(chance.choice(bodies))
    for _ in range(chance.randint(1, 12)):
        at, length = chance.randrange(len(body)), chance.choice((1, 1, 4, 40, 400))
        kind = chance.randrange(4)
        if kind == 0:
            body[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            body[at : at + length] = chance.randbytes(length)
        elif kind == 2 and len(body) > 2 * length:
            del body[at : at + length]
        else:
            body[at:at] = body[at : at + length]
    return bytes(body)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
