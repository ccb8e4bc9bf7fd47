"""Who still follows whom: waiting times against the hazard that ties have gathered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit
from stonecast.kernels.ledger import (
    BAD,
    COST,
    EARNED,
    GOOD,
    KEYS,
    SHARE,
    TABLE,
    TURN,
    WHEN,
    Book,
    Tide,
    find,
    left,
    weariness,
)
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts


@jit
def still_follow(
    ties: Ints,
    starts: Trusts,
    lanes: Rows,
    rates: Reals,
    day: int,
    luck: int,
    run: int,
    book: Book,
    tide: Tide,
    follows: NDArray[np.bool_],
) -> None:
    """Tell which ties are still followed on a day: those whose waiting time exceeds the hazard gathered.

    The waiting time is exponential: a tie is followed while the word named after it is below exp(-hazard).
    """
    at, w0, w1, w2, w3 = -1, 0, 0, 0, 0
    for e in range(ties.size):
        tie = int(ties[e])
        entry = find(tie, book[TABLE], book[KEYS])
        hazard = rates[e] * weariness(entry, float(starts[e]), int(lanes[e]), day, book, tide)
        limit = named.threshold(named.exp(-hazard))
        if limit == named.ONE:
            follows[e] = True
        elif entry >= 0 and book[TURN][entry] > 0:
            turn = int(book[TURN][entry])
            follows[e] = named.word(luck, run, named.UNFOLLOW, 0, tie, turn) < limit
        else:
            if tie >> 2 != at:
                at = tie >> 2
                w0, w1, w2, w3 = named.block(luck, run, named.UNFOLLOW, 0, at, 0)
            lane = tie & 3
            w = w0 if lane == 0 else w1 if lane == 1 else w2 if lane == 2 else w3
            follows[e] = w < limit


@jit
def census(
    first: int,
    last: int,
    trust: Trusts,
    lane: int,
    mutual: NDArray[np.bool_],
    hollow: NDArray[np.bool_],
    one_way: float,
    both: float,
    follow: bool,
    remember: bool,
    day: int,
    kept: float,
    luck: int,
    run: int,
    book: Book,
    tide: Tide,
) -> tuple[int, int]:
    """Count who follows along an author's ties, and sum their trust in whole numbers of 2^-32.

    As `still_follow` and `believe`, in one walk; hollow followers are counted and trust nobody.
    """
    count, total = 0, 0
    at, w0, w1, w2, w3 = -1, 0, 0, 0, 0
    good, bad = float(tide[EARNED][lane, day]), float(tide[COST][lane, day])
    for tie in range(first, last):
        if hollow.size > 0 and hollow[tie]:
            count += 1
            continue
        start = float(trust[tie])
        entry = find(tie, book[TABLE], book[KEYS])
        if follow:
            rate = both if mutual[tie] else one_way
            limit = named.threshold(named.exp(-rate * weariness(entry, start, lane, day, book, tide)))
            if entry >= 0 and book[TURN][entry] > 0:
                if named.word(luck, run, named.UNFOLLOW, 0, tie, int(book[TURN][entry])) >= limit:
                    continue
            elif limit < named.ONE:
                if tie >> 2 != at:
                    at = tie >> 2
                    w0, w1, w2, w3 = named.block(luck, run, named.UNFOLLOW, 0, at, 0)
                which = tie & 3
                w = w0 if which == 0 else w1 if which == 1 else w2 if which == 2 else w3
                if w >= limit:
                    continue
        count += 1
        if remember:
            r = 0.0
            s = 0.0
            if entry >= 0:
                days = day - int(book[WHEN][entry])
                r = float(left(int(book[GOOD][entry]), kept, days)) * SHARE
                s = float(left(int(book[BAD][entry]), kept, days)) * SHARE
            start = float(np.float32((r + good + 2.0 * start) / (r + s + (good + bad + 2.0))))
        total += int(start * 4294967296.0)
    return count, total


@jit
def choose(won: Rows, chance: int, luck: int, run: int, message: int, chosen: Rows) -> int:
    """Fill in who wants to follow the author of what won them (chance ``chance`` / 2^32)."""
    count = 0
    for i in range(won.size):
        if named.word(luck, run, named.FOLLOW, message, int(won[i]), 0) < chance:
            chosen[count] = won[i]
            count += 1
    return count


@jit
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
