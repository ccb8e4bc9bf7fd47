"""Sweeps over all people, 64 runs at once: how large cascades go on once the coins of all ties are known.

Bit r of a mask belongs to run r of the batch. A row is passed on without a branch that depends on luck.
"""

from __future__ import annotations

import numpy as np

from stonecast.kernels.jit import jit, part
from stonecast.kernels.lanes import Ints, Rows, Words
from stonecast.kernels.prefetch import prefetch

AHEAD = 32
"""People are fetched into the cache so many ties before they are looked at."""

_ZERO, _ONE = np.uint64(0), np.uint64(1)


@jit
def pass_on(offsets: Ints, followers: Rows, masks: Words, active: Words, passed: Words) -> None:
    """Pass on, row by row in sweeps over all people, until nobody waits."""
    last = followers.size - 1
    waiting = True
    while waiting:
        waiting = False
        for author in range(active.size):
            now = active[author] & ~passed[author]
            if now == _ZERO:
                continue
            waiting = True
            passed[author] = active[author]
            for tie in range(offsets[author], offsets[author + 1]):
                prefetch(active, followers[min(tie + AHEAD, last)])
                active[followers[tie]] |= masks[tie] & now


@part
def add_runs(mask: np.uint64, planes: Words) -> None:
    """Add 1 to the counter of every run in the mask; counter r is bit r of each of ``planes``."""
    k = 0
    while mask != _ZERO:
        planes[k], mask = planes[k] ^ mask, planes[k] & mask
        k += 1


@jit
def read_runs(planes: Words, lane: int, sizes: Ints) -> None:
    """Fill ``sizes`` with the counters of runs from ``lane`` on, and set all to 0."""
    for r in range(sizes.size):
        total = 0
        for k in range(planes.size):
            total += int((planes[k] >> np.uint64(lane + r)) & _ONE) << k
        sizes[r] = total
    planes[:] = _ZERO


@jit
def count_runs(active: Words, passed: Words, planes: Words, lane: int, sizes: Ints) -> None:
    """Count who is active in every run, and forget them."""
    for person in range(active.size):
        add_runs(active[person], planes)
        active[person] = passed[person] = _ZERO
    read_runs(planes, lane, sizes)
