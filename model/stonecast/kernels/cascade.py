"""Plain cascades, many runs at once: independent cascade and linear threshold as walks over live ties.

``stamp`` holds for each person the last run that reached them, so that nothing is cleared between runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]

EVERYWHERE, PER_TIE, PER_READER = 0, 1, 2
"""How thresholds are given: one for all ties, one per tie, one per reader."""


@jit
def independent_cascade(
    offsets: Ints, followers: Rows, kind: int, limits: Ints, seeds: Rows, luck: int, first: int, sizes: Ints
) -> None:
    """Walk breadth first over the ties whose coin falls; run ``first + r`` fills ``sizes[r]``.

    The coin of a tie is the one that a campaign tosses in simple contagion: RESPOND, message 0, post 0.
    """
    stamp = np.full(offsets.size - 1, -1, np.int32)
    queue = np.empty(offsets.size - 1, np.int32)
    limit = int(limits[0]) if kind == EVERYWHERE else 0
    for r in range(sizes.size):
        end = 0
        for i in range(seeds.size):
            stamp[seeds[i]] = r
            queue[end] = seeds[i]
            end += 1
        start = 0
        while start < end:
            author = queue[start]
            start += 1
            at, w0, w1, w2, w3 = -1, 0, 0, 0, 0
            for tie in range(int(offsets[author]), int(offsets[author + 1])):
                if tie >> 2 != at:
                    at = tie >> 2
                    w0, w1, w2, w3 = named.block(luck, first + r, named.RESPOND, 0, at, 0)
                lane = tie & 3
                w = w0 if lane == 0 else w1 if lane == 1 else w2 if lane == 2 else w3
                if kind == PER_TIE:
                    limit = int(limits[tie])
                elif kind == PER_READER:
                    limit = int(limits[followers[tie]])
                if w < limit:
                    reader = followers[tie]
                    if stamp[reader] != r:
                        stamp[reader] = r
                        queue[end] = reader
                        end += 1
        sizes[r] = end


@jit
def linear_threshold(
    offsets: Ints,
    followers: Rows,
    weights: Ints,
    followees: Ints,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Activate whoever's active weight exceeds a uniform threshold, drawn anew in each run.

    ``weights`` are whole numbers of 2^-32 per tie; if it is empty every tie weighs 1 / followees of its
    follower, compared in whole numbers: count * 2^32 > word * followees.
    """
    alike = weights.size == 0
    stamp = np.full(offsets.size - 1, -1, np.int32)
    active = np.full(offsets.size - 1, -1, np.int32)
    load = np.zeros(offsets.size - 1, np.int64)
    limit = np.zeros(offsets.size - 1, np.int64)
    queue = np.empty(offsets.size - 1, np.int32)
    for r in range(sizes.size):
        end = 0
        for i in range(seeds.size):
            active[seeds[i]] = r
            queue[end] = seeds[i]
            end += 1
        start = 0
        while start < end:
            author = queue[start]
            start += 1
            for tie in range(int(offsets[author]), int(offsets[author + 1])):
                reader = followers[tie]
                if active[reader] == r:
                    continue
                if stamp[reader] != r:
                    stamp[reader] = r
                    load[reader] = 0
                    w = named.word(luck, first + r, named.THRESHOLD, 0, int(reader), 0)
                    limit[reader] = w * int(followees[reader]) if alike else w
                load[reader] += named.ONE if alike else int(weights[tie])
                if load[reader] > limit[reader]:
                    active[reader] = r
                    queue[end] = reader
                    end += 1
        sizes[r] = end


@jit
def whole_weights(offsets: Ints, ties: Ints, weights: NDArray[np.float64], whole: Ints) -> int:
    """Turn weights into whole numbers of 2^-32 whose sum per follower is the rounded sum of weights.

    ``offsets`` and ``ties`` list each follower's ties. Returns a follower whose weights sum to more than
    1, or -1.
    """
    for reader in range(offsets.size - 1):
        total = 0.0
        before = 0
        for i in range(int(offsets[reader]), int(offsets[reader + 1])):
            tie = int(ties[i])
            total = total + float(weights[tie])
            after = int(total * 4294967296.0 + 0.5)
            whole[tie] = after - before
            before = after
        if total > 1.000000001:
            return reader
    return -1
