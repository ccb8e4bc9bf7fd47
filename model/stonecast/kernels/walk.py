"""Walks through the network that measure it; they decide nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit
from stonecast.randomness import PICK, block

Ints32 = NDArray[np.int32]
Ints64 = NDArray[np.int64]


@jit
def draw_sample(lo: int, hi: int, seed: int, sample: int, words: Ints64) -> None:
    """Four words for each row of a sample; the second part of the key, 1, is kept for measuring."""
    for row in range(lo, hi):
        words[row, 0], words[row, 1], words[row, 2], words[row, 3] = block(seed, 1, PICK, sample, row, 0)


@jit
def count_hops(
    lo: int, hi: int, sources: Ints64, offsets: Ints64, followers: Ints32, reached: Ints64, hops: Ints64
) -> None:
    """Walk breadth first from each source: how many others are reached, and in how many hops in all."""
    people = offsets.size - 1
    seen = np.full(people, -1, np.int32)
    queue = np.empty(people, np.int32)
    depth = np.empty(people, np.int32)
    for number in range(lo, hi):
        head, tail = 0, 1
        queue[0], depth[0] = sources[number], 0
        seen[sources[number]] = number
        total = 0
        while head < tail:
            author, next_depth = int(queue[head]), int(depth[head]) + 1
            head += 1
            for tie in range(int(offsets[author]), int(offsets[author + 1])):
                follower = int(followers[tie])
                if seen[follower] != number:
                    seen[follower] = number
                    queue[tail], depth[tail] = follower, next_depth
                    total += next_depth
                    tail += 1
        reached[number], hops[number] = tail - 1, total
