"""What is remembered of ties that were ever touched: a table that grows, keyed by the name of the tie.

Open addressing: ``table`` holds, at the hash of a name and the places after it, the number of an entry
(-1: free); entries are appended and never removed. Amounts of evidence are whole numbers of 2^-32, so that
no order of adding can matter. They are forgotten lazily: what was kept on day ``when`` is worth
``kept^(today - when)`` of it today.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from stonecast import randomness as named
from stonecast.kernels.jit import jit, part
from stonecast.kernels.spread import Ints, Reals, Rows, Trusts

SHARE = 2.3283064365386963e-10
"""2^-32."""

TABLE, KEYS, GOOD, BAD, WHEN, START, WORN, TURN = range(8)
"""Places in a book: the table, and by entry the name of the tie, evidence for and against, the day it is as
of, trust at the start, hazard of unfollowing gathered by then, and how often it was followed anew."""

WEAR, MINE, THEIRS, EARNED, COST = range(5)
"""Places in a tide, float64 of shape (lanes, days + 1), by author (lane 0: all who have no everyday life
here) and day: sums over the days before of f, f S / m and f 2 / m, m = R + S + 2; then R and S."""

Book = tuple[Any, ...]
Tide = tuple[Any, ...]


@part
def _place(key: int, places: int) -> int:
    """Where the search for a name begins; ``places`` is a power of two."""
    mixed = (key ^ (key >> 31)) & 0x7FFFFFFF
    return ((mixed * 0x9E3779B1) >> 20) & (places - 1)


@jit
def find(key: int, table: Rows, keys: Ints) -> int:
    """Return the number of the entry of a tie, or -1."""
    at = _place(key, table.size)
    while table[at] >= 0:
        if keys[table[at]] == key:
            return int(table[at])
        at = (at + 1) & (table.size - 1)
    return -1


@jit
def enter(entry: int, table: Rows, keys: Ints) -> None:
    """Put an entry whose name is not there yet into the table."""
    at = _place(int(keys[entry]), table.size)
    while table[at] >= 0:
        at = (at + 1) & (table.size - 1)
    table[at] = entry


@jit
def enter_all(used: int, table: Rows, keys: Ints) -> None:
    """Fill an empty table."""
    for entry in range(used):
        enter(entry, table, keys)


@jit
def left(amount: int, kept: float, days: int) -> int:
    """Return what is left of an amount after so many days."""
    if days <= 0 or amount == 0:
        return amount
    return int(float(amount) * named.power(kept, float(days)))


@part
def _weariness(entry: int, start: float, lane: int, day: int, book: Book, tide: Tide) -> float:
    """Hazard of unfollowing gathered on a tie until a day, but for the factor of its kind.

    The sum over days of f (1 - T). Between two touches T moves with the author's everyday life only:
    1 - T = (s + m (1 - T0)) / (r + s + m), r, s and m as they were at the last touch, T0 the trust of a tie
    that was never touched, and sums of f and of f (1 - T0) are kept for every author (`tide`).
    """
    if entry < 0:
        return float(tide[MINE][lane, day]) + (1.0 - start) * float(tide[THEIRS][lane, day])
    since = int(book[WHEN][entry])
    r, s = float(book[GOOD][entry]) * SHARE, float(book[BAD][entry]) * SHARE
    m = float(tide[EARNED][lane, since]) + float(tide[COST][lane, since]) + 2.0
    worn = float(tide[WEAR][lane, day]) - float(tide[WEAR][lane, since])
    mine = float(tide[MINE][lane, day]) - float(tide[MINE][lane, since])
    theirs = float(tide[THEIRS][lane, day]) - float(tide[THEIRS][lane, since])
    fresh = s / (r + s + m) * worn + m / (r + s + m) * (mine + (1.0 - start) * theirs)
    return float(book[WORN][entry]) + fresh


@jit
def believe(ties: Ints, lanes: Rows, day: int, kept: float, book: Book, tide: Tide, trusts: Trusts) -> None:
    """Turn the trust at the start of each tie into that of today: (r + R + 2a) / (r + s + R + S + 2).

    R and S are what the author's everyday life has earned and cost; ``tide`` holds R and S.
    """
    for e in range(ties.size):
        entry = find(int(ties[e]), book[TABLE], book[KEYS])
        r = 0.0
        s = 0.0
        if entry >= 0:
            days = day - int(book[WHEN][entry])
            r = float(left(int(book[GOOD][entry]), kept, days)) * SHARE
            s = float(left(int(book[BAD][entry]), kept, days)) * SHARE
        good, bad = float(tide[EARNED][lanes[e], day]), float(tide[COST][lanes[e], day])
        trusts[e] = np.float32((r + good + 2.0 * float(trusts[e])) / (r + s + (good + bad + 2.0)))


@jit
def touch(
    ties: Ints, starts: Trusts, lanes: Rows, day: int, kept: float, used: int, book: Book, tide: Tide
) -> int:
    """Bring the entries of ties up to a day, and make those that are missing; returns entries in use.

    There is room for all.
    """
    good, bad, when = book[GOOD], book[BAD], book[WHEN]
    for e in range(ties.size):
        tie = int(ties[e])
        entry = find(tie, book[TABLE], book[KEYS])
        if entry < 0:
            book[WORN][used] = _weariness(-1, float(starts[e]), int(lanes[e]), day, book, tide)
            book[KEYS][used] = tie
            book[START][used] = starts[e]
            book[TURN][used] = 0
            good[used] = bad[used] = 0
            when[used] = day
            enter(used, book[TABLE], book[KEYS])
            used += 1
        elif when[entry] < day:
            book[WORN][entry] = _weariness(entry, float(starts[e]), int(lanes[e]), day, book, tide)
            days = day - int(when[entry])
            good[entry] = left(int(good[entry]), kept, days)
            bad[entry] = left(int(bad[entry]), kept, days)
            when[entry] = day
    return used


@jit
def add(ties: Ints, more_good: Ints, more_bad: Ints, book: Book) -> None:
    """Add evidence to ties that have an entry."""
    for e in range(ties.size):
        entry = find(int(ties[e]), book[TABLE], book[KEYS])
        book[GOOD][entry] += more_good[e]
        book[BAD][entry] += more_bad[e]


@jit
def renew(tie: int, day: int, book: Book) -> None:
    """Follow once more: a waiting time of its own begins."""
    entry = find(tie, book[TABLE], book[KEYS])
    book[TURN][entry] += 1
    book[WORN][entry] = 0.0
    book[WHEN][entry] = day


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
        hazard = rates[e] * _weariness(entry, float(starts[e]), int(lanes[e]), day, book, tide)
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


@jit
def weigh_posts(
    shown: int,
    readers: Rows,
    places: Reals,
    topic: Reals,
    steepness: float,
    relevant_from: float,
    sponsored: bool,
    useful: int,
    irrelevant: int,
    good: Ints,
    bad: Ints,
) -> None:
    """Fill in what each seen post says for its author, and against (whole numbers of 2^-32).

    A post is relevant if exp(-steepness * d^2) is at least ``relevant_from``, d in pond widths.
    """
    for e in range(shown):
        reader = int(readers[e])
        near = 1.0
        if steepness > 0.0:
            dx = float(places[reader, 0]) - float(topic[0])
            dy = float(places[reader, 1]) - float(topic[1])
            near = named.exp(-steepness * (dx * dx + dy * dy))
        relevant = near >= relevant_from
        good[e] = useful if relevant else 0
        bad[e] = irrelevant if sponsored and not relevant else 0


@jit
def find_out(
    shown: int,
    ties: Ints,
    numbers: Rows,
    paid: NDArray[np.bool_],
    chance: int,
    luck: int,
    run: int,
    message: int,
    weight: int,
    bad: Ints,
) -> None:
    """Add what it costs an author if a reader finds out that an unmarked post was paid."""
    for e in range(shown):
        tie, number = int(ties[e]), int(numbers[e])
        if paid[e] and named.word(luck, run, named.FOUND_OUT, message, tie, number) < chance:
            bad[e] += weight
