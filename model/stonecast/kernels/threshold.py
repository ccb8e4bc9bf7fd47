"""The linear threshold model: whoever's active followees outweigh a uniform threshold becomes active."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import QUADS, Ints, Rows, Words, words_of_quads

Counts = NDArray[np.uint16]

FEW = 24
"""Words are looked up one by one until a run has looked at as many ties as a 24th of the people."""

AHEAD = 4
"""So many places ahead in the queue a row is fetched into the cache, and its offset twice as many."""

STAMP, LEFT = 0, 1
"""Of a person in the linear threshold: the last run that touched them, and what is left to their threshold
(active once it is below 0)."""


@jit
def linear_threshold(
    offsets: Ints,
    followers: Rows,
    weights: Ints,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Activate whoever's active weight exceeds a uniform threshold, drawn anew in each run.

    ``weights`` are whole numbers of 2^-32 per tie.
    """
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
                    people[reader, LEFT] = named.word(luck, first + r, named.THRESHOLD, 0, int(reader), 0)
                elif people[reader, LEFT] < 0:
                    continue
                people[reader, LEFT] -= int(weights[tie])
                if people[reader, LEFT] < 0:
                    queue[end] = reader
                    end += 1
        sizes[r] = end


@jit
def equal_threshold(
    offsets: Ints,
    followers: Rows,
    followees: Rows,
    left: Counts,
    top: int,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Do what `linear_threshold` does where every tie weighs 1 / ``followees`` of its follower.

    A person whose threshold is the word w follows after floor(w * followees / 2^32) active followees with
    the next one. ``left`` (uint16 or uint32, one a person) counts these down; at 0 the next one wins the
    reader and the count goes round to ``top``, its largest number, from where it never comes back to 0,
    because nobody has more than ``top`` / 4 followees. Words are looked up where they are needed; once many
    were, all that are left are looked up together, and from then on no branch depends on luck.
    """
    count = offsets.size - 1
    unknown = top >> 1
    queue, touched = np.zeros(count + 1 + 2 * AHEAD, np.int32), np.empty(count, np.int32)
    words = np.empty((4, QUADS), np.uint64)
    left[:] = unknown
    for r in range(sizes.size):
        start, end, known, looked = 0, 0, 0, 0
        for i in range(seeds.size):
            left[seeds[i]] = top
            queue[end] = touched[end] = seeds[i]
            end += 1
        known = end
        while start < end and looked < count // FEW:
            author = np.int64(queue[start])
            start += 1
            prefetch(offsets, np.int64(queue[start + 2 * AHEAD]))
            prefetch(followers, offsets[queue[start + AHEAD]])
            looked += offsets[author + 1] - offsets[author]
            for tie in range(offsets[author], offsets[author + 1]):
                reader = np.int64(followers[tie])
                more = np.int64(left[reader])
                if more == unknown:
                    word = named.word(luck, first + r, named.THRESHOLD, 0, int(reader), 0)
                    more = (word * np.int64(followees[reader])) >> 32
                    touched[known] = reader
                    known += 1
                left[reader] = more - 1
                queue[end] = reader
                end += int(more == 0)
        if start == end:
            for i in range(known):
                left[touched[i]] = unknown
            sizes[r] = end
            continue
        _look_all_up(followees, left, unknown, luck, first + r, words)
        while start < end:
            author = np.int64(queue[start])
            start += 1
            prefetch(offsets, np.int64(queue[start + 2 * AHEAD]))
            prefetch(followers, offsets[queue[start + AHEAD]])
            for tie in range(offsets[author], offsets[author + 1]):
                reader = np.int64(followers[tie])
                more = np.int64(left[reader])
                left[reader] = more - 1
                queue[end] = reader
                end += int(more == 0)
        left[:] = unknown
        sizes[r] = end


@jit
def _look_all_up(followees: Rows, left: Counts, unknown: int, luck: int, run: int, words: Words) -> None:
    """Set ``left`` of everybody for whom it is unknown."""
    for quad in range(0, (left.size + 3) >> 2, QUADS):
        quads = min(QUADS, ((left.size + 3) >> 2) - quad)
        words_of_quads(quad, quads, named.THRESHOLD, 0, 0, luck, run, words)
        for at in range(min(4 * quads, left.size - 4 * quad)):
            person = 4 * quad + at
            more = np.int64((words[at & 3, at >> 2] * np.uint64(followees[person])) >> np.uint64(32))
            left[person] = more if left[person] == unknown else left[person]


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
