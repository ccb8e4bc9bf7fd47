"""The linear threshold where every followee weighs the same: each person heeds one of them, drawn by chance.

A person's uniform threshold lies within the weight of exactly one followee, and who is reached has the same
law if that one alone counts (Kempe, Kleinberg, Tardos 2003, 10.1145/956750.956769, theorem 4.6). So people
follow where a chain of whom each heeds leads to a seed. A walk from the seeds asks of each tie whether its
reader heeds its author; once it has looked at many ties, it is cheaper to draw whom everybody heeds and to go
up the chains. Numbers are named by the person (`stonecast.kernels.pairs`): both ways find the same people.

Who follows one person only and has no followers, a *loyal* one, is active whenever that person is: nothing is
drawn for them, they are counted along with whom they follow.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast.kernels.jit import jit, lean, part
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
"""So many runs at first, and then every 16th, show when it pays to leave off walking (`_settle`)."""

CACHED = 1 << 15
"""Drawing for one person costs as much as looking at one tie, and .75 of it for at most so many people."""

SEED, FOLLOWED = 1, 2
"""Marks of seeds, and of who has loyal followers."""

LEVELS = 3
"""Places to leave off walking: a quarter, half and all of the people for whom something is drawn."""

_1, _S, _16, _LOW = np.uint64(1), np.uint64(32), np.uint64(16), np.uint64(0xFFFF)
_M = np.uint64(0xFFFFFFFF)


@jit
def list_followees(
    offsets: Ints,
    followers: Rows,
    followees: Ints,
    people: Ints,
    ranks: Rows,
    rows: Ints,
    readers: Rows,
    places: Places,
    entries: Words,
    authors: Rows,
    drawn: int,
) -> None:
    """Fill in what `heeding_cascades` reads, where ranks stand for people; ``people`` go by rank.

    ``rows`` and ``readers`` are the network's rows without the loyal. Followees of one person stand together
    in ``authors``, by rank; its last entry is nobody. A tie's place among those of its reader is the upper
    half (16 bits) of its entry in ``places``, their number the lower half. ``entries`` tell where someone's
    followees begin (upper 48 bits) and how many they are, those of a `BLOCK` in the order of its words.
    """
    count, half, at, end = offsets.size - 1, BLOCK // 2, 0, 0
    starts, nexts = np.empty(count, np.int64), np.empty(count, np.int64)
    entries[:] = np.uint64(readers.size) << _16
    for rank in range(drawn):
        starts[people[rank]] = nexts[people[rank]] = at
        number = int(followees[people[rank]])
        here = (rank // BLOCK) * BLOCK + (rank & 1) * half + (rank % BLOCK) // 2
        entries[here] = (np.uint64(at) << _16) | np.uint64(number)
        at += number
    for rank in range(count):
        rows[rank] = end
        for tie in range(offsets[people[rank]], offsets[people[rank] + 1]):
            # Tables go by the network's rows: neighbours in a row of followers are near each other there.
            reader = np.int64(followers[tie])
            if ranks[reader] >= drawn:
                continue
            at = int(nexts[reader])
            nexts[reader], authors[at], readers[end] = at + 1, rank, ranks[reader]
            places[end] = ((at - starts[reader]) << 16) | followees[reader]
            end += 1
    rows[count], authors[end] = end, count + 1


@jit
def heeding_cascades(
    rows: Ints,
    followers: Rows,
    places: Places,
    entries: Words,
    authors: Rows,
    passing: int,
    drawn: int,
    loyal: Rows,
    seeds: Rows,
    luck: int,
    first: int,
    sizes: Ints,
) -> None:
    """Fill ``sizes[r]`` with the people reached in run ``first + r``; ``seeds`` and all else by ranks.

    The word of a person, times the number of followees, over 2^32 gives the place of the one who is heeded.
    ``passing`` people, those of the first ranks, have followers and followees, something is ``drawn`` for so
    many. Each person has so many ``loyal`` followers; nobody among the seeds is one.
    """
    count, followed = rows.size - 1, np.flatnonzero(loyal).astype(np.uint32)
    queue = np.zeros(count + seeds.size + 1 + 2 * AHEAD, np.int32)
    marks, whom = np.zeros(count, np.uint8), np.empty(entries.size + 2, np.int32)
    readers, tests = np.empty(CHUNK, np.int32), np.empty(CHUNK, np.uint32)
    heeds = np.empty(CHUNK, np.int64)
    # Whoever waits has ties to look at: twice the mean.
    each = 2 * followers.size // max(count, 1)
    row_words, found = np.empty((2, BLOCK // 2), np.uint64), np.empty(BLOCK, np.uint64)
    whom[drawn:], settled = count + 1, 0
    for person in followed:
        marks[person] = FOLLOWED
    for i in range(seeds.size):
        marks[seeds[i]] |= SEED
        queue[i] = seeds[i]
        if seeds[i] >= drawn:
            settled += 1 + loyal[seeds[i]]
    # What walking to each level has cost so far, in ties looked at, with one run that took off to begin with.
    costs, known, best = np.empty(LEVELS, np.int64), 1, 0
    price = drawn if drawn > CACHED else 3 * drawn // 4
    for level in range(LEVELS):
        costs[level] = _level(level, drawn) + price
    for r in range(sizes.size):
        run = first + r
        head, done, tail, looked, level, again, along = 0, 0, seeds.size, 0, 0, 0, 0
        learning = r < SURE or r % AGAIN == 0
        bound, ahead = drawn if learning else best, tail * each
        while True:
            while learning and level < LEVELS and ahead > _level(level, drawn):
                costs[level] += looked + price
                level += 1
            if head == tail or ahead > bound:
                break
            n = 0
            while head < tail and n < CHUNK:
                author = np.int64(queue[head])
                prefetch(rows, np.int64(queue[head + 2 * AHEAD]))
                soon = rows[queue[head + AHEAD]]
                prefetch(followers, soon)
                prefetch(places, soon)
                start, stop = rows[author] + done, rows[author + 1]
                if marks[author] > 0 and done == 0:
                    if head >= seeds.size and marks[author] & SEED:
                        # They heed somebody active, but have had their turn.
                        stop = start
                        again += 1
                    else:
                        along += loyal[author]
                these = min(stop - start, CHUNK - n)
                for i in range(these):
                    readers[n + i] = followers[start + i]
                    tests[n + i] = places[start + i]
                n, done = n + these, done + these
                if start + these == stop:
                    head, done = head + 1, 0
            _ask(readers, tests, n, luck, run, heeds)
            for i in range(n):
                queue[tail] = readers[i]
                tail += int(heeds[i])
            looked += n
            ahead = looked + (tail - head) * each
        if learning:
            known += 1
            best = _settle(costs, level, looked, known * price, drawn)
        if head == tail:
            sizes[r] = tail - again + along
        else:
            _draw_all(entries, authors, drawn, count, luck, run, row_words, found, whom)
            for i in range(tail):
                whom[queue[i]] = count
            sizes[r] = settled + _go_up(whom, loyal, followed, passing, drawn, count)


@part
def _level(level: int, drawn: int) -> int:
    return drawn >> (LEVELS - 1 - level)


@jit
def _settle(costs: Ints, passed: int, looked: int, straight: int, drawn: int) -> int:
    """Return at how many ties it pays to leave off, -1 where runs should not be walked at all.

    A run that looked at so many ties has ``passed`` some levels, whose costs are counted already; drawing for
    everybody at once would have cost ``straight`` so far.
    """
    best, least = -1, straight
    for level in range(LEVELS):
        if level >= passed:
            costs[level] += looked
        if costs[level] < least:
            best, least = _level(level, drawn), costs[level]
    return best


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
    authors: Rows,
    drawn: int,
    count: int,
    luck: int,
    run: int,
    words: Words,
    found: Words,
    whom: Rows,
) -> None:
    """Fill ``whom`` each person heeds; entries ``count``, a seed, and the next, nobody, heed themselves."""
    flat, half = words.reshape(-1), BLOCK // 2
    for block in range(0, drawn, BLOCK):
        words_of_row(block >> 1, luck, run, words)
        for i in range(BLOCK):
            entry = entries[block + i]
            found[i] = (entry >> _16) + (((flat[i] & _M) * (entry & _LOW)) >> _S)
        for i in range(half):
            whom[block + 2 * i] = authors[found[i]]
            whom[block + 2 * i + 1] = authors[found[i + half]]
    whom[count], whom[count + 1] = count, count + 1


@jit
def _go_up(whom: Rows, loyal: Rows, followed: Places, passing: int, drawn: int, root: int) -> int:
    """Return how many chains of people with followees lead to a seed, ``root``, the loyal counted along.

    Everybody with followers goes on to whom the one they heed heeds, again and again: steps double in length.
    While a chain has not arrived, the nearest of those that have not will arrive in the next round. Who has
    no followers is on nobody's way and goes up once, at the end.
    """
    arrived, before = 0, -1
    while arrived > before:
        before, arrived = arrived, 0
        for person in range(passing):
            at = whom[whom[person]]
            whom[person] = at
            arrived += int(at == root)
    for person in range(passing, drawn):
        arrived += int(whom[whom[person]] == root)
    for i in range(followed.size):
        if followed[i] < passing and whom[followed[i]] == root:
            arrived += loyal[followed[i]]
    return arrived
