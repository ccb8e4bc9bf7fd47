"""Who still follows whom: waiting times against the hazard that ties have gathered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.delivery import Flags, stays, trust_today
from stonecast.kernels.jit import lean
from stonecast.kernels.ledger import (
    AUTHOR,
    COST,
    EARNED,
    KEYS,
    TABLE,
    TOUCHED,
    TURN,
    Book,
    Tide,
    author_at,
    find,
    weariness,
)
from stonecast.kernels.spread import Ints, Rows, Trusts


@lean
def still_follow(
    ties: Ints,
    authors: Rows,
    starts: Trusts,
    returned: Flags,
    one_way: float,
    mutual: float,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    follows: Flags,
) -> None:
    """Tell which ties are still followed on a day: those whose waiting time exceeds the hazard gathered.

    The waiting time is exponential: a tie is followed while the word named after it is below exp(-hazard).
    One that formed during the run (its name is beyond ``returned``) counts as one-way.
    """
    for e in range(ties.size):
        tie, author = int(ties[e]), int(authors[e])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        entry = find(tie, book[TABLE], book[KEYS]) if book[TOUCHED][author] != 0 else -1
        rate = mutual if tie < returned.size and returned[tie] else one_way
        turn = int(book[TURN][entry]) if entry >= 0 else 0
        w = named.word(luck, run, named.UNFOLLOW, 0, tie, turn)
        follows[e] = stays(w, rate * weariness(entry, float(starts[e]), lane, day, book, tide))


@lean
def census(
    rows: Ints,
    offsets: Ints,
    trust: Trusts,
    hollow: Flags,
    follow: bool,
    returned: Flags,
    one_way: float,
    mutual: float,
    remember: bool,
    day: int,
    luck: int,
    run: int,
    lanes: Rows,
    book: Book,
    tide: Tide,
    counts: Ints,
    totals: Ints,
) -> None:
    """Count who follows each author along ties of the network, and sum their trust in 2^-32.

    As `delivery.deliver`; hollow followers are counted and trust nobody.
    """
    for at in range(rows.size):
        author = int(rows[at])
        lane = int(lanes[author]) if lanes.size > 0 else 0
        touched = book[TOUCHED][author] != 0
        earned, cost = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
        counts[at], totals[at] = 0, 0
        block, w0, w1, w2, w3 = -1, 0, 0, 0, 0
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            if hollow.size > 0 and hollow[tie]:
                counts[at] += 1
                continue
            start = float(trust[tie])
            entry = find(tie, book[TABLE], book[KEYS]) if touched else -1
            if follow:
                rate = mutual if returned[tie] else one_way
                hazard = rate * weariness(entry, start, lane, day, book, tide)
                if entry >= 0 and book[TURN][entry] > 0:
                    w = named.word(luck, run, named.UNFOLLOW, 0, tie, int(book[TURN][entry]))
                else:
                    if tie >> 2 != block:
                        block = tie >> 2
                        w0, w1, w2, w3 = named.block(luck, run, named.UNFOLLOW, 0, block, 0)
                    place = tie & 3
                    w = w0 if place == 0 else w1 if place == 1 else w2 if place == 2 else w3
                if not stays(w, hazard):
                    continue
            counts[at] += 1
            if remember:
                start = float(trust_today(entry, start, earned, cost, day, book, tide))
            totals[at] += int(start * 4294967296.0)


@lean
def learned(used: int, trust: Trusts, hollow: Flags, day: int, book: Book, tide: Tide, gains: Ints) -> None:
    """Add to ``gains``, by author, what trust has risen since the start, in 2^-32, over ties ever touched.

    For authors without an everyday life and ties of the network that nobody leaves: all others are as they
    were. Who came across a post without following is no follower. ``trust`` is that of the ties at the start.
    """
    good, bad = float(tide[EARNED][0, day]), float(tide[COST][0, day])
    for entry in range(used):
        tie = int(book[KEYS][entry])
        if tie >= trust.size or (hollow.size > 0 and hollow[tie]):
            continue
        start = float(trust[tie])
        now = float(trust_today(entry, start, good, bad, day, book, tide))
        gains[book[AUTHOR][entry]] += int(now * 4294967296.0) - int(start * 4294967296.0)


@lean
def choose(won: Rows, chance: int, luck: int, run: int, message: int, chosen: Rows) -> int:
    """Fill in who wants to follow the author of what won them (chance ``chance`` / 2^32)."""
    count = 0
    for i in range(won.size):
        if named.word(luck, run, named.FOLLOW, message, int(won[i]), 0) < chance:
            chosen[count] = won[i]
            count += 1
    return count


@lean
def roots(readers: Rows, teller: Ints, offsets: Ints, itself: int, out: Ints) -> None:
    """Fill in who said first what won each reader, if it came through others; else -1."""
    for i in range(readers.size):
        steps, author = 0, -1
        tie = int(teller[readers[i]])
        while tie >= 0:
            author = author_at(tie, offsets)
            steps += 1
            tie = int(teller[author])
        out[i] = author if steps > 1 and tie == itself else -1


@lean
def find_mutual(offsets: Ints, followers: Rows, mutual: NDArray[np.bool_]) -> None:
    """Tell of each tie whether it is returned; followers of each author are sorted."""
    for author in range(offsets.size - 1):
        for tie in range(int(offsets[author]), int(offsets[author + 1])):
            other = int(followers[tie])
            low, end = int(offsets[other]), int(offsets[other + 1])
            high = end
            while low < high:
                middle = (low + high) >> 1
                if followers[middle] < author:
                    low = middle + 1
                else:
                    high = middle
            mutual[tie] = low < end and followers[low] == author
