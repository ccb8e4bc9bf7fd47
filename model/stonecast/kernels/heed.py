"""The linear threshold where every followee weighs the same: each person heeds one of them, drawn by chance.

A person's uniform threshold lies within the weight of exactly one followee, and who is reached has the same
law if that one alone counts (Kempe, Kleinberg, Tardos 2003, 10.1145/956750.956769, theorem 4.6). So people
follow where a chain of whom each heeds leads to a seed. A walk from the seeds asks of each tie whether its
reader heeds its author; once it has looked at many ties, it is cheaper to draw whom everybody heeds and to go
up the chains. Numbers are named by the person (`stonecast.kernels.pairs`): both ways find the same people.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit, lean
from stonecast.kernels.pairs import pair, words_of_row
from stonecast.kernels.prefetch import prefetch
from stonecast.kernels.quads import Ints, Rows, Words

Places = NDArray[np.uint32]

MOST = 0xFFFF
"""Followees of one person for which a tie's place and their number fit into one entry."""

CHUNK = 256
"""Ties looked at together."""

AHEAD = 4
"""So many places ahead in the queue a row is fetched into the cache, and its offset twice as many."""

BLOCK = 256
"""People drawn together once chains are gone up: those with even numbers first, then those with odd ones."""

SURE, AGAIN = 8, 16
"""After so many runs in a row that took off, only every 16th is still walked before everybody is drawn."""

_1, _S, _16, _LOW = np.uint64(1), np.uint64(32), np.uint64(16), np.uint64(0xFFFF)


@jit
def list_followees(
    offsets: Ints,
    followers: Rows,
    before: Ints,
    ranks: Rows,
    authors: Rows,
    places: Places,
    entries: Words,
    slots: Rows,
) -> None:
    """Fill in what `heeding_cascades` reads; ``before`` and ``ranks`` are given.

    The followees of person p stand in ``authors[before[p]:before[p + 1]]``, by their ranks, in the order of
    ties; its last entry is nobody. A tie's place among those of its reader is the upper half (16 bits) of its
    entry in ``places``, their number the lower half. ``entries`` and ``slots`` go by `BLOCK`: where someone's
    followees begin (upper 48 bits) and their number, and their rank.
    """
    count = offsets.size - 1
    nexts = before.copy()
    for author in range(count):
        for tie in range(offsets[author], offsets[author + 1]):
            reader = followers[tie]
            at = nexts[reader]
            nexts[reader] = at + 1
            authors[at] = ranks[author]
            places[tie] = ((at - before[reader]) << 16) | (before[reader + 1] - before[reader])
    nobody = count + 1
    authors[followers.size] = nobody
    half = BLOCK // 2
    for i in range(entries.size):
        person = (i // BLOCK) * BLOCK + 2 * (i % half) + (i % BLOCK) // half
        number = before[person + 1] - before[person] if person < count else 0
        start = before[person] if number > 0 else followers.size
        entries[i] = (np.uint64(start) << _16) | np.uint64(number)
        slots[i] = ranks[person] if person < count else nobody


@jit
def heeding_cascades(
    offsets: Ints,
    followers: Rows,
    places: Places,
    entries: Words,
    slots: Rows,
    authors: Rows,
    ranks: Rows,
    heard: int,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``; arrays of `list_followees`.

    The word of a person, times the number of followees, over 2^32 gives the place of the one who is heeded.
    ``heard`` people, those of the first ranks, have followers.
    """
    count = offsets.size - 1
    queue = np.zeros(count + seeds.size + 1 + 2 * AHEAD, np.int32)
    seeded, whom = np.zeros(count, np.uint8), np.empty(count + 2, np.int32)
    readers, tests = np.empty(CHUNK, np.int32), np.empty(CHUNK, np.uint32)
    heeds = np.empty(CHUNK, np.int64)
    # Chains are gone up once ties looked at, and those of who waits (twice the mean), outnumber people.
    each = 2 * followers.size // max(count, 1)
    row_words, found = np.empty((2, BLOCK // 2), np.uint64), np.empty(BLOCK, np.uint64)
    for i in range(seeds.size):
        seeded[seeds[i]] = 1
        queue[i] = seeds[i]
    took_off = 0
    for r in range(sizes.size):
        run = first + r
        head, done, tail, again, looked = 0, 0, seeds.size, 0, 0
        bound = 0 if took_off >= SURE and r % AGAIN else count
        while head < tail and looked + (tail - head) * each <= bound:
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
                    tests[at] = places[tie]
                n, done = n + these, done + these
                if start + these == stop:
                    head, done = head + 1, 0
            _ask(readers, tests, n, luck, run, heeds)
            for i in range(n):
                queue[tail] = readers[i]
                tail += int(heeds[i])
            looked += n
        if head == tail:
            took_off = 0
            sizes[r] = tail - again
        else:
            took_off += 1
            _draw_all(entries, slots, authors, luck, run, row_words, found, whom)
            for i in range(tail):
                whom[ranks[queue[i]]] = count
            sizes[r] = _go_up(whom, heard)


@lean
def _ask(readers: Rows, tests: Places, count: int, luck: int, run: int, heeds: Ints) -> None:
    """Fill ``heeds`` with 1 where a reader heeds the author of the tie, else 0; a multiple of four."""
    key, lane = np.uint64(luck), np.uint64(run)
    for i in range(min((count + 3) & ~3, readers.size)):
        reader, entry = np.uint64(np.uint32(readers[i])), np.uint64(tests[i])
        even, odd = pair(reader >> _1, lane, key)
        word = odd if reader & _1 else even
        heeds[i] = np.int64((word * (entry & _LOW)) >> _S == entry >> _16)


@jit
def _draw_all(
    entries: Words,
    slots: Rows,
    authors: Rows,
    luck: int,
    run: int,
    words: Words,
    found: Words,
    whom: Rows,
) -> None:
    """Fill ``whom`` each person heeds, by ranks; the last two, a seed and nobody, heed themselves."""
    flat = words.reshape(-1)
    for block in range(0, entries.size, BLOCK):
        words_of_row(block >> 1, luck, run, words)
        for i in range(BLOCK):
            entry = entries[np.uint64(block + i)]
            found[np.uint64(i)] = (entry >> _16) + ((flat[np.uint64(i)] * (entry & _LOW)) >> _S)
        for i in range(BLOCK):
            whom[np.uint32(slots[np.uint64(block + i)])] = authors[found[np.uint64(i)]]
    whom[whom.size - 2], whom[whom.size - 1] = whom.size - 2, whom.size - 1


@jit
def _go_up(whom: Rows, heard: int) -> int:
    """Return how many people's chains lead to a seed.

    Everybody who is heard goes on to whom the one they heed heeds, again and again: steps double in length.
    While a chain has not arrived, the nearest of those that have not will arrive in the next round. Who has
    no followers is on nobody's way and goes up once, at the end.
    """
    root, arrived, before = whom.size - 2, 0, -1
    while arrived > before:
        before, arrived = arrived, 0
        for person in range(heard):
            at = whom[np.uint32(whom[person])]
            whom[person] = at
            arrived += int(at == root)
    for person in range(heard, root):
        arrived += int(whom[np.uint32(whom[person])] == root)
    return arrived
