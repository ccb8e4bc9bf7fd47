"""The linear threshold where every followee weighs the same: each person heeds one of them, drawn by chance.

A person's uniform threshold lies within the weight of exactly one followee, and who is reached has the same
law if that one alone counts (Kempe, Kleinberg, Tardos 2003, 10.1145/956750.956769, theorem 4.6). So people
follow where a chain of whom each heeds leads to a seed. A walk from the seeds asks of each tie whether its
reader heeds its author; once it has looked at many ties, it is cheaper to draw whom everybody heeds and to go
up the chains. The numbers are named HEED and the person, so that both ways find the same people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import QUADS, Ints, Rows, Words, words_of_blocks, words_of_quads

Places = NDArray[np.uint32]

MOST = 0xFFFF
"""Followees of one person for which a tie's place and their number fit into one entry."""

CHUNK = 256
"""Ties looked at together."""

AHEAD = 4
"""So many places ahead in the queue a row is fetched into the cache, and its offset twice as many."""

_S, _16, _LOW = np.uint64(32), np.uint64(16), np.uint64(0xFFFF)


@jit
def list_followees(
    offsets: Ints, followers: Rows, before: Ints, ranks: Rows, authors: Rows, places: Places
) -> None:
    """Fill ``authors`` (ties + 1), whom each person follows, and ``places`` (ties).

    The followees of person p stand in ``authors[before[p]:before[p + 1]]``, by their ranks, in the order of
    ties. A tie's place among those of its reader is the upper half (16 bits) of its entry, their
    number the lower half.
    """
    nexts = before.copy()
    for author in range(offsets.size - 1):
        for tie in range(offsets[author], offsets[author + 1]):
            reader = followers[tie]
            at = nexts[reader]
            nexts[reader] = at + 1
            authors[at] = ranks[author]
            places[tie] = ((at - before[reader]) << 16) | (before[reader + 1] - before[reader])
    authors[offsets[offsets.size - 1]] = 0


@jit
def heeding_cascades(
    offsets: Ints,
    followers: Rows,
    places: Places,
    before: Ints,
    authors: Rows,
    ranks: Rows,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``; arrays of `list_followees`.

    The word of a person, times the number of followees, over 2^32 gives the place of the one who is heeded.
    """
    count = offsets.size - 1
    queue = np.zeros(count + seeds.size + 1 + 2 * AHEAD, np.int32)
    seeded, whom = np.zeros(count, np.uint8), np.empty(count + 1, np.int32)
    readers, entries = np.empty(CHUNK, np.int32), np.empty(CHUNK, np.uint32)
    names, words = np.zeros(CHUNK, np.int64), np.empty((4, CHUNK), np.uint64)
    flat = words.reshape(-1)
    # Chains are gone up once ties looked at, and those of who waits (twice the mean), outnumber people.
    each = 2 * followers.size // max(count, 1)
    row_words = np.empty((4, QUADS), np.uint64)
    for i in range(seeds.size):
        seeded[seeds[i]] = 1
        queue[i] = seeds[i]
    for r in range(sizes.size):
        run = first + r
        head, done, tail, again, looked = 0, 0, seeds.size, 0, 0
        while head < tail and looked + (tail - head) * each <= count:
            n = 0
            while head < tail and n < CHUNK:
                author = np.int64(queue[head])
                prefetch(offsets, np.int64(queue[head + 2 * AHEAD]))
                soon = offsets[queue[head + AHEAD]]
                prefetch(followers, soon)
                prefetch(places, soon)
                start, stop = offsets[author] + done, offsets[author + 1]
                if head >= seeds.size and seeded[author] == 1:
                    # A seed who heeds somebody active; it has had its turn.
                    again += 1
                    stop = start
                these = min(stop - start, CHUNK - n)
                for i in range(these):
                    # Unsigned places, which cannot count from the end, are copied many at a time.
                    at, tie = np.uint64(n + i), np.uint64(start + i)
                    readers[at] = followers[tie]
                    names[at] = followers[tie] >> 2
                    entries[at] = places[tie]
                n, done = n + these, done + these
                if start + these == stop:
                    head, done = head + 1, 0
            words_of_blocks(names, 0, n, named.HEED, 0, luck, run, words)
            for i in range(n):
                word = flat[np.uint64((np.int64(readers[i]) & 3) * CHUNK + i)]
                entry = np.uint64(entries[i])
                queue[tail] = readers[i]
                tail += int((word * (entry & _LOW)) >> _S == entry >> _16)
            looked += n
        if head == tail:
            sizes[r] = tail - again
        else:
            _draw_all(before, authors, ranks, luck, run, row_words, whom)
            for i in range(tail):
                whom[ranks[queue[i]]] = count
            sizes[r] = _go_up(whom)


@jit
def _draw_all(
    before: Ints, authors: Rows, ranks: Rows, luck: int, run: int, words: Words, whom: Rows
) -> None:
    """Fill ``whom`` each person heeds: themselves if they follow nobody."""
    count = whom.size - 1
    whom[count] = count
    for quad in range(0, (count + 3) >> 2, QUADS):
        quads = min(QUADS, ((count + 3) >> 2) - quad)
        words_of_quads(quad, quads, named.HEED, 0, 0, luck, run, words)
        for at in range(min(4 * quads, count - 4 * quad)):
            person = 4 * quad + at
            start, number = before[person], before[person + 1] - before[person]
            place = np.int64((words[at & 3, at >> 2] * np.uint64(number)) >> _S)
            followee = authors[start + place]
            whom[ranks[person]] = followee if number > 0 else ranks[person]


@jit
def _go_up(whom: Rows) -> int:
    """Return how many people's chains lead to the last entry of ``whom``, which leads to itself.

    Everybody goes on to whom the one they heed heeds, again and again: steps double in length. While a chain
    has not arrived, the nearest of those that have not will arrive in the next round.
    """
    root, arrived, before = whom.size - 1, 0, -1
    while arrived > before:
        before, arrived = arrived, 0
        for person in range(root):
            at = whom[np.uint32(whom[person])]
            whom[person] = at
            arrived += int(at == root)
    return arrived
