"""The physical limit: a bare breadth-first walk over ties that are known to be live.

Worlds are thinned beforehand, which is not counted: a walk tosses no coin and only touches live ties, in the
same compressed rows. By the live-tie theorem (Kempe, Kleinberg, Tardos 2003) its sizes are those of the
process, so it also votes in the correctness check. It is not ranked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from peers import Task

NAME, MODULE, PACKAGE = "bare walk", "numba", "numba"
PROCESSES = ("ic", "wc", "lt")
RANKED = False
WORLDS_BYTES = 96_000_000
"""Together the worlds are larger than the processor's cache: each walk finds its world cold."""


def load(task: Task) -> Any:
    import numba

    walk = numba.njit(nogil=True)(_walk)
    rng = np.random.default_rng(11)
    incoming = np.argsort(task.followers, kind="stable")
    first = _thin(task, rng, incoming)
    count = int(np.clip(WORLDS_BYTES // (first[0].nbytes + first[1].nbytes), 4, 1_000))
    worlds = [first, *(_thin(task, rng, incoming) for _ in range(count - 1))]
    stamp, queue = np.full(task.people, -1, np.int32), np.empty(task.people, np.int32)

    class Runner:
        number = 0

        def run(self, seeds: np.ndarray, runs: int, draw: int) -> np.ndarray:
            sizes = np.empty(runs, np.int64)
            rows = seeds.astype(np.int32)
            for r in range(runs):
                offsets, followers = worlds[r % len(worlds)]
                Runner.number += 1
                sizes[r] = walk(offsets, followers, rows, stamp, queue, Runner.number)
            return sizes[: len(worlds)]

        def renew(self) -> None:
            worlds[:] = [_thin(task, rng, incoming) for _ in worlds]

    return Runner()


def _thin(task: Task, rng: np.random.Generator, incoming: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if task.process == "lt":
        live = _one_live_tie_each(task, rng, incoming)
    else:
        limit = task.chance if task.process == "ic" else task.chances
        live = rng.random(task.followers.size, np.float32) < limit
    before = np.zeros(live.size + 1, task.offsets.dtype)
    np.cumsum(live, out=before[1:])
    return before[task.offsets], task.followers[live]


def _one_live_tie_each(task: Task, rng: np.random.Generator, incoming: np.ndarray) -> np.ndarray:
    """Each person who follows anybody keeps one incoming tie; ``incoming`` lists ties by follower."""
    heard = task.in_degrees[task.in_degrees > 0]
    live = np.zeros(task.followers.size, bool)
    live[incoming[np.cumsum(heard) - heard + rng.integers(0, heard)]] = True
    return live


def _walk(offsets: Any, followers: Any, seeds: Any, stamp: Any, queue: Any, number: int) -> int:
    end = 0
    for i in range(seeds.size):
        stamp[seeds[i]] = number
        queue[end] = seeds[i]
        end += 1
    start = 0
    while start < end:
        author = queue[start]
        start += 1
        for tie in range(offsets[author], offsets[author + 1]):
            reader = followers[tie]
            if stamp[reader] != number:
                stamp[reader] = number
                queue[end] = reader
                end += 1
    return end
