"""Plain cascades, 64 runs in one walk: bit r of a mask belongs to run r of the batch.

A person waits in the queue with the runs in which they are newly active (``pending``). When their turn
comes, their ties pass these runs on where their coins fall. Where many runs come through a row at once,
the coins of all 64 runs are tossed together and kept for later visits (``masks``); where few do, each
run's coins are tossed for the row as a whole. Cascades that take much of the network go without a queue
(`large_cascades`). All toss the coins of the same names, so the choice is one of speed only.
"""

from __future__ import annotations

import numpy as np

from stonecast import randomness as named
from stonecast.kernels.bits import lowest_bit, ones
from stonecast.kernels.jit import jit, part
from stonecast.kernels.lanes import (
    LANES,
    Ints,
    Rows,
    Words,
    live_masks,
)
from stonecast.kernels.quads import words_of_quads
from stonecast.kernels.sweeps import add_runs, count_runs, pass_on, read_runs

TOGETHER = np.uint64(6)
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
def _pass_alone(
    first: int,
    last: int,
    own: bool,
    limits: Ints,
    luck: int,
    run: int,
    one: np.uint64,
    words: Words,
    followers: Rows,
    people: Words,
    queue: Rows,
    tail: int,
    touched: Rows,
    known: int,
) -> tuple[int, int]:
    """Pass one run on through a row."""
    for quad in range(first >> 2, (last + 3) >> 2, LANES):
        quads = min(LANES, ((last + 3) >> 2) - quad)
        words_of_quads(quad, quads, named.RESPOND, 0, 0, luck, run, words)
        for tie in range(max(first, quad * 4), min(last, (quad + quads) * 4)):
            at = tie - quad * 4
            if words[at & 3, at >> 2] < np.uint64(limits[tie if own else 0]):
                tail, known = _reach(int(followers[tie]), one, people, queue, tail, touched, known)
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
    queue, touched = np.empty(count + 1, np.int32), np.empty(count, np.int32)
    words, planes = np.empty((4, LANES), np.uint64), np.zeros(40, np.uint64)
    for batch in range((sizes.size + LANES - 1) // LANES):
        start = first + batch * LANES
        runs = min(LANES, sizes.size - batch * LANES)
        head, tail, known = 0, 0, 0
        for i in range(seeds.size):
            everywhere = _ALL >> np.uint64(LANES - runs)
            tail, known = _reach(int(seeds[i]), everywhere, people, queue, tail, touched, known)
        while head != tail:
            author = int(queue[head])
            head += 1
            if head == queue.size:
                head = 0
            now = people[author, PENDING]
            people[author, PENDING] = _ZERO
            a, b = int(offsets[author]), int(offsets[author + 1])
            if tossed[author] != batch and ones(now) >= TOGETHER:
                live_masks(a, b, own, limits, luck, start, words, masks)
                tossed[author] = batch
            if tossed[author] == batch:
                for tie in range(a, b):
                    runs_on = masks[tie] & now
                    if runs_on != _ZERO:
                        tail, known = _reach(
                            int(followers[tie]), runs_on, people, queue, tail, touched, known
                        )
                continue
            while now != _ZERO:
                lane = int(np.int64(lowest_bit(now)))
                one = _ONE << np.uint64(lane)
                now ^= one
                tail, known = _pass_alone(
                    a,
                    b,
                    own,
                    limits,
                    luck,
                    start + lane,
                    one,
                    words,
                    followers,
                    people,
                    queue,
                    tail,
                    touched,
                    known,
                )
        _count_runs(known, touched, people, planes, sizes[batch * LANES : batch * LANES + runs])
