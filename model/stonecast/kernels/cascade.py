"""Plain cascades, 64 runs in one walk: bit r of a mask belongs to run r of the batch.

A person waits in the queue with the runs in which they are newly active (``pending``). When their turn
comes, their ties pass these runs on where their coins fall. Where many runs come through a row at once,
the coins of all 64 runs are tossed together and kept for later visits (``masks``); where few do, each
run's coins are tossed for the row as a whole. Cascades that take much of the network go without a queue
(`large_cascades`). All toss the coins of the same names, so the choice is one of speed only.
"""

from __future__ import annotations

import numpy as np

from stonecast.kernels.bits import lowest_bit, ones
from stonecast.kernels.jit import jit, part
from stonecast.kernels.lanes import (
    LANES,
    Ints,
    Rows,
    Words,
    live_masks,
    words_of_lanes,
)
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.sweeps import add_runs, count_runs, pass_on, read_runs

AHEAD = 8
"""So many places ahead people, and where their ties begin, are fetched into the cache."""

CHUNK = 256
"""Quads of ties whose coins are tossed in one go where few runs come through a row."""

TOGETHER = np.uint64(12)
"""From so many runs at once it pays to toss the coins of all 64."""

ACTIVE, PENDING = 0, 1
"""Masks of a person: runs in which they are active, and those that still wait for their turn."""

_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@part
def _reach(
    reader: int, runs: np.uint64, people: Words, queue: Rows, tail: int, touched: Rows, known: int
) -> tuple[int, int]:
    """Make ``reader`` active in those of ``runs`` in which they are not; returns new ends of the lists."""
    fresh = runs & ~people[reader, ACTIVE]
    if fresh != _ZERO:
        if people[reader, ACTIVE] == _ZERO:
            touched[known] = reader
            known += 1
        people[reader, ACTIVE] |= fresh
        if people[reader, PENDING] == _ZERO:
            queue[tail] = reader
            tail += 1
            if tail == queue.size:
                tail = 0
        people[reader, PENDING] |= fresh
    return tail, known


@part
def _pass_on_chunk(
    n: int,
    chunk: tuple[Ints, Ints, Ints, Words, Ints, Words],
    own: bool,
    limits: Ints,
    luck: int,
    start: int,
    lists: tuple[Rows, Words, Rows],
    tail: int,
    touched: Rows,
    known: int,
) -> tuple[int, int]:
    """Toss the coins of ``n`` quads of ties, each in one run, and pass on what falls.

    ``wanted`` has a bit for each of the four ties that is of the row. Coins, ties and people are gone
    through one after the other, so that the processor fetches what comes next while it works.
    """
    quads, lanes, wanted, coins, ties, winners = chunk
    followers, people, queue = lists
    words_of_lanes(quads, lanes, n, luck, start, coins)
    hits = 0
    for i in range(n):
        tie, one = quads[i] * 4, _ONE << np.uint64(lanes[i])
        for k in range(4):
            ties[hits], winners[hits] = tie + k, one
            limit = np.uint64(limits[min(tie + k, limits.size - 1) if own else 0])
            hits += ((wanted[i] >> k) & 1) & np.int64(coins[k, i] < limit)
    for h in range(hits):
        prefetch(followers, ties[h])
    for h in range(hits):
        prefetch(people, 2 * np.int64(followers[ties[h]]))
    for h in range(hits):
        tail, known = _reach(int(followers[ties[h]]), winners[h], people, queue, tail, touched, known)
    return tail, known


@jit
def _count_runs(known: int, touched: Rows, people: Words, planes: Words, sizes: Ints) -> None:
    """Count the active people of every run of a batch, and forget them."""
    for i in range(known):
        person = touched[i]
        add_runs(people[person, ACTIVE], planes)
        people[person, ACTIVE] = _ZERO
    read_runs(planes, 0, sizes)


@jit
def large_cascades(
    offsets: Ints,
    followers: Rows,
    own: bool,
    limits: Ints,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Do what `independent_cascade` does, for cascades that take much of the network.

    All coins of a batch are tossed at the start. Then everybody who is newly active passes it on, in sweeps
    (`stonecast.kernels.sweeps`): about as many ties are looked at as with a queue, but without a branch.
    """
    count = offsets.size - 1
    active, passed = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    masks = np.empty(followers.size, np.uint64)
    words, planes = np.empty((4, LANES), np.uint64), np.zeros(40, np.uint64)
    for batch in range((sizes.size + LANES - 1) // LANES):
        start = first + batch * LANES
        runs = min(LANES, sizes.size - batch * LANES)
        live_masks(0, followers.size, own, limits, luck, start, words, masks)
        for i in range(seeds.size):
            active[seeds[i]] = _ALL >> np.uint64(LANES - runs)
        pass_on(offsets, followers, masks, active, passed)
        count_runs(active, passed, planes, 0, sizes[batch * LANES : batch * LANES + runs])


@jit
def independent_cascade(
    offsets: Ints,
    followers: Rows,
    own: bool,
    limits: Ints,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``, over the ties whose coin falls.

    The coin of a tie is the one that a campaign tosses in simple contagion: RESPOND, message 0, post 0.
    ``own`` says whether each tie has a limit of its own or all share ``limits[0]``.
    """
    count = offsets.size - 1
    people = np.zeros((count, 2), np.uint64)
    masks = np.empty(followers.size, np.uint64)
    tossed = np.full(count, -1, np.int32)
    queue, touched = np.zeros(count + 1, np.int32), np.empty(count, np.int32)
    words, planes = np.empty((4, LANES), np.uint64), np.zeros(40, np.uint64)
    quads, lanes, wanted = np.zeros(CHUNK, np.int64), np.zeros(CHUNK, np.int64), np.zeros(CHUNK, np.int64)
    coins = np.empty((4, CHUNK), np.uint64)
    ties, winners = np.empty(4 * CHUNK + 1, np.int64), np.empty(4 * CHUNK + 1, np.uint64)
    chunk, lists = (quads, lanes, wanted, coins, ties, winners), (followers, people, queue)
    for batch in range((sizes.size + LANES - 1) // LANES):
        start = first + batch * LANES
        runs = min(LANES, sizes.size - batch * LANES)
        head, tail, known, n = 0, 0, 0, 0
        for i in range(seeds.size):
            everywhere = _ALL >> np.uint64(LANES - runs)
            tail, known = _reach(int(seeds[i]), everywhere, people, queue, tail, touched, known)
        while head != tail or n > 0:
            if head == tail:
                tail, known = _pass_on_chunk(n, chunk, own, limits, luck, start, lists, tail, touched, known)
                n = 0
                continue
            author = int(queue[head])
            prefetch(offsets, queue[min(head + AHEAD, count)])
            head = head + 1 if head < count else 0
            now = people[author, PENDING]
            people[author, PENDING] = _ZERO
            a, b = int(offsets[author]), int(offsets[author + 1])
            if tossed[author] != batch and ones(now) >= TOGETHER:
                live_masks(a, b, own, limits, luck, start, words, masks)
                tossed[author] = batch
            if tossed[author] == batch:
                for tie in range(a, b):
                    prefetch(people, 2 * int(followers[min(tie + AHEAD, b - 1)]))
                    runs_on = masks[tie] & now
                    if runs_on != _ZERO:
                        reader = int(followers[tie])
                        tail, known = _reach(reader, runs_on, people, queue, tail, touched, known)
                continue
            while now != _ZERO:
                lane = int(np.int64(lowest_bit(now)))
                now ^= _ONE << np.uint64(lane)
                for quad in range(a >> 2, (b + 3) >> 2):
                    if n == CHUNK:
                        tail, known = _pass_on_chunk(
                            n, chunk, own, limits, luck, start, lists, tail, touched, known
                        )
                        n = 0
                    low, high = max(a - quad * 4, 0), min(b - quad * 4, 4)
                    quads[n], lanes[n], wanted[n] = quad, lane, (1 << high) - (1 << low)
                    n += 1
                    prefetch(limits, min(quad * 4, limits.size - 1))
        _count_runs(known, touched, people, planes, sizes[batch * LANES : batch * LANES + runs])
