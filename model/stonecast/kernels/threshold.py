"""The linear threshold model: whoever's active followees outweigh a uniform threshold becomes active."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.lanes import Ints

Rows = NDArray[np.int32]

STAMP, LEFT = 0, 1
"""Of a person in the linear threshold: the last run that touched them, and what is left to their threshold
(active once it is below 0)."""


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
    people = np.full((offsets.size - 1, 2), -1, np.int64)
    queue = np.empty(offsets.size - 1, np.int32)
    for r in range(sizes.size):
        end = 0
        for i in range(seeds.size):
            people[seeds[i], STAMP] = r
            people[seeds[i], LEFT] = -1
            queue[end] = seeds[i]
            end += 1
        start = 0
        while start < end:
            author = queue[start]
            start += 1
            for tie in range(int(offsets[author]), int(offsets[author + 1])):
                reader = followers[tie]
                if people[reader, STAMP] != r:
                    people[reader, STAMP] = r
                    w = named.word(luck, first + r, named.THRESHOLD, 0, int(reader), 0)
                    people[reader, LEFT] = w * int(followees[reader]) if alike else w
                elif people[reader, LEFT] < 0:
                    continue
                people[reader, LEFT] -= named.ONE if alike else int(weights[tie])
                if people[reader, LEFT] < 0:
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
